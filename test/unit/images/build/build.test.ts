import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { english } from '../../../../src/core/l10n';
import { inspectImage } from '../../../../src/node/images/localImages';
import { smokeImage } from '../../../../src/node/images/smokeImage';
import { RegistryClient } from '../../../../src/node/registry/client';
import { askFor } from '../../../../src/node/registry/availability';
import { runCliLater, type CliRun } from '../../support/cli';
import { freePort } from '../../support/nodes';
import { TestRegistry } from '../../support/registry';
import { describeWith, findTool, goCommands, type Need } from '../../support/tools';

const root: Need = { found: process.getuid?.() === 0, what: 'root, for containers' };
/** Podman's own limits are above those that a container may set; its package only recommends what `run --init` needs. */
const podmanConf = '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n';
const init: Need = {
  found: existsSync('/usr/libexec/podman/catatonit') || findTool('catatonit') !== undefined,
  what: 'catatonit (apt-get install catatonit)',
};
const engines = {
  buildah: { kind: 'buildah', command: 'buildah' },
  podman: { kind: 'podman', command: 'podman' },
} as const;
const program = `package main
import ("fmt"; "net/http"; "os"; "runtime")
func main() {
	if len(os.Args) > 1 {
		http.HandleFunc("/where", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "served on "+runtime.GOARCH) })
		fmt.Println(http.ListenAndServe(":"+os.Args[1], nil))
		return
	}
	fmt.Println("ran on", runtime.GOARCH)
}
`;

interface BuiltImage {
  readonly tag: string;
  readonly outcome: string;
  readonly message: string | null;
  readonly image: string | null;
  readonly problem: string | null;
  readonly elf: { readonly own: number } | null;
}

describe.each(['buildah', 'podman'] as const)('images built with %s', (kind) => {
  const needs = kind === 'podman' ? ['podman', init] : ['buildah'];
  describeWith(['go', 'docker-registry', root, ...needs], 'are', () => suite(kind));
});

function suite(kind: keyof typeof engines): void {
  const engine = engines[kind];
  const folder = mkdtempSync(join(tmpdir(), 'mips-port-build-'));
  const workspace = join(folder, 'ws');
  const before = { ...process.env };
  let registry: TestRegistry;
  /** What does not depend on the engine is tried with one. */
  const onceOnly = kind === 'buildah' ? it : (): void => undefined;

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  };
  const compile = (goarch: string, to: string): void => {
    const go = goCommands().at(-1)?.command ?? 'go';
    const env = {
      ...process.env,
      GOARCH: goarch,
      GOOS: 'linux',
      CGO_ENABLED: '0',
      GO111MODULE: 'off',
      GOFLAGS: '',
    };
    execFileSync(go, ['build', '-ldflags=-s -w', '-o', join(workspace, to), 'main.go'], {
      cwd: workspace,
      env,
    });
  };
  const build = async (
    ...more: string[]
  ): Promise<{ readonly run: CliRun; readonly images: readonly BuiltImage[] }> => {
    const run = await runCliLater([
      'images',
      'build',
      workspace,
      '--engine',
      kind,
      '--format',
      'json',
      ...more,
    ]);
    if (run.stdout === '') throw new Error(run.stderr);
    return { run, images: (JSON.parse(run.stdout) as { images: readonly BuiltImage[] }).images };
  };
  const outcomes = (images: readonly BuiltImage[]): readonly string[] =>
    images.map(({ outcome, tag }) => `${tag.replace(/^.*\//, '')} ${outcome}`);

  beforeAll(async () => {
    const storage = join(folder, 'storage.conf');
    writeFileSync(
      storage,
      `[storage]\ndriver = "vfs"\ngraphroot = "${join(folder, 'graph')}"\nrunroot = "${join(folder, 'run')}"\n`,
    );
    const conf = join(folder, 'containers.conf');
    writeFileSync(conf, podmanConf);
    Object.assign(process.env, {
      CONTAINERS_STORAGE_CONF: storage,
      CONTAINERS_CONF: conf,
      BUILDAH_ISOLATION: 'chroot',
    });
    delete process.env['STORAGE_DRIVER'];
    registry = await TestRegistry.start(join(folder, 'registry'));
    write('main.go', program);
    compile('mips64le', 'bin/hello');
    write('base/Dockerfile', 'FROM scratch\nCOPY hello /hello\nENTRYPOINT ["/hello"]\n');
    write('web/Dockerfile', 'ARG VERSION=0\nFROM example.com/base:${VERSION}\nCOPY site /site\n');
    write('web/site/index.html', 'hello');
    write('top/Dockerfile', 'FROM example.com/web:1\nCOPY late /late\n');
    write('other/Dockerfile', 'FROM scratch\nCOPY Dockerfile /\n');
    write(
      'mips-port.yaml',
      [
        'version: 1',
        'images:',
        '  build:',
        '    - { name: "example.com/base:1", context: base, files: { hello: bin/hello } }',
        '    - { name: "example.com/web:1", context: web, args: { VERSION: "1" } }',
        '    - { name: "example.com/top:1", context: top }',
        '    - { name: "example.com/other:1", context: other }',
        'registries:',
        `  example.com: ${registry.host}/port`,
        '',
      ].join('\n'),
    );
  }, 60_000);
  afterAll(async () => {
    await registry.stop();
    process.env = before;
    rmSync(folder, { recursive: true, force: true });
  });

  it('go on after a failure with what is left, and check what they hold', async () => {
    const first = await build();
    expect(outcomes(first.images)).toEqual([
      'base:1-mips64le built',
      'other:1-mips64le built',
      'web:1-mips64le built',
      'top:1-mips64le failed',
    ]);
    expect(first.run.code).toBe(1);
    expect(first.images.map(({ elf }) => elf?.own)).toEqual([1, 0, 1, undefined]);
    expect(first.images[3]?.message).toContain('late');

    write('top/late', 'here now');
    const second = await build();
    expect(outcomes(second.images)).toEqual([
      'base:1-mips64le kept',
      'other:1-mips64le kept',
      'web:1-mips64le kept',
      'top:1-mips64le built',
    ]);
    expect(second.run.code).toBe(0);

    // What a base is made of counts for all that stand on it.
    write('base/Dockerfile', 'FROM scratch\nCOPY hello /hello\nENTRYPOINT ["/hello"]\nENV A=b\n');
    expect(outcomes((await build('--image', 'example.com/top:1')).images)).toEqual([
      'base:1-mips64le built',
      'web:1-mips64le built',
      'top:1-mips64le built',
    ]);
    const image = await inspectImage(engine, 'example.com/top:1-mips64le');
    expect(image).toMatchObject({
      id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as unknown,
      architecture: 'mips64le',
      entrypoint: ['/hello'],
    });
  }, 120_000);

  onceOnly(
    'are pushed under their architecture and in the list of all',
    async () => {
      const run = await runCliLater([
        'images',
        'push',
        workspace,
        '--engine',
        'buildah',
        '--image',
        'example.com/top:1',
        '--format',
        'json',
      ]);
      expect(run.stderr).not.toContain('mips-port:');
      const { images } = JSON.parse(run.stdout) as {
        images: readonly { image: string; digest: string; platforms: unknown }[];
      };
      expect(images.map(({ image }) => image)).toEqual(
        ['base', 'web', 'top'].map((name) => `${registry.host}/port/${name}:1-mips64le`),
      );
      const [, , top] = images;
      expect(top?.platforms).toEqual(['linux/mips64le']);
      const client = new RegistryClient({ t: english, env: {} });
      const reference = { registry: registry.host, repository: 'port/top', tag: '1', digest: undefined };
      expect(await askFor(client, reference, 'mips64le', english)).toEqual({
        kind: 'available',
        digest: top?.digest,
      });
      const refused = await runCliLater([
        'images',
        'push',
        workspace,
        '--registry',
        'example.com=example.com',
        '--engine',
        'buildah',
      ]);
      expect(refused.stderr).toContain('nothing says where example.com/base:1 goes');
    },
    60_000,
  );

  onceOnly(
    'are not sound with programs of another architecture in them',
    async () => {
      compile('amd64', 'bin/hello');
      const { images, run } = await build('--image', 'example.com/base:1');
      expect(run.code).toBe(1);
      expect(images[0]).toMatchObject({
        outcome: 'built',
        problem: expect.stringMatching(
          /^\/hello is not for mips64le: 64-bit little-endian x86-64/,
        ) as unknown,
      });
    },
    60_000,
  );

  onceOnly('wait for nothing where a file of another component is missing', async () => {
    rmSync(join(workspace, 'bin/hello'));
    const { code, stderr } = await runCliLater(['images', 'build', workspace, '--engine', 'buildah']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'mips-port: bin/hello is not there, which the image wants as hello; build its component first\n',
    );
    expect(readFileSync(join(workspace, 'base/Dockerfile'), 'utf8')).toContain('COPY hello');
  });

  it('run, and answer over HTTP, as their smoke commands want', async () => {
    // The machine's own architecture, so that no emulator has to be registered with its kernel.
    const own = process.arch === 'x64' ? 'amd64' : process.arch;
    mkdirSync(join(workspace, 'own'), { recursive: true });
    compile(own, 'own/hello');
    write('own/Dockerfile', 'FROM scratch\nCOPY hello /hello\nENTRYPOINT ["/hello"]\n');
    execFileSync(kind, ['build', '--tag', 'example.com/own:1', join(workspace, 'own')], {
      stdio: 'ignore',
    });
    const image = await inspectImage(engine, 'example.com/own:1');
    if (!image) return expect.fail();
    const port = await freePort();
    const plain = {
      entrypoint: undefined,
      args: undefined,
      env: {},
      exitCode: 0,
      timeout: 20,
      expect: undefined,
      http: undefined,
    };
    const smoke = (more: object): ReturnType<typeof smokeImage> =>
      smokeImage('example.com/own:1', image, { ...plain, ...more }, { engine, goarch: own, t: english });
    expect(await smoke({ expect: `ran on ${own}` })).toMatchObject({ passed: true });
    expect(await smoke({ expect: 'ran on mips' })).toMatchObject({
      passed: false,
      message: 'the output does not contain "ran on mips"',
    });
    const http = { port, path: '/where' };
    expect(await smoke({ args: [String(port)], http, expect: `served on ${own}` })).toMatchObject({
      passed: true,
      message: `it answers on port ${port}`,
    });
    expect(await smoke({ http, expect: 'x' })).toMatchObject({
      passed: false,
      message: 'it ended with status 0 and did not answer',
    });
    if (kind === 'podman') {
      expect(await smoke({ http: { port: 99_999, path: '/' } })).toMatchObject({
        passed: false,
        message: expect.stringMatching(/^podman could not start it: .*99999/) as unknown,
      });
    }
    // Nothing is left running or lying about.
    const list = kind === 'podman' ? ['ps', '--all', '--quiet'] : ['containers', '--quiet'];
    expect(execFileSync(kind, list, { encoding: 'utf8' })).toBe('');
  }, 60_000);
}
