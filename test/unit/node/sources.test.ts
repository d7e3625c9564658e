import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkoutRef, getSources } from '../../../src/node/git/sources';

let base: string;
let address: string;
const source = (ref?: string, depth?: number): Parameters<typeof getSources>[1] => ({
  git: address,
  ref,
  depth,
});

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
    cwd,
    encoding: 'utf8',
  }).trim();
}

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'mips-port-sources-'));
  const origin = join(base, 'origin');
  mkdirSync(origin);
  git(origin, 'init', '-q', '-b', 'main');
  for (const text of ['one', 'two', 'three']) {
    writeFileSync(join(origin, 'a.txt'), text);
    git(origin, 'add', '-A');
    git(origin, 'commit', '-qm', text);
    git(origin, 'tag', `v-${text}`);
  }
  git(origin, 'branch', 'side', 'v-one');
  address = `file://${origin}`;
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('getSources', () => {
  it('clones a tag with one commit of history', async () => {
    const folder = join(base, 'tag/tree');
    const result = await getSources(folder, source('v-two'));
    expect(result).toMatchObject({ kind: 'cloned', commit: git(join(base, 'origin'), 'rev-parse', 'v-two') });
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('two');
    expect(git(folder, 'rev-list', '--count', 'HEAD')).toBe('1');
    expect(readdirSync(join(base, 'tag'))).toEqual(['tree']);
  });

  it('clones a branch, a commit, and the default branch with its history', async () => {
    const commit = git(join(base, 'origin'), 'rev-parse', 'v-two');
    expect(await getSources(join(base, 'branch'), source('side'))).toMatchObject({ kind: 'cloned' });
    expect(readFileSync(join(base, 'branch/a.txt'), 'utf8')).toBe('one');
    expect(await getSources(join(base, 'commit'), source(commit))).toMatchObject({ kind: 'cloned', commit });
    expect(await getSources(join(base, 'all'), source())).toMatchObject({ kind: 'cloned' });
    expect(git(join(base, 'all'), 'rev-list', '--count', 'HEAD')).toBe('3');
    expect(git(join(base, 'all'), 'symbolic-ref', '--short', 'HEAD')).toBe('main');
  });

  it('adopts a clone of the same repository and refuses anything else', async () => {
    const folder = join(base, 'adopted');
    await getSources(folder, source('v-one'));
    writeFileSync(join(folder, 'a.txt'), 'mine');
    expect(await getSources(folder, source('v-two'))).toMatchObject({ kind: 'adopted' });
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('mine');
    git(folder, 'remote', 'set-url', 'origin', 'https://example.org/other');
    expect(await getSources(folder, source())).toEqual({
      kind: 'occupied',
      folder,
      remote: 'https://example.org/other',
    });
    mkdirSync(join(base, 'files'));
    writeFileSync(join(base, 'files/x'), '');
    expect(await getSources(join(base, 'files'), source())).toMatchObject({
      kind: 'occupied',
      remote: undefined,
    });
  });

  it('leaves nothing of a clone that fails or is cancelled', async () => {
    mkdirSync(join(base, 'none'));
    expect(await getSources(join(base, 'none/a'), source('no-such'))).toMatchObject({ kind: 'failed' });
    const signal = AbortSignal.abort();
    expect(await getSources(join(base, 'none/b'), source('v-one'), { signal })).toEqual({
      kind: 'cancelled',
    });
    const stopping = new AbortController();
    const cancelled = getSources(join(base, 'none/c'), source(), { signal: stopping.signal });
    setTimeout(() => stopping.abort(), 15);
    expect((await cancelled).kind).toBe('cancelled');
    expect(readdirSync(join(base, 'none'))).toEqual([]);
  });

  it('ends the programs that git speaks through when a clone from a silent server is cancelled', async () => {
    const stopping = new AbortController();
    const silent = createServer((socket) => {
      socket.on('error', () => undefined).once('data', () => stopping.abort());
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/a`;
    const connections = (): Promise<number> =>
      new Promise((resolve) => silent.getConnections((_, count) => resolve(count)));
    try {
      const result = await getSources(
        join(base, 'silent'),
        { git: address, ref: undefined, depth: undefined },
        { signal: stopping.signal },
      );
      expect(result).toEqual({ kind: 'cancelled' });
      // git-remote-http holds the connection for as long as it lives.
      await expect.poll(connections, { timeout: 5000 }).toBe(0);
    } finally {
      silent.close();
    }
  });
});

describe('checkoutRef', () => {
  it('fetches what a shallow clone lacks, and refuses a tree with changes', async () => {
    const folder = join(base, 'checkout');
    await getSources(folder, source('v-three'));
    expect(await checkoutRef(folder, 'v-one')).toMatchObject({ kind: 'checked-out' });
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('one');
    expect(await checkoutRef(folder, 'side')).toMatchObject({ kind: 'checked-out' });
    expect(await checkoutRef(folder, 'no-such')).toMatchObject({ kind: 'failed' });
    writeFileSync(join(folder, 'a.txt'), 'mine');
    expect(await checkoutRef(folder, 'v-three')).toEqual({ kind: 'dirty', folder, files: ['a.txt'] });
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('mine');
  });
});
