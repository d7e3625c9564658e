import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type CliRun } from '../support/cli';

const good = [
  'package good',
  '',
  'import "syscall"',
  '',
  'func device(st *syscall.Stat_t) uint64 {',
  '\treturn st.Rdev',
  '}',
  '',
].join('\n');

interface Report {
  readonly findings: readonly { readonly file: string; readonly line: number; readonly column: number }[];
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

/** Whether this user is stopped by a folder's permissions; root is not. */
function isStopped(dir: string): boolean {
  return spawnSync('ls', [dir]).status !== 0;
}

describe('a tree with everything that can be wrong', () => {
  let root: string;
  let run: CliRun;
  let report: Report;
  let unreadable: boolean;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'mips-port-hostile-'));
    const write = (path: string, content: string | Buffer): void => {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), content);
    };
    write('go.mod', 'module example.com/hostile\n\ngo 1.19\n');
    write('good/good.go', good);
    write('crlf/crlf.go', good.replaceAll('package good', 'package crlf').replaceAll('\n', '\r\n'));
    write(
      'broken/half.go',
      `${good.replace('package good', 'package broken')}\nfunc half( {\n\tif x := [}\n`,
    );
    write('broken/empty.go', '');
    write('broken/cut.go', 'package broken\n\nimport (\n\t"sysc');
    write('broken/quote.go', 'package broken\n\nvar s = "never closed\nvar r = `neither\n');
    write('large/large.go', Buffer.alloc(50 * 1024 * 1024, 'package large // ................\n'));
    write('binary/binary.go', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff, 0xfe, 0]));
    write('binary/latin1.go', Buffer.from('package binary\n\n// caf\xe9 "syscall"\n', 'latin1'));
    write('utf16/utf16.go', Buffer.from('\ufeffpackage utf16\n', 'utf16le'));
    write('bad.yaml', 'a: [1, 2\n b: }\n');
    write('Makefile', 'ifeq ($(X\nall:\n\tgo build $(\n');
    write('Dockerfile', 'FROM\nRUN \\\n');
    mkdirSync(join(root, 'loop'));
    symlinkSync('..', join(root, 'loop/up'));
    symlinkSync('itself', join(root, 'loop/itself'));
    symlinkSync('/nowhere/at/all', join(root, 'loop/dangling'));
    write('closed/closed.go', good);
    chmodSync(join(root, 'closed'), 0);
    unreadable = isStopped(join(root, 'closed'));
    run = runCli(['scan', '--format', 'json', root]);
    report = JSON.parse(run.stdout) as Report;
  });

  afterAll(() => {
    chmodSync(join(root, 'closed'), 0o700);
    rmSync(root, { recursive: true, force: true });
  });

  it('is scanned to its end', () => {
    expect(run.stderr).toBe('');
    expect(run.code).toBe(1);
  });

  it('still shows what breaks in whole and half-broken files, with CRLF at the same columns', () => {
    expect(report.findings.filter(({ file }) => file !== 'closed/closed.go')).toMatchObject([
      { file: 'broken/half.go', line: 6, column: 9 },
      { file: 'crlf/crlf.go', line: 6, column: 9 },
      { file: 'good/good.go', line: 6, column: 9 },
    ]);
  });

  it.each([
    'large/large.go',
    'binary/binary.go',
    'binary/latin1.go',
    'utf16/utf16.go',
    'loop/up',
    'loop/itself',
  ])('says in one line why %s was left out', (file) => {
    const lines = report.skipped.filter((skipped) => skipped.file === file);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.reason).toMatch(/^\S.*\S$/);
  });

  it('says why an unreadable folder was left out', () => {
    // Root reads every folder, whatever its mode; then its file has to be found.
    const closed = report.skipped.filter(({ file }) => file === 'closed');
    expect(closed).toHaveLength(unreadable ? 1 : 0);
    expect(report.findings.some(({ file }) => file === 'closed/closed.go')).toBe(!unreadable);
  });

  it('leaves nothing else out', () => {
    expect(new Set(report.skipped.map(({ file }) => file)).size).toBe(report.skipped.length);
    expect(report.skipped).toHaveLength(unreadable ? 7 : 6);
  });

  it('reads as an ordinary user what is not closed to them', () => {
    if (process.getuid?.() !== 0) return;
    chmodSync(root, 0o755);
    // The checkout may lie where only root may look, so the program comes along.
    const program = mkdtempSync(join(tmpdir(), 'mips-port-program-'));
    chmodSync(program, 0o755);
    cpSync(join(__dirname, '../../../dist'), program, { recursive: true });
    const asNobody = spawnSync(
      process.execPath,
      [join(program, 'cli.js'), 'scan', '--format', 'json', root],
      {
        encoding: 'utf8',
        uid: 65534,
        gid: 65534,
        env: { PATH: process.env['PATH'], HOME: '/nonexistent' },
      },
    );
    rmSync(program, { recursive: true, force: true });
    const seen = JSON.parse(asNobody.stdout) as Report;
    expect(seen.skipped.filter(({ file }) => file === 'closed')).toHaveLength(1);
    expect(seen.findings.map(({ file }) => file)).toEqual(['broken/half.go', 'crlf/crlf.go', 'good/good.go']);
  });
});
