import type { SourceFiles } from '../../files';
import { makeLines } from './makeLines';
import type { MakeLine } from './makeLines';
import { matchesGlob } from './values';

/** A makefile with the makefiles that include it and those that they include. */
export interface MakefileGroup {
  /** The lines of all of them, those of including files in the order make reads them. */
  readonly lines: readonly MakeLine[];
  /** The lines of the file that was asked for. */
  readonly own: readonly MakeLine[];
}

/** Includes nest; no real makefile nests deeper. */
const deepest = 5;

/** Whether a file is a makefile by its name: `Makefile`, `GNUmakefile`, `Makefile.linux`, `rules.mk`. */
export function isMakefile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'rules' && /(?:^|\/)debian\/rules$/.test(path)) return true;
  // Nearly all names end here, and every file of a tree is asked about.
  if (!/akefile|\.m(?:k|ake)$/.test(name)) return false;
  return /^(?:GNU)?[Mm]akefile(?:\.[\w-]+)?$/.test(name)
    ? !/\.(?:go|md|txt|in|am|ac)$/.test(name)
    : /\.(?:mk|make|[Mm]akefile)$/.test(name);
}

/**
 * Reads a makefile together with those of its folder and of the folders above
 * that include it (`include Makefile.$(GOOS)` and wildcards count by their
 * fixed parts), and with what all of these include.
 */
export function makefileGroup(path: string, text: string, files: SourceFiles): MakefileGroup {
  const own = makeLines(text);
  const parsed = new Map<string, readonly MakeLine[]>([[path, own]]);
  const linesOf = (file: string): readonly MakeLine[] => {
    const known = parsed.get(file);
    if (known) return known;
    const content = files.readText(file);
    const lines = content === undefined ? [] : makeLines(content);
    parsed.set(file, lines);
    return lines;
  };
  const roots = includingFiles(path, files, linesOf);
  const lines: MakeLine[] = [];
  const seen = new Set<string>();
  const add = (file: string, depth: number): void => {
    if (seen.has(file) || depth > deepest) return;
    seen.add(file);
    const folder = folderOf(file);
    for (const line of linesOf(file)) {
      lines.push(line);
      if (line.kind !== 'include') continue;
      for (const included of line.paths.flatMap((pattern) => expandInclude(folder, pattern, files, path))) {
        add(included, depth + 1);
      }
    }
  };
  for (const root of roots) add(root, 0);
  add(path, 0);
  return { lines, own };
}

function includingFiles(
  path: string,
  files: SourceFiles,
  linesOf: (file: string) => readonly MakeLine[],
): readonly string[] {
  const found: string[] = [];
  for (let folder: string | undefined = folderOf(path); folder !== undefined; folder = parentOf(folder)) {
    const base = folder;
    for (const { name, kind } of files.list(base)) {
      const file = join(base, name);
      if (kind !== 'file' || file === path || !isMakefile(file)) continue;
      const includes = linesOf(file).flatMap((line) => (line.kind === 'include' ? line.paths : []));
      if (includes.some((pattern) => matchesGlob(path, join(base, includeGlob(pattern))))) found.push(file);
    }
  }
  return found;
}

/** The files an include means that matter here: one without wildcards, and the file that was asked for. */
function expandInclude(
  folder: string,
  pattern: string,
  files: SourceFiles,
  asked: string,
): readonly string[] {
  const glob = join(folder, includeGlob(pattern));
  if (!/[*?[]/.test(glob)) return files.readText(glob) === undefined ? [] : [glob];
  return matchesGlob(asked, glob) ? [asked] : [];
}

/** An include's path with `*` for what make would have to expand. */
function includeGlob(pattern: string): string {
  return pattern
    .replace(/\$[({](?:CURDIR|ROOT_?DIR|SRC_?DIR|TOP|TOPDIR|SELF_DIR)[)}]\/?/g, '')
    .replace(/\$\([^)]*\)|\$\{[^}]*\}/g, '*')
    .replace(/^\.\//, '');
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

function parentOf(folder: string): string | undefined {
  return folder === '' ? undefined : folderOf(folder);
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
