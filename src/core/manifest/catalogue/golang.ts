import type { CatalogueEntry, CatalogueRecipe } from './types';

const emulator = 'qemu-mips64el-static';
const git = 'https://github.com/golang/go';

/** The toolchain for the target, built in the tree itself: bin/linux_mips64le and pkg/tool/linux_mips64le. */
function toolchain(ref: string): CatalogueRecipe {
  return {
    path: 'golang',
    kind: 'command',
    source: { git, ref },
    build: {
      folder: 'src',
      command: ['./make.bash', '--no-banner'],
      // make.bash takes CC for the compiler of the host.
      env: { CC: 'gcc', CC_FOR_TARGET: 'mips64el-linux-gnuabi64-gcc' },
      output: 'bin/linux_mips64le/go',
    },
    smoke: [
      { args: ['version'], expect: 'linux/mips64le' },
      {
        // The go command would start the compiler and what it built without an emulator.
        args: ['run', '-toolexec', emulator, '-exec', emulator, 'test/helloworld.go'],
        env: { CGO_ENABLED: '0', GOFLAGS: '' },
        expect: 'hello, world',
        timeout: 900,
      },
    ],
    test: false,
  };
}

export const golangEntries: readonly CatalogueEntry[] = [
  {
    id: 'golang',
    title: 'Go toolchain for the target',
    repository: git,
    licence: 'BSD-3-Clause',
    versions: {
      'v1.16.2': { version: '1.12.10', recipe: toolchain('go1.12.10') },
      today: { version: '1.27.0', recipe: toolchain('go1.27.0') },
    },
  },
];
