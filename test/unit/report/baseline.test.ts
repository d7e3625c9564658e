import { describe, expect, it } from 'vitest';
import { baselineText, parseBaseline, withoutBaseline } from '../../../src/core/report';
import type { Finding, ScanResult } from '../../../src/core/types';

function finding(file: string, line: number, message: string, rule = 'stat-width'): Finding {
  return {
    rule,
    severity: 'error',
    certainty: 'certain',
    file,
    line,
    column: 1,
    endLine: line,
    endColumn: 2,
    message,
    fixes: [],
  };
}

function resultOf(...findings: readonly Finding[]): ScanResult {
  const stats = { files: 1, goFiles: 1, bytes: 1, milliseconds: 1 };
  return { target: 'mips64le', root: '/r', stats, findings, skipped: [] };
}

/** What is new in a result beside a baseline of another. */
function fresh(before: ScanResult, now: ScanResult): readonly string[] {
  const baseline = parseBaseline(baselineText(before));
  if (!baseline) throw new Error('what was written is not read');
  return withoutBaseline(now, baseline).map(({ file, line }) => `${file}:${line}`);
}

describe('a baseline', () => {
  const old = [finding('a.go', 3, 'm'), finding('a.go', 9, 'm'), finding('b.go', 1, 'n')] as const;

  it('leaves nothing of the result it was written from', () => {
    expect(fresh(resultOf(...old), resultOf(...old))).toEqual([]);
  });

  it('knows findings whose lines have moved, and is the same text for them', () => {
    const moved = old.map((one) => ({ ...one, line: one.line + 20, endLine: one.endLine + 20 }));
    expect(fresh(resultOf(...old), resultOf(...moved))).toEqual([]);
    expect(baselineText(resultOf(...moved))).toBe(baselineText(resultOf(...old)));
  });

  it('is the same text in whatever order findings come', () => {
    expect(baselineText(resultOf(...[...old].reverse()))).toBe(baselineText(resultOf(...old)));
  });

  it('leaves another message, another rule and another file', () => {
    const others = [
      finding('a.go', 3, 'other'),
      finding('b.go', 1, 'n', 'epoll-layout'),
      finding('c.go', 3, 'm'),
    ];
    expect(fresh(resultOf(...old), resultOf(...old, ...others))).toEqual(['a.go:3', 'b.go:1', 'c.go:3']);
  });

  it('leaves one more of the same in the same file', () => {
    expect(fresh(resultOf(...old), resultOf(...old, finding('a.go', 20, 'm')))).toEqual(['a.go:20']);
  });

  it('holds for a result with fewer findings', () => {
    expect(fresh(resultOf(...old), resultOf(finding('a.go', 9, 'm')))).toEqual([]);
  });

  it('lists file, rule and message, sorted, for people to read', () => {
    const text = baselineText(resultOf(finding('b.go', 1, 'n'), finding('a.go', 3, 'm')));
    const content = JSON.parse(text) as { readonly findings: readonly Record<string, string>[] };
    expect(content).toMatchObject({ version: 1, target: 'mips64le' });
    expect(content.findings.map(({ file, rule, message }) => [file, rule, message])).toEqual([
      ['a.go', 'stat-width', 'm'],
      ['b.go', 'stat-width', 'n'],
    ]);
    expect(text.endsWith('}\n')).toBe(true);
    expect(text).not.toContain('line');
  });

  it.each([
    '',
    '[]',
    'null',
    '{}',
    '{"version":1}',
    '{"version":1,"target":"mips64le"}',
    '{"version":2,"target":"mips64le","findings":[]}',
    '{"version":1,"target":"mips64le","findings":{}}',
    '{"version":1,"target":"mips64le","findings":[{"rule":"stat-width"}]}',
    '{"version":1,"target":"mips64le","findings":["0011223344556677"]}',
    '{"version":1,"target":7,"findings":[]}',
    '<<<<<<< HEAD\n{"version":1,"target":"mips64le","findings":[]}',
  ])('is not %j', (text) => {
    expect(parseBaseline(text)).toBeUndefined();
  });

  it('may be empty, and may have a byte order mark', () => {
    const empty = baselineText(resultOf());
    expect(parseBaseline(empty)).toEqual({ target: 'mips64le', fingerprints: new Set() });
    expect(parseBaseline(`\uFEFF${empty}`)).toEqual(parseBaseline(empty));
  });
});
