import { describe, expect, it } from 'vitest';
import { applyEdits, editsBetween } from '../../../src/core/fix';

describe('the edits between two texts', () => {
  it.each([
    ['a\nb\nc\n', 'a\nB\nc\n'],
    ['a\nb\nc', 'a\nb\nc\nd'],
    ['a\nb\nc', 'c'],
    ['', 'a\n'],
    ['a\n', ''],
    ['a\r\nb\r\nc\r\n', 'a\r\nx\r\nb\r\n'],
    ['FROM alpine\nRUN apk add x\n', 'FROM debian\nRUN apt-get update \\\n && apt-get install x\n'],
  ])('make %j of it: %j', (before, after) => {
    const edits = editsBetween({ file: 'f', before, after });
    expect(applyEdits(before, edits)).toEqual({ kind: 'edited', text: after });
  });

  it('leave alone what is the same', () => {
    const before = Array.from({ length: 50 }, (_, index) => `line ${index}\n`).join('');
    const edits = editsBetween({ file: 'f', before, after: before.replace('line 7', 'other') });
    expect(edits).toEqual([{ file: 'f', line: 8, column: 1, endLine: 9, endColumn: 1, newText: 'other\n' }]);
    expect(editsBetween({ file: 'f', before, after: before })).toEqual([]);
  });

  it('create a file that is not there', () => {
    const edits = editsBetween({ file: 'f', before: undefined, after: 'a\nb' });
    expect(applyEdits(undefined, edits)).toEqual({ kind: 'edited', text: 'a\nb' });
  });
});
