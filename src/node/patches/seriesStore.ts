import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Translate } from '../../core/l10n';
import { parsePatchFile, type PatchFile } from '../../core/patches/patchFile';
import {
  isPatchName,
  seriesFileName,
  vendoredFolder,
  withUnlisted,
  type PatchEntry,
} from '../../core/patches/series';
import { parseSeries, renderSeries } from '../../core/patches/seriesFile';
import { replaceFiles, type Replacement } from '../replaceFiles';

/** A patch of a series as its file says it. */
export interface StoredPatch {
  readonly entry: PatchEntry;
  /** What messages and commands call it: its file, below `vendor/` where it is for vendored files. */
  readonly name: string;
  /** Absolute path of the patch file. */
  readonly path: string;
  /** The mail's text; empty where the file cannot be read. */
  readonly text: string;
  /** Undefined where the file is missing or damaged; `problem` says how. */
  readonly patch?: PatchFile;
  readonly problem?: string;
}

/** A series as it lies on disk. */
export interface StoredSeries {
  /** Absolute path. */
  readonly folder: string;
  readonly base?: string;
  readonly ref?: string;
  /** Text of `series.yaml`; undefined where there is none. */
  readonly text?: string;
  readonly patches: readonly StoredPatch[];
}

/** A series, or what keeps it from being read: the place, and what is wrong there. */
export type SeriesReading =
  | { readonly kind: 'series'; readonly series: StoredSeries }
  | { readonly kind: 'invalid'; readonly message: string };

/** Reads the patches to vendored files, which are kept apart in a folder of the series. */
export function readVendoredSeries(folder: string, t: Translate): SeriesReading {
  return readSeries(join(folder, vendoredFolder), t, `${vendoredFolder}/`);
}

/** Reads the series of a folder with its patches; an empty one where there is no such folder. */
export function readSeries(folder: string, t: Translate, prefix = ''): SeriesReading {
  let text: string | undefined;
  let names: readonly string[] = [];
  try {
    if (existsSync(folder)) names = readdirSync(folder);
    if (names.includes(seriesFileName)) text = readFileSync(join(folder, seriesFileName), 'utf8');
  } catch (error) {
    return { kind: 'invalid', message: error instanceof Error ? error.message : String(error) };
  }
  const read = text === undefined ? undefined : parseSeries(text, t);
  if (read?.kind === 'invalid') {
    const message = `${join(folder, seriesFileName)}:${read.line}:${read.column}: ${read.message}`;
    return { kind: 'invalid', message };
  }
  const { base, ref, patches: entries = [] } = read?.series ?? {};
  return {
    kind: 'series',
    series: {
      folder,
      ...(base === undefined ? {} : { base }),
      ...(ref === undefined ? {} : { ref }),
      ...(text === undefined ? {} : { text }),
      patches: withUnlisted(entries, names).map((entry) => readPatch(folder, prefix, entry, t)),
    },
  };
}

function readPatch(folder: string, prefix: string, entry: PatchEntry, t: Translate): StoredPatch {
  const path = join(folder, entry.file);
  const name = prefix + entry.file;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { entry, name, path, text: '', problem: t('{0}: the patch is listed and not there', name) };
  }
  const patch = parsePatchFile(text, t);
  if (patch.kind === 'invalid') {
    return { entry, name, path, text, problem: `${name}:${patch.line}: ${patch.message}` };
  }
  return { entry, name, path, text, patch };
}

/** A patch to be kept: its entry, whose file has the name that it gets, and the mail. */
export interface NewPatch {
  readonly entry: PatchEntry;
  readonly text: string;
}

/** A series as it is to become. */
export interface SeriesChange {
  readonly before: StoredSeries;
  readonly base: string | undefined;
  readonly ref: string | undefined;
  readonly patches: readonly NewPatch[];
  /** New name of a patch file to its old one, where names changed. */
  readonly renamed?: ReadonlyMap<string, string>;
}

/**
 * Writes series: all files or none. Patch files that a series no longer has
 * are removed after that.
 *
 * @returns What went wrong, a line each.
 */
export function writeSeries(changes: readonly SeriesChange[], t: Translate): readonly string[] {
  const files = changes.flatMap(filesOfChange);
  const failures = replaceFiles(
    files.filter((file) => file.before !== file.after),
    t,
  );
  if (failures.length > 0) return failures;
  for (const { before, patches } of changes) {
    const kept = new Set(patches.map(({ entry }) => entry.file));
    for (const { entry, path } of before.patches) {
      if (!kept.has(entry.file) && isPatchName(entry.file)) rmSync(path, { force: true });
    }
  }
  return [];
}

function filesOfChange({ before, base, ref, patches, renamed }: SeriesChange): readonly Replacement[] {
  // A series that never had a patch needs no file that says so.
  if (patches.length === 0 && before.text === undefined && before.patches.length === 0) return [];
  const files: Replacement[] = patches.map(({ entry, text }) => {
    const path = join(before.folder, entry.file);
    return { file: entry.file, path, before: readIfThere(path), after: text };
  });
  const listed = renderSeries(
    { base, ref, patches: patches.map(({ entry }) => entry) },
    { text: before.text, renamed },
  );
  const list = join(before.folder, seriesFileName);
  return [...files, { file: seriesFileName, path: list, before: before.text, after: listed }];
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
