import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rules } from '../../../src/core/rules';
import { readAbiTables } from '../../../src/node/abiData';
import { createDiskFiles } from '../../../src/node/diskFiles';
import { readCandidates } from '../../../src/node/readCandidates';
import { walkTree } from '../../../src/node/walk';

let base: string;
let root: string;

const write = (path: string, content: string | Buffer): void => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), content);
};

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'walk-'));
  root = join(base, 'tree');
  write('main.go', 'package main\r\n\r\nfunc main() {}\r\n');
  write('pkg/a.go', 'package pkg\n');
  write('pkg/binary.go', Buffer.from([0x70, 0, 1, 2]));
  write('pkg/latin1.go', Buffer.from('package pkg // caf\xe9\n', 'latin1'));
  write('pkg/large.go', Buffer.alloc(9 * 1024 * 1024, 'a'));
  write('pkg/testdata/binary.go', Buffer.from([0]));
  write('.git/config', '');
  write('.github/workflows/ci.yml', 'on: push\n');
  write('web/node_modules/x/x.go', 'package x\n');
  mkdirSync(join(base, 'outside'));
  writeFileSync(join(base, 'outside/o.go'), 'package o\n');
  symlinkSync('..', join(root, 'pkg/loop'));
  symlinkSync('self', join(root, 'pkg/self'));
  symlinkSync('pkg', join(root, 'same'));
  symlinkSync('nowhere', join(root, 'dangling'));
  symlinkSync('main.go', join(root, 'linked.go'));
  symlinkSync(join(base, 'outside'), join(root, 'elsewhere'));
  symlinkSync(root, join(base, 'link'));
});
afterAll(() => {
  rmSync(base, { recursive: true });
});

const files = [
  ...['.github/workflows/ci.yml', 'main.go', 'pkg/a.go', 'pkg/binary.go', 'pkg/large.go'],
  ...['pkg/latin1.go', 'pkg/testdata/binary.go'],
].sort();

describe('a walk', () => {
  it('lists files and says once what it leaves out', () => {
    const walked = walkTree(root);
    expect([...walked.files].sort()).toEqual(files);
    expect(walked.skipped).toEqual([
      { file: 'elsewhere', reason: 'links to folders outside the root are not followed' },
      { file: 'pkg/loop', reason: 'the link leads to a folder that it is in; it is not followed' },
      { file: 'pkg/self', reason: 'the link leads to itself' },
    ]);
  });

  it('follows a root that is a link', () => {
    const walked = walkTree(join(base, 'link'));
    expect(walked.root).toBe(walkTree(root).root);
    expect(walked.files).toHaveLength(files.length);
  });

  it('ends where it is told to, and throws for a root that is not there', () => {
    const stop = new Error('stop');
    const checkCancelled = (): void => {
      throw stop;
    };
    expect(() => walkTree(root, { checkCancelled })).toThrow(stop);
    expect(() => walkTree(join(base, 'nothing'))).toThrow('ENOENT');
  });

  it('goes on after a folder it may not read', () => {
    const closed = join(root, 'closed');
    write('closed/c.go', 'package c\n');
    chmodSync(closed, 0o000);
    chmodSync(base, 0o755);
    try {
      const walked = asNobody(() => walkTree(root));
      expect(walked.skipped).toContainEqual({ file: 'closed', reason: 'the folder cannot be read (EACCES)' });
      expect(walked.files).toContain('pkg/a.go');
    } finally {
      rmSync(closed, { recursive: true });
    }
  });
});

describe('reading candidates', () => {
  it('tells of each Go file that is none, outside testdata', () => {
    const walked = walkTree(root);
    const options = { abi: readAbiTables(), host: 'amd64', target: 'mips64le', rules };
    const found = readCandidates(walked.root, walked.files, options);
    expect(found.skipped).toEqual([
      { file: 'pkg/binary.go', reason: 'the file is not UTF-8 text' },
      { file: 'pkg/large.go', reason: 'the file has 9 MB; files over 8 MB are not read' },
      { file: 'pkg/latin1.go', reason: 'the file is not UTF-8 text' },
    ]);
    expect(found.goFiles).toEqual([]);
  });

  it('survives a file that went away, and a pipe in place of one', () => {
    execFileSync('mkfifo', [join(base, 'pipe.go')]);
    const options = { abi: readAbiTables(), host: 'amd64', target: 'mips64le', rules };
    const found = readCandidates(base, ['gone.go', 'pipe.go'], options);
    expect(found.skipped).toEqual([{ file: 'gone.go', reason: 'the file cannot be read (ENOENT)' }]);
  });
});

describe('files on disk', () => {
  it('are read with what is laid over them', () => {
    const disk = createDiskFiles(root);
    expect(disk.readText('main.go')).toBe('package main\r\n\r\nfunc main() {}\r\n');
    expect(disk.readHead('pkg/a.go')).toBe('package pkg\n');
    disk.setText('pkg/a.go', 'package changed\n');
    disk.setText('pkg/deep/new.go', 'package deep\n');
    expect(disk.readHead('pkg/a.go')).toBe('package changed\n');
    expect(disk.list('pkg')).toContainEqual({ name: 'deep', kind: 'folder' });
    expect(disk.list('pkg/deep')).toEqual([{ name: 'new.go', kind: 'file' }]);
    disk.setText('pkg/a.go', undefined);
    expect(disk.readText('pkg/a.go')).toBe('package pkg\n');
  });

  it('have no text where they are no text, too large, links, folders or not there', () => {
    const disk = createDiskFiles(root);
    for (const path of ['pkg/binary.go', 'pkg/latin1.go', 'pkg/large.go', 'linked.go', 'pkg', 'gone.go']) {
      expect(disk.readText(path), path).toBeUndefined();
    }
    expect(disk.readHead('pkg/large.go')).toHaveLength(8192);
  });

  it('never lie outside the root', () => {
    const disk = createDiskFiles(root);
    for (const path of [
      '../outside/o.go',
      'pkg/../../outside/o.go',
      'elsewhere/o.go',
      'same/a.go',
      '/etc/passwd',
    ]) {
      expect(disk.readText(path), path).toBeUndefined();
    }
    expect(disk.list('elsewhere')).toEqual([]);
    expect(disk.list('..')).toEqual([]);
    expect(disk.list('').map((entry) => entry.name)).not.toContain('elsewhere');
  });

  it('begin at the folder that a linked root leads to', () => {
    expect(createDiskFiles(join(base, 'link')).readText('pkg/a.go')).toBe('package pkg\n');
    expect(() => createDiskFiles(join(base, 'nothing'))).toThrow('ENOENT');
  });
});

/** Runs with the rights of an ordinary user, because the superuser may read everything. */
function asNobody<T>(run: () => T): T {
  if (process.getuid?.() !== 0) return run();
  process.seteuid?.(65534);
  try {
    return run();
  } finally {
    process.seteuid?.(0);
  }
}
