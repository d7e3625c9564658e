import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseModFile, type ModFile } from '../../core/go/goMod';
import { importPathInGopath } from '../../core/go/gopath';
import { compareGoVersions } from '../tools';

/** A part of a source tree that one `go list` can load. */
export interface Layout {
  /** Absolute, without links: where go list runs. */
  readonly dir: string;
  readonly patterns: readonly string[];
  readonly mode: 'module' | 'gopath';
  /** The root's name in a GOPATH that it was linked into; `dir` is inside it, and its links count. */
  readonly linkedRoot?: string;
  /** What goes into `-mod`; empty in GOPATH mode, which has no such flag. */
  readonly mod: string;
  /** The `go` line that the installed Go has to serve, as written; absent in GOPATH mode. */
  readonly go?: string;
  readonly env: Readonly<Record<string, string>>;
  /** The folder of the go.mod that `dir` is under; absent where there is none, and for a workspace. */
  readonly moduleDir?: string;
  /** Texts that `go list` takes in place of go.mod and go.work files, by absolute path. */
  readonly modFiles?: Readonly<Record<string, string>>;
}

export interface FoundLayouts {
  /** Absolute, without links; facts are relative to it. */
  readonly root: string;
  /** Where the root was one file: its name. */
  readonly only?: string;
  readonly layouts: readonly Layout[];
}

/** The module path of a folder's go.mod. */
export function modulePathOf(dir: string): string | undefined {
  return readModFile(join(dir, 'go.mod')).module;
}

/** Folders that Go does not look into, or that belong to other tools. */
const skipped = new Set(['vendor', 'testdata', 'node_modules']);
/** A tree with more folders than this is not searched further for nested modules. */
const mostFolders = 20_000;

/**
 * How the Go code of a root is to be loaded: as the module or the workspace
 * that the root is in, with the modules nested in it; else as part of a GOPATH,
 * where the root's place or the user's GOPATH says so. An empty list means neither.
 *
 * @param path absolute path of a folder or of one Go file
 */
export function findLayouts(path: string, env: NodeJS.ProcessEnv = process.env): FoundLayouts {
  const real = realpathSync(path);
  const isFile = statSync(real).isFile();
  const root = isFile ? dirname(real) : real;
  const patterns = isFile ? ['.'] : ['./...'];
  const only = isFile ? { only: basename(real) } : {};
  const enclosing = env['GO111MODULE'] === 'off' ? undefined : findUp(root, 'go.mod');
  const nested = isFile || env['GO111MODULE'] === 'off' ? [] : nestedModules(root);
  const work = workspaceOf(root, env);
  const inWork = new Set(work?.uses ?? []);
  const dirs = [...(enclosing === undefined ? [] : [root]), ...nested];
  if (dirs.length > 0) {
    const workspace = work && dirs.filter((dir) => inWork.has(findUp(dir, 'go.mod') ?? dir));
    const layouts = dirs
      .filter((dir) => workspace?.includes(dir) !== true)
      .map((dir) => moduleLayout(dir, findUp(dir, 'go.mod') ?? dir, patterns, work));
    if (work && workspace && workspace.length > 0) {
      layouts.unshift(workspaceLayout(root, work, workspace, patterns));
    }
    return { root, ...only, layouts };
  }
  const gopath = gopathOf(root, env);
  if (gopath === undefined) return { root, ...only, layouts: [] };
  const layout: Layout = {
    dir: root,
    patterns,
    mode: 'gopath',
    mod: '',
    env: { GO111MODULE: 'off', GOPATH: gopath },
  };
  return { root, ...only, layouts: [layout] };
}

function moduleLayout(dir: string, moduleDir: string, patterns: readonly string[], work?: Workspace): Layout {
  const file = readModFile(join(moduleDir, 'go.mod'));
  return {
    dir,
    patterns,
    mode: 'module',
    // From 1.14 on Go takes the vendor folder by itself; older modules that have one build with -mod=vendor.
    mod: usesVendor(moduleDir, file, '1.11') ? 'vendor' : 'readonly',
    ...(file.go !== undefined && { go: file.go }),
    // A module that the workspace does not use is loaded as if there were none.
    env: { GO111MODULE: 'on', ...(work && { GOWORK: 'off' }) },
    moduleDir,
  };
}

function workspaceLayout(
  root: string,
  work: Workspace,
  dirs: readonly string[],
  patterns: readonly string[],
): Layout {
  const file = readModFile(work.file);
  const lines = [file, ...work.uses.map((dir) => readModFile(join(dir, 'go.mod')))]
    .map(({ go }) => go)
    .filter((go) => go !== undefined)
    .sort(compareGoVersions);
  const newest = lines.at(-1);
  return {
    dir: root,
    // Each module by its folder: `./...` alone stops at go.mod files below.
    patterns: dirs.flatMap((dir) =>
      patterns.map((pattern) => (dir === root ? pattern : `./${relative(root, dir)}${pattern.slice(1)}`)),
    ),
    mode: 'module',
    mod: usesVendor(dirname(work.file), file, '1.22') ? 'vendor' : 'readonly',
    ...(newest !== undefined && { go: newest }),
    env: { GO111MODULE: 'on', GOWORK: work.file },
  };
}

/** Whether the vendor folder has its list, and the `go` line is new enough for it to count. */
function usesVendor(dir: string, file: ModFile, since: string): boolean {
  return compareGoVersions(file.go ?? '1.11', since) >= 0 && existsSync(join(dir, 'vendor/modules.txt'));
}

interface Workspace {
  readonly file: string;
  /** Absolute folders of its modules. */
  readonly uses: readonly string[];
}

function workspaceOf(root: string, env: NodeJS.ProcessEnv): Workspace | undefined {
  const setting = env['GOWORK'] ?? '';
  if (setting === 'off') return undefined;
  const dir = findUp(root, 'go.work');
  const file = setting !== '' ? setting : dir === undefined ? undefined : join(dir, 'go.work');
  if (file === undefined || !existsSync(file)) return undefined;
  const uses = readModFile(file).uses.map((use) => resolve(dirname(file), use));
  return { file, uses: uses.filter((use) => existsSync(use)).map((use) => realpathSync(use)) };
}

function readModFile(path: string): ModFile {
  try {
    return parseModFile(readFileSync(path, 'utf8'));
  } catch {
    return parseModFile('');
  }
}

/** The nearest folder, from `dir` up, that holds a file of this name. */
function findUp(dir: string, name: string): string | undefined {
  for (let at = dir; ; at = dirname(at)) {
    if (existsSync(join(at, name))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** Folders below the root with a go.mod of their own. */
function nestedModules(root: string): string[] {
  const found: string[] = [];
  const queue = [root];
  for (let i = 0; i < queue.length && i < mostFolders; i++) {
    const dir = queue[i] ?? root;
    for (const entry of entriesOf(dir)) {
      if (entry.isFile() && entry.name === 'go.mod' && dir !== root) found.push(dir);
      if (entry.isDirectory() && !skipped.has(entry.name) && !/^[._]/.test(entry.name)) {
        queue.push(join(dir, entry.name));
      }
    }
  }
  return found.sort();
}

function entriesOf(dir: string) {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** The GOPATH that a folder is in: the one its place shows (`…/src/example.org/x`), or one of the user's. */
function gopathOf(root: string, env: NodeJS.ProcessEnv): string | undefined {
  const own = (env['GOPATH'] ?? '').split(':').filter((dir) => dir !== '' && existsSync(dir));
  for (const dir of own) {
    if (root.startsWith(join(realpathSync(dir), 'src') + '/')) return env['GOPATH'];
  }
  const path = importPathInGopath(root);
  if (path === undefined) return undefined;
  const src = path === '' ? root : root.slice(0, -path.length - 1);
  return dirname(src);
}
