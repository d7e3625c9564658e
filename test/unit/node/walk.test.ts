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

describe('what reading candidates tells of builds and imports', () => {
  const sources = {
    'same/a.go': 'package same\n\nimport (\n\t"fmt"\n\tu "golang.org/x/sys/unix"\n)\n',
    'same/a_test.go': '/* x */ package same\n\nimport `os`\n',
    'same/b_windows.go': 'package same\n\nimport "windows"\n',
    'named/a_amd64.go': 'package named\n',
    'named/b.go': 'package named\n',
    'constrained/a.go': '// x\n\n//go:build !amd64\n\npackage constrained\n',
    'late/a.go': `// ${'x'.repeat(5000)}\n\n//go:build amd64\n\npackage late\n`,
    'long/a.go': `// ${'x'.repeat(5000)}\n\npackage long\n\nimport "caf\u00e9"\n`,
    'marked/a.go': '\ufeff// +build amd64\n\npackage marked\n',
    'assembly/a.go': 'package assembly\n',
    'assembly/a.s': '// +build amd64\n\nTEXT x\n',
    'plain/a.go': 'package plain\n',
    'plain/a.s': 'TEXT x\n',
    'broken/a.go': Buffer.from([0]),
  };
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'builds-'));
    for (const [path, content] of Object.entries(sources)) {
      mkdirSync(join(dir, path, '..'), { recursive: true });
      writeFileSync(join(dir, path), content);
    }
  });
  afterAll(() => {
    rmSync(dir, { recursive: true });
  });
  const read = (whole: readonly string[], others: readonly string[]): ReturnType<typeof readCandidates> =>
    readCandidates(dir, whole, { abi: readAbiTables(), host: 'amd64', target: 'mips64le', rules, others });
  const paths = Object.keys(sources);
  const alike = ['same', 'long', 'plain'];
  const folders = [...new Set(paths.map((path) => path.slice(0, path.indexOf('/'))))];

  it('knows the folders of which the builds have the same files', () => {
    const found = read(paths, []);
    expect(folders.filter((folder) => found.isAlike(folder))).toEqual(alike);
  });

  it('knows them from the beginnings of the files too, where one that is no text is in neither build', () => {
    const found = read([], paths);
    expect(folders.filter((folder) => found.isAlike(folder))).toEqual([...alike, 'broken']);
    expect([found.goFileCount, found.bytes, found.imports.size]).toEqual([0, 0, 0]);
  });

  it('says nothing of folders that it has not seen', () => {
    expect(read([], []).isAlike('same')).toBe(false);
  });

  it('knows what the files import that the target may build', () => {
    const { imports } = read(paths, []);
    expect([...(imports.get('same') ?? [])]).toEqual(['fmt', 'golang.org/x/sys/unix', 'os']);
    expect([...(imports.get('long') ?? [])]).toEqual(['caf\u00e9']);
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

  it('are listed after a walk as without one, and folders that it left out too', () => {
    const { folders, files: walked } = walkTree(root);
    const plain = createDiskFiles(root);
    const known = createDiskFiles(root, { prefix: '', folders });
    const below = createDiskFiles(base, {
      prefix: 'tree/',
      folders,
    });
    const asked = ['', 'pkg', 'pkg/testdata', '.git', 'web', 'web/node_modules', 'web/node_modules/x'];
    for (const dir of [...asked, 'elsewhere', 'same', 'gone', 'pkg/gone/deep', 'pkg/a.go', '..', 'pkg/..']) {
      expect(known.list(dir), dir).toEqual(plain.list(dir));
      const lower = dir === '' ? 'tree' : `tree/${dir}`;
      if (!dir.includes('..')) expect(below.list(lower), lower).toEqual(plain.list(dir));
    }
    expect(below.list('outside')).toEqual([{ name: 'o.go', kind: 'file' }]);
    for (const file of [...walked, 'elsewhere/o.go', 'same/a.go', 'gone/a.go']) {
      expect(known.readText(file), file).toBe(plain.readText(file));
    }
  });

  it('are not listed a second time after a walk', () => {
    const { folders } = walkTree(root);
    const known = createDiskFiles(root, { prefix: '', folders });
    write('late/b.go', 'package late\n');
    try {
      expect(known.list('late')).toEqual([]);
      expect(createDiskFiles(root).list('late')).toHaveLength(1);
    } finally {
      rmSync(join(root, 'late'), { recursive: true });
    }
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
