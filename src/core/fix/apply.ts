import { LineIndex } from '../positions';
import type { Translate } from '../l10n';
import type { Edit } from '../types';
import { insertsLineComment } from './compare';

/** What becomes of a text, or the edit that does not fit it. */
export type EditOutcome =
  | { readonly kind: 'edited'; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: EditRefusal; readonly edit: Edit };

/**
 * `stale`: the text has no such range. `overlap`: another edit changes the
 * same characters. `missing`: the file does not exist and the edit is not one
 * that creates it.
 */
export type EditRefusal = 'stale' | 'overlap' | 'missing';

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly edit: Edit;
}

/**
 * Makes all edits of one file, or none. Every range is of the text as given;
 * insertions at one place come in the order of the list, a line comment last.
 * A range that the text does not have is refused, never moved to a place that
 * looks alike. Where the text's lines end with CRLF, the new text's do too.
 *
 * `text` is undefined for a file that does not exist; then the one edit that
 * fits is an insertion at 1:1.
 */
export function applyEdits(text: string | undefined, edits: readonly Edit[]): EditOutcome {
  const index = new LineIndex(text ?? '');
  const pieces: Piece[] = [];
  for (const edit of edits) {
    const start = index.offset(edit.line, edit.column);
    const end = index.offset(edit.endLine, edit.endColumn);
    if (start === undefined || end === undefined || end < start) {
      return { kind: 'refused', reason: text === undefined ? 'missing' : 'stale', edit };
    }
    pieces.push({ start, end, edit });
  }
  const [first, second] = pieces;
  if (text === undefined) {
    if (second) return { kind: 'refused', reason: 'overlap', edit: second.edit };
    return { kind: 'edited', text: first?.edit.newText ?? '' };
  }
  pieces.sort(
    (a, b) =>
      a.start - b.start ||
      a.end - b.end ||
      Number(insertsLineComment(a.edit)) - Number(insertsLineComment(b.edit)),
  );
  const crlf = endsLinesWithCrlf(text);
  let done = 0;
  let result = '';
  for (const { start, end, edit } of pieces) {
    if (start < done) return { kind: 'refused', reason: 'overlap', edit };
    result += text.slice(done, start) + (crlf ? edit.newText.replace(/\r?\n/g, '\r\n') : edit.newText);
    done = end;
  }
  return { kind: 'edited', text: result + text.slice(done) };
}

/** One line for the user that says which edit does not fit and what to do. */
export function describeRefusal(reason: EditRefusal, edit: Edit, t: Translate): string {
  switch (reason) {
    case 'stale':
      return t(
        '{0}:{1}:{2}: the file has changed since it was scanned; scan again',
        edit.file,
        edit.line,
        edit.column,
      );
    case 'overlap':
      return t('{0}:{1}:{2}: two fixes change the same text', edit.file, edit.line, edit.column);
    case 'missing':
      return t('{0}: the file is no longer there; scan again', edit.file);
  }
}

/** Whether the first line of a text ends with CRLF. */
function endsLinesWithCrlf(text: string): boolean {
  const at = text.indexOf('\n');
  return at > 0 && text[at - 1] === '\r';
}

/** Edits by file, in the order in which the files come up. */
export function groupByFile(edits: readonly Edit[]): ReadonlyMap<string, readonly Edit[]> {
  const groups = new Map<string, Edit[]>();
  for (const edit of edits) {
    const group = groups.get(edit.file);
    if (group) group.push(edit);
    else groups.set(edit.file, [edit]);
  }
  return groups;
}
