import { describe, expect, it } from 'vitest';
import { english, makeTranslate } from '../../../src/core/l10n';
import { jsonReport, markdownReport, sarifReport, textReport } from '../../../src/core/report';
import type { ReportedRule } from '../../../src/core/report';
import type { Finding, ScanResult } from '../../../src/core/types';
import { expectGolden } from '../support/golden';

const rules: readonly ReportedRule[] = [
  {
    id: 'stat-width',
    severity: 'error',
    documentation: {
      summary: 'A field of Stat_t is narrower on the target.',
      why: ['`Dev` is uint32 there.'],
      fix: ['Converts the field.'],
    },
  },
  {
    id: 'build-mode',
    severity: 'warning',
    documentation: { summary: 'A build flag is not supported.', why: ['No PIE.'], fix: ['Guards the flag.'] },
  },
];

const findings: readonly Finding[] = [
  {
    rule: 'stat-width',
    severity: 'error',
    certainty: 'certain',
    file: 'pkg/stat linux.go',
    line: 12,
    column: 20,
    endLine: 12,
    endColumn: 27,
    message: 'st.Rdev is uint32 on mips64le, but uint64 is wanted here',
    fixes: [
      {
        title: 'Convert to uint64',
        safe: true,
        edits: [
          { file: 'pkg/stat linux.go', line: 12, column: 20, endLine: 12, endColumn: 20, newText: 'uint64(' },
          { file: 'pkg/stat linux.go', line: 12, column: 27, endLine: 12, endColumn: 27, newText: ')' },
        ],
      },
      {
        title: 'Add a file for the target',
        safe: false,
        edits: [
          {
            file: 'pkg/stat_mips64x.go',
            line: 1,
            column: 1,
            endLine: 1,
            endColumn: 1,
            newText: 'package pkg\n',
          },
        ],
      },
    ],
  },
  {
    rule: 'build-mode',
    severity: 'warning',
    certainty: 'certain',
    file: 'Makefile',
    line: 3,
    column: 12,
    endLine: 3,
    endColumn: 26,
    message: '-buildmode=pie is not supported on linux/mips64le | use `exe`, <ask> @someone',
    fixes: [],
  },
  {
    rule: 'build-mode',
    severity: 'info',
    certainty: 'likely',
    file: 'Makefile',
    line: 9,
    column: 10,
    endLine: 9,
    endColumn: 15,
    message: '-race is not supported on linux/mips64le',
    fixes: [],
  },
  {
    rule: 'rejected-by-go',
    severity: 'error',
    certainty: 'proven',
    file: 'pkg/a.go',
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 2,
    message: 'two\n\tlines and \u001b[31mred',
    fixes: [],
  },
];

const result: ScanResult = {
  target: 'mips64le',
  root: '/home/me/a project',
  stats: { files: 120, goFiles: 80, bytes: 123456, milliseconds: 1234 },
  findings: [...findings].reverse(),
  skipped: [
    { file: 'big.go', reason: 'larger than 4 MB' },
    { file: 'a/loop', reason: 'a symbolic link to a folder above it' },
  ],
};

const empty: ScanResult = { ...result, findings: [], skipped: [] };

describe('reports', () => {
  it('as text', () => {
    expectGolden('report/findings.txt', textReport(result, { t: english }));
    expectGolden('report/findings.color.txt', textReport(result, { t: english, color: true }));
    expect(textReport(empty, { t: english })).toBe(
      'Nothing found; 120 files read (80 Go) in 1.2 s for linux/mips64le.\n',
    );
  });

  it('as text, a line a finding that the problem matchers of compilers read', () => {
    const lines = textReport(result, { t: english }).split('\n');
    const matched = lines.filter((line) =>
      /^([^:]+):(\d+):(\d+): (error|warning|info): .+ \[[\w-]+, \w+\]$/.test(line),
    );
    expect(matched).toHaveLength(findings.length);
  });

  it('as text in the language of the translator', () => {
    const t = makeTranslate({ error: '错误', 'Left out:': '未读取：' });
    const text = textReport(result, { t });
    expect(text).toContain('pkg/a.go:1:1: 错误: ');
    expect(text).toContain('\n未读取：\n');
  });

  it('as JSON, with exactly the fields of the contract', () => {
    const text = jsonReport(result);
    expectGolden('report/findings.json', text);
    const parsed = JSON.parse(text) as Record<string, unknown>;
    expect(Object.keys(parsed)).toEqual(['version', 'target', 'root', 'stats', 'findings', 'skipped']);
    expect(parsed['findings']).toEqual([findings[1], findings[2], findings[3], findings[0]]);
  });

  it('as Markdown', () => {
    const text = markdownReport(result, { t: english, rules });
    expectGolden('report/findings.md', text);
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(7);
  });

  it('as SARIF', () => {
    expectGolden('report/findings.sarif', sarifReport(result, { rules, version: '0.1.0' }));
  });
});

describe('the SARIF report', () => {
  interface Sarif {
    runs: {
      tool: { driver: { rules: { id: string }[] } };
      originalUriBaseIds: Record<string, { uri: string }>;
      results: { ruleId: string; ruleIndex: number; partialFingerprints: Record<string, string> }[];
    }[];
  }
  const run = (scan: ScanResult): Sarif['runs'][number] => {
    const [first] = (JSON.parse(sarifReport(scan, { rules, version: '0.1.0' })) as Sarif).runs;
    if (!first) throw new Error('a run');
    return first;
  };
  const prints = (scan: ScanResult): string[] =>
    run(scan).results.map(({ partialFingerprints }) => Object.values(partialFingerprints).join());

  it('has a rule behind every result', () => {
    const { tool, results } = run(result);
    expect(results).toHaveLength(findings.length);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  it('has fingerprints that differ between findings and survive moved lines', () => {
    const moved = {
      ...result,
      findings: findings.map((f) => ({ ...f, line: f.line + 7, endLine: f.endLine + 7 })),
    };
    expect(prints(moved)).toEqual(prints(result));
    const twice = { ...result, findings: [...findings, ...findings] };
    expect(new Set(prints(twice)).size).toBe(2 * findings.length);
  });

  it.each([
    ['/home/me/a project', 'file:///home/me/a%20project/'],
    ['/', 'file:///'],
    ['C:\\Users\\me\\x', 'file:///C:/Users/me/x/'],
  ])('gives the root %s as %s', (root, uri) => {
    expect(run({ ...result, root }).originalUriBaseIds['%SRCROOT%']?.uri).toBe(uri);
  });
});
