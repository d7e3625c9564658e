import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type CliRun } from '../support/cli';

const sample = resolve(__dirname, '../../fixtures/sample');
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'mips-port-components-'));
  cpSync(sample, dir, { recursive: true });
});
afterAll(() => rmSync(dir, { recursive: true }));

const run = (...args: readonly string[]): CliRun => runCli(args, { cwd: dir });
const statusOf = (name: string): string =>
  run('status', '--no-findings')
    .stdout.split('\n')
    .find((line) => line.startsWith(`${name} `)) ?? '';

describe('the commands about components', () => {
  it('build one, verify it and run it under QEMU, after which its status says so', () => {
    expect(statusOf('hello')).toMatch(/ {2}no repository {2}- +- +not built/);
    const { code, stdout, stderr } = run('build', 'hello');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/\$ GOOS=linux GOARCH=mips64le .*go.* build -trimpath/);
    expect(stdout).toContain('mips64le ELF: 64-bit little-endian MIPS');
    expect(stdout).toContain('hello from linux/mips64le');
    expect(code).toBe(0);
    expect(statusOf('hello')).toMatch(/mips64le ELF, smoke run passed +- +-$/);
    const report = JSON.parse(run('status', '--format', 'json').stdout) as {
      readonly version: number;
      readonly components: readonly Record<string, unknown>[];
    };
    expect(report.version).toBe(1);
    expect(report.components.find(({ name }) => name === 'hello')).toMatchObject({
      path: 'hello',
      kind: 'go',
      artifacts: [{ kind: 'built', path: '.mips-port/build/mips64le/hello/hello' }],
      source: { kind: 'folder' },
      findings: { errors: 0, warnings: 0, infos: 0 },
      patches: { kind: 'read', patches: [] },
      build: {
        strategy: 'cross',
        artifacts: [{ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string }],
      },
      smoke: {
        passed: true,
        runs: [{ passed: true, output: expect.stringContaining('hello from linux/mips64le') as string }],
      },
      tests: null,
    });
    const quick = JSON.parse(run('status', '--format', 'json', '--no-findings').stdout) as {
      readonly components: readonly Record<string, unknown>[];
    };
    expect(quick.components.map(({ findings }) => findings)).toEqual(quick.components.map(() => null));
  });

  it('exit with 1 for a component that does not build, and go on with the next', () => {
    const { code, stdout, stderr } = run('build', 'broken', 'hello');
    expect(stdout).toContain('main.go:8:18');
    expect(stderr).toContain('mips-port: build broken for mips64le: exit status');
    expect(stdout).toContain('hello from linux/mips64le');
    expect(code).toBe(1);
  });

  it('build what a component needs before it, and leave it out where that fails', () => {
    const other = mkdtempSync(join(tmpdir(), 'mips-port-needs-'));
    cpSync(sample, other, { recursive: true });
    const manifest = (needs: string): void =>
      writeFileSync(
        join(other, 'mips-port.yaml'),
        `version: 1
components:
  - {name: devices, path: devices, needs: [${needs}], build: {packages: [.]}}
  - {name: hello, path: hello, build: {packages: [.]}}
  - {name: broken, path: broken, build: {packages: [.]}}
`,
      );
    try {
      manifest('hello');
      const { stdout } = runCli(['build', '--dry-run', 'devices'], { cwd: other });
      expect(stdout.match(/^# build \w+/gm)).toEqual(['# build hello', '# build devices']);
      manifest('broken');
      const { code, stderr, stdout: output } = runCli(['build', 'devices'], { cwd: other });
      expect(stderr).toContain('mips-port: devices is left out: it needs broken, which failed');
      expect(output).not.toContain('build devices');
      expect(code).toBe(1);
    } finally {
      rmSync(other, { recursive: true });
    }
  });

  it('test a component by its name, and a folder by its path', () => {
    expect(run('test', 'hello')).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout } = run('test', './sockets/...');
    expect(stdout).toContain('--- FAIL: TestReuseAddr');
    expect(code).toBe(1);
  });

  it('run an executable with its arguments, and print nothing else on stdout than it does', () => {
    run('build', 'devices');
    run('fix', 'devices');
    expect(run('build', 'devices').code).toBe(0);
    const file = '.mips-port/build/mips64le/devices/devinfo';
    const { code, stdout, stderr } = run('run', file, '--', '/dev/null');
    expect(stdout).toMatch(/^\/dev\/null 1:3 linux\/mips64le\n$/);
    expect(stderr).toContain('$ qemu-mips64el');
    expect(code).toBe(0);
  });

  it.each([
    [['build', 'helo'], 'no component helo; did you mean hello?'],
    [['build', 'something'], 'no component something; there are: hello, devices,'],
    [['test', 'nowhere'], 'no such component, and no such folder: nowhere'],
    [['run', 'nothing'], 'no such component, and no such file: nothing'],
    [['build', '--target', 'mips64el'], 'Go calls it mips64le.'],
    [['init', 'gone'], 'no such folder: gone'],
    [['init'], 'mips-port.yaml is there already'],
  ])('exit with 2 and one clear line for %j', (args, line) => {
    const { code, stdout, stderr } = run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain(line);
  });

  it('say where a manifest is wrong', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mips-port-manifest-'));
    writeFileSync(join(folder, 'mips-port.yaml'), 'version: 1\ncomponents: [\n');
    const { code, stderr } = runCli(['build'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^mips-port: mips-port\.yaml:\d+:\d+: /);
    expect(runCli(['status'], { cwd: tmpdir() }).stderr).toContain('mips-port init writes one');
    rmSync(folder, { recursive: true });
  });

  it('do not run what is not of the target', () => {
    const { code, stderr } = run('run', '/bin/true');
    expect(stderr).toContain('/bin/true is not for mips64le: 64-bit little-endian x86-64');
    expect(code).toBe(1);
  });

  it('print what they would do, as a shell takes it, and do nothing', () => {
    rmSync(join(dir, '.mips-port'), { recursive: true, force: true });
    const { code, stdout } = run('build', '--dry-run', 'signals');
    expect(stdout).toMatch(
      /^# build signals for mips64le\nmkdir -p .*\n\(cd .* && GOOS=linux GOARCH=mips64le /,
    );
    expect(code).toBe(0);
    expect(existsSync(join(dir, '.mips-port'))).toBe(false);
  });

  it('write a manifest that they can use', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mips-port-init-'));
    cpSync(join(sample, 'hello'), join(folder, 'hello'), { recursive: true });
    expect(runCli(['init', '--dry-run', folder]).stdout).toContain('components:');
    expect(existsSync(join(folder, 'mips-port.yaml'))).toBe(false);
    expect(runCli(['init', folder]).code).toBe(0);
    expect(readFileSync(join(folder, 'mips-port.yaml'), 'utf8')).toContain('- name: hello');
    expect(runCli(['build'], { cwd: folder })).toMatchObject({ code: 0, stderr: '' });
    rmSync(folder, { recursive: true });
  });

  it('add recipes of the catalogue, bring their sources and check refs out', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mips-port-add-'));
    const origin = join(folder, 'origin');
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
        cwd: origin,
        encoding: 'utf8',
      });
    cpSync(join(sample, 'hello'), origin, { recursive: true });
    git('init', '-q', '-b', 'main');
    for (const tag of ['v1', 'v2']) {
      writeFileSync(join(origin, 'VERSION'), tag);
      git('add', '-A');
      git('commit', '-qm', tag);
      git('tag', tag);
    }
    const manifest = join(folder, 'mips-port.yaml');
    writeFileSync(
      manifest,
      `version: 1\ncomponents:\n  # ours\n  - name: hello\n    path: hello\n    source: { git: "file://${origin}", ref: v1 }\n`,
    );
    const there = (...args: readonly string[]): CliRun => runCli(args, { cwd: folder });
    expect(there('add', 'runc')).toMatchObject({ code: 0, stdout: 'runc\n' });
    const text = readFileSync(manifest, 'utf8');
    expect(text).toContain('# ours');
    expect(text).toContain('catalogue: runc@today');
    mkdirSync(join(folder, 'sources/etcd-3.4.23'), { recursive: true });
    expect(there('add', 'etcd@v1.16.2', '--path', 'sources/etcd-3.4.23').stdout).toBe('etcd\n');
    expect(readFileSync(manifest, 'utf8')).toContain(
      '    catalogue: etcd@v1.16.2\n    path: sources/etcd-3.4.23\n',
    );
    expect(there('add', 'etcd', 'pause', '--path', 'sources').stderr).toContain(
      'name one component with --path',
    );
    expect(there('add', 'pause', '--path', '..').stderr).toMatch(/is outside of/);
    expect(there('add', 'pause', '--path', 'nowhere').stderr).toContain('no such folder: nowhere');
    expect(there('add', 'rnuc').stderr).toContain('did you mean runc?');
    expect(there('add', 'runc@1').stderr).toContain('but for: v1.16.2, today');

    expect(there('clone', 'hello')).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'hello/VERSION'), 'utf8')).toBe('v1');
    expect(there('clone', 'hello').stdout).toContain('was there already');
    expect(there('checkout', 'hello', 'v2').code).toBe(0);
    expect(readFileSync(join(folder, 'hello/VERSION'), 'utf8')).toBe('v2');
    writeFileSync(join(folder, 'hello/VERSION'), 'mine');
    const refused = there('checkout', 'hello', 'v1');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('git stash');
    expect(readFileSync(join(folder, 'hello/VERSION'), 'utf8')).toBe('mine');
    rmSync(folder, { recursive: true });
  });
});
