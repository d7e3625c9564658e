import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Translate } from '../core/l10n';

/** A file and its new text. */
export interface Replacement {
  /** For messages. */
  readonly file: string;
  /** Absolute path without links. */
  readonly path: string;
  /** What it says now; undefined where it does not exist. */
  readonly before: string | undefined;
  readonly after: string;
}

interface Staged {
  readonly replacement: Replacement;
  readonly temporary: string;
}

/**
 * Gives files new texts, all or none. Every new text is first written, with
 * its file's mode, to a temporary file in the same folder, and only when all
 * are complete do they take their places by rename.
 *
 * @returns What went wrong, a line each; empty where all files have their new
 *   text. After a failure all files are as they were, or a line says which is not.
 */
export function replaceFiles(replacements: readonly Replacement[], t: Translate): readonly string[] {
  const staged: Staged[] = [];
  const createdFolders: string[] = [];
  for (const replacement of replacements) {
    try {
      createdFolders.push(...createFolders(dirname(replacement.path)));
      staged.push({ replacement, temporary: stage(replacement.path, replacement.after) });
    } catch (error) {
      dropTemporaries(staged);
      dropFolders(createdFolders);
      return [describeFsError(replacement.file, error, t)];
    }
  }
  const done: Staged[] = [];
  for (const one of staged) {
    try {
      renameSync(one.temporary, one.replacement.path);
      done.push(one);
    } catch (error) {
      dropTemporaries(staged.slice(done.length));
      const lost = putBack(done, t);
      dropFolders(createdFolders);
      return [describeFsError(one.replacement.file, error, t), ...lost];
    }
  }
  return [];
}

/** What a file system error means for a file, in one line. */
export function describeFsError(file: string, error: unknown, t: Translate): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return t('{0}: no space left on the device; nothing was changed', file);
    case 'EACCES':
    case 'EPERM':
      return t('{0}: no permission to write there', file);
    case 'EROFS':
      return t('{0}: the file system is read-only', file);
    case 'ENOTDIR':
      return t('{0}: a file stands where a folder is wanted', file);
    default:
      return t('{0}: {1}', file, error instanceof Error ? error.message : String(error));
  }
}

/** Writes a text beside a path and returns the temporary file's path. */
function stage(path: string, text: string): string {
  const temporary = join(dirname(path), `.mips-port-${randomBytes(8).toString('hex')}.tmp`);
  const old = statSync(path, { throwIfNoEntry: false });
  const descriptor = openSync(temporary, 'wx', 0o666);
  try {
    const bytes = Buffer.from(text, 'utf8');
    let written = 0;
    while (written < bytes.length) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
    if (old) {
      // Changing the owner clears set-uid bits, so the mode comes after it.
      keepOwner(temporary, old.uid, old.gid);
      chmodSync(temporary, old.mode & 0o7777);
    }
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  return temporary;
}

function keepOwner(path: string, uid: number, gid: number): void {
  const now = statSync(path);
  if (now.uid === uid && now.gid === gid) return;
  try {
    chownSync(path, uid, gid);
  } catch {
    // Only root may give a file away; for anyone else the file becomes the writer's, as with any editor.
  }
}

/** Creates the missing folders above a file; returns those it created, outermost first. */
function createFolders(folder: string): readonly string[] {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at); at = dirname(at)) missing.unshift(at);
  mkdirSync(folder, { recursive: true });
  return missing;
}

function dropTemporaries(staged: readonly Staged[]): void {
  for (const { temporary } of staged) rmSync(temporary, { force: true });
}

/** Removes folders that were created for nothing, innermost first; one that holds something by now stays. */
function dropFolders(folders: readonly string[]): void {
  for (const folder of [...folders].reverse()) {
    try {
      rmdirSync(folder);
    } catch {
      // Someone else put a file there meanwhile; it is theirs.
      return;
    }
  }
}

/** Undoes renames; returns a line for each file that could not be put back. */
function putBack(done: readonly Staged[], t: Translate): readonly string[] {
  const lost: string[] = [];
  for (const { replacement } of [...done].reverse()) {
    try {
      if (replacement.before === undefined) rmSync(replacement.path);
      else renameSync(stage(replacement.path, replacement.before), replacement.path);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      lost.push(t('{0}: has its new text, and could not be put back: {1}', replacement.file, reason));
    }
  }
  return lost;
}
