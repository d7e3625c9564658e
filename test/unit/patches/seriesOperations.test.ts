import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import { readManifest } from '../../../src/core/manifest/readManifest';
import { findTarget } from '../../../src/core/target/targets';
import { readSource } from '../../../src/node/git/readSource';
import { appliedPatches, applySeries } from '../../../src/node/patches/applySeries';
import { dropPatch, movePatch, refreshPatches, setUpstream } from '../../../src/node/patches/editSeries';
import {
  abortRebase,
  continueRebase,
  rebaseSeries,
  waitingRebase,
} from '../../../src/node/patches/rebaseSeries';
import { recordPatches } from '../../../src/node/patches/recordPatches';
import type { SeriesContext } from '../../../src/node/patches/seriesContext';
import { readSeries, type StoredSeries } from '../../../src/node/patches/seriesStore';
import { createScanSession } from '../../../src/node/scanSession';

let root: string;
let source: string;
let context: SeriesContext;

const git = (...args: readonly string[]): string =>
  execFileSync('git', [...args], { cwd: source, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

const file = (name: string): string => readFileSync(join(source, name), 'utf8');

function put(name: string, text: string): void {
  mkdirSync(dirname(join(source, name)), { recursive: true });
  writeFileSync(join(source, name), text);
}

function commit(message: string): void {
  git('add', '--all');
  git('commit', '--quiet', '-m', message);
}

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join('');

/** Everything that must not change where an operation is refused. */
function everything(): unknown {
  return [
    git('rev-parse', 'HEAD'),
    git('status', '--porcelain'),
    git('branch', '-a'),
    git('worktree', 'list'),
  ];
}

function series(): StoredSeries {
  const reading = readSeries(join(root, 'patches/demo'), english);
  if (reading.kind === 'invalid') throw new Error(reading.message);
  return reading.series;
}

const subjects = (): readonly string[] => series().patches.map(({ patch }) => patch?.subject ?? '?');

let folder: string;
let recorded: string;

/** Works in a folder as the manifest's. */
function workIn(path: string): void {
  root = path;
  source = join(root, 'demo');
  const { manifest } = readManifest('version: 1\ncomponents: [{name: demo, path: demo}]\n', english);
  const component = manifest?.components[0];
  const target = findTarget('mips64le');
  if (!component || !target) throw new Error('no component');
  context = { root, component, target, t: english };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mips-port-series-'));
  recorded = join(folder, 'recorded');
  mkdirSync(join(folder, 'plain/demo'), { recursive: true });
  workIn(join(folder, 'plain'));
  git('init', '--quiet', '-b', 'main');
  git('config', 'user.name', 'Wei Zhang');
  git('config', 'user.email', 'wei@example.org');
  for (const name of ['a.txt', 'b.txt', 'c.txt']) put(name, lines(1, 30));
  commit('begin');
  git('tag', 'v1');
  cpSync(root, recorded, { recursive: true });
  workIn(recorded);
  await recordThree();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
beforeEach(() => {
  const path = join(folder, String(count++));
  cpSync(join(folder, 'plain'), path, { recursive: true });
  workIn(path);
});

/** Starts with the three patches. */
function withThree(): void {
  rmSync(root, { recursive: true });
  cpSync(recorded, root, { recursive: true });
}

/** Three patches, one for each file, recorded by package. */
async function recordThree(): Promise<void> {
  for (const name of ['a', 'b', 'c']) {
    put(`${name}.txt`, file(`${name}.txt`).replace('line 15\n', `line 15 of ${name}\n`));
    const result = await recordPatches(context, {
      by: 'package',
      scan: () => Promise.resolve([]),
      reasonOf: () => undefined,
    });
    expect(result).toMatchObject({ kind: 'recorded', branch: 'mips64le/demo' });
  }
}

describe('recording', () => {
  it('makes a patch of each rule, with what, why, places and sign-off, and leaves the files as they are', async () => {
    put('go.mod', 'module example.org/demo\n\ngo 1.19\n');
    const before = `package demo

import (
	"fmt"
	"syscall"

	"golang.org/x/sys/unix"
)

func Major(path string) uint32 {
	var st syscall.Stat_t
	if err := syscall.Stat(path, &st); err != nil {
		return 0
	}
	return unix.Major(st.Rdev)
}

func Hello() string { return fmt.Sprint("hello") }

func Terminal(fd uintptr) {
	syscall.Syscall(syscall.SYS_IOCTL, fd, 0x5401, 0)
}
`;
    put('dev/dev.go', before);
    commit('sources');
    const after = before
      .replace('unix.Major(st.Rdev)', 'unix.Major(uint64(st.Rdev))')
      .replace('0x5401', 'syscall.TCGETS')
      .replace('"hello"', '"hello, MIPS"');
    put('dev/dev.go', after);
    const session = await createScanSession();
    const { rules } = await import('../../../src/core/rules');
    const result = await recordPatches(context, {
      by: 'rule',
      scan: (folder) =>
        Promise.resolve(session.scan({ root: folder, target: 'mips64le', nolint: 'never' }).findings),
      reasonOf: (id) => rules.find((rule) => rule.id === id)?.documentation,
    });
    expect(result).toMatchObject({ kind: 'recorded', vendored: [] });
    expect(file('dev/dev.go')).toBe(after);
    expect(git('status', '--porcelain')).toBe('');
    expect(git('branch', '--show-current')).toBe('mips64le/demo');
    const { patches, base } = series();
    expect(base).toBe(git('rev-parse', 'main'));
    expect(patches.map(({ entry }) => entry.rules)).toEqual([
      ['hard-coded-number'],
      ['stat-width'],
      undefined,
    ]);
    const [, width] = patches;
    expect(width?.patch?.subject).toBe('dev: convert values whose width differs on linux/mips64le');
    expect(width?.text).toContain('dev/dev.go:15:');
    expect(width?.text).toContain('Signed-off-by: Wei Zhang <wei@example.org>');
    expect(width?.text).toContain('+\treturn unix.Major(uint64(st.Rdev))');
    expect(width?.text).not.toContain('+func Hello');
    expect(git('log', '--format=%s', 'main..')).toContain('build and run on linux/mips64le');
    expect(git('show', 'HEAD:dev/dev.go')).toBe(after.trimEnd());
  });

  it('asks for a name where git knows none, and has changed nothing then', async () => {
    git('config', 'user.useConfigOnly', 'true');
    git('config', '--unset', 'user.email');
    git('config', '--unset', 'user.name');
    put('a.txt', 'changed\n');
    const before = everything();
    const home = process.env['HOME'];
    process.env['HOME'] = root;
    const result = await recordPatches(context, {
      by: 'package',
      scan: () => Promise.resolve([]),
      reasonOf: () => undefined,
    }).finally(() => (process.env['HOME'] = home));
    expect(result).toMatchObject({ kind: 'failed' });
    expect(JSON.stringify(result)).toContain('user.email');
    expect(everything()).toEqual(before);
    expect(existsSync(join(root, 'patches/demo'))).toBe(false);
  });

  it('keeps names with spaces, other scripts, CRLF, deletions and binary files', async () => {
    put('with space/文件.txt', 'one\r\ntwo\r\n');
    put('gone.txt', 'gone\n');
    commit('more');
    put('with space/文件.txt', 'one\r\nzwei\r\n');
    put('image.bin', '\0\x01\x02');
    rmSync(join(source, 'gone.txt'));
    await recordPatches(context, {
      by: 'rule',
      scan: () => Promise.resolve([]),
      reasonOf: () => undefined,
    });
    expect(git('status', '--porcelain')).toBe('');
    git('checkout', '--quiet', 'main');
    git('branch', '--quiet', '-D', 'mips64le/demo');
    expect(await applySeries(context)).toMatchObject({ kind: 'applied' });
    expect(file('with space/文件.txt')).toBe('one\r\nzwei\r\n');
    expect(file('image.bin')).toBe('\0\x01\x02');
    expect(existsSync(join(source, 'gone.txt'))).toBe(false);
  });
});

describe('applying', () => {
  it('makes every patch a commit on a branch of its own', async () => {
    withThree();
    git('checkout', '--quiet', 'main');
    git('branch', '--quiet', '-D', 'mips64le/demo');
    expect(await applySeries(context)).toMatchObject({
      kind: 'applied',
      branch: 'mips64le/demo',
      patches: 3,
      stashed: false,
    });
    expect(file('c.txt')).toContain('line 15 of c');
    expect(git('rev-list', '--count', 'main..HEAD')).toBe('3');
    const applied = await appliedPatches(source, git('rev-parse', 'HEAD'), series());
    expect([...applied.keys()]).toEqual(
      readdirSync(join(root, 'patches/demo')).filter((name) => name.endsWith('.patch')),
    );
    expect(await applySeries(context)).toMatchObject({ kind: 'applied' });
  });

  it('leaves everything as it was where the third patch does not fit', async () => {
    withThree();
    git('checkout', '--quiet', 'main');
    git('branch', '--quiet', '-D', 'mips64le/demo');
    const third = series().patches[2];
    writeFileSync(third?.path ?? '', (third?.text ?? '').replaceAll('line 14', 'line xiv'));
    const before = everything();
    expect(await applySeries(context)).toMatchObject({
      kind: 'does-not-apply',
      patch: third?.entry.file,
      files: ['c.txt'],
    });
    expect(everything()).toEqual(before);
    expect(file('a.txt')).toBe(lines(1, 30));
  });

  it('refuses a dirty tree, and offers a stash or a worktree', async () => {
    withThree();
    git('checkout', '--quiet', 'main');
    git('branch', '--quiet', '-D', 'mips64le/demo');
    put('b.txt', 'mine\n');
    put('new.txt', 'new\n');
    const before = everything();
    expect(await applySeries(context)).toEqual({
      kind: 'dirty',
      folder: source,
      files: ['b.txt', 'new.txt'],
    });
    expect(everything()).toEqual(before);

    const beside = await applySeries(context, { dirty: 'worktree' });
    expect(beside).toMatchObject({ kind: 'applied', folder: join(root, '.mips-port/worktrees/demo') });
    expect(readFileSync(join(root, '.mips-port/worktrees/demo/b.txt'), 'utf8')).toContain('line 15 of b');
    expect(file('b.txt')).toBe('mine\n');
    git('worktree', 'remove', join(root, '.mips-port/worktrees/demo'));

    expect(await applySeries(context, { dirty: 'stash' })).toMatchObject({ kind: 'applied', stashed: true });
    expect(file('b.txt')).toContain('line 15 of b');
    expect(git('stash', 'show', '--name-only', '--include-untracked')).toBe('b.txt\nnew.txt');
  });

  it('refuses to lose commits of the branch that are in no patch', async () => {
    withThree();
    put('a.txt', 'by hand\n');
    commit('by hand');
    git('checkout', '--quiet', 'main');
    const before = everything();
    expect(await applySeries(context)).toMatchObject({ kind: 'unrecorded', commits: ['by hand'] });
    expect(everything()).toEqual(before);
  });

  it('says which patch is damaged and where, and which folder is no clone', async () => {
    withThree();
    const [first] = series().patches;
    writeFileSync(first?.path ?? '', 'no mail\n');
    expect(await applySeries(context)).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('.patch:1:') as string,
    });
    rmSync(join(source, '.git'), { recursive: true });
    expect(await applySeries(context)).toEqual({ kind: 'no-repository', folder: source });
    expect(await readSource(join(root, 'nowhere'))).toEqual({ kind: 'missing' });
  });

  it('leaves nothing behind where it is cancelled', async () => {
    withThree();
    git('checkout', '--quiet', 'main');
    const before = everything();
    const stopping = new AbortController();
    const applying = applySeries({ ...context, signal: stopping.signal });
    setTimeout(() => stopping.abort(), 40);
    const result = await applying;
    if (result.kind !== 'applied') {
      expect(result).toEqual({ kind: 'cancelled' });
      expect(everything()).toEqual(before);
    }
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
  });
});

describe('changing a series', () => {
  it('moves and drops patches, and keeps what was said of the others', async () => {
    withThree();
    const [, second] = series().patches.map(({ entry }) => entry.file);
    expect(setUpstream(context, '2', { state: 'sent', url: 'https://example.org/pull/7' })).toMatchObject({
      kind: 'changed',
    });
    expect(await movePatch(context, second ?? '', -1)).toMatchObject({ kind: 'changed' });
    expect(series().patches.map(({ entry }) => entry.upstream.state)).toEqual([
      'sent',
      'not-sent',
      'not-sent',
    ]);
    expect(git('log', '--format=%H', 'main..').split('\n')).toHaveLength(3);
    const names = series().patches.map(({ entry }) => entry.file);
    expect(names.map((name) => name.slice(0, 4))).toEqual(['0001', '0002', '0003']);
    expect(await dropPatch(context, names[1] ?? '')).toMatchObject({ kind: 'changed' });
    expect(series().patches).toHaveLength(2);
    expect(file('a.txt')).toBe(lines(1, 30));
    expect(file('b.txt')).toContain('line 15 of b');
    expect(await dropPatch(context, '0009-none.patch')).toMatchObject({ kind: 'no-such-patch' });
    expect(readdirSync(join(root, 'patches/demo'))).toHaveLength(3);
  });

  it('refuses an order in which the patches do not apply', async () => {
    put('a.txt', file('a.txt').replace('line 15\n', 'line 15, first\n'));
    const options = { by: 'package', scan: () => Promise.resolve([]), reasonOf: () => undefined } as const;
    await recordPatches(context, options);
    put('a.txt', file('a.txt').replace('line 15, first\n', 'line 15, second\n'));
    await recordPatches(context, options);
    const before = [everything(), series()];
    expect(await movePatch(context, series().patches[1]?.entry.file ?? '', -1)).toMatchObject({
      kind: 'does-not-apply',
      files: ['a.txt'],
    });
    expect([everything(), series()]).toEqual(before);
  });

  it('takes over what was changed in the commits by hand', async () => {
    withThree();
    setUpstream(context, '3', { state: 'local' });
    put('c.txt', file('c.txt').replace('line 15 of c', 'line fifteen of c'));
    git('commit', '--quiet', '--all', '--amend', '--no-edit');
    put('d.txt', 'new\n');
    commit('d: by hand');
    expect(await refreshPatches(context)).toMatchObject({ kind: 'changed' });
    expect(subjects().at(-1)).toBe('d: by hand');
    expect(series().patches[2]?.text).toContain('+line fifteen of c');
    expect(series().patches.map(({ entry }) => entry.upstream.state)).toEqual([
      'not-sent',
      'not-sent',
      'local',
      'not-sent',
    ]);
    expect(await refreshPatches(context)).toEqual({ kind: 'unchanged' });
  });
});

describe('rebasing', () => {
  /** A second version: it has the first patch as it is, what the second one does among other things, and another line 15 of the third. */
  function secondVersion(): void {
    withThree();
    git('checkout', '--quiet', 'main');
    git('cherry-pick', 'mips64le/demo~2');
    put(
      'b.txt',
      file('b.txt').replace('line 15\n', 'line 15 of b\n').replace('line 18\n', 'line eighteen\n'),
    );
    put('c.txt', file('c.txt').replace('line 15\n', 'line XV\n'));
    commit('second');
    git('tag', 'v2');
    git('checkout', '--quiet', 'mips64le/demo');
  }

  it('says what upstream has, stops at a conflict, and goes on when it is resolved', async () => {
    secondVersion();
    const before = everything();
    const stopped = await rebaseSeries(context, 'v2');
    const worktree = join(root, '.mips-port/worktrees/demo');
    expect(stopped).toMatchObject({ kind: 'conflict', worktree, files: ['c.txt'] });
    expect((everything() as string[]).slice(0, 3)).toEqual((before as string[]).slice(0, 3));
    expect(waitingRebase(context)).toMatchObject({ ref: 'v2', worktree });
    expect(await rebaseSeries(context, 'v2')).toMatchObject({ kind: 'rebase-in-progress' });
    expect(readFileSync(join(worktree, 'c.txt'), 'utf8')).toContain('<<<<<<<');
    expect(await continueRebase(context)).toMatchObject({ kind: 'unresolved', files: ['c.txt'] });

    writeFileSync(join(worktree, 'c.txt'), git('show', 'v2:c.txt').replace('line XV', 'line XV of c') + '\n');
    const result = await continueRebase(context);
    expect(result).toMatchObject({ kind: 'rebased', base: git('rev-parse', 'v2'), checkedOut: true });
    if (result.kind !== 'rebased') return;
    expect([...result.outcomes.values()].map(({ kind }) => kind)).toEqual([
      'merged',
      'contained',
      'resolved',
    ]);
    expect(series().ref).toBe('v2');
    expect(series().patches.map(({ entry }) => entry.upstream)).toMatchObject([
      { state: 'merged', commit: git('rev-parse', 'v2~1') },
      { state: 'merged' },
      { state: 'not-sent' },
    ]);
    expect(git('log', '--format=%s', 'v2..HEAD').split('\n')).toHaveLength(1);
    expect(file('c.txt')).toContain('line XV of c');
    expect(waitingRebase(context)).toBeUndefined();
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('leaves all as it was where it is given up', async () => {
    secondVersion();
    const before = [everything(), series()];
    await rebaseSeries(context, 'v2');
    expect(await abortRebase(context)).toEqual({ kind: 'aborted' });
    expect([everything(), series()]).toEqual(before);
    expect(await abortRebase(context)).toEqual({ kind: 'no-rebase' });
    expect(await rebaseSeries(context, 'v9')).toMatchObject({ kind: 'failed' });
    expect([everything(), series()]).toEqual(before);
  });

  it('leaves a patch out that the user skips', async () => {
    secondVersion();
    await rebaseSeries(context, 'v2');
    expect(await continueRebase(context, { skip: true })).toMatchObject({ kind: 'rebased' });
    expect(series().patches.at(-1)?.entry.upstream.state).toBe('dropped');
    expect(git('rev-parse', 'HEAD')).toBe(git('rev-parse', 'v2'));
  });
});
