import { describe, expect, it } from 'vitest';
import { applyEdits, safeSelection, selectFixes } from '../../../src/core/fix';
import type { SelectOptions } from '../../../src/core/fix';
import type { Edit, Finding, Fix } from '../../../src/core/types';
import { Random } from '../support/random';

const all: SelectOptions = { safeOnly: false, minCertainty: 'likely' };

function insert(line: number, column: number, newText: string, file = 'a.go'): Edit {
  return { file, line, column, endLine: line, endColumn: column, newText };
}

function replace(line: number, column: number, endColumn: number, newText: string): Edit {
  return { file: 'a.go', line, column, endLine: line, endColumn, newText };
}

function fix(title: string, edits: readonly Edit[], safe = true): Fix {
  return { title, safe, edits };
}

function finding(column: number, fixes: readonly Fix[], over: Partial<Finding> = {}): Finding {
  return {
    rule: 'stat-width',
    severity: 'error',
    certainty: 'certain',
    file: 'a.go',
    line: 1,
    column,
    endLine: 1,
    endColumn: column + 1,
    message: 'm',
    fixes,
    ...over,
  };
}

function wrap(start: number, end: number, ...more: Edit[]): Fix {
  return fix('wrap', [insert(1, start, 'uint64('), insert(1, end, ')'), ...more]);
}

describe('selectFixes', () => {
  it('takes the first safe fix, or with all the first of any', () => {
    const unsafe = fix('unsafe', [insert(1, 1, 'x')], false);
    const safe = fix('safe', [insert(1, 1, 'y')]);
    expect(selectFixes([finding(1, [unsafe, safe])], safeSelection).chosen.map((c) => c.fix.title)).toEqual([
      'safe',
    ]);
    expect(selectFixes([finding(1, [unsafe, safe])], all).chosen.map((c) => c.fix.title)).toEqual(['safe']);
    expect(selectFixes([finding(1, [unsafe])], all).chosen.map((c) => c.fix.title)).toEqual(['unsafe']);
    expect(selectFixes([finding(1, [unsafe])], safeSelection).left.map((l) => l.reason)).toEqual(['unsafe']);
  });

  it('leaves findings that are less certain than asked for, and those without a fix', () => {
    const one = [wrap(1, 2)];
    const { chosen, left } = selectFixes(
      [
        finding(1, one, { certainty: 'likely' }),
        finding(5, []),
        finding(7, [wrap(7, 8)], { certainty: 'proven' }),
      ],
      safeSelection,
    );
    expect(chosen.map((c) => c.finding.column)).toEqual([7]);
    expect(left.map((l) => l.reason)).toEqual(['uncertain', 'no-fix']);
  });

  it('leaves fixes that a command has to follow, and takes another one where there is one', () => {
    const followed: Fix = { ...wrap(1, 2), followedBy: 'go mod tidy' };
    const { chosen, left } = selectFixes([finding(1, [followed]), finding(5, [followed, wrap(5, 6)])], all);
    expect(chosen.map(({ finding: { column } }) => column)).toEqual([5]);
    expect(left.map(({ reason }) => reason)).toEqual(['command']);
  });

  it('takes only the rules asked for', () => {
    const other = finding(3, [wrap(3, 4)], { rule: 'build-mode' });
    const selection = selectFixes([finding(1, [wrap(1, 2)]), other], { ...all, rules: ['build-mode'] });
    expect(selection.chosen.map((c) => c.finding)).toEqual([other]);
    expect(selection.left).toEqual([]);
  });

  it('makes an edit that two fixes share once', () => {
    const file = insert(1, 1, 'package a\n', 'x_mips64x.go');
    const tag = replace(1, 10, 20, '//go:build amd64 || mips64le');
    const selection = selectFixes(
      [finding(1, [fix('one', [file, tag])]), finding(5, [fix('two', [file, tag, insert(3, 1, 'x')])])],
      all,
    );
    expect(selection.chosen).toHaveLength(2);
    expect(selection.edits).toEqual([tag, insert(3, 1, 'x'), file]);
  });

  it('does not let one parenthesis stand for two', () => {
    const outer = finding(1, [wrap(1, 20)]);
    const inner = finding(1, [wrap(1, 7)], { message: 'n' });
    const selection = selectFixes([outer, inner], all);
    expect(selection.chosen).toHaveLength(1);
    expect(selection.left.map((l) => l.reason)).toEqual(['overlap']);
    const text = `${'x'.repeat(30)}\n`;
    expect(applyEdits(text, selection.edits)).toMatchObject({ kind: 'edited' });
  });

  it('takes one fix for two findings that say the same', () => {
    const selection = selectFixes(
      [finding(1, [wrap(1, 7)]), finding(1, [wrap(1, 7)], { message: 'n' })],
      all,
    );
    expect(selection.chosen).toHaveLength(2);
    expect(selection.edits).toHaveLength(2);
  });

  it('writes one nolint comment on a line with two conversions', () => {
    const text = 'f(st.Rdev, st.Dev)';
    const end = text.length + 1;
    const selection = selectFixes(
      [
        finding(3, [wrap(3, 10, insert(1, end, ' //nolint:unconvert // Rdev is uint32 on mips64le'))]),
        finding(12, [wrap(12, 18, insert(1, end, ' //nolint:unconvert // Dev is uint32 on mips64le'))]),
      ],
      safeSelection,
    );
    expect(selection.left).toEqual([]);
    expect(applyEdits(text, selection.edits)).toEqual({
      kind: 'edited',
      text: 'f(uint64(st.Rdev), uint64(st.Dev)) //nolint:unconvert // Rdev is uint32 on mips64le',
    });
  });

  it('lets a conversion at the end of a line meet a comment of another fix', () => {
    const text = 'a, b = st.Rdev, st.Dev';
    const comment = insert(1, 23, ' //nolint:unconvert // uint32 on mips64le');
    const selection = selectFixes(
      [finding(8, [wrap(8, 15, comment)]), finding(17, [wrap(17, 23, comment)])],
      all,
    );
    expect(applyEdits(text, selection.edits)).toEqual({
      kind: 'edited',
      text: 'a, b = uint64(st.Rdev), uint64(st.Dev) //nolint:unconvert // uint32 on mips64le',
    });
  });

  it('takes the second fix of a finding where the first overlaps', () => {
    const selection = selectFixes(
      [
        finding(1, [fix('whole', [replace(1, 1, 9, 'x')])]),
        finding(5, [fix('inside', [replace(1, 5, 6, 'y')]), fix('beside', [insert(2, 1, 'z\n')])]),
      ],
      all,
    );
    expect(selection.chosen.map((c) => c.fix.title)).toEqual(['whole', 'beside']);
  });

  it('takes all edits of a fix or none', () => {
    const selection = selectFixes(
      [
        finding(1, [fix('a', [replace(1, 1, 9, 'x')])]),
        finding(5, [fix('b', [insert(9, 1, 'free\n'), replace(1, 5, 6, 'y')])]),
      ],
      all,
    );
    expect(selection.edits).toEqual([replace(1, 1, 9, 'x')]);
  });

  it('does not insert at the edge of what another fix replaces', () => {
    const selection = selectFixes(
      [finding(1, [fix('a', [replace(1, 1, 7, 'x')])]), finding(2, [wrap(1, 7)])],
      all,
    );
    expect(selection.left.map((l) => l.reason)).toEqual(['overlap']);
  });

  it('gives the same selection in whatever order, and edits that always apply', () => {
    const text = Array.from({ length: 6 }, () => 'abcdefghijklmnop').join('\n');
    for (let seed = 1; seed <= 200; seed++) {
      const random = new Random(seed);
      const findings = Array.from({ length: 12 }, (_, number): Finding => {
        const line = 1 + random.below(5);
        const column = 1 + random.below(10);
        const end = column + random.below(6);
        const edits = random.pick([
          [
            {
              file: 'a.go',
              line,
              column,
              endLine: line,
              endColumn: end,
              newText: random.pick(['x', '', 'yy']),
            },
          ],
          [insert(line, column, 'uint64('), insert(line, end, ')')],
          [insert(line, 17, ' // note'), insert(1, column, 'q')],
        ]);
        return finding(column, [fix(`f${number}`, edits)], { line, endLine: line, message: `m${number}` });
      });
      const selection = selectFixes(findings, all);
      const again = selectFixes(
        [...findings].sort(() => random.below(3) - 1),
        all,
      );
      expect(again, `seed ${seed}`).toEqual(selection);
      expect(selection.chosen.length + selection.left.length).toBe(findings.length);
      expect(applyEdits(text, selection.edits).kind, `seed ${seed}`).toBe('edited');
      for (const { fix: taken } of selection.chosen) {
        for (const wanted of taken.edits) expect(selection.edits).toContainEqual(wanted);
      }
    }
  });
});
