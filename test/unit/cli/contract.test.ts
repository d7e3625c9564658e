import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli';

const sample = resolve(__dirname, '../../fixtures/sample');

interface Finding {
  readonly rule: string;
  readonly severity: string;
  readonly certainty: string;
  readonly file: string;
  readonly line: number;
  readonly fixes: readonly { readonly safe: boolean }[];
}

function findingsOf(args: readonly string[]): readonly Finding[] {
  const { stdout } = runCli(['scan', '--format', 'json', ...args]);
  return (JSON.parse(stdout) as { findings: readonly Finding[] }).findings;
}

describe('the command line', () => {
  let copy: string;

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'mips-port-cli-'));
    cpSync(sample, join(copy, 'sample'), { recursive: true });
  });

  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('prints the JSON of its contract', () => {
    const { stdout, stderr, code } = runCli(['scan', '--format', 'json', sample]);
    expect(stderr).toBe('');
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as Record<string, unknown>;
    expect(Object.keys(report)).toEqual(['version', 'target', 'root', 'stats', 'findings', 'skipped']);
    expect(report).toMatchObject({ version: 1, target: 'mips64le', root: sample });
    expect(Object.keys(report['stats'] as object)).toEqual(['files', 'goFiles', 'bytes', 'milliseconds']);
    const [first] = report['findings'] as Record<string, unknown>[];
    expect(Object.keys(first ?? {})).toEqual([
      'rule',
      'severity',
      'certainty',
      'file',
      'line',
      'column',
      'endLine',
      'endColumn',
      'message',
      'fixes',
    ]);
  });

  it('exits with 0 where nothing is as severe as --fail-on, and with 1 where something is', () => {
    expect(runCli(['scan', join(sample, 'hello')]).code).toBe(0);
    expect(runCli(['scan', join(sample, 'devices')]).code).toBe(1);
    expect(runCli(['scan', '--fail-on', 'never', join(sample, 'devices')]).code).toBe(0);
  });

  it('leaves out the rules it is told to', () => {
    const rulesOf = (args: readonly string[]): readonly string[] =>
      findingsOf([...args, sample]).map(({ rule }) => rule);
    expect(rulesOf([])).toContain('stat-width');
    const without = rulesOf(['--without', 'stat-width', '--']);
    expect(without).not.toContain('stat-width');
    expect(without).toEqual(rulesOf([]).filter((rule) => rule !== 'stat-width'));
  });

  it('runs only the rules asked for', () => {
    const rules = new Set(findingsOf(['--rule', 'stat-width', '--', sample]).map(({ rule }) => rule));
    expect([...rules]).toEqual(['stat-width']);
  });

  it('scans a part of a module as the whole module is scanned', () => {
    const all = findingsOf([join(sample, 'devices')]);
    const one = findingsOf([join(sample, 'devices', 'device.go')]);
    expect(one.length).toBeGreaterThan(0);
    expect(one).toEqual(all.filter(({ file }) => file === 'device.go'));
  });

  it('finds nothing where host and target are the same', () => {
    expect(findingsOf(['--target', 'amd64', sample])).toEqual([]);
  });

  it.each([
    [['scan', '/no/such/place'], 'no such file or folder: /no/such/place'],
    [['scan', '--target', 'mips64el', '.'], 'Go calls it mips64le'],
    [['scan', '--target', 'vax', '.'], 'Known: amd64'],
    [['scan', '--rule', 'no-such-rule', '--', '.'], 'no such rule: no-such-rule'],
    [['scan', '--format', 'xml', '.'], "'xml' is invalid"],
    [['scan', '--frobnicate'], "unknown option '--frobnicate'"],
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['check', '--go', '/no/such/go', '.'], '/no/such/go'],
    [['images', 'convert', '--mirror', 'http://m.local/$(id)', '.'], 'it must be an address'],
    [
      ['images', 'build', '--mirror', 'http://me:secret@m.local/debian', '.'],
      'an address without a password',
    ],
  ])('exits with 2 and one clear line for %j', (args, line) => {
    const { code, stderr, stdout } = runCli(args, { cwd: copy });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain(line);
    expect(stderr).toMatch(/^mips-port: /);
  });

  it('prints the diff of a dry run and changes nothing', () => {
    const dir = join(copy, 'sample', 'devices');
    const before = readFileSync(join(dir, 'device.go'), 'utf8');
    const { stdout, code } = runCli(['fix', '--dry-run', dir]);
    expect(code).toBe(0);
    expect(stdout).toContain('--- a/device.go\n+++ b/device.go\n');
    expect(readFileSync(join(dir, 'device.go'), 'utf8')).toBe(before);
  });

  it('applies the safe fixes, after which nothing that has one is found', () => {
    const dir = join(copy, 'sample', 'devices');
    const fixable = (findings: readonly Finding[]): readonly Finding[] =>
      findings.filter(({ certainty, fixes }) => certainty !== 'likely' && fixes.some(({ safe }) => safe));
    expect(fixable(findingsOf([dir])).length).toBeGreaterThan(0);
    expect(runCli(['fix', dir]).code).toBe(0);
    expect(fixable(findingsOf([dir]))).toEqual([]);
  });

  it('speaks Chinese where the locale does', () => {
    const dir = join(sample, 'devices');
    const chinese = runCli(['scan', dir], { locale: 'zh_CN.UTF-8' }).stdout;
    expect(chinese).toMatch(/[\u4e00-\u9fff]/);
    expect(runCli(['scan', dir]).stdout).not.toMatch(/[\u4e00-\u9fff]/);
  });
});
