import { LineIndex } from '../positions';
import type { Edit } from '../types';

/**
 * The edit that makes golangci-lint accept a conversion that ends at `column`
 * of `line` (both from 1): a new trailing comment, `unconvert` added to a `//nolint:` list, or
 * the directive put before another trailing comment, since it is read only at a
 * comment's start. Undefined where it is there already, or where the line ends
 * inside a string or comment that goes on.
 */
export function nolintEdit(
  file: string,
  text: string,
  { line, column }: { readonly line: number; readonly column: number },
  reason: string,
): Edit | undefined {
  const content = new LineIndex(text).line(line);
  const end = endOfCode(content, column - 1);
  if (end === undefined) return undefined;
  const comment = content.slice(end);
  if (comment === '') {
    return insert(file, line, content.trimEnd().length, content.length, ` //nolint:unconvert // ${reason}`);
  }
  const directive = /^\/\/[ \t]*nolint(?![\w-])(:[ \t]*([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*))?/.exec(comment);
  if (!directive) return insert(file, line, end, end, '//nolint:unconvert ');
  const listed = directive[2]?.split(',').map((name) => name.trim());
  if (!listed || listed.includes('unconvert') || listed.includes('all')) return undefined;
  const at = end + directive[0].length;
  return insert(file, line, at, at, ',unconvert');
}

/** Puts a text between two offsets of a line. */
function insert(file: string, line: number, at: number, until: number, newText: string): Edit {
  return { file, line, column: at + 1, endLine: line, endColumn: until + 1, newText };
}

/**
 * The offset of a line's trailing `//` comment, or its length where it has
 * none; undefined where it ends inside a string or comment. `from` is an offset outside of both.
 */
function endOfCode(line: string, from: number): number | undefined {
  for (let at = from; at < line.length; at += 1) {
    const two = line.slice(at, at + 2);
    if (two === '//') return at;
    if (two === '/*') {
      const end = line.indexOf('*/', at + 2);
      if (end < 0) return undefined;
      at = end + 1;
      continue;
    }
    const quote = line[at];
    if (quote === '`') {
      const end = line.indexOf('`', at + 1);
      if (end < 0) return undefined;
      at = end;
    } else if (quote === '"' || quote === "'") {
      for (at += 1; at < line.length && line[at] !== quote; at += 1) if (line[at] === '\\') at += 1;
    }
  }
  return line.length;
}
