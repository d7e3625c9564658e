import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli, type CliRun } from '../support/cli';
import { describeWith } from '../support/tools';

let root: string;
const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: join(root, 'hello'), encoding: 'utf8', stdio: 'pipe' }).trim();
const put = (path: string, text: string): void => writeFileSync(join(root, path), text);
const mipsPort = (...args: readonly string[]): CliRun => runCli(args, { cwd: root });
const folder = '.mips-port/export/hello/example.org-hello';
const read = (name: string): string => readFileSync(join(root, folder, name), 'utf8');
const hello = (word: string): string => `package main\n\nfunc main() { println("${word}") }\n`;
const first = '0001-build-and-run-on-linux-mips64le.patch';

describeWith(['go', 'git', 'qemu-mips64el-static'], 'exporting patches', () => {
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'mips-port-export-'));
    put(
      'mips-port.yaml',
      `version: 1
components:
  - name: hello
    path: hello
    source: { git: https://example.org/hello.git }
    build: { packages: [.] }
    smoke: { expect: hello }
    test: { packages: [.] }
`,
    );
    mkdirSync(join(root, 'hello'));
    git('init', '--quiet', '-b', 'main');
    git('config', 'user.name', 'Wei Zhang');
    git('config', 'user.email', 'wei@example.org');
    put('hello/go.mod', 'module example.org/hello\n\ngo 1.19\n');
    put('hello/main.go', hello('hi'));
    put('hello/main_test.go', 'package main\n\nimport "testing"\n\nfunc TestHello(t *testing.T) {}\n');
    put('hello/notes.txt', 'notes\n');
    git('add', '--all');
    git('commit', '--quiet', '-m', 'begin');
    for (const [file, text] of [
      ['main.go', hello('hello from mips')],
      ['notes.txt', 'local notes\n'],
    ] as const) {
      put(`hello/${file}`, text);
      expect(mipsPort('patches', 'record', 'hello').code).toBe(0);
    }
    expect(mipsPort('patches', 'upstream', 'hello', '2', 'local').code).toBe(0);
  }, 60_000);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('writes a branch with what is to be sent alone, and says that nothing was tested', () => {
    const { stdout, stderr } = mipsPort(
      'patches',
      'export',
      'hello',
      '--url',
      'https://example.org/wei/hello',
    );
    expect(stderr).toBe('');
    expect(stdout).toBe(`for https://example.org/hello.git
  branch mips64le/hello-upstream
  ${folder}/${first}
  ${folder}/pull-request.md
  ${folder}/request-pull.txt
`);
    expect(git('log', '--format=%s', 'main..mips64le/hello-upstream')).toBe(
      'build and run on linux/mips64le',
    );
    expect(git('branch', '--show-current')).toBe('mips64le/hello');
    expect(read(first)).toContain('Signed-off-by: Wei Zhang <wei@example.org>');
    expect(read('request-pull.txt')).toContain('  https://example.org/wei/hello mips64le/hello-upstream\n');
    expect(read('request-pull.txt')).toContain('main.go | 2 +-');
    expect(read('pull-request.md')).toContain('Not tested yet');
    // The mail is one that git takes.
    git('checkout', '--quiet', '--detach', 'main');
    git('am', '--quiet', join(root, folder, first));
    expect(git('diff', '--stat', 'mips64le/hello-upstream')).toBe('');
    git('checkout', '--quiet', 'mips64le/hello');
  });

  it('tells what was built and tested, when that was this very series', () => {
    expect(mipsPort('build', 'hello').code).toBe(0);
    expect(mipsPort('test', 'hello').code).toBe(0);
    expect(mipsPort('patches', 'export', 'hello').code).toBe(0);
    const text = read('pull-request.md');
    expect(text).toContain('- Built for linux/mips64le (go version go');
    expect(text).toMatch(
      /- Runs under QEMU:\n\n {2}```\n {2}\$ qemu-mips64el-static .*\n {2}hello from mips\n/,
    );
    expect(text).toContain('- The tests pass for linux/mips64le under QEMU:');
    expect(text).toMatch(/ {2}ok\s+example\.org\/hello/);
    expect(text).not.toContain(root);
    expect(read('request-pull.txt')).toContain('  ADDRESS-OF-YOUR-CLONE mips64le/hello-upstream\n');
    put('hello/main.go', hello('other'));
    expect(mipsPort('patches', 'refresh', 'hello').code).toBe(0);
    git('commit', '--quiet', '--all', '--message', 'Say other words');
    expect(mipsPort('patches', 'refresh', 'hello').code).toBe(0);
    expect(mipsPort('patches', 'export', 'hello').code).toBe(0);
    expect(read('pull-request.md')).toContain('Not tested yet');
    expect(readdirSync(join(root, folder)).filter((name) => name.endsWith('.patch'))).toHaveLength(2);
  });

  it('takes the template of the user, chosen patches, and nothing that is no patch', () => {
    put('patches/hello/pull-request.md', 'Please take {{title}}.\n');
    expect(mipsPort('patches', 'export', 'hello', '2').code).toBe(0);
    expect(read('pull-request.md')).toBe('Please take build and run on linux/mips64le.\n');
    expect(git('diff', '--name-only', 'main', 'mips64le/hello-upstream')).toBe('notes.txt');
    const { code, stderr } = mipsPort('patches', 'export', 'hello', '9');
    expect(code).toBe(2);
    expect(stderr).toContain('mips-port: no patch 9; there are: 0001-');
  });

  it('never moves its branch away from commits that are in no patch', () => {
    git('checkout', '--quiet', 'mips64le/hello-upstream');
    put('hello/more.txt', 'more\n');
    git('add', '--all');
    git('commit', '--quiet', '-m', 'More, by hand');
    const tip = git('rev-parse', 'HEAD');
    git('checkout', '--quiet', 'mips64le/hello');
    const { code, stderr } = mipsPort('patches', 'export', 'hello');
    expect(code).toBe(2);
    expect(stderr).toContain('mips64le/hello-upstream has commits that are in no patch: More, by hand');
    expect(git('rev-parse', 'mips64le/hello-upstream')).toBe(tip);
  });
});
