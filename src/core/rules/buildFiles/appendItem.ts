/** A part of a file by its offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A replacement in a text by offsets. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** The layout of a list where an item is to be added. */
interface Layout {
  /** Between two items, without comments: `, `, ` \`, a line end and indentation. */
  readonly separator: string;
  readonly hasComma: boolean;
  /** Whether each item has a line of its own that does not end in a backslash. */
  readonly ownLines: boolean;
}

/**
 * The edits that put a new item behind one of a list, written as the list is:
 * on the same line, on a line of its own with the same indentation, with a
 * comma, with a backslash before the line end. Comments stay with their items.
 *
 * @param items every item of the list
 * @param behind the item that the new one follows
 * @param newText the new item, with quotes where the list has them
 */
export function appendItem(
  text: string,
  items: readonly Span[],
  behind: Span,
  newText: string,
): readonly TextEdit[] {
  const at = items.findIndex(({ start }) => start === behind.start);
  const { separator, hasComma, ownLines } = layoutAt(text, items, at);
  if (!ownLines) return [insert(behind.end, separator + newText)];
  const lineEnd = endOfLine(text, behind.end);
  const rest = text.slice(behind.end, lineEnd);
  const comma = /^\s*,/.test(rest);
  const line = separator + newText;
  // What closes the list may stand on the same line.
  if (!/^\s*,?\s*(?:(?:#|\/\/).*|\/\*.*\*\/\s*)?$/.test(rest)) {
    return [insert(behind.end, `${hasComma ? ',' : ''}${line}`)];
  }
  if (!hasComma) return [insert(lineEnd, line)];
  if (comma) return [insert(lineEnd, `${line},`)];
  // The last item had no comma; a comment may stand behind it.
  return rest.trim() === ''
    ? [insert(behind.end, `,${line}`)]
    : [insert(behind.end, ','), insert(lineEnd, line)];
}

function insert(at: number, newText: string): TextEdit {
  return { start: at, end: at, newText };
}

function layoutAt(text: string, items: readonly Span[], at: number): Layout {
  const [before, own, after] = [items[at - 1], items[at], items[at + 1]];
  const pair = before && own ? [before, own] : own && after ? [own, after] : undefined;
  if (!pair) return layoutAlone(text.slice(0, own?.start ?? 0));
  const between = text.slice(pair[0]?.end, pair[1]?.start);
  const newline = between.lastIndexOf('\n');
  const hasComma = /^\s*,/.test(between);
  if (newline < 0 || /^[^\n]*\\\r?\n/.test(between)) return { separator: between, hasComma, ownLines: false };
  const start = between[newline - 1] === '\r' ? newline - 1 : newline;
  return { separator: between.slice(start), hasComma, ownLines: true };
}

/** The layout of a YAML list of one item, by what stands before it. */
function layoutAlone(before: string): Layout {
  const dash = /\r?\n[ \t]*-[ \t]+$/.exec(before)?.[0];
  if (dash !== undefined) return { separator: dash, hasComma: false, ownLines: true };
  const inBrackets = /\[\s*$/.test(before);
  return { separator: inBrackets ? ', ' : ' ', hasComma: inBrackets, ownLines: false };
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  const end = newline < 0 ? text.length : newline;
  return text[end - 1] === '\r' ? end - 1 : end;
}
