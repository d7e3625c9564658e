import { diffArrays } from 'diff';
import type { Document } from 'yaml';

/**
 * The text of a changed manifest, with the lines that have not changed as they
 * were written: the printer would put blanks inside of all brackets.
 *
 * @param before The text that the document was read from.
 */
export function printManifest(document: Document, before: string): string {
  const old = before.split('\n');
  let at = 0;
  return diffArrays(old, document.toString({ lineWidth: 0 }).split('\n'), { comparator: areAlike })
    .flatMap(({ added, removed, value }) => {
      if (added) return value;
      const start = at;
      at += value.length;
      return removed ? [] : old.slice(start, at);
    })
    .join('\n');
}

/** Whether lines differ in nothing but blanks inside of brackets and at their end. */
function areAlike(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(line: string): string {
  return line
    .replace(/([[{])[ \t]+/g, '$1')
    .replace(/[ \t]+([\]}])/g, '$1')
    .trimEnd();
}
