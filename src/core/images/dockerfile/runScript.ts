import type { Instruction } from 'dockerfile-ast';
import type { LineIndex } from '../../positions';
import { shellTokens } from '../../shell/shellTokens';

/** The shell text of a RUN; as long as the text it is of, so that offsets fit. */
export interface RunScript {
  readonly text: string;
  /** Offset in the Dockerfile. */
  readonly start: number;
  /** Whether it is a JSON array of words, which no shell reads. */
  readonly isJson: boolean;
}

/**
 * The shell text of a RUN with the offsets of the file: comments inside it and
 * the brackets of its JSON form are blanked. Undefined where it is empty or a
 * here-document for another interpreter than a shell.
 */
export function runScript(run: Instruction, file: string, index: LineIndex): RunScript | undefined {
  const range = run.getArgumentsRange();
  if (!range) return undefined;
  const start = index.offset(range.start.line + 1, range.start.character + 1);
  const end = index.offset(range.end.line + 1, range.end.character + 1);
  return start === undefined || end === undefined ? undefined : scriptBetween(file, start, end);
}

/**
 * As `runScript`, for the text between two offsets.
 *
 * @param escape What stands before a line end that joins lines: `\`, or what
 *   the directive `escape` says.
 */
export function scriptBetween(
  file: string,
  start: number,
  end: number,
  escape = '\\',
): RunScript | undefined {
  const raw = file.slice(start, end);
  const heredoc = /^<<-?\s*(["']?)(\w+)\1[ \t]*([^\r\n]*)\r?\n/.exec(raw);
  if (heredoc) return heredocScript(raw, start, heredoc);
  if (isJsonArray(raw, escape)) {
    return { text: raw.replace(/"(?:[^"\\]|\\[^])*"|[[\],]/g, blankBracket), start, isJson: true };
  }
  return { text: withoutComment(joinedLines(raw, escape)), start, isJson: false };
}

function blankBracket(part: string): string {
  return part.length === 1 ? ' ' : part;
}

/** `RUN <<EOF`, and `RUN <<EOF bash`: the document is the script. */
function heredocScript(raw: string, start: number, match: RegExpExecArray): RunScript | undefined {
  const [head, , delimiter = '', reader = ''] = match;
  const body = raw.slice(head.length).replace(new RegExp(`(^|\\n)[\\t]*${delimiter}[ \\t\\r]*$`), '$1');
  const interpreter = /^#!\s*(.*)/.exec(body)?.[1] ?? reader;
  if (interpreter !== '' && !/(?:^|[\s/])(?:ba|da|a|k|z)?sh\b/.test(interpreter)) return undefined;
  return { text: body, start: start + head.length, isJson: false };
}

/** Whether Docker takes the arguments as JSON; what looks like it and is not, it gives to the shell. */
function isJsonArray(raw: string, escape: string): boolean {
  if (!raw.startsWith('[')) return false;
  try {
    const joined = raw.replace(escape === '`' ? /`[ \t]*\r?\n/g : /\\[ \t]*\r?\n/g, '');
    const value: unknown = JSON.parse(joined);
    return Array.isArray(value) && value.every((word) => typeof word === 'string');
  } catch {
    return false;
  }
}

/**
 * What the shell gets of lines that Docker joins, in as many characters:
 * comment lines and empty ones between them are Docker's, and so are spaces
 * between the escape and the line end.
 */
function joinedLines(raw: string, escape: string): string {
  const text = escape === '`' ? raw.replace(/`(?=[ \t]*\r?\n)/g, '\\') : raw;
  return text.replace(
    /\\([ \t]*)(\r?\n)((?:[ \t]*(?:#.*)?\r?\n)*)([ \t]*#[^\r\n]*$)?/g,
    (_, spaces: string, newline: string, comments: string, last: string | undefined) =>
      `${spaces}\\${newline}${comments.replace(/[^]/g, ' ')}${(last ?? '').replace(/[^]/g, ' ')}`,
  );
}

/** Docker has joined the lines, so that a comment behind a command goes on to the end of the script. */
function withoutComment(text: string): string {
  if (!text.includes('#') || text.includes('<<')) return text;
  const at = commentStart(text);
  return at === undefined ? text : text.slice(0, at).padEnd(text.length);
}

/** The offset of the first `#` that begins a comment for the shell. */
export function commentStart(text: string): number | undefined {
  let behind = 0;
  for (const { start, end } of [...shellTokens(text), { start: text.length, end: text.length }]) {
    const at = text.slice(behind, start).indexOf('#');
    if (at >= 0) return behind + at;
    behind = end;
  }
  return undefined;
}
