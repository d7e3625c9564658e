import { readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { english, type Translate } from '../core/l10n';
import type { FolderEntry } from '../core/files';
import { joinPath } from '../core/go/paths';
import type { Skipped } from '../core/types';
import { errorCode } from './diskFiles';

export interface WalkOptions {
  readonly t?: Translate;
  /** Called before each folder; what it throws ends the walk. */
  readonly checkCancelled?: () => void;
}

export interface WalkedTree {
  /** Absolute and without symbolic links. */
  readonly root: string;
  /** Regular files relative to the root with `/`, in the order of a sorted depth-first walk. */
  readonly files: readonly string[];
  /** What each walked folder holds, by its path: files and folders, sorted. */
  readonly folders: ReadonlyMap<string, readonly FolderEntry[]>;
  /** Folders that could not be read, and linked folders whose content is not seen elsewhere in the walk. */
  readonly skipped: readonly Skipped[];
}

/** Folders that hold programs' data, ours among them, or packages of other languages. */
const ignoredFolders: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '.bzr',
  'node_modules',
  '.mips-port',
]);

/**
 * Lists the files below a folder. Symbolic links are not followed, but a root
 * that is one is. It reads folders synchronously, for use in a worker thread.
 *
 * @throws the file system's error where the root is not a readable folder
 */
export function walkTree(path: string, options: WalkOptions = {}): WalkedTree {
  const root = realpathSync(path);
  const t = options.t ?? english;
  const files: string[] = [];
  const folders = new Map<string, readonly FolderEntry[]>();
  const skipped: Skipped[] = [];

  const visit = (dir: string, entries: readonly Dirent[]): void => {
    const found: FolderEntry[] = [];
    folders.set(dir, found);
    for (const entry of sorted(entries)) {
      const { name } = entry;
      const file = joinPath(dir, name);
      if (entry.isFile()) {
        files.push(file);
        found.push({ name, kind: 'file' });
      } else if (entry.isDirectory()) {
        found.push({ name, kind: 'folder' });
        const inside = ignoredFolders.has(name) ? undefined : readFolder(file);
        if (inside) visit(file, inside);
      } else if (entry.isSymbolicLink()) {
        const reason = describeLink(root, file, t);
        if (reason !== undefined) skipped.push({ file, reason });
      }
    }
  };
  const readFolder = (dir: string): readonly Dirent[] | undefined => {
    options.checkCancelled?.();
    try {
      return readdirSync(`${root}${sep}${dir}`, { withFileTypes: true });
    } catch (error) {
      skipped.push({ file: dir, reason: t('the folder cannot be read ({0})', errorCode(error)) });
      return undefined;
    }
  };

  visit('', readdirSync(root, { withFileTypes: true }));
  return { root, files, folders, skipped };
}

/** By name; the system's order nearly always is that already, and then nothing is copied. */
function sorted(entries: readonly Dirent[]): readonly Dirent[] {
  const inOrder = entries.every((entry, at) => at === 0 || (entries[at - 1]?.name ?? '') < entry.name);
  return inOrder ? entries : [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Why a link leaves something out of the walk. Undefined for links to files,
 * which git does not follow either, for links to nothing, and for links to a
 * folder that the walk visits in its own place.
 */
function describeLink(root: string, file: string, t: Translate): string | undefined {
  const path = join(root, file);
  let to: string;
  try {
    to = realpathSync(path);
    if (!statSync(to).isDirectory()) return undefined;
  } catch (error) {
    return errorCode(error) === 'ELOOP' ? t('the link leads to itself') : undefined;
  }
  const inside = relative(root, to);
  if (inside === '..' || inside.startsWith(`..${sep}`)) {
    return t('links to folders outside the root are not followed');
  }
  return `${path}${sep}`.startsWith(`${to}${sep}`)
    ? t('the link leads to a folder that it is in; it is not followed')
    : undefined;
}
