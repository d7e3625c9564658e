import { describe, expect, it } from 'vitest';
import { matchGlobs } from '../../src/core/glob';
import { LineIndex } from '../../src/core/positions';
import { shiftRange } from '../../src/core/shiftRange';

describe('shiftRange', () => {
  const text = 'one\ntwo three\nfour five six\nseven\n';

  it('keeps ranges on their words through every change that does not touch them', () => {
    const index = new LineIndex(text);
    const word = { start: text.indexOf('five'), end: text.indexOf('five') + 4 };
    const range = index.range(word.start, word.end);
    let checked = 0;
    for (let start = 0; start <= text.length; start++) {
      for (const end of [start, start + 1, start + 3, start + 9]) {
        if (end > text.length) continue;
        for (const inserted of ['', 'x', 'x\ny', '\n', 'long\nlonger\nz']) {
          const changed = text.slice(0, start) + inserted + text.slice(end);
          const shifted = shiftRange(range, { range: index.range(start, end), text: inserted });
          const touches = end > word.start && start <= word.end;
          expect(shifted === undefined).toBe(touches);
          if (!shifted) continue;
          const after = new LineIndex(changed);
          const from = after.offset(shifted.line, shifted.column) ?? -1;
          const to = after.offset(shifted.endLine, shifted.endColumn) ?? -1;
          expect(changed.slice(from, to)).toBe('five');
          checked++;
        }
      }
    }
    expect(checked).toBeGreaterThan(300);
  });
});

describe('matchGlobs', () => {
  it.each([
    ['**/*.pb.go', 'a/b/c.pb.go', true],
    ['**/*.pb.go', 'c.pb.go', true],
    ['*.go', 'a/b.go', false],
    ['third_party', 'third_party/a/b.go', true],
    ['third_party/**', 'third_party/a/b.go', true],
    ['third_party/**', 'third_party2/a.go', false],
    ['{a,b}/x.go', 'b/x.go', true],
    ['{a,b}/x.go', 'c/x.go', false],
    ['a?.go', 'ab.go', true],
    ['a+(b).go', 'a+(b).go', true],
    ['a.go', 'axgo', false],
    ['{a', '{a', true],
  ])('%s on %s: %s', (glob, path, expected) => {
    expect(matchGlobs([glob])(path)).toBe(expected);
  });

  it('matches nothing without globs', () => {
    expect(matchGlobs(['', ...[]])('a')).toBe(false);
  });
});
