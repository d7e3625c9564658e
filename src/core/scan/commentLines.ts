import { buildFileKind } from '../rules/buildFiles/fileKind';

/** What a line of a file is made of, as far as comments go. */
export interface CommentLine {
  /** What follows the sign of the line comment that begins on this line; undefined where none does. */
  readonly comment: string | undefined;
  /** `code` where something besides comments and white space is on the line. */
  readonly kind: 'code' | 'comment' | 'blank';
  /** Whether the line begins inside a raw string or a block comment, so that a line put before it would be part of that. */
  readonly inside: boolean;
  /** Whether the next line goes on with this one's command, after a backslash. */
  readonly continues: boolean;
}

/**
 * The sign that begins a line comment in a file of this name: `//` in Go and
 * its module files, C and assembly, `#` in build files, scripts, YAML and TOML.
 * Undefined where the format has no comments.
 */
export function commentSign(path: string): '//' | '#' | undefined {
  const name = baseName(path);
  if (/\.(?:go|s|S|c|cc|cpp|h)$/.test(name) || name === 'go.mod' || name === 'go.work') return '//';
  return /\.(?:json|md|txt|sum)$/.test(name) ? undefined : '#';
}

/** The lines of a file; empty where its format has no comments. */
export function commentLines(path: string, text: string): readonly CommentLine[] {
  switch (commentSign(path)) {
    case '//':
      return slashLines(text);
    case '#':
      return hashLines(baseName(path), text);
    case undefined:
      return [];
  }
}

/** Reads the whole text, since raw strings and block comments go over lines. */
function slashLines(text: string): readonly CommentLine[] {
  let closer: '`' | '*/' | undefined;
  return text.split('\n').map((line) => {
    const inside = closer !== undefined;
    let kind: CommentLine['kind'] = closer === '`' ? 'code' : inside ? 'comment' : 'blank';
    let at = 0;
    while (at < line.length) {
      if (closer !== undefined) {
        const end = line.indexOf(closer, at);
        if (end < 0) break;
        at = end + closer.length;
        closer = undefined;
        continue;
      }
      const char = line.charAt(at);
      if (line.startsWith('//', at)) {
        const only = kind === 'code' ? kind : 'comment';
        return { comment: line.slice(at + 2), kind: only, inside, continues: false };
      }
      if (line.startsWith('/*', at)) {
        closer = '*/';
        if (kind === 'blank') kind = 'comment';
        at += 2;
        continue;
      }
      if (char.trim() !== '') kind = 'code';
      if (char === '`') closer = '`';
      at = char === '"' || char === "'" ? afterQuoted(line, at, true) : at + 1;
    }
    return { comment: undefined, kind, inside, continues: false };
  });
}

/**
 * Reads line by line: a quotation that goes over lines is not known to be one
 * on its later lines, of which shell scripts and YAML have too many kinds.
 */
function hashLines(name: string, text: string): readonly CommentLine[] {
  const isYaml = /\.ya?ml$/.test(name);
  // Docker drops comment lines between the lines of one instruction; a shell ends the command there.
  const isDockerfile = buildFileKind(name) === 'dockerfile';
  let before = false;
  return text.split(/\r?\n/).map((line) => {
    const at = hashComment(line, isYaml);
    const comment = at === undefined ? undefined : line.slice(at + 1);
    const kind = line.slice(0, at).trim() !== '' ? 'code' : comment === undefined ? 'blank' : 'comment';
    const goesOn = comment === undefined && /(?<!\\)(?:\\\\)*\\$/.test(line);
    before = isDockerfile && kind !== 'code' ? before : goesOn;
    return { comment, kind, inside: false, continues: before };
  });
}

/** The offset of the `#` that begins a line's comment: one that begins a word outside of quotes. */
function hashComment(line: string, isYaml: boolean): number | undefined {
  let at = 0;
  let previous = '';
  while (at < line.length) {
    const char = line.charAt(at);
    if (char === '#' && (previous.trim() === '' || previous === ';')) return at;
    // In YAML's plain texts, the apostrophe of "don't" opens nothing.
    const opens = (char === '"' || char === "'") && !(isYaml && /\w/.test(previous));
    previous = char;
    if (opens) at = afterQuoted(line, at, char === '"');
    // What a backslash escapes, a space as well, belongs to a word.
    else at += char === '\\' ? 2 : 1;
  }
  return undefined;
}

/** The offset after a quotation that begins at `at`; the line's length where it does not end on it. */
function afterQuoted(line: string, at: number, hasEscapes: boolean): number {
  const quote = line.charAt(at);
  for (let end = at + 1; end < line.length; end++) {
    const char = line.charAt(end);
    if (char === quote) return end + 1;
    if (hasEscapes && char === '\\') end++;
  }
  return line.length;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
