import { describe, expect, it } from 'vitest';
import { mergeFindings } from '../../../src/core/scan/mergeFindings';
import type { Certainty, Finding, Fix } from '../../../src/core/types';

const fix: Fix = {
  title: 'Convert',
  safe: true,
  edits: [{ file: 'a.go', line: 1, column: 1, endLine: 1, endColumn: 2, newText: 'uint64(x)' }],
};

function finding(
  rule: string,
  file: string,
  line: number,
  certainty: Certainty,
  more: Partial<Finding> = {},
) {
  const range = { line, column: 5, endLine: line, endColumn: 9 };
  return {
    rule,
    file,
    ...range,
    severity: 'error',
    certainty,
    message: certainty,
    fixes: [],
    ...more,
  } as const;
}

describe('mergeFindings', () => {
  it('keeps the proven one of two at the same place, wherever they end', () => {
    const scanned = finding('stat-width', 'a.go', 3, 'certain', { endColumn: 20 });
    const proven = finding('stat-width', 'a.go', 3, 'proven', { fixes: [fix] });
    expect(mergeFindings([scanned], [proven], new Set(['a.go']))).toEqual([proven]);
  });

  it('keeps both where the rules differ', () => {
    const scanned = finding('epoll-layout', 'a.go', 3, 'certain');
    const proven = finding('stat-width', 'a.go', 3, 'proven');
    expect(mergeFindings([scanned], [proven], new Set(['a.go']))).toEqual([scanned, proven]);
  });

  it('withdraws what the judge, having checked the file, does not confirm', () => {
    const scanned = [
      finding('stat-width', 'a.go', 1, 'certain'),
      finding('undefined-on-target', 'a.go', 2, 'certain'),
      finding('stat-width', 'unchecked.go', 1, 'certain'),
      finding('epoll-layout', 'a.go', 4, 'certain'),
      finding('undefined-on-target', 'a.go', 5, 'likely'),
    ];
    const merged = mergeFindings(scanned, [], new Set(['a.go']));
    expect(merged.map(({ file, line }) => `${file}:${line}`)).toEqual(['a.go:4', 'a.go:5', 'unchecked.go:1']);
  });

  it("takes tier 0's fixes over where the proven finding has none, but for stat-width", () => {
    const scanned = ['undefined-on-target', 'stat-width'].map((rule, index) =>
      finding(rule, 'a.go', index + 1, 'certain', { fixes: [fix] }),
    );
    const proven = scanned.map((one) => ({ ...one, certainty: 'proven' as const, fixes: [] }));
    const merged = mergeFindings(scanned, proven, new Set());
    expect(merged.map(({ certainty, fixes }) => [certainty, fixes.length])).toEqual([
      ['proven', 1],
      ['proven', 0],
    ]);
  });

  it('sorts by file and place, and leaves tier 0 alone where nothing was judged', () => {
    const scanned = [finding('stat-width', 'b.go', 1, 'certain'), finding('stat-width', 'a.go', 9, 'likely')];
    expect(mergeFindings(scanned, [], new Set()).map(({ file }) => file)).toEqual(['a.go', 'b.go']);
  });
});
