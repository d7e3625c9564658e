import { describe, expect, it } from 'vitest';
import { applyEdits, describeRefusal } from '../../../src/core/fix';
import { LineIndex } from '../../../src/core/positions';
import { english } from '../../../src/core/l10n';
import type { Edit } from '../../../src/core/types';
import { Random } from '../support/random';

function edit(line: number, column: number, endLine: number, endColumn: number, newText: string): Edit {
  return { file: 'a.go', line, column, endLine, endColumn, newText };
}

function applied(text: string | undefined, ...edits: Edit[]): string {
  const outcome = applyEdits(text, edits);
  if (outcome.kind !== 'edited') throw new Error(describeRefusal(outcome.reason, outcome.edit, english));
  return outcome.text;
}

describe('applyEdits', () => {
  it('wraps an expression and leaves the rest alone', () => {
    const text = 'a\nx := f(st.Dev)\nb\n';
    expect(applied(text, edit(2, 8, 2, 8, 'uint64('), edit(2, 14, 2, 14, ')'))).toBe(
      'a\nx := f(uint64(st.Dev))\nb\n',
    );
  });

  it('puts a line comment after what else is inserted at the end of a line', () => {
    const text = 'x := st.Dev\n';
    const comment = edit(1, 12, 1, 12, ' //nolint:unconvert');
    expect(applied(text, comment, edit(1, 6, 1, 6, 'uint64('), edit(1, 12, 1, 12, ')'))).toBe(
      'x := uint64(st.Dev) //nolint:unconvert\n',
    );
  });

  it('counts columns in UTF-16 code units', () => {
    expect(applied('😀é=1', edit(1, 3, 1, 4, 'e'))).toBe('😀e=1');
  });

  it('keeps CRLF and ends new lines with it', () => {
    expect(applied('a\r\nb\r\n', edit(2, 1, 2, 2, 'c\nd'))).toBe('a\r\nc\r\nd\r\n');
    expect(applied('a\r\nb\r\n', edit(1, 2, 1, 2, ' x'))).toBe('a x\r\nb\r\n');
    expect(applied('a\nb\n', edit(2, 1, 2, 2, 'c\r\nd'))).toBe('a\nc\r\nd\n');
  });

  it('takes a lone carriage return for a character, as Go does', () => {
    expect(applied('a\rb\nc', edit(1, 3, 1, 4, 'B'))).toBe('a\rB\nc');
  });

  it('counts a byte order mark as the first column', () => {
    expect(applied('\uFEFFpackage a', edit(1, 2, 1, 9, 'PACKAGE'))).toBe('\uFEFFPACKAGE a');
  });

  it('creates a file that does not exist, once', () => {
    expect(applied(undefined, edit(1, 1, 1, 1, 'package a\n'))).toBe('package a\n');
    expect(applyEdits(undefined, [edit(2, 1, 2, 1, 'x')])).toMatchObject({
      kind: 'refused',
      reason: 'missing',
    });
    expect(applyEdits(undefined, [edit(1, 1, 1, 1, 'x'), edit(1, 1, 1, 1, 'y')])).toMatchObject({
      kind: 'refused',
      reason: 'overlap',
    });
  });

  it.each([
    ['a line past the end', edit(3, 1, 3, 1, 'x')],
    ['a column past the end', edit(1, 5, 1, 5, 'x')],
    ['an end before its start', edit(1, 3, 1, 2, 'x')],
    ['line 0', edit(0, 1, 0, 1, 'x')],
    ['column 0', edit(1, 0, 1, 0, 'x')],
  ])('refuses %s and says so', (_, stale) => {
    const outcome = applyEdits('abc\n', [stale]);
    expect(outcome).toEqual({ kind: 'refused', reason: 'stale', edit: stale });
    expect(describeRefusal('stale', stale, english)).toBe(
      `a.go:${stale.line}:${stale.column}: the file has changed since it was scanned; scan again`,
    );
  });

  it('refuses edits that overlap', () => {
    expect(applyEdits('abcdef', [edit(1, 1, 1, 4, 'x'), edit(1, 3, 1, 5, 'y')])).toMatchObject({
      kind: 'refused',
      reason: 'overlap',
    });
    expect(applyEdits('abcdef', [edit(1, 1, 1, 4, 'x'), edit(1, 2, 1, 2, 'y')])).toMatchObject({
      kind: 'refused',
      reason: 'overlap',
    });
    expect(applied('abcdef', edit(1, 1, 1, 4, 'x'), edit(1, 4, 1, 6, 'y'))).toBe('xyf');
  });
});

describe('applyEdits on random texts', () => {
  const alphabet = ['a', 'é', '😀', '\n', '\r\n', '\r', '(', ' ', '\t', '\uFEFF'];

  it('gives what the pieces say, and the reversed edits give the text back', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const random = new Random(seed);
      // A first line end of \n alone keeps new text as it is, so that the reversal is exact.
      const text = 'x\n' + Array.from({ length: random.below(60) }, () => random.pick(alphabet)).join('');
      const index = new LineIndex(text);
      const cuts = [...new Set(Array.from({ length: 8 }, () => 2 + random.below(text.length - 1)))].sort(
        (a, b) => a - b,
      );
      const forward: Edit[] = [];
      const pieces: { start: number; end: number; newText: string }[] = [];
      for (let i = 0; i + 1 < cuts.length; i += 2) {
        const [start = 0, end = 0] = cuts.slice(i, i + 2);
        const newText = Array.from({ length: random.below(5) }, () => random.pick(alphabet)).join('');
        pieces.push({ start, end, newText });
        forward.push({ file: 'a.go', ...index.range(start, end), newText });
      }
      let expected = text;
      for (const piece of [...pieces].reverse()) {
        expected = expected.slice(0, piece.start) + piece.newText + expected.slice(piece.end);
      }
      const shuffled = [...forward].sort(() => random.below(3) - 1);
      const after = applied(text, ...shuffled);
      expect(after, `seed ${seed}`).toBe(expected);

      const afterIndex = new LineIndex(after);
      let shift = 0;
      const backward = pieces.map(({ start, end, newText }): Edit => {
        const range = afterIndex.range(start + shift, start + shift + newText.length);
        shift += newText.length - (end - start);
        return { file: 'a.go', ...range, newText: text.slice(start, end) };
      });
      expect(applied(after, ...backward), `seed ${seed}`).toBe(text);
    }
  });

  it('never makes edits that overlap', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = new Random(seed);
      const text =
        'x\n' + Array.from({ length: 20 + random.below(40) }, () => random.pick(alphabet)).join('');
      const index = new LineIndex(text);
      const spans = [0, 1].map(() => {
        const ends = [random.below(text.length + 1), random.below(text.length + 1)].sort((a, b) => a - b);
        return { start: ends[0] ?? 0, end: ends[1] ?? 0 };
      });
      const [a, b] = spans;
      if (!a || !b) throw new Error('two spans');
      const overlap = a.start < b.end && b.start < a.end;
      const outcome = applyEdits(
        text,
        spans.map(({ start, end }) => ({ file: 'a.go', ...index.range(start, end), newText: 'N' })),
      );
      expect(outcome.kind, `seed ${seed}`).toBe(overlap ? 'refused' : 'edited');
    }
  });
});

describe('LineIndex', () => {
  it('maps every offset to a place and back', () => {
    const text = '\uFEFFa\r\nbb\n\n\rc😀';
    const index = new LineIndex(text);
    for (let offset = 0; offset <= text.length; offset++) {
      const { line, column } = index.position(offset);
      expect(index.offset(line, column)).toBe(offset);
    }
    expect(index.lineCount).toBe(4);
    expect([1, 2, 3, 4, 5].map((line) => index.line(line))).toEqual(['\uFEFFa', 'bb', '', '\rc😀', '']);
  });
});
