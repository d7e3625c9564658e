import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli, type CliRun } from '../support/cli';
import { describeWith } from '../support/tools';

/** The shapes of cadvisor's fs/fs.go that Kubernetes 1.15 vendored, mended in cadvisor d2fac466b02b. */
const before = `// +build linux

// Provides Filesystem Stats
package fs

import (
	"fmt"
	"syscall"
)

type DeviceInfo struct {
	Device string
	Major  uint
	Minor  uint
}

func GetDirFsDevice(dir string) (*DeviceInfo, error) {
	buf := new(syscall.Stat_t)
	err := syscall.Stat(dir, buf)
	if err != nil {
		return nil, fmt.Errorf("stat failed on %s with error: %s", dir, err)
	}

	major := major(buf.Dev)
	minor := minor(buf.Dev)
	return &DeviceInfo{"", major, minor}, nil
}

func getBtrfsMajorMinorIds(source string) (int, int, error) {
	buf := new(syscall.Stat_t)
	if err := syscall.Stat(source, buf); err != nil {
		return 0, 0, err
	}
	return int(major(buf.Dev)), int(minor(buf.Rdev)), nil
}

func major(devNumber uint64) uint {
	return uint((devNumber >> 8) & 0xfff)
}

func minor(devNumber uint64) uint {
	return uint((devNumber & 0xff) | ((devNumber >> 12) & 0xfff00))
}
`;
const after = before.replace(/\((buf\.R?[Dd]ev)\)/g, '(uint64($1))');
const file = 'vendor/github.com/google/cadvisor/fs/fs.go';

let folder: string;
let node: string;
let env: NodeJS.ProcessEnv;
const go = 'go';

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const run = (cwd: string, command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
const mipsPort = (...args: readonly string[]): CliRun => runCli(args, { cwd: folder });
const vendored = (): string => readFileSync(join(node, file), 'utf8');
const vet = (): string => run(node, go, 'vet', '.');

/** Puts a version of cadvisor into a module proxy of files. */
function publish(version: string, text: string): void {
  put('cadvisor/fs/fs.go', text);
  put('cadvisor/go.mod', 'module github.com/google/cadvisor\n\ngo 1.13\n');
  const source = join(folder, 'cadvisor');
  run(source, 'git', 'add', '--all');
  run(source, 'git', 'commit', '--quiet', '--allow-empty', '-m', version);
  const proxy = 'proxy/github.com/google/cadvisor/@v';
  put(`${proxy}/${version}.info`, JSON.stringify({ Version: version, Time: '2020-01-01T00:00:00Z' }));
  put(`${proxy}/${version}.mod`, 'module github.com/google/cadvisor\n\ngo 1.13\n');
  const zip = join(folder, proxy, `${version}.zip`);
  const prefix = `github.com/google/cadvisor@${version}/`;
  run(source, 'git', 'archive', '--format=zip', `--prefix=${prefix}`, '-o', zip, 'HEAD');
}

/** `go get` and `go mod vendor`, as whoever keeps the dependencies would. */
function vendor(version: string): void {
  run(node, go, 'get', `github.com/google/cadvisor@${version}`);
  run(node, go, 'mod', 'vendor');
}

describeWith(['go', 'git'], 'patches to vendored files', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mips-port-vendored-'));
    node = join(folder, 'node');
    env = {
      ...process.env,
      GOFLAGS: '-mod=mod -modcacherw',
      GOPROXY: `file://${join(folder, 'proxy')}`,
      GOSUMDB: 'off',
      GOMODCACHE: join(folder, 'modules'),
      GIT_AUTHOR_NAME: 'Wei Zhang',
      GIT_AUTHOR_EMAIL: 'wei@example.org',
      GIT_COMMITTER_NAME: 'Wei Zhang',
      GIT_COMMITTER_EMAIL: 'wei@example.org',
    };
    mkdirSync(join(folder, 'cadvisor'));
    run(join(folder, 'cadvisor'), 'git', 'init', '--quiet');
    publish('v0.33.0', before);
    publish(
      'v0.34.0',
      before.replace('// Provides Filesystem Stats', '// Provides statistics of filesystems'),
    );
    publish(
      'v0.36.0',
      after.replace('// Provides Filesystem Stats', '// Provides statistics of filesystems'),
    );
    put('mips-port.yaml', 'version: 1\ncomponents: [{name: node, path: node, build: {packages: [.]}}]\n');
    put('node/go.mod', 'module example.org/node\n\ngo 1.17\n');
    put(
      'node/main.go',
      'package main\n\nimport "github.com/google/cadvisor/fs"\n\nfunc main() { fs.GetDirFsDevice("/") }\n',
    );
    run(node, 'git', 'init', '--quiet', '-b', 'main');
    run(node, 'git', 'config', 'user.name', 'Wei Zhang');
    run(node, 'git', 'config', 'user.email', 'wei@example.org');
    vendor('v0.33.0');
    run(node, 'git', 'add', '--all');
    run(node, 'git', 'commit', '--quiet', '-m', 'begin');
    env = { ...env, GOFLAGS: '-modcacherw', GOARCH: 'mips64le', CGO_ENABLED: '0' };
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const name = 'vendor/0001-fs-convert-values-whose-width-differs-on-linux-mips6.patch';

  it('are found, fixed, and recorded with their module, its version, and who must take them', () => {
    expect(vet).toThrow(/cannot use buf\.Dev/);
    expect(mipsPort('scan', 'node', '--vendor', '--rule', 'stat-width').stdout).toContain('4 errors');
    expect(mipsPort('fix', 'node', '--vendor', '--rule', 'stat-width').stdout).toContain(
      '4 findings fixed in 1 file.',
    );
    expect(vendored()).toBe(after);
    expect(vet()).toBe('');
    const { stdout, stderr } = mipsPort('patches', 'record', 'node');
    expect(stderr).toBe('');
    expect(stdout).toBe(
      `${name}  github.com/google/cadvisor v0.33.0  https://github.com/google/cadvisor must take it\n`,
    );
    const text = readFileSync(join(folder, 'patches/node', name), 'utf8');
    expect(text).toContain('Subject: [PATCH] fs: convert values whose width differs on linux/mips64le\n');
    expect(text).toMatch(/^\* fs\/fs\.go:\d+: buf\.Dev is uint32 on mips64le and uint64 on amd64; major/m);
    expect(text).not.toContain('(vendored');
    expect(text).toContain(`+++ b/${file}\n`);
    expect(readFileSync(join(folder, 'patches/node/vendor/series.yaml'), 'utf8')).toContain(`
    module: github.com/google/cadvisor
    version: v0.33.0
    repository: https://github.com/google/cadvisor
    rules: [ stat-width ]
`);
    expect(existsSync(join(folder, 'patches/node/series.yaml'))).toBe(false);
    expect(run(node, 'git', 'status', '--porcelain')).toBe('');
    expect(run(node, 'git', 'branch', '--show-current')).toBe('mips64le/node');
  });

  it('are lost with go mod vendor, and put back', () => {
    run(node, go, 'mod', 'vendor');
    expect(vendored()).toBe(before);
    expect(mipsPort('patches', 'list').stdout).toContain(`${name}  not applied  not-sent`);
    const refused = mipsPort('patches', 'record', 'node');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toBe(
      `mips-port: node: vendored files have lost ${name}; run patches restore node first\n`,
    );
    expect(mipsPort('patches', 'restore', 'node').stdout).toBe(
      `${name}: put back into github.com/google/cadvisor v0.33.0\n`,
    );
    expect(vendored()).toBe(after);
    expect(vet()).toBe('');
    expect(run(node, 'git', 'status', '--porcelain')).toBe('');
    expect(mipsPort('patches', 'restore', 'node').stdout).toBe(
      `${name}: is there (github.com/google/cadvisor v0.33.0)\n`,
    );
  });

  it('are exported as the repository wants them that must take them', () => {
    const { stdout } = mipsPort('patches', 'export', 'node');
    expect(stdout).toMatch(/^for https:\/\/github\.com\/google\/cadvisor\n/);
    const mail = join(
      folder,
      '.mips-port/export/node/github.com-google-cadvisor',
      name.replace('vendor/', ''),
    );
    const upstream = join(folder, 'cadvisor');
    run(upstream, 'git', 'checkout', '--quiet', '-b', 'take', 'HEAD~2');
    run(upstream, 'git', 'am', '--quiet', mail);
    expect(readFileSync(join(upstream, 'fs/fs.go'), 'utf8')).toBe(after);
  });

  it('are applied with the others, and dropped, as commits of the branch', () => {
    run(node, 'git', 'checkout', '--quiet', 'main');
    run(node, 'git', 'branch', '--quiet', '-D', 'mips64le/node');
    expect(mipsPort('patches', 'apply', 'node').code).toBe(0);
    expect(vendored()).toBe(after);
    expect(run(node, 'git', 'log', '--format=%s', 'main..')).toBe(
      'fs: convert values whose width differs on linux/mips64le',
    );
  });

  it('keep a change of own and of vendored files apart when it was committed at once', () => {
    const main = readFileSync(join(node, 'main.go'), 'utf8');
    writeFileSync(join(node, 'main.go'), main.replace('"/"', '"/proc"'));
    writeFileSync(join(node, file), after.replace('0xfff)', '0xffff)'));
    run(node, 'git', 'commit', '--quiet', '--all', '-m', 'Both at once');
    expect(mipsPort('patches', 'refresh', 'node').stdout).toBe(
      `0001-Both-at-once.patch\n${name}\nvendor/0002-Both-at-once.patch\n`,
    );
    const own = readFileSync(join(folder, 'patches/node/0001-Both-at-once.patch'), 'utf8');
    expect(own).toContain('+++ b/main.go');
    expect(own).not.toContain('vendor/');
    expect(mipsPort('patches', 'list').stdout.match(/ {2}applied/g)).toHaveLength(3);
    // The commit is of two patches, so that none is lost where they are applied anew.
    expect(mipsPort('patches', 'apply', 'node').stderr).toBe('');
    expect(run(node, 'git', 'rev-list', '--count', 'main..')).toBe('3');
    // Both patches change the file; the second is put back on the first.
    run(node, go, 'mod', 'vendor');
    expect(mipsPort('patches', 'restore', 'node').stdout.match(/put back/g)).toHaveLength(2);
    expect(vendored()).toBe(after.replace('0xfff)', '0xffff)'));
    expect(mipsPort('patches', 'drop', 'node', 'vendor/2').code).toBe(0);
    expect(mipsPort('patches', 'drop', 'node', '1').code).toBe(0);
    expect(vendored()).toBe(after);
    expect(run(node, 'git', 'rev-list', '--count', 'main..')).toBe('1');
  });

  it('follow the module to another version, and say when it has the change', () => {
    env = { ...env, GOFLAGS: '-mod=mod -modcacherw' };
    vendor('v0.34.0');
    expect(mipsPort('patches', 'restore', 'node').stdout).toBe(
      `${name}: put back into github.com/google/cadvisor v0.34.0\n`,
    );
    const series = (): string => readFileSync(join(folder, 'patches/node/vendor/series.yaml'), 'utf8');
    expect(series()).toContain('version: v0.34.0\n');
    vendor('v0.36.0');
    expect(mipsPort('patches', 'restore', 'node').stdout).toBe(
      `${name}: github.com/google/cadvisor v0.36.0 has it; it is marked as merged\n`,
    );
    expect(series()).toContain('upstream: { state: merged, release: v0.36.0 }');
    expect(mipsPort('patches', 'restore', 'node').stdout).toBe(
      'node: there is no patch to vendored files to put back\n',
    );
  });

  it('change nothing where one of them does not fit', () => {
    const patch = join(folder, 'patches/node/vendor/series.yaml');
    writeFileSync(patch, readFileSync(patch, 'utf8').replace('state: merged', 'state: not-sent'));
    const other = after
      .replace('uint64(buf.Dev)', 'uint64(buf.Dev + 0)')
      .replace('uint64(buf.Dev)', 'devOf(buf)');
    writeFileSync(join(node, file), other);
    const { code, stderr } = mipsPort('patches', 'restore', 'node');
    expect(code).toBe(2);
    expect(stderr).toContain(
      `${name}: does not fit github.com/google/cadvisor v0.36.0; it was made for v0.34.0`,
    );
    expect(vendored()).toBe(other);
  });
});
