import { readFileSync, rmSync, statSync } from 'node:fs';
import { applyEdits, describeRefusal, groupByFile } from '../core/fix';
import type { FileChange } from '../core/fix';
import type { Translate } from '../core/l10n';
import type { Edit } from '../core/types';
import { placeInRoot } from './insideRoot';
import { describeFsError, replaceFiles } from './replaceFiles';
import type { Replacement } from './replaceFiles';

/** Why nothing was changed: one line for each file that stands in the way. */
export interface Refused {
  readonly kind: 'refused';
  readonly problems: readonly string[];
}

export type PlanResult = { readonly kind: 'planned'; readonly changes: readonly FileChange[] } | Refused;
export type WriteResult = { readonly kind: 'written'; readonly files: readonly string[] } | Refused;

export interface PlanOptions {
  readonly t: Translate;
  /** The text of files as it was when the edits were made; a file that now says something else is refused. */
  readonly expected?: ReadonlyMap<string, string>;
}

/**
 * Reads the files that edits are for and says what they become; writes
 * nothing. Refused as a whole where a file is outside the root (by name or by
 * link), read-only, not UTF-8 or not what it was, or where an edit does not fit it.
 *
 * @param root Absolute path of an existing folder.
 */
export function planEdits(root: string, edits: readonly Edit[], options: PlanOptions): PlanResult {
  const { t, expected } = options;
  const changes: FileChange[] = [];
  const problems: string[] = [];
  for (const [file, ofFile] of groupByFile(edits)) {
    const current = readCurrent(root, file, t);
    if (current.kind === 'problem') {
      problems.push(current.message);
      continue;
    }
    const before = current.text;
    const wanted = expected?.get(file);
    if (wanted !== undefined && wanted !== before) {
      problems.push(t('{0}: the file has changed since it was scanned; scan again', file));
      continue;
    }
    const outcome = applyEdits(before, ofFile);
    if (outcome.kind === 'refused') problems.push(describeRefusal(outcome.reason, outcome.edit, t));
    else changes.push({ file, before, after: outcome.text });
  }
  return problems.length > 0 ? { kind: 'refused', problems } : { kind: 'planned', changes };
}

/**
 * Writes planned changes, all or none as far as the file system lets us: the
 * new texts are first written beside the files, and only when all of them are
 * there do they take the files' places, each by a rename that keeps the mode.
 * Where a rename fails, what was renamed before is put back. A file that no
 * longer says what it said when the change was planned is refused.
 */
export function writeChanges(root: string, changes: readonly FileChange[], t: Translate): WriteResult {
  const replacements: Replacement[] = [];
  const problems: string[] = [];
  for (const { file, before, after } of changes) {
    if (before === after) continue;
    const current = readCurrent(root, file, t);
    if (current.kind === 'problem') problems.push(current.message);
    else if (current.text !== before) {
      problems.push(t('{0}: the file has changed since it was scanned; scan again', file));
    } else replacements.push({ file, path: current.path, before, after });
  }
  if (problems.length > 0) return { kind: 'refused', problems };
  const failures = replaceFiles(replacements, t);
  if (failures.length > 0) return { kind: 'refused', problems: failures };
  return { kind: 'written', files: replacements.map(({ file }) => file) };
}

/**
 * Takes written changes back: files get the text they had, files that were
 * created go away. A file that no longer says what was written is refused, and
 * then none is touched.
 */
export function restoreChanges(root: string, changes: readonly FileChange[], t: Translate): WriteResult {
  const created = changes.filter(({ before }) => before === undefined);
  const places: string[] = [];
  const problems: string[] = [];
  for (const { file, after } of created) {
    const current = readCurrent(root, file, t);
    if (current.kind === 'problem') problems.push(current.message);
    else if (current.text !== after)
      problems.push(t('{0}: the file has changed since it was scanned; scan again', file));
    else places.push(current.path);
  }
  if (problems.length > 0) return { kind: 'refused', problems };
  const back = changes.flatMap(({ file, before, after }) =>
    before === undefined ? [] : [{ file, before: after, after: before }],
  );
  const written = writeChanges(root, back, t);
  if (written.kind === 'refused') return written;
  for (const path of places) rmSync(path);
  return { kind: 'written', files: changes.map(({ file }) => file) };
}

type Current =
  | { readonly kind: 'file'; readonly path: string; readonly text: string | undefined }
  | { readonly kind: 'problem'; readonly message: string };

/** The text of a file of the root as it is now; undefined for one that does not exist. */
function readCurrent(root: string, file: string, t: Translate): Current {
  const problem = (message: string): Current => ({ kind: 'problem', message });
  try {
    const place = placeInRoot(root, file);
    if (place.kind === 'outside') return problem(t('{0}: not inside {1}, so it is not changed', file, root));
    if (place.kind === 'not-a-file') return problem(t('{0}: not a regular file', file));
    if (!place.exists) return { kind: 'file', path: place.path, text: undefined };
    // The owner's own wish counts even for root, whom the file system would not stop.
    if ((statSync(place.path).mode & 0o222) === 0) {
      return problem(t('{0}: the file is read-only; make it writable and try again', file));
    }
    const bytes = readFileSync(place.path);
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      return { kind: 'file', path: place.path, text };
    } catch {
      return problem(t('{0}: not UTF-8, so it is not changed', file));
    }
  } catch (error) {
    return problem(describeFsError(file, error, t));
  }
}
