import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import type { Edit } from '../../../src/core/types';
import { planEdits, writeChanges } from '../../../src/node/applyEdits';
import type { PlanResult } from '../../../src/node/applyEdits';
import { describeWith } from '../support/tools';

let base = '';
let root = '';

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'mips-port-edits-')));
  root = join(base, 'root');
  mkdirSync(root);
});
afterEach(() => {
  rmSync(base, { recursive: true });
});

function edit(file: string, line: number, column: number, endColumn: number, newText: string): Edit {
  return { file, line, column, endLine: line, endColumn, newText };
}

function create(file: string, newText: string): Edit {
  return edit(file, 1, 1, 1, newText);
}

function plan(...edits: Edit[]): PlanResult {
  return planEdits(root, edits, { t: english });
}

function planned(...edits: Edit[]): Extract<PlanResult, { kind: 'planned' }>['changes'] {
  const result = plan(...edits);
  if (result.kind === 'refused') throw new Error(result.problems.join('\n'));
  return result.changes;
}

function everything(dir = base): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
}

describe('edits to a root', () => {
  it('changes files, creates files and folders, and keeps modes', () => {
    writeFileSync(join(root, 'build.sh'), 'go build\r\necho done\r\n');
    chmodSync(join(root, 'build.sh'), 0o755);
    const changes = planned(edit('build.sh', 1, 1, 3, 'GO'), create('a/b/new.go', 'package b\n'));
    expect(writeChanges(root, changes, english)).toEqual({
      kind: 'written',
      files: ['build.sh', 'a/b/new.go'],
    });
    expect(readFileSync(join(root, 'build.sh'), 'utf8')).toBe('GO build\r\necho done\r\n');
    expect(statSync(join(root, 'build.sh')).mode & 0o777).toBe(0o755);
    expect(readFileSync(join(root, 'a/b/new.go'), 'utf8')).toBe('package b\n');
    expect(everything(root)).toEqual(['a', 'a/b', 'a/b/new.go', 'build.sh']);
  });

  it('plans without writing', () => {
    writeFileSync(join(root, 'a.go'), 'x\n');
    expect(planned(edit('a.go', 1, 1, 2, 'y'))).toEqual([{ file: 'a.go', before: 'x\n', after: 'y\n' }]);
    expect(readFileSync(join(root, 'a.go'), 'utf8')).toBe('x\n');
  });

  it.each([
    '../outside.go',
    '/etc/passwd',
    'a/../../outside.go',
    './a.go',
    'a//b.go',
    'C:/a.go',
    '..\\a.go',
    '',
  ])('refuses the path %j', (file) => {
    writeFileSync(join(base, 'outside.go'), 'x\n');
    expect(plan(edit(file, 1, 1, 1, 'y'))).toEqual({
      kind: 'refused',
      problems: [`${file}: not inside ${root}, so it is not changed`],
    });
    expect(readFileSync(join(base, 'outside.go'), 'utf8')).toBe('x\n');
  });

  it('refuses files that links lead out of the root, and new files in linked folders', () => {
    writeFileSync(join(base, 'outside.go'), 'x\n');
    mkdirSync(join(base, 'elsewhere'));
    symlinkSync('../outside.go', join(root, 'link.go'));
    symlinkSync('../elsewhere', join(root, 'dir'));
    symlinkSync('../nothing.go', join(root, 'dangling.go'));
    symlinkSync('loop.go', join(root, 'loop.go'));
    for (const file of ['link.go', 'dir/new.go', 'dir/deep/new.go', 'dangling.go', 'loop.go']) {
      expect(plan(create(file, 'y')).kind, file).toBe('refused');
    }
    expect(everything()).not.toContain('elsewhere/new.go');
  });

  it('writes through a link that stays inside, and leaves the link', () => {
    writeFileSync(join(root, 'real.go'), 'x\n');
    symlinkSync('real.go', join(root, 'link.go'));
    expect(writeChanges(root, planned(edit('link.go', 1, 1, 2, 'y')), english).kind).toBe('written');
    expect(readFileSync(join(root, 'real.go'), 'utf8')).toBe('y\n');
    expect(realpathSync(join(root, 'link.go'))).toBe(join(root, 'real.go'));
  });

  it('works where the root itself is a link', () => {
    writeFileSync(join(root, 'a.go'), 'x\n');
    symlinkSync('root', join(base, 'alias'));
    const result = planEdits(join(base, 'alias'), [edit('a.go', 1, 1, 2, 'y')], { t: english });
    expect(result.kind).toBe('planned');
  });

  it('refuses a file that changed since it was scanned, or since it was planned', () => {
    writeFileSync(join(root, 'a.go'), 'x\n');
    writeFileSync(join(root, 'b.go'), 'x\n');
    const changes = planned(edit('a.go', 1, 1, 2, 'y'), edit('b.go', 1, 1, 2, 'y'));
    writeFileSync(join(root, 'b.go'), 'mine\n');
    const problems = ['b.go: the file has changed since it was scanned; scan again'];
    expect(writeChanges(root, changes, english)).toEqual({ kind: 'refused', problems });
    const expected = new Map([['b.go', 'x\n']]);
    expect(planEdits(root, [edit('b.go', 1, 1, 2, 'y')], { t: english, expected })).toEqual({
      kind: 'refused',
      problems,
    });
    expect(readFileSync(join(root, 'a.go'), 'utf8')).toBe('x\n');
    expect(readFileSync(join(root, 'b.go'), 'utf8')).toBe('mine\n');
  });

  it('refuses to create a file that someone else created meanwhile', () => {
    const changes = planned(create('new.go', 'package a\n'));
    writeFileSync(join(root, 'new.go'), 'package mine\n');
    expect(writeChanges(root, changes, english).kind).toBe('refused');
    expect(readFileSync(join(root, 'new.go'), 'utf8')).toBe('package mine\n');
  });

  it('says what is wrong with every file, and changes none of them', () => {
    writeFileSync(join(root, 'good.go'), 'x\n');
    writeFileSync(join(root, 'stale.go'), 'x\n');
    writeFileSync(join(root, 'latin1.go'), Buffer.from([0x78, 0xe9, 0x0a]));
    writeFileSync(join(root, 'readonly.go'), 'x\n');
    chmodSync(join(root, 'readonly.go'), 0o444);
    mkdirSync(join(root, 'folder.go'));
    const files = ['good.go', 'latin1.go', 'readonly.go', 'folder.go'];
    expect(plan(...files.map((file) => edit(file, 1, 1, 2, 'y')), edit('stale.go', 7, 1, 1, 'y'))).toEqual({
      kind: 'refused',
      problems: [
        'latin1.go: not UTF-8, so it is not changed',
        'readonly.go: the file is read-only; make it writable and try again',
        'folder.go: not a regular file',
        'stale.go:7:1: the file has changed since it was scanned; scan again',
      ],
    });
  });

  it('leaves everything as it was where one file cannot take its place', () => {
    writeFileSync(join(root, 'a.go'), 'x\n');
    // The second new file makes a folder of the name that the first one wants.
    const changes = planned(
      edit('a.go', 1, 1, 2, 'y'),
      create('n/new.go', 'n\n'),
      create('both', 'z\n'),
      create('both/x.go', 'z\n'),
    );
    const before = everything();
    const result = writeChanges(root, changes, english);
    expect(result).toMatchObject({ kind: 'refused', problems: [expect.stringContaining('both: ')] });
    expect(everything()).toEqual(before);
    expect(readFileSync(join(root, 'a.go'), 'utf8')).toBe('x\n');
  });

  it('names a file that stands where a folder is wanted', () => {
    writeFileSync(join(root, 'a.go'), 'x\n');
    expect(plan(create('a.go/impossible.go', 'z\n'))).toEqual({
      kind: 'refused',
      problems: ['a.go/impossible.go: a file stands where a folder is wanted'],
    });
  });
});

describeWith(
  [{ found: canMount(), what: 'root, to mount file systems' }],
  'edits on a failing file system',
  () => {
    it('keeps all files where the disk is full', () => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', root]);
      try {
        writeFileSync(join(root, 'a.go'), 'x\n');
        writeFileSync(join(root, 'b.go'), 'x\n');
        const changes = planned(edit('a.go', 1, 1, 2, 'y'), edit('b.go', 1, 1, 2, 'y'.repeat(200_000)));
        expect(writeChanges(root, changes, english)).toEqual({
          kind: 'refused',
          problems: ['b.go: no space left on the device; nothing was changed'],
        });
        expect(readFileSync(join(root, 'a.go'), 'utf8')).toBe('x\n');
        expect(everything(root)).toEqual(['a.go', 'b.go']);
      } finally {
        execFileSync('umount', [root]);
      }
    });

    it('says that the file system is read-only', () => {
      writeFileSync(join(root, 'a.go'), 'x\n');
      execFileSync('mount', ['--bind', root, root]);
      try {
        execFileSync('mount', ['-o', 'remount,ro,bind', root]);
        expect(writeChanges(root, planned(edit('a.go', 1, 1, 2, 'y')), english)).toEqual({
          kind: 'refused',
          problems: ['a.go: the file system is read-only'],
        });
      } finally {
        execFileSync('umount', [root]);
      }
    });

    it('puts back what was renamed where a later rename fails', () => {
      // A file that is a mount point can be read but not replaced.
      for (const name of ['a.go', 'z.go']) writeFileSync(join(root, name), 'x\n');
      writeFileSync(join(base, 'other.go'), 'x\n');
      execFileSync('mount', ['--bind', join(base, 'other.go'), join(root, 'z.go')]);
      try {
        const changes = planned(
          edit('a.go', 1, 1, 2, 'y'),
          create('new/new.go', 'n\n'),
          edit('z.go', 1, 1, 2, 'y'),
        );
        const result = writeChanges(root, changes, english);
        expect(result).toMatchObject({ kind: 'refused', problems: [expect.stringContaining('z.go: EBUSY')] });
        expect(readFileSync(join(root, 'a.go'), 'utf8')).toBe('x\n');
        expect(existsSync(join(root, 'new'))).toBe(false);
        expect(everything(root)).toEqual(['a.go', 'z.go']);
      } finally {
        execFileSync('umount', [join(root, 'z.go')]);
      }
    });
  },
);

function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'mips-port-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true });
  }
}
