import { parseModFile } from '../../go/goMod';
import { baseName, joinPath, parentOf } from '../../go/paths';
import type { Range } from '../../types';

/** A module or package that a file of a dependency manager names. */
export interface Named {
  /** The module's path, or that of a package in it, as the file has it. */
  readonly path: string;
  /** What the file calls its version: a tag, a pseudo-version, a commit; empty where it says none. */
  readonly version: string;
  readonly indirect: boolean;
  /** The version in the file; where it has none, the path. */
  readonly range: Range;
  /** Whether `range` is a version that an edit can replace. */
  readonly editable: boolean;
}

/** What a file says of the modules that a tree uses. */
export interface Requirements {
  readonly kind: 'modules' | 'vendored';
  /** The folder of the module or project. */
  readonly dir: string;
  readonly named: readonly Named[];
  /** The `go` line of go.mod: `1.17`. */
  readonly go?: string;
}

const names: ReadonlySet<string> = new Set([
  'go.mod',
  'vendor.conf',
  'Gopkg.lock',
  'Godeps.json',
  'glide.lock',
]);

/** Whether a file may name the versions of what a tree uses; what a vendored module asks for decides nothing. */
export function isRequirementFile(path: string): boolean {
  return names.has(baseName(path)) && !/(?:^|\/)vendor\//.test(path);
}

/**
 * Reads go.mod, vendor.conf, Gopkg.lock, Godeps.json or glide.lock. Lines that
 * are not understood are passed over.
 *
 * @param modules The modules of a go.mod that are asked for; the places of hundreds of others are not looked for.
 */
export function readRequirements(path: string, text: string, modules: ReadonlySet<string>): Requirements {
  const dir = parentOf(path);
  switch (baseName(path)) {
    case 'go.mod':
      return ofModFile(dir, text, modules);
    case 'Godeps.json':
      // It stands in a folder of its own beside vendor.
      return { kind: 'vendored', dir: parentOf(dir), named: ofGodeps(text) };
    case 'vendor.conf':
      return { kind: 'vendored', dir, named: ofVendorConf(text) };
    case 'Gopkg.lock':
      return { kind: 'vendored', dir, named: ofLock(text, /^\s*name = "([^"]+)"/, gopkgVersion, /^\[\[/) };
    default:
      return { kind: 'vendored', dir, named: ofLock(text, /^-\s+name:\s*(\S+)/, glideVersion, /^-/) };
  }
}

function ofModFile(dir: string, text: string, modules: ReadonlySet<string>): Requirements {
  const mod = parseModFile(text);
  const lines = text.split('\n');
  const named = mod.requires.flatMap((requirement): Named[] => {
    const { path, version, indirect, row } = requirement;
    if (!modules.has(path)) return [];
    const replaced = mod.replaces.find(
      (one) => one.path === path && (one.version === undefined || one.version === version),
    );
    if (!replaced) {
      const range = rangeIn(lines, row, version, path);
      return range ? [{ path, version, indirect, range, editable: true }] : [];
    }
    // A folder or a fork: what is in it is not in the version.
    if (replaced.by !== path || replaced.byVersion === undefined) return [];
    const used = replaced.byVersion;
    const at = lines.findIndex((line) => {
      // Nearly no line names the module, and a go.mod with as many replacements as requirements asks often.
      if (!line.includes(path)) return false;
      const right = line.split('=>')[1]?.trim().split(/\s+/);
      return !/^\s*\/\//.test(line) && right?.[0] === path && right[1] === used;
    });
    const range = rangeIn(lines, at, used, '=>');
    return range ? [{ path, version: used, indirect, range, editable: true }] : [];
  });
  return { kind: 'modules', dir, named, ...(mod.go === undefined ? {} : { go: mod.go }) };
}

function ofVendorConf(text: string): Named[] {
  const lines = text.split('\n');
  return lines.flatMap((line, row): Named[] => {
    const [path = '', version = ''] = line.replace(/#.*/, '').trim().split(/\s+/);
    return path.includes('.') ? place(lines, row, path, version) : [];
  });
}

/** Godeps.json names packages, each with its commit and, as `git describe` has it, a version in `Comment`. */
function ofGodeps(text: string): Named[] {
  const lines = text.split('\n');
  return lines.flatMap((line, row): Named[] => {
    const path = /^\s*"ImportPath":\s*"([^"]+)"/.exec(line)?.[1];
    if (path === undefined) return [];
    const next = lines[row + 1] ?? '';
    return place(lines, row, path, /"Comment":\s*"(v\d+\.\d+\.\d+)"/.exec(next)?.[1] ?? '');
  });
}

type VersionIn = (line: string) => string | undefined;

const gopkgVersion: VersionIn = (line) => /^\s*version = "([^"]+)"/.exec(line)?.[1];
const glideVersion: VersionIn = (line) => /^\s+version:\s*(\S+)/.exec(line)?.[1];

/** A lock file with an entry of several lines a project. */
function ofLock(text: string, name: RegExp, versionIn: VersionIn, next: RegExp): Named[] {
  const lines = text.split('\n');
  return lines.flatMap((line, row): Named[] => {
    const path = name.exec(line)?.[1];
    if (path === undefined) return [];
    const rest = lines.slice(row + 1);
    const end = rest.findIndex((one) => next.test(one));
    const version = rest
      .slice(0, end < 0 ? undefined : end)
      .map(versionIn)
      .find((one) => one !== undefined);
    return place(lines, row, path, version ?? '');
  });
}

function place(lines: readonly string[], row: number, path: string, version: string): Named[] {
  const range = rangeIn(lines, row, path, '');
  return range ? [{ path, version, indirect: false, range, editable: false }] : [];
}

/** Where a text stands in a line behind another one. */
function rangeIn(lines: readonly string[], row: number, wanted: string, behind: string): Range | undefined {
  const line = lines[row] ?? '';
  const from = line.indexOf(behind);
  const start = from < 0 ? -1 : line.indexOf(wanted, from + behind.length);
  if (start < 0) return undefined;
  return { line: row + 1, column: start + 1, endLine: row + 1, endColumn: start + wanted.length + 1 };
}

/** The folder of a copy below a project's vendor folder, or below that of Godeps' first form. */
export function vendorFolders(dir: string): readonly string[] {
  return ['vendor', 'Godeps/_workspace/src'].map((name) => joinPath(dir, name));
}
