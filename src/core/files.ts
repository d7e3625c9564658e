/**
 * How the engine sees a source tree. `core` does no I/O of its own: whoever
 * calls it passes one of these. Paths are relative to the root and use `/`;
 * the root itself is the empty string.
 */
export interface SourceFiles {
  /**
   * The text of a file, decoded as UTF-8 without dropping a byte order mark, or
   * undefined where it does not exist, cannot be read, is binary or too large.
   */
  readText(path: string): string | undefined;
  /** The first 8 KB of a file as text, for build constraints; undefined as for `readText`. */
  readHead(path: string): string | undefined;
  /**
   * At most `length` bytes of a file from `start` on, whatever they hold;
   * undefined where there is no such file. Absent where only texts are known.
   */
  readBytes?(path: string, start: number, length: number): Uint8Array | undefined;
  /** The names in a folder, sorted; empty where there is no such folder. */
  list(path: string): readonly FolderEntry[];
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}
