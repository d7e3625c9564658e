/**
 * A C text with its comments blanked, of the same length. Strings stay: what
 * looks like a comment in them is none.
 */
export function withoutComments(text: string): string {
  return text.replace(
    /\/\*[^]*?(?:\*\/|$)|\/\/(?:\\\r?\n|[^\r\n])*|"(?:\\[^]|[^"\\\r\n])*"|'(?:\\[^]|[^'\\\r\n])*'/g,
    (found) => (found.startsWith('/') ? blank(found) : found),
  );
}

/** Spaces in place of everything but line breaks. */
export function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

/** A line of C with those that a backslash at its end joins to it. */
export interface LogicalLine {
  readonly start: number;
  readonly end: number;
  /** Its text, backslashes and line breaks blanked. */
  readonly text: string;
}

export function logicalLines(text: string): readonly LogicalLine[] {
  const found: LogicalLine[] = [];
  for (let start = 0; start < text.length;) {
    let end = endOfLine(text, start);
    while (end < text.length && /\\\r?$/.test(text.slice(Math.max(start, end - 2), end))) {
      end = endOfLine(text, end + 1);
    }
    found.push({
      start,
      end,
      text: text.slice(start, end).replace(/\\\r?\n/g, (joined) => ' '.repeat(joined.length)),
    });
    start = end + 1;
  }
  return found;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
}
