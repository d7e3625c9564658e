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

/** A preprocessor's line, with those that a backslash at its end joins to it. */
export interface Directive {
  readonly start: number;
  readonly end: number;
  /** Offset of the `#`. */
  readonly hash: number;
  /** `if`, `define` … */
  readonly word: string;
  /** What follows the word, backslashes and line breaks blanked. */
  readonly rest: string;
}

/** A C file in pieces; between its directives is code. */
export interface CFile {
  /** The text with its comments blanked. */
  readonly clean: string;
  readonly directives: readonly Directive[];
}

const directiveLine = /^[ \t]*#[ \t]*([a-z_]+)\b((?:\\\r?\n|[^\n])*)/gm;

/** Finds the directives of a C file. */
export function splitDirectives(text: string): CFile {
  const clean = withoutComments(text);
  const directives = [...clean.matchAll(directiveLine)].map((match): Directive => {
    const [line, word = '', rest = ''] = match;
    const start = match.index;
    return {
      start,
      end: start + line.length,
      hash: start + line.indexOf('#'),
      word,
      rest: rest.replace(/\\\r?\n/g, (joined) => ' '.repeat(joined.length)).trim(),
    };
  });
  return { clean, directives };
}
