import type { SourceFiles } from '../files';
import { joinPath } from './paths';

/** A component that a look at the tree suggests. */
export interface DetectedComponent {
  readonly name: string;
  readonly path: string;
  readonly kind: 'go' | 'make';
  /** Main packages, relative to `path`; empty for a library and for kind make. */
  readonly packages: readonly string[];
  readonly cgo: boolean;
  /** Files that led to the suggestion, relative to the root. */
  readonly evidence: readonly string[];
}

const maximumFolders = 4000;
const skippedFolders = new Set(['vendor', 'node_modules', 'testdata', 'third_party', '_output']);

/**
 * Looks at go.mod files, main packages, Makefiles and Dockerfiles below the
 * root and suggests components: one for each Go module, and one for each
 * Makefile that no Go module covers. Vendored, hidden and test data folders
 * are left out.
 */
export function detectComponents(files: SourceFiles): readonly DetectedComponent[] {
  const folders = listFolders(files);
  const modules = folders.filter((folder) => folder.files.includes('go.mod'));
  const found: DetectedComponent[] = [];
  const names = new Set<string>();
  for (const module of modules) {
    const inside = folders.filter((folder) => ownerOf(folder.path, modules) === module);
    const mains = inside.filter((folder) => isMainPackage(files, folder));
    const helpers = inside.flatMap((folder) =>
      folder.files.filter(isBuildFile).map((file) => joinPath(folder.path, file)),
    );
    found.push({
      name: unique(moduleName(files, module.path), names),
      path: module.path,
      kind: 'go',
      packages: mains.map((folder) => packagePath(module.path, folder.path)),
      cgo: wantsCgo(files, helpers, mains),
      evidence: [joinPath(module.path, 'go.mod'), ...helpers],
    });
  }
  for (const folder of folders) {
    const makefile = folder.files.find((file) => file === 'Makefile' || file === 'GNUmakefile');
    if (makefile === undefined || ownerOf(folder.path, modules)) continue;
    if (found.some((other) => isInside(folder.path, other.path))) continue;
    if (modules.some((module) => isInside(module.path, folder.path))) continue;
    found.push({
      name: unique(lastElement(folder.path) ?? 'root', names),
      path: folder.path,
      kind: 'make',
      packages: [],
      cgo: false,
      evidence: [joinPath(folder.path, makefile)],
    });
  }
  return found;
}

interface Folder {
  readonly path: string;
  readonly files: readonly string[];
}

/** Folders from the root down, a parent before its children, siblings by name. */
function listFolders(files: SourceFiles): Folder[] {
  const found: Folder[] = [];
  const pending = [''];
  while (pending.length > 0 && found.length < maximumFolders) {
    const path = pending.shift() ?? '';
    const entries = files.list(path);
    found.push({
      path: joinPath(path),
      files: entries.filter((entry) => entry.kind === 'file').map((entry) => entry.name),
    });
    for (const entry of entries) {
      if (entry.kind !== 'folder' || /^[._]/.test(entry.name) || skippedFolders.has(entry.name)) continue;
      pending.push(path === '' ? entry.name : `${path}/${entry.name}`);
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The innermost module folder that holds a folder. */
function ownerOf(path: string, modules: readonly Folder[]): Folder | undefined {
  return modules
    .filter((module) => isInside(path, module.path))
    .reduce<Folder | undefined>(
      (best, module) => (best && best.path.length >= module.path.length ? best : module),
      undefined,
    );
}

function isInside(path: string, folder: string): boolean {
  return folder === '.' || path === folder || path.startsWith(`${folder}/`);
}

function isBuildFile(name: string): boolean {
  return /^(?:GNU)?Makefile$|^Dockerfile(?:\..+)?$|\.Dockerfile$/.test(name);
}

/** Whether a folder's package is `main`, by its first file that is no test and no generator that builds ignore. */
function isMainPackage(files: SourceFiles, folder: Folder): boolean {
  for (const name of folder.files) {
    if (!name.endsWith('.go') || name.endsWith('_test.go')) continue;
    const head = files.readHead(folder.path === '.' ? name : `${folder.path}/${name}`);
    if (head === undefined || isIgnored(head)) continue;
    return /^package main\b/m.test(head);
  }
  return false;
}

function isIgnored(head: string): boolean {
  return /^\/\/(?:go:build|\s*\+build)\s.*\bignore\b/m.test(head);
}

/** A build file that sets CGO_ENABLED=1, or a main package that imports "C", asks for cgo. */
function wantsCgo(files: SourceFiles, buildFiles: readonly string[], mains: readonly Folder[]): boolean {
  if (buildFiles.some((file) => /\bCGO_ENABLED\s*[:?]?=\s*1/.test(files.readHead(file) ?? ''))) return true;
  return mains.some((folder) =>
    folder.files.some((name) => {
      if (!name.endsWith('.go')) return false;
      const head = files.readHead(folder.path === '.' ? name : `${folder.path}/${name}`);
      return head !== undefined && /^import "C"$/m.test(head) && !isIgnored(head);
    }),
  );
}

function packagePath(module: string, folder: string): string {
  if (folder === module) return '.';
  return `./${module === '.' ? folder : folder.slice(module.length + 1)}`;
}

/** The last element of the module's path, its major version aside; the folder's name where go.mod has none. */
function moduleName(files: SourceFiles, folder: string): string {
  const text = files.readHead(folder === '.' ? 'go.mod' : `${folder}/go.mod`) ?? '';
  const path = /^module\s+"?([^\s"]+)"?/m.exec(text)?.[1];
  return lastElement(path?.replace(/\/v\d+$/, '') ?? folder) ?? 'root';
}

function lastElement(path: string): string | undefined {
  const name = path
    .split('/')
    .at(-1)
    ?.replace(/[^A-Za-z0-9._-]/g, '-');
  return name !== undefined && /^[A-Za-z0-9]/.test(name) ? name.slice(0, 64) : undefined;
}

function unique(name: string, names: Set<string>): string {
  let candidate = name;
  for (let number = 2; names.has(candidate); number++) candidate = `${name}-${number}`;
  names.add(candidate);
  return candidate;
}
