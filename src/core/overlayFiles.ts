import type { FolderEntry, SourceFiles } from './files';

/** How many characters of an overlaid text `readHead` gives; on disk it is as many bytes. */
const headLength = 8192;

/** Files of which some have another text than what is stored: those open in an editor and not saved. */
export interface OverlaidFiles extends SourceFiles {
  /** Puts a text in place of a file's own, or with undefined takes it away again. */
  setText(path: string, text: string | undefined): void;
}

/** Lays texts over `files`; a file that exists only here is listed in its folder too. */
export function overlayFiles(files: SourceFiles): OverlaidFiles {
  const texts = new Map<string, string>();
  return {
    setText(path, text) {
      if (text === undefined) texts.delete(path);
      else texts.set(path, text);
    },
    readText: (path) => texts.get(path) ?? files.readText(path),
    readHead: (path) => texts.get(path)?.slice(0, headLength) ?? files.readHead(path),
    list(path) {
      const stored = files.list(path);
      const names = new Set(stored.map((entry) => entry.name));
      const prefix = path === '' ? '' : `${path}/`;
      const added: FolderEntry[] = [...texts.keys()]
        .filter((file) => file.startsWith(prefix))
        .map((file) => file.slice(prefix.length))
        .filter((name) => !name.includes('/') && !names.has(name))
        .map((name) => ({ name, kind: 'file' }));
      if (added.length === 0) return stored;
      return [...stored, ...added].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}
