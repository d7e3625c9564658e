import { diffLines } from 'diff';
import type { Edit } from '../types';
import type { FileChange } from './diff';

/** The edits that make the text after of the text before, line by line; a new file has one. */
export function editsBetween({ after, before = '', file }: FileChange): readonly Edit[] {
  const edits: Edit[] = [];
  let at = { line: 1, column: 1 };
  let pending: { readonly start: typeof at; readonly end: typeof at; text: string } | undefined;
  const flush = (): void => {
    if (pending) {
      const { end, start, text } = pending;
      edits.push({ file, ...start, endLine: end.line, endColumn: end.column, newText: text });
    }
    pending = undefined;
  };
  for (const { added, removed, value } of diffLines(before, after)) {
    if (removed) {
      const start = pending?.start ?? at;
      at = behind(at, value);
      pending = { start, end: at, text: pending?.text ?? '' };
    } else if (added) {
      pending = { start: at, end: at, ...pending, text: (pending?.text ?? '') + value };
    } else {
      flush();
      at = behind(at, value);
    }
  }
  flush();
  return edits;
}

/** The place behind a text that begins at a place. */
function behind(
  { column, line }: { readonly line: number; readonly column: number },
  text: string,
): { line: number; column: number } {
  const lines = text.split('\n');
  const last = lines.at(-1)?.length ?? 0;
  return { line: line + lines.length - 1, column: lines.length === 1 ? column + last : last + 1 };
}
