/**
 * Lines and columns of a text, and the way back to offsets.
 *
 * Both count from 1, columns in UTF-16 code units. A line ends with `\n`; the
 * `\r` before it is a column of its own at the end of the line, and a `\r`
 * that no `\n` follows is an ordinary character. Go's compiler, tree-sitter
 * and git count lines the same way. A byte order mark is part of the text:
 * `SourceFiles.readText` keeps it, so it takes column 1 of line 1. An editor
 * that hides the mark (VS Code does) has to take 1 off the columns of line 1.
 */
export class LineIndex {
  private readonly starts: readonly number[];

  constructor(readonly text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.starts = starts;
  }

  /** How many lines there are; the empty one after a final `\n` counts. */
  get lineCount(): number {
    return this.starts.length;
  }

  /**
   * The offset of a place, or undefined where the text has no such place. The
   * last column of a line is the one of its `\n`, or the text's end.
   */
  offset(line: number, column: number): number | undefined {
    const start = this.starts[line - 1];
    if (start === undefined || !Number.isInteger(column) || column < 1) return undefined;
    const next = this.starts[line];
    const end = next === undefined ? this.text.length : next - 1;
    const offset = start + column - 1;
    return offset <= end ? offset : undefined;
  }

  /** The line and column of an offset; an offset outside the text is taken as its nearest end. */
  position(offset: number): { readonly line: number; readonly column: number } {
    const inside = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= inside) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: inside - (this.starts[low] ?? 0) + 1 };
  }

  /** The range between two offsets, `end` exclusive. */
  range(
    start: number,
    end: number,
  ): {
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
  } {
    const from = this.position(start);
    const to = this.position(end);
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }

  /** The text of a line, without the `\r\n` or `\n` that ends it; empty where there is no such line. */
  line(line: number): string {
    const start = this.starts[line - 1];
    if (start === undefined) return '';
    const next = this.starts[line];
    const end = next === undefined ? this.text.length : next - 1;
    const text = this.text.slice(start, end);
    return next !== undefined && text.endsWith('\r') ? text.slice(0, -1) : text;
  }
}
