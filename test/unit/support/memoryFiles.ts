import type { FolderEntry, SourceFiles } from '../../../src/core/files';

/** A source tree of texts by path, for tests of what needs no disk. */
export function memoryFiles(texts: Readonly<Record<string, string>>): SourceFiles {
  const folders = new Map<string, Map<string, FolderEntry>>();
  const add = (path: string, kind: FolderEntry['kind']): void => {
    const at = path.lastIndexOf('/');
    const dir = at < 0 ? '' : path.slice(0, at);
    const name = path.slice(at + 1);
    const entries = folders.get(dir) ?? new Map<string, FolderEntry>();
    folders.set(dir, entries.set(name, { name, kind }));
    if (dir !== '') add(dir, 'folder');
  };
  for (const path of Object.keys(texts)) add(path, 'file');
  return {
    readText: (path) => texts[path],
    readHead: (path) => texts[path]?.slice(0, 8192),
    list: (dir) => [...(folders.get(dir)?.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
