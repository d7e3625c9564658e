import { compareText } from '../order';
import type { Edit } from '../types';

/** How two edits of one file stand to each other. */
export type Relation = 'apart' | 'same' | 'conflict';

/** Whether an edit only inserts. */
export function inserts(edit: Edit): boolean {
  return edit.line === edit.endLine && edit.column === edit.endColumn;
}

/** Whether an edit inserts nothing but a comment that runs to the end of its line. */
export function insertsLineComment(edit: Edit): boolean {
  return inserts(edit) && /^\s*\/\/[^\n]*$/.test(edit.newText);
}

/**
 * Whether two edits of different fixes can both be made, and whether one does
 * for both.
 *
 * Replaced ranges may touch but not overlap. An insertion at the edge of what
 * another fix replaces was made for the text that was there, so it conflicts,
 * and so do two different insertions at one place, which have no right order.
 * Comments to the end of a line and whole lines are free of that: they stand
 * next to anything. Of two `//nolint` comments for the same linters one is enough.
 *
 * Equal insertions stand for each other only where their text stands alone:
 * the `uint64(` of two nested wrappings is needed twice.
 */
export function relate(a: Edit, b: Edit): Relation {
  if (a.file !== b.file) return 'apart';
  if (inserts(a) && inserts(b)) {
    if (a.line !== b.line || a.column !== b.column) return 'apart';
    if (a.newText === b.newText) return standsAlone(a) ? 'same' : 'conflict';
    const comments = [a, b].filter(insertsLineComment).length;
    if (comments === 1) return 'apart';
    const linters = nolintLinters(a.newText);
    return linters !== undefined && linters === nolintLinters(b.newText) ? 'same' : 'conflict';
  }
  if (sameRange(a, b)) return a.newText === b.newText ? 'same' : 'conflict';
  if (inserts(a) || inserts(b)) {
    const [insertion, replacement] = inserts(a) ? [a, b] : [b, a];
    if (
      touches(insertion, replacement) &&
      !insertsLineComment(insertion) &&
      !insertion.newText.endsWith('\n')
    ) {
      return 'conflict';
    }
  }
  return before(a.endLine, a.endColumn, b.line, b.column) || before(b.endLine, b.endColumn, a.line, a.column)
    ? 'apart'
    : 'conflict';
}

/** Sorts edits by file and start; an insertion goes before what replaces from there, a line comment last. */
export function compareEdits(a: Edit, b: Edit): number {
  return (
    compareText(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    a.endLine - b.endLine ||
    a.endColumn - b.endColumn ||
    Number(insertsLineComment(a)) - Number(insertsLineComment(b))
  );
}

function sameRange(a: Edit, b: Edit): boolean {
  return a.line === b.line && a.column === b.column && a.endLine === b.endLine && a.endColumn === b.endColumn;
}

/** Whether an insertion is at the start or the end of a range. */
function touches(insertion: Edit, range: Edit): boolean {
  return (
    (insertion.line === range.line && insertion.column === range.column) ||
    (insertion.line === range.endLine && insertion.column === range.endColumn)
  );
}

/** Whether the first place is not after the second. */
function before(line: number, column: number, otherLine: number, otherColumn: number): boolean {
  return line < otherLine || (line === otherLine && column <= otherColumn);
}

function nolintLinters(text: string): string | undefined {
  return /^\s*\/\/nolint:([\w,-]+)(?!\S)[^\n]*$/.exec(text)?.[1];
}

/**
 * Whether no other insertion belongs to this one: it is a comment, the start
 * of a file (a new file's whole text), or has its brackets and quotes closed.
 */
function standsAlone({ line, column, newText: text }: Edit): boolean {
  if (/^\s*\/\/[^\n]*$/.test(text) || (line === 1 && column === 1 && text.endsWith('\n'))) return true;
  const open: string[] = [];
  const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  for (const char of text) {
    if ('([{'.includes(char)) open.push(char);
    const wanted = pairs[char];
    if (wanted !== undefined && open.pop() !== wanted) return false;
  }
  const even = (quote: string): boolean => text.split(quote).length % 2 === 1;
  return open.length === 0 && even('"') && even('`');
}
