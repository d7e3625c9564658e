import type { Point, TextChange } from './syntax';

/**
 * The one change that turns a text into another: what lies between their
 * common beginning and their common end. Empty where they are equal.
 */
export function changeBetween(before: string, after: string): readonly TextChange[] {
  if (before === after) return [];
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  ) {
    same++;
  }
  // A change must not begin or end inside a surrogate pair, which is one character to the parser.
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start--;
  if (same > 0 && isLowSurrogate(before.charCodeAt(before.length - same))) same--;
  const oldEndIndex = before.length - same;
  const newEndIndex = after.length - same;
  return [
    {
      startIndex: start,
      oldEndIndex,
      newEndIndex,
      startPosition: pointAt(before, start),
      oldEndPosition: pointAt(before, oldEndIndex),
      newEndPosition: pointAt(after, newEndIndex),
    },
  ];
}

/** Row and column, both from 0, of an offset; the column counts UTF-16 code units. */
export function pointAt(text: string, offset: number): Point {
  let row = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
