import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixInRounds, type FixRoundsSetup } from '../../../src/cli/fixRounds';
import { english } from '../../../src/core/l10n';
import type { Edit, Finding, ScanResult } from '../../../src/core/types';
import { runCli } from '../support/cli';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fix-rounds-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
function write(file: string, text: string): void {
  mkdirSync(join(root, file, '..'), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** Every `from` that stands in a file, with the fix that puts `to` in its place. */
function findAll(file: string, from: string, to: string): readonly Finding[] {
  return read(file)
    .split('\n')
    .flatMap((line, at) => {
      const column = line.indexOf(from) + 1;
      if (column === 0) return [];
      const place = { file, line: at + 1, column, endLine: at + 1, endColumn: column + from.length };
      const fixes = [{ title: to, safe: true, edits: [{ ...place, newText: to }] }];
      return [{ ...place, rule: 'r', severity: 'error', certainty: 'proven', message: from, fixes } as const];
    });
}

function setup(find: () => readonly Finding[], hostProblems: () => readonly Finding[]): FixRoundsSetup {
  const result = (): ScanResult => ({
    target: 'mips64le',
    root,
    stats: { files: 0, goFiles: 0, bytes: 0, milliseconds: 0 },
    findings: find(),
    skipped: [],
  });
  return {
    root,
    selection: { safeOnly: true, minCertainty: 'certain' },
    t: english,
    find: () => Promise.resolve(result()),
    hostProblems: () => Promise.resolve(hostProblems()),
    format: (changes) => Promise.resolve(changes),
  };
}

describe('fixing in rounds', () => {
  it('fixes what the round before uncovered', async () => {
    write('a.txt', 'one\n');
    const find = (): readonly Finding[] => [
      ...findAll('a.txt', 'one', 'two'),
      ...findAll('a.txt', 'two', 'three'),
    ];
    const { applied, files, left } = await fixInRounds(setup(find, () => []));
    expect(read('a.txt')).toBe('three\n');
    expect({ applied, files, left }).toEqual({ applied: 2, files: ['a.txt'], left: [] });
  });

  it('tries a fix once, and says that it did not help', async () => {
    write('a.txt', 'x\n');
    const { left } = await fixInRounds(
      setup(
        () => findAll('a.txt', 'x', 'x '),
        () => [],
      ),
    );
    expect(read('a.txt')).toBe('x \n');
    expect(left.map(({ cause, finding }) => [cause, finding.file])).toEqual([['no-help', 'a.txt']]);
  });

  it('takes back what breaks the host, created files too, and keeps what does not', async () => {
    write('good/a.txt', 'old\n');
    write('bad/a.txt', 'old\n');
    const created: Edit = {
      file: 'bad/new.txt',
      line: 1,
      column: 1,
      endLine: 1,
      endColumn: 1,
      newText: 'new file\n',
    };
    const find = (): readonly Finding[] =>
      ['good', 'bad'].flatMap((dir) =>
        findAll(`${dir}/a.txt`, 'old', 'new').map((finding) => ({
          ...finding,
          fixes: finding.fixes.map((fix) => ({
            ...fix,
            edits: dir === 'bad' ? [...fix.edits, created] : fix.edits,
          })),
        })),
      );
    const hostProblems = (): readonly Finding[] => findAll('bad/a.txt', 'new', '');
    const { applied, files, left } = await fixInRounds(setup(find, hostProblems));
    expect([read('good/a.txt'), read('bad/a.txt'), existsSync(join(root, 'bad/new.txt'))]).toEqual([
      'new\n',
      'old\n',
      false,
    ]);
    expect({ applied, files }).toEqual({ applied: 1, files: ['good/a.txt'] });
    expect(left.map(({ cause, finding }) => [cause, finding.file])).toEqual([['breaks-host', 'bad/a.txt']]);
  });

  it('does not blame fixes for what the host rejected before', async () => {
    write('a.txt', 'old\n');
    write('broken.txt', 'broken\n');
    const { applied, left } = await fixInRounds(
      setup(
        () => findAll('a.txt', 'old', 'new'),
        () => findAll('broken.txt', 'broken', ''),
      ),
    );
    expect([read('a.txt'), applied, left]).toEqual(['new\n', 1, []]);
  });
});

const program = `package main

import (
	"fmt"
	"syscall"
)

func numbers(st *syscall.Stat_t) (device, links uint64) {
	return st.Dev, st.Nlink
}

func clock() uintptr {
	return syscall.SYS_TIME
}

func main() {
	var st syscall.Stat_t
	fmt.Println(numbers(&st))
	fmt.Println(clock())
}
`;

describe('fix --verify', () => {
  it('lists what is left by cause, once, and fails', () => {
    write('go.mod', 'module example.org/left\n\ngo 1.19\n');
    write('main.go', program);
    const { stdout, code } = runCli(['fix', '--all', '--verify', root]);
    expect(read('main.go')).toContain('return uint64(st.Dev), uint64(st.Nlink)');
    expect(stdout).toContain('2 findings fixed in 1 file.');
    expect(stdout).toContain('Left, no fix is known: 1\n  main.go:13:9: error: ');
    expect(stdout).toContain("Go's type checker rejects for linux/mips64le: 1");
    expect(stdout.match(/main\.go:13:9/g)).toHaveLength(1);
    expect(code).toBe(1);
  });

  it('ends well where nothing is left', () => {
    write('go.mod', 'module example.org/whole\n\ngo 1.19\n');
    write('main.go', program.replace('syscall.SYS_TIME', 'syscall.SYS_READ'));
    const { stdout, code } = runCli(['fix', '--verify', root]);
    expect(stdout).toContain("Go's type checker accepts linux/mips64le and linux/amd64.");
    expect(stdout).not.toContain('Left');
    expect(code).toBe(0);
  });
});
