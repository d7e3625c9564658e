import type { Instruction } from 'dockerfile-ast';
import type { LineIndex } from '../../positions';

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
 * the brackets of its JSON form are blanked. Undefined where it is empty.
 */
export function runScript(run: Instruction, file: string, index: LineIndex): RunScript | undefined {
  const range = run.getArgumentsRange();
  if (!range) return undefined;
  const start = index.offset(range.start.line + 1, range.start.character + 1);
  const end = index.offset(range.end.line + 1, range.end.character + 1);
  if (start === undefined || end === undefined) return undefined;
  const raw = file.slice(start, end);
  const heredoc = /^<<-?\s*(["']?)(\w+)\1[ \t]*\r?\n/.exec(raw);
  if (heredoc) return { text: raw.slice(heredoc[0].length), start: start + heredoc[0].length, isJson: false };
  if (raw.startsWith('[')) {
    return { text: raw.replace(/[[\],](?=(?:[^"]*"[^"]*")*[^"]*$)/g, ' '), start, isJson: true };
  }
  const text = raw.replace(
    /(\\[ \t]*\r?\n)((?:[ \t]*(?:#.*)?\r?\n)+)/g,
    (_, join: string, comments: string) => {
      return (
        join + comments.replace(/[^\r\n]/g, ' ').replace(/\r?\n/g, (newline) => ' '.repeat(newline.length))
      );
    },
  );
  return { text, start, isJson: false };
}
