import { isUtf8 } from 'node:buffer';
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Dirent,
} from 'node:fs';
import { join, sep } from 'node:path';
import type { FolderEntry, SourceFiles } from '../core/files';
import { baseName, joinPath, parentOf } from '../core/go/paths';
import { overlayFiles, type OverlaidFiles } from '../core/overlayFiles';

/** Bytes; a larger file is left out of every scan. Go's own largest source file has 4 MB. */
export const maxFileSize = 8 * 1024 * 1024;

/** Bytes that are enough for nearly every file's build constraints and imports. */
const headSize = 8192;

export type Content =
  | {
      readonly kind: 'bytes';
      /** Valid until the next read. */
      readonly bytes: Buffer;
    }
  | { readonly kind: 'too-large'; readonly size: number }
  /** Not there, a folder, a link, or without permission; `code` is the system's name for it (`EACCES`). */
  | { readonly kind: 'unreadable'; readonly code: string };

/**
 * Reads files into one buffer that every read uses again, which costs a third
 * less than `readFileSync`. Symbolic links are not followed.
 */
export class FileReader {
  private buffer = Buffer.allocUnsafeSlow(256 * 1024);

  /** Reads a file's content, or at most its first `limit` bytes. */
  read(path: string, limit?: number): Content {
    let file: number | undefined;
    try {
      file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      return this.readOpen(file, limit);
    } catch (error) {
      return { kind: 'unreadable', code: errorCode(error) };
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  private readOpen(file: number, limit: number | undefined): Content {
    let length = 0;
    const wanted = limit ?? maxFileSize + 1;
    for (;;) {
      const end = Math.min(this.buffer.length, wanted);
      length += readSync(file, this.buffer, length, end - length, null);
      // A regular file gives all that is asked for until it ends; asking again would cost as much as the first time.
      if (length < end || length === wanted) break;
      this.grow();
    }
    if (limit === undefined && length > maxFileSize) return { kind: 'too-large', size: fstatSync(file).size };
    return { kind: 'bytes', bytes: this.buffer.subarray(0, length) };
  }

  private grow(): void {
    const larger = Buffer.allocUnsafeSlow(this.buffer.length * 2);
    this.buffer.copy(larger);
    this.buffer = larger;
  }
}

/** Whether bytes are text: UTF-8 without a NUL. */
export function isText(bytes: Buffer): boolean {
  return !bytes.includes(0) && isUtf8(bytes);
}

/**
 * The files below a folder, read when they are asked for; nothing is kept but
 * the texts that are laid over them. Paths that lead out of the root, also
 * through symbolic links, have no content.
 *
 * @param root absolute path of a folder; where it is a link, the folder it leads to
 * @param listed What is known of folders and is taken for what they hold.
 * @throws the file system's error where there is no such folder
 */
export function createDiskFiles(root: string, listed?: ListedFolders): OverlaidFiles {
  return overlayFiles(new DiskFiles(realpathSync(root), listed));
}

/** What a walk has found, so that the same folders are not read twice. */
export interface ListedFolders {
  /** The walked part of the root, with a `/` at its end; empty where it is all of it. */
  readonly prefix: string;
  /** What the walked folders hold, by their paths from there. */
  readonly folders: ReadonlyMap<string, readonly FolderEntry[]>;
}

class DiskFiles implements SourceFiles {
  private readonly reader = new FileReader();
  /** Folders by whether they are really where their path says, no link leading away on the way. */
  private readonly inside = new Map<string, boolean>();

  constructor(
    private readonly root: string,
    private readonly listed: ListedFolders | undefined,
  ) {}

  readText(path: string): string | undefined {
    const bytes = this.bytes(path);
    return bytes !== undefined && isText(bytes) ? bytes.toString('utf8') : undefined;
  }

  readHead(path: string): string | undefined {
    const bytes = this.bytes(path, headSize);
    return bytes === undefined || bytes.includes(0) ? undefined : bytes.toString('utf8');
  }

  readBytes(path: string, start: number, length: number): Uint8Array | undefined {
    if (!this.isInside(parentOf(path))) return undefined;
    let file: number | undefined;
    try {
      file = openSync(
        join(this.root, path),
        constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
      );
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, start));
    } catch {
      return undefined;
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  list(path: string): readonly FolderEntry[] {
    const known = this.knownEntries(path);
    if (known) return known;
    if (!this.isInside(path)) return [];
    const found: FolderEntry[] = [];
    for (const entry of this.readFolder(path)) {
      const child = joinPath(path, entry.name);
      if (entry.isFile()) found.push({ name: entry.name, kind: 'file' });
      else if (entry.isDirectory()) found.push({ name: entry.name, kind: 'folder' });
      // Looking every folder up by itself would cost as much as reading it.
      if (entry.isDirectory()) this.inside.set(child, true);
      else this.inside.delete(child);
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** What the walk says about a folder; undefined where it did not look there. */
  private knownEntries(path: string): readonly FolderEntry[] | undefined {
    if (!this.listed || !`${path}/`.startsWith(this.listed.prefix)) return undefined;
    const { prefix, folders } = this.listed;
    const own = path.slice(prefix.length);
    const found = folders.get(own);
    if (found) return found;
    // Below the nearest folder that was walked there is a folder that was left out, or none.
    let child = own;
    let above = parentOf(own);
    for (; !folders.has(above); above = parentOf(above)) {
      if (above === '') return undefined;
      child = above;
    }
    const name = baseName(child);
    const isThere = folders.get(above)?.some((entry) => entry.name === name && entry.kind === 'folder');
    return isThere === true ? undefined : [];
  }

  private readFolder(path: string): readonly Dirent[] {
    try {
      return readdirSync(join(this.root, path), { withFileTypes: true });
    } catch {
      return [];
    }
  }

  private bytes(path: string, limit?: number): Buffer | undefined {
    if (!this.isInside(parentOf(path))) return undefined;
    const content = this.reader.read(`${this.root}${sep}${path}`, limit);
    return content.kind === 'bytes' ? content.bytes : undefined;
  }

  private isInside(dir: string): boolean {
    const known = this.inside.get(dir);
    if (known !== undefined) return known;
    if (this.listed && `${dir}/`.startsWith(this.listed.prefix)) {
      // A walk does not follow links.
      if (this.listed.folders.has(dir.slice(this.listed.prefix.length))) return true;
    }
    const answer = this.lookInside(dir);
    this.inside.set(dir, answer);
    return answer;
  }

  private lookInside(dir: string): boolean {
    if (/(^|\/)\.{0,2}(\/|$)/.test(dir) && dir !== '') return false;
    const path = join(this.root, dir);
    try {
      return realpathSync.native(path) === path;
    } catch {
      return false;
    }
  }
}

/** The system's name of an error (`ENOENT`), or its message. */
export function errorCode(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
}
