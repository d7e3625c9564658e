import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

/**
 * What git keeps of a folder's repository, as times and sizes of its files: it
 * changes with every commit, check-out, staging, fetch and new branch. Edits of
 * files that git does not know of yet do not change it. Starts no process;
 * empty where the folder is in no repository.
 *
 * @param folder Absolute path.
 * @see https://git-scm.com/docs/gitrepository-layout
 */
export function repositoryKey(folder: string): string {
  const gitDir = gitFolderOf(folder);
  if (gitDir === undefined) return '';
  const common = readIfThere(join(gitDir, 'commondir'))?.trim() ?? '.';
  const shared = isAbsolute(common) ? common : join(gitDir, common);
  const head = readIfThere(join(gitDir, 'HEAD'))?.trim() ?? '';
  const branch = /^ref: (refs\/\S+)$/.exec(head)?.[1];
  const files = [
    ...['index', 'logs/HEAD'].map((name) => join(gitDir, name)),
    ...['packed-refs', 'FETCH_HEAD', 'config', ...(branch === undefined ? [] : [branch])].map((name) =>
      join(shared, name),
    ),
  ];
  return [head, ...files.map(stampOf)].join('\n');
}

/** The folder that `.git` is or names, of the nearest repository at or above a folder. */
function gitFolderOf(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, '.git');
    if (existsSync(path)) {
      if (statSync(path).isDirectory()) return path;
      const named = /^gitdir: (.+)$/m.exec(readIfThere(path) ?? '')?.[1];
      return named === undefined || isAbsolute(named) ? named : join(at, named);
    }
    if (dirname(at) === at) return undefined;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs} ${stats.size}` : '-';
}
