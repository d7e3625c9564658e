import type { Translate } from '../l10n';

/**
 * Joins two `/`-separated relative paths and folds `.` and `..`; the result
 * begins with `..` where it leaves the root, and is `.` for the root itself.
 */
export function joinPath(...parts: readonly string[]): string {
  const folded: string[] = [];
  for (const part of parts.join('/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && folded.length > 0 && folded.at(-1) !== '..') folded.pop();
    else folded.push(part);
  }
  return folded.length === 0 ? '.' : folded.join('/');
}

/** Why a path of the manifest cannot be used, or undefined where it stays inside the root. */
export function insideRoot(path: string, t: Translate): string | undefined {
  if (path === '') return t('it is empty');
  if (path.includes('\0')) return t('it holds a NUL character');
  if (path.includes('\\')) return t('write it with "/"');
  if (path.startsWith('/') || /^[A-Za-z]:\//.test(path)) return t('it must be relative to the manifest');
  return joinPath(path).startsWith('..') ? t('it leaves the workspace folder') : undefined;
}
