import type { Finding } from '../types';
import { commentLines, type CommentLine } from './commentLines';

/** What a comment begins with that silences findings; the rules and the reason follow it. */
export const ignoreMarker = 'mips-port:ignore';

/**
 * The findings that no comment of their file silences.
 *
 * `// mips-port:ignore RULE[,RULE…] reason` (`#` where the file's comments
 * begin with it) silences findings of these rules that begin on its line or,
 * where it stands alone, on the next line that is not a comment. In files
 * with `#`, lines joined by a backslash count as one.
 *
 * @param textOf the text of a file that has findings; those of one without a text stay
 */
export function withoutIgnored(
  findings: readonly Finding[],
  textOf: (file: string) => string | undefined,
): readonly Finding[] {
  const known = new Map<string, IgnoredLines>();
  return findings.filter(({ file, line, rule }) => {
    let ignored = known.get(file);
    if (!ignored) {
      ignored = ignoredLines(file, textOf(file) ?? '');
      known.set(file, ignored);
    }
    return ignored.get(rule)?.has(line) !== true;
  });
}

/** The lines, from 1, on which findings are silenced, by rule id. */
type IgnoredLines = ReadonlyMap<string, ReadonlySet<number>>;

function ignoredLines(path: string, text: string): IgnoredLines {
  const ignored = new Map<string, Set<number>>();
  // Nearly no file has such a comment, and looking for one costs less than reading lines.
  if (!text.includes(ignoreMarker)) return ignored;
  const lines = commentLines(path, text);
  lines.forEach(({ comment }, at) => {
    if (comment === undefined) return;
    for (const rule of rulesOf(comment)) {
      const ofRule = ignored.get(rule) ?? new Set();
      ignored.set(rule, ofRule);
      const { first, last } = silencedBy(lines, at);
      for (let line = first; line <= last; line++) ofRule.add(line + 1);
    }
  });
  return ignored;
}

/** The rules that a comment names after the marker, which may also follow another comment (`// indirect // mips-port:…`). */
function rulesOf(comment: string): readonly string[] {
  return [...comment.matchAll(directive)].flatMap(([, names = '']) =>
    names.split(',').map((name) => name.trim()),
  );
}

const directive =
  /(?:^|\s(?:\/\/|#))[ \t]*mips-port:ignore[ \t]+([a-z][a-z0-9-]*(?:[ \t]*,[ \t]*[a-z][a-z0-9-]*)*)(?![\w-])/g;

/** The first and last line, from 0, that a comment on line `at` is about. */
function silencedBy(
  lines: readonly CommentLine[],
  at: number,
): { readonly first: number; readonly last: number } {
  let first = at;
  let last = at;
  if (lines[at]?.kind === 'code') {
    while (lines[first - 1]?.continues === true) first--;
  } else {
    // What is found on a comment in between (a build constraint) is meant as well.
    do last++;
    while (lines[last]?.kind === 'comment');
  }
  while (lines[last]?.continues === true) last++;
  return { first, last };
}
