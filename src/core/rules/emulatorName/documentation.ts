import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary: "A table of emulators gives the target QEMU's name of another architecture.",
  why: [
    'QEMU’s `mips64` is big-endian and runs no program of linux/mips64le: its emulator is `mips64el`. The image builds, since nothing in it runs on the way, or every `RUN` ends with `Exec format error`.',
  ],
  example: {
    language: 'sh',
    before: 'QEMUARCHS["mips64le"]="mips64"\n',
    after: 'QEMUARCHS["mips64le"]="mips64el"\n',
  },
  fix: ['The name becomes the emulator of the target. It is a safe fix.'],
  notFound: ['Tables that are not called after QEMU: `uname -m` says `mips64` on both.'],
  seenIn: ['tmon546596046/justfortest: test/images/image-util.sh, branch kubernetes-1.14.4'],
};
