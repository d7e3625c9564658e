import { formatPatch, structuredPatch } from 'diff';
import { compareText } from '../order';

/** A file before and after; `before` is undefined for a new file. */
export interface FileChange {
  /** Relative to the root, with `/`. */
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string;
}

/**
 * A unified diff that `git apply` and `patch -p1` take: files sorted by name,
 * `--- a/x` and `+++ b/x`, `/dev/null` for what is not there, three lines of
 * context, line ends as they are, and the usual marker where a file's last
 * line has no line end. Unchanged files are left out; no change gives the
 * empty string.
 */
export function unifiedDiff(changes: readonly FileChange[]): string {
  return [...changes]
    .sort((a, b) => compareText(a.file, b.file))
    .filter(({ before, after }) => before !== after)
    .map(fileDiff)
    .join('');
}

function fileDiff({ file, before, after }: FileChange): string {
  const patch = structuredPatch(`a/${file}`, `b/${file}`, before ?? '', after, undefined, undefined, {
    context: 3,
  });
  const formatted = formatPatch({
    ...patch,
    isGit: true,
    ...(before === undefined ? { isCreate: true, newMode: '100644', oldFileName: '/dev/null' } : {}),
  });
  return endNamesWithTab(formatted);
}

/**
 * Ends file names that hold a space with a tab, as git does: without it GNU
 * patch takes the name to end at the space. Names in quotes end by themselves.
 */
function endNamesWithTab(patch: string): string {
  const hunks = patch.search(/^@@ /m);
  if (hunks < 0) return patch;
  const header = patch.slice(0, hunks).replace(/^(?:---|\+\+\+) [^"\n]* [^"\n]*$/gm, '$&\t');
  return header + patch.slice(hunks);
}
