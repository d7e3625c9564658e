import { describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import { readManifest } from '../../../src/core/manifest/readManifest';
import { planOf, type ComponentAction } from '../../../src/core/plan/componentPlans';
import type { Plan } from '../../../src/core/plan/plan';
import { remoteCommandLine } from '../../../src/core/plan/shellWords';
import { defaultToolchain, type Toolchain } from '../../../src/core/plan/toolchain';
import { findTarget } from '../../../src/core/target/targets';

const target = findTarget('mips64le');
if (!target) throw new Error('the table of targets lacks mips64le');
const mips64le = target;

function plan(
  action: ComponentAction,
  yaml: string,
  toolchain: Partial<Toolchain> = {},
  hosts = 'hosts: {}',
): Plan {
  const { manifest, problems } = readManifest(`version: 1\n${hosts}\ncomponents:\n  - ${yaml}\n`, english);
  expect(problems).toEqual([]);
  const component = manifest?.components[0];
  if (!component) throw new Error('no component was read');
  return planOf(action, {
    root: '/w',
    component,
    target: mips64le,
    toolchain: { ...defaultToolchain(mips64le), ...toolchain },
    hosts: manifest.hosts,
  });
}

const ids = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id);
const stepOf = ({ steps }: Plan, id: string): unknown => steps.find((step) => step.id === id);

describe('a tree from before modules', () => {
  const kubernetes =
    '{name: k, path: src/k, build: {gopath: k8s.io/kubernetes, prepare: [[make, generated_files]], packages: [./cmd/kubectl], testPackages: [./test/e2e]}}';
  const folder = '/w/.mips-port/gopath/k/src/k8s.io/kubernetes';
  const mode = { GO111MODULE: 'off', GOPATH: '/w/.mips-port/gopath/k', PWD: folder };

  it('is linked into a GOPATH of its own, prepared for the host and built for the target', () => {
    const { steps } = plan('build', kubernetes, {
      goFlags: ['-trimpath', '-buildvcs=false'],
      path: '/go/bin',
    });
    expect(steps.slice(0, 2)).toEqual([
      { kind: 'link', id: 'gopath', title: expect.any(String) as string, path: folder, to: '/w/src/k' },
      {
        kind: 'prepare',
        id: 'prepare-1',
        title: expect.any(String) as string,
        command: 'make',
        args: ['generated_files'],
        cwd: folder,
        env: { GOTOOLCHAIN: 'local', GOPROXY: 'off', PATH: '/go/bin', ...mode },
      },
    ]);
    expect(steps[3]).toMatchObject({
      command: 'go',
      args: [
        'build',
        '-trimpath',
        '-buildvcs=false',
        '-o',
        '/w/.mips-port/build/mips64le/k/kubectl',
        './cmd/kubectl',
      ],
      cwd: folder,
      env: { GOOS: 'linux', GOARCH: 'mips64le', ...mode },
    });
    expect(steps[4]).toMatchObject({
      args: expect.arrayContaining(['test', '-c', './test/e2e']) as string[],
    });
  });

  it('finds what the recipe’s own GOPATH has after its own', () => {
    const recipe =
      '{name: e, build: {packages: [.], gopath: go.etcd.io/etcd, env: {GOPATH: /usr/share/gocode}}}';
    expect(stepOf(plan('build', recipe), 'build-e')).toMatchObject({
      env: { GOPATH: '/w/.mips-port/gopath/e:/usr/share/gocode' },
    });
  });
});

describe('components of kind command', () => {
  it('get the target and the Go that was chosen in their environment', () => {
    const golang =
      '{name: golang, path: go, kind: command, build: {folder: src, command: [./make.bash, --no-banner], output: bin/linux_mips64le/go, env: {CC: gcc}}, smoke: {args: [version]}}';
    const { steps } = plan('build', golang, { path: '/go/bin:/usr/bin' });
    expect(steps).toMatchObject([
      {
        kind: 'build',
        command: './make.bash',
        args: ['--no-banner'],
        cwd: '/w/go/src',
        env: { GOOS: 'linux', GOARCH: 'mips64le', CC: 'gcc', PATH: '/go/bin:/usr/bin' },
      },
      { kind: 'verify', file: '/w/go/bin/linux_mips64le/go' },
      {
        kind: 'smoke',
        cwd: '/w/go',
        args: ['-L', expect.any(String), '/w/go/bin/linux_mips64le/go', 'version'],
      },
    ]);
  });
});

describe('smoke commands', () => {
  it('run one after the other, each with its artifact, environment and CPU', () => {
    const two =
      '{name: etcd, build: {packages: [., ./etcdctl]}, smoke: [{args: [--version], env: {A: b}, cpu: Loongson-3A4000}, {artifact: etcdctl, args: [version]}]}';
    const { steps } = plan('build', two);
    expect(steps.slice(-2)).toMatchObject([
      { id: 'smoke-etcd', env: { A: 'b', QEMU_CPU: 'Loongson-3A4000' } },
      {
        id: 'smoke-etcd-2',
        args: ['-L', expect.any(String), '/w/.mips-port/build/mips64le/etcd/etcdctl', 'version'],
        env: {},
      },
    ]);
  });
});

describe('strategy emulated', () => {
  const app =
    '{name: app, path: src, build: {strategy: emulated, image: "golang:1.24", packages: [./cmd/app]}, smoke: {args: [-v]}}';

  it('builds and runs in containers of the target', () => {
    const docker = plan('build', app, {
      containers: { kind: 'docker', command: 'docker', user: '1000:100' },
    });
    const shared = ['run', '--rm', '--init', '--network', 'none', '--platform', 'linux/mips64le'];
    const place = ['--user', '1000:100', '--volume', '/w:/src', '--workdir'];
    expect(ids(docker)).toEqual(['cache', 'folder-1', 'version', 'build-app', 'verify-app', 'smoke-app']);
    expect(stepOf(docker, 'build-app')).toMatchObject({ command: 'docker', cwd: '/w', env: {} });
    const { args } = docker.steps[3] as { args: readonly string[] };
    expect(args.slice(0, 12)).toEqual([...shared, ...place]);
    expect(args[12]).toBe('/src/src');
    expect(args).toContain('GOARCH=mips64le');
    expect(args).toContain('GOCACHE=/src/.mips-port/cache/mips64le/go-build');
    expect(args.slice(args.indexOf('golang:1.24'))).toEqual([
      'golang:1.24',
      'go',
      'build',
      '-trimpath',
      '-o',
      '/src/.mips-port/build/mips64le/app/app',
      './cmd/app',
    ]);
    expect(stepOf(docker, 'smoke-app')).toMatchObject({
      args: expect.arrayContaining(['/src/.mips-port/build/mips64le/app/app', '-v']) as string[],
    });
  });

  it('takes a working container of Buildah away again whatever happens', () => {
    const buildah = plan('build', app, { containers: { kind: 'buildah', command: 'buildah' } });
    expect(stepOf(buildah, 'container')).toMatchObject({
      args: ['from', '--platform', 'linux/mips64le', '--name', 'mips-port-app', 'golang:1.24'],
    });
    expect(buildah.steps.at(-1)).toMatchObject({ args: ['rm', 'mips-port-app'], always: true });
  });

  it('tests without an emulator of its own', () => {
    const { steps } = plan('test', app);
    const { args } = steps.at(-1) as { args: readonly string[] };
    expect(args).not.toContain('-exec');
    expect(args.slice(args.indexOf('go'))).toEqual(['go', 'test', '-trimpath', './...']);
  });
});

describe('strategy native', () => {
  const options = ['BatchMode=yes', 'StrictHostKeyChecking=yes', 'UpdateHostKeys=no'].flatMap((one) => [
    '-o',
    one,
  ]);
  const app =
    '{name: app, path: src, build: {strategy: native, host: board, packages: [./cmd/app]}, smoke: {args: ["a b"]}}';

  it('sends the sources, builds there and fetches what came out', () => {
    const native = plan('build', app);
    const base = '.cache/mips-port/mips64le/app';
    expect(ids(native)).toEqual(
      [
        'pack-folder',
        'pack',
        'clear',
        'folders',
        'send',
        'unpack',
        'folder-1',
        'version',
        'build-app',
      ].concat(['fetch-folder-app', 'fetch-app', 'verify-app', 'smoke-app']),
    );
    expect(stepOf(native, 'build-app')).toMatchObject({
      command: 'ssh',
      args: [
        ...options,
        '-T',
        '--',
        'board',
        `cd ${base}/source && env GOOS=linux GOARCH=mips64le CGO_ENABLED=0 GOTOOLCHAIN=local GOPROXY=off go build -trimpath -o ../out/app ./cmd/app`,
      ],
    });
    expect(stepOf(native, 'fetch-app')).toMatchObject({
      command: 'scp',
      args: [...options, '-q', '--', `board:${base}/out/app`, '/w/.mips-port/build/mips64le/app/app'],
    });
    const smoke = native.steps.at(-1) as { args: readonly string[] };
    expect(smoke.args.at(-1)).toBe(`cd ${base}/source && ../out/app 'a b'`);
  });

  it('takes address, port and folder of a host of the manifest', () => {
    const hosts = 'hosts: {board: {ssh: me@10.0.0.7, port: 2222, folder: /data/build/}}';
    expect(stepOf(plan('build', app, {}, hosts), 'send')).toMatchObject({
      args: [
        ...options,
        '-o',
        'Port=2222',
        '-q',
        '--',
        '/w/.mips-port/native/app.tar',
        'me@10.0.0.7:/data/build/mips64le/app/source.tar',
      ],
    });
  });

  it('quotes every word for the shell there', () => {
    const words = ['go', 'build', '-ldflags', "-X main.v=it's $(id)"];
    const line = remoteCommandLine({
      folder: 'a b',
      env: { X: '`x`' },
      places: { GOPATH: ['.cache/x y', '/usr/share/gocode'] },
      words,
    });
    expect(line).toBe(
      `cd 'a b' && env GOPATH="$HOME"/'.cache/x y':/usr/share/gocode X='\`x\`' go build -ldflags '-X main.v=it'\\''s $(id)'`,
    );
  });
});
