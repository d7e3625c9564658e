import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli, type CliRun } from '../support/cli';
import { describeWith } from '../support/tools';

/** The shape of runc's remap-rootfs, which runc 08ebbfc8c mended in other words than ours. */
const before = `package main

import "syscall"

type inodeID struct {
	Dev, Ino uint64
}

func toInodeID(st *syscall.Stat_t) inodeID {
	return inodeID{Dev: st.Dev, Ino: st.Ino}
}

func main() {
	var st syscall.Stat_t
	println(toInodeID(&st).Ino)
}
`;
const mended = before.replace(
  'inodeID{Dev: st.Dev, Ino: st.Ino}',
  'inodeID{Dev: uint64(st.Dev), Ino: st.Ino} //nolint:unconvert // Dev is uint32 on e.g. MIPS.',
);

let root: string;
let upstream: string;
let source: string;
const gitIn = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', args, { cwd, encoding: 'utf8', stdio: 'pipe' }).trim();
const git = (...args: readonly string[]): string => gitIn(source, ...args);
const mipsPort = (...args: readonly string[]): CliRun => runCli(args, { cwd: root });
const put = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

/** A release of the upstream. */
function release(tag: string, files: Readonly<Record<string, string | undefined>>): string {
  for (const [name, text] of Object.entries(files)) {
    if (text === undefined) rmSync(join(upstream, name));
    else put(join(upstream, name), text);
  }
  gitIn(upstream, 'add', '--all');
  gitIn(upstream, 'commit', '--quiet', '-m', tag);
  gitIn(upstream, 'tag', tag);
  return gitIn(upstream, 'rev-parse', 'HEAD');
}

/** Changes a file of the sources and records that. */
function record(file: string, from: string, to: string): void {
  const path = join(source, file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  expect(mipsPort('patches', 'record', 'runc').stderr).toBe('');
}

describeWith(['git'], 'a series across releases of its upstream', () => {
  let fix: string;
  const width = '0001-tests-convert-values-whose-width-differs-on-linux-mi.patch';

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'mips-port-releases-'));
    upstream = join(root, 'upstream');
    source = join(root, 'runc');
    mkdirSync(upstream);
    gitIn(upstream, 'init', '--quiet', '-b', 'main');
    gitIn(upstream, 'config', 'user.name', 'Up Stream');
    gitIn(upstream, 'config', 'user.email', 'up@example.org');
    release('v1', {
      'go.mod': 'module example.org/runc\n\ngo 1.19\n',
      'tests/main.go': before,
      'lib.sh': 'one\ntwo\nthree\n',
      NOTES: 'notes\n',
    });
    put(
      join(root, 'mips-port.yaml'),
      `version: 1
components:
  - name: runc
    path: runc
    source: { git: "${pathToFileURL(upstream).href}", ref: v1 }
`,
    );
    // A shallow clone of one tag: later releases have to be fetched.
    expect(mipsPort('clone', 'runc').code).toBe(0);
    git('config', 'user.name', 'Wei Zhang');
    git('config', 'user.email', 'wei@example.org');
    expect(mipsPort('fix', 'runc').stdout).toContain('1 finding fixed');
    expect(mipsPort('patches', 'record', 'runc').code).toBe(0);
    record('lib.sh', 'two', 'two for MIPS');
    record('NOTES', 'notes', 'notes on ü');
    release('v2', { 'other.txt': 'other\n' });
    release('v3', { 'more.txt': 'more\n' });
    fix = release('v3-fix', { 'tests/main.go': mended });
    release('v4', { 'lib.sh': 'one\nTWO\nthree\n', NOTES: undefined });
  }, 60_000);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('moves to a release that the clone does not have yet', () => {
    expect(git('tag')).toBe('v1');
    const { code, stdout, stderr } = mipsPort('patches', 'rebase', 'runc', 'v2');
    expect(stderr).toBe('');
    expect(stdout.match(/: applies$/gm)).toHaveLength(3);
    expect(code).toBe(0);
    expect(git('log', '--format=%s', 'v2..HEAD').split('\n')).toHaveLength(3);
    expect(mipsPort('patches', 'rebase', 'runc', 'v9').stderr).toContain('v9 is not in');
  });

  it('is tried out without a change, and knows what upstream mends in other words', () => {
    const all = (): string =>
      [
        git('rev-parse', 'HEAD'),
        git('branch', '-a'),
        git('worktree', 'list'),
        git('status', '--porcelain'),
      ].join();
    git('fetch', '--quiet', '--unshallow', '--tags');
    const was = all();
    const { code, stdout } = mipsPort('patches', 'rebase', 'runc', 'v4', '--dry-run');
    expect(stdout).toContain(`: upstream has what it does, in other words, since ${fix.slice(0, 12)}\n`);
    expect(stdout).toMatch(/^0002-.*: does not fit: lib\.sh$/m);
    expect(stdout).toMatch(/^0003-.*: does not fit: NOTES$/m);
    expect(code).toBe(1);
    expect(all()).toBe(was);
    expect(existsSync(join(root, '.mips-port/worktrees/runc'))).toBe(false);
  });

  it('stops where lines and files are in conflict, with git’s three versions, until they are settled', () => {
    const worktree = join(root, '.mips-port/worktrees/runc');
    const first = mipsPort('patches', 'rebase', 'runc', 'v4');
    expect(first.code).toBe(1);
    expect(first.stderr).toMatch(/0002-.* does not fit; .*: lib\.sh\n$/);
    expect(gitIn(worktree, 'ls-files', '--unmerged').match(/\blib\.sh$/gm)).toHaveLength(3);
    expect(readFileSync(join(worktree, 'lib.sh'), 'utf8')).toContain('<<<<<<<');
    writeFileSync(join(worktree, 'lib.sh'), 'one\nTWO for MIPS\nthree\n');
    const second = mipsPort('patches', 'rebase', 'runc', '--continue');
    expect(second.stderr).toMatch(/0003-.* does not fit; .*: NOTES\n$/);
    // Upstream removed the file: going on without a word must not bring it back.
    expect(mipsPort('patches', 'rebase', 'runc', '--continue').stderr).toContain('NOTES');
    gitIn(worktree, 'rm', '--quiet', 'NOTES');
    const last = mipsPort('patches', 'rebase', 'runc', '--continue');
    expect(last.stderr).toBe('');
    expect(last.stdout).toMatch(/^0002-.*: conflict resolved$/m);
    expect(last.stdout).toMatch(/^0003-.*: upstream has what it does$/m);
    expect(existsSync(join(source, 'NOTES'))).toBe(false);
    const list = mipsPort('patches', 'list', 'runc').stdout;
    expect(list).toContain(`${width}  not applied  merged ${fix.slice(0, 12)}`);
    expect(git('log', '--format=%s', 'v4..HEAD').split('\n')).toHaveLength(1);
  });
});
