import type { GoFile } from '../../go/packages';
import type { Edit } from '../../types';

/**
 * The edit that takes an import out of a group of imports, as gofmt would
 * leave it. Undefined where the import does not stand on a line of its own
 * between others, and where it has a name.
 */
export function withoutImport(file: GoFile, path: string): Edit | undefined {
  const imported = file.imports.find((one) => one.path === path);
  if (!imported || imported.alias !== undefined) return undefined;
  const { node } = imported;
  const lines = file.text.split('\n').map((line) => line.replace(/\r$/, ''));
  const at = node.startPosition.row;
  const [before, own, after] = [lines[at - 1], lines[at], lines[at + 1]];
  if (own?.trim() !== `"${path}"` || before === undefined || after === undefined) return undefined;
  const opens = before.endsWith('(');
  const closes = after === ')';
  if (opens && closes) return undefined;
  // A group of its own goes with the empty line before or after it.
  const isAlone = (opens || before.trim() === '') && (closes || after.trim() === '');
  const [from, to] = isAlone ? (closes ? [at - 1, at] : [at, at + 1]) : [at, at];
  return { file: file.path, line: from + 1, column: 1, endLine: to + 2, endColumn: 1, newText: '' };
}
