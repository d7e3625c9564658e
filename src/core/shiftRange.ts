import type { Range } from './types';

/** A change of a text: what was at `range` became `text`. */
export interface Change {
  readonly range: Range;
  readonly text: string;
}

/**
 * Where a range is after a change of the text, or undefined where the change
 * touches it. A change that ends where the range begins only moves it.
 */
export function shiftRange<R extends Range>(range: R, change: Change): R | undefined {
  const { line, column, endLine, endColumn } = change.range;
  if (isBefore(range.endLine, range.endColumn, line, column)) return range;
  const touches = isBefore(range.line, range.column, endLine, endColumn);
  if (touches) return undefined;
  const lines = change.text.split('\n');
  const lastLength = lines.at(-1)?.length ?? 0;
  const lineDelta = lines.length - 1 - (endLine - line);
  const columnAfter = lines.length === 1 ? column + lastLength : lastLength + 1;
  const columnDelta = columnAfter - endColumn;
  const move = (atLine: number, atColumn: number): { line: number; column: number } => ({
    line: atLine + lineDelta,
    column: atLine === endLine ? atColumn + columnDelta : atColumn,
  });
  const start = move(range.line, range.column);
  const end = move(range.endLine, range.endColumn);
  return { ...range, ...start, endLine: end.line, endColumn: end.column };
}

/** Whether the first place comes before the second. */
function isBefore(line: number, column: number, otherLine: number, otherColumn: number): boolean {
  return line < otherLine || (line === otherLine && column < otherColumn);
}
