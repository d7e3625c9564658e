import { lstatSync, realpathSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';

/** Where a file of a root really is, or why it is not to be touched. */
export type PlaceInRoot =
  | { readonly kind: 'inside'; readonly path: string; readonly exists: boolean }
  | { readonly kind: 'outside' }
  | { readonly kind: 'not-a-file' };

/**
 * The real absolute path of a file named relative to a root. Names that are
 * absolute or climb (`..`) are outside, and so is a file that symbolic links
 * lead out of the root; a link that stays inside gives the file it leads to. The file,
 * and folders above it, need not exist.
 *
 * @param root Absolute path; it has to exist, or the file system's error is thrown.
 * @param file With `/` between folders.
 */
export function placeInRoot(root: string, file: string): PlaceInRoot {
  const parts = file.split('/');
  const climbs = parts.some((part) => part === '' || part === '.' || part === '..');
  if (climbs || /^[A-Za-z]:/.test(file) || file.includes('\\') || file.includes('\0'))
    return { kind: 'outside' };
  const realRoot = realpathSync(root);
  const wanted = join(realRoot, ...parts);
  const real = realPathOf(wanted);
  if (real === undefined || !isInside(realRoot, real)) return { kind: 'outside' };
  const stats = lstatSync(real, { throwIfNoEntry: false });
  if (stats === undefined) return { kind: 'inside', path: real, exists: false };
  return stats.isFile() ? { kind: 'inside', path: real, exists: true } : { kind: 'not-a-file' };
}

/** Follows links in what exists of a path and keeps the rest; undefined for a link that leads nowhere or to itself. */
function realPathOf(path: string): string | undefined {
  let existing = path;
  for (;;) {
    let stats;
    try {
      stats = lstatSync(existing, { throwIfNoEntry: false });
    } catch {
      // A file stands where a folder is wanted; whoever writes there gets the file system's own error.
      stats = undefined;
    }
    if (stats !== undefined) break;
    existing = dirname(existing);
  }
  try {
    return resolve(realpathSync(existing), path.slice(existing.length).replace(/^[/\\]+/, ''));
  } catch {
    return undefined;
  }
}

function isInside(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}
