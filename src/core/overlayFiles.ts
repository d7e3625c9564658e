import type { SourceFiles } from './files';

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
    readBytes: (path, start, length) => files.readBytes?.(path, start, length),
    list(path) {
      const stored = files.list(path);
      if (texts.size === 0) return stored;
      const prefix = path === '' ? '' : `${path}/`;
      const entries = new Map(stored.map((entry) => [entry.name, entry]));
      for (const file of texts.keys()) {
        if (!file.startsWith(prefix)) continue;
        const [name = '', ...inside] = file.slice(prefix.length).split('/');
        if (!entries.has(name)) entries.set(name, { name, kind: inside.length > 0 ? 'folder' : 'file' });
      }
      if (entries.size === stored.length) return stored;
      return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}
