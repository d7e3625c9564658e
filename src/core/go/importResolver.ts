import type { SourceFiles } from '../files';
import type { Folders } from './folders';
import { parseModFile, type ModFile } from './goMod';
import { guessRootImportPath, type ImportSource } from './gopath';
import { baseName, below, joinPath, resolveInside, withAncestors } from './paths';

interface Module {
  readonly dir: string;
  readonly file: ModFile;
}

/** What a module's imports can mean inside the tree beside its own vendor folder. */
interface ModuleReach {
  /** The module itself and those of its workspace. */
  readonly own: readonly ModuleRoot[];
  readonly workspaceDir: string | undefined;
  /** Modules that a replacement puts into a folder. */
  readonly replaced: readonly ModuleRoot[];
}

/** A folder of the tree that stands for a module path. */
interface ModuleRoot {
  readonly prefix: string | undefined;
  readonly dir: string;
}

/** First elements of the standard library's import paths: these mean Go's own packages, whatever a tree holds. */
const standard: ReadonlySet<string> = new Set(
  (
    'archive bufio bytes cmp compress container context crypto database debug embed encoding errors expvar ' +
    'flag fmt go hash html image index internal io iter log maps math mime net os path plugin reflect regexp ' +
    'runtime slices sort strconv strings structs sync syscall testing text time unicode unique unsafe weak C'
  ).split(' '),
);

/**
 * Finds the folder of the tree that an import means: with modules as the go
 * command does in the module of the importing folder, without as GOPATH mode
 * does. What is outside the tree is not found.
 */
export class ImportResolver {
  private readonly modFiles = new Map<string, ModFile>();
  private readonly owners = new Map<string, Module | undefined>();
  private readonly reaches = new Map<string, ModuleReach>();
  private readonly answers = new Map<string, string | undefined>();
  private guessed: { readonly path: string | undefined } | undefined;

  /**
   * @param rootImportPath import path of the root in GOPATH mode, where the caller knows it
   * @param sources what to guess it from otherwise, asked for at most once
   */
  constructor(
    private readonly files: SourceFiles,
    private readonly folders: Folders,
    private readonly rootImportPath: string | undefined,
    private readonly sources: () => Iterable<ImportSource>,
  ) {}

  resolve(fromDir: string, importPath: string): string | undefined {
    // Imports mean the same in every folder of a module, except those that begin with a dot.
    const module = importPath.startsWith('.') ? undefined : this.ownerOf(fromDir);
    const key = `${module ? `module ${module.dir}` : fromDir}\n${importPath}`;
    if (!this.answers.has(key)) this.answers.set(key, this.find(fromDir, module, importPath));
    return this.answers.get(key);
  }

  /** Forgets everything, after files or folders came or went. */
  reset(): void {
    this.modFiles.clear();
    this.owners.clear();
    this.reaches.clear();
    this.answers.clear();
    this.guessed = undefined;
  }

  private find(fromDir: string, module: Module | undefined, importPath: string): string | undefined {
    if (importPath.startsWith('./') || importPath.startsWith('../')) {
      const dir = resolveInside(fromDir, importPath);
      return dir === undefined ? undefined : this.existing(dir);
    }
    if (module?.file.module === 'std') {
      return this.existing(joinPath(module.dir, importPath)) ?? this.vendored(module.dir, importPath);
    }
    if (standard.has(importPath.split('/', 1)[0] ?? '')) return undefined;
    return module === undefined ? this.inGopath(fromDir, importPath) : this.inModule(module, importPath);
  }

  private inModule(main: Module, importPath: string): string | undefined {
    const { own, workspaceDir, replaced } = this.reachOf(main);
    return (
      this.inModules(own, importPath) ??
      (workspaceDir === undefined ? undefined : this.vendored(workspaceDir, importPath)) ??
      this.vendored(main.dir, importPath) ??
      this.inModules(replaced, importPath)
    );
  }

  private reachOf(main: Module): ModuleReach {
    const known = this.reaches.get(main.dir);
    if (known) return known;
    const workspace = this.workspaceOf(main);
    const modules = [main, ...workspace.modules];
    const reach: ModuleReach = {
      own: modules.map(({ dir, file }) => ({ prefix: file.module, dir })),
      workspaceDir: workspace.dir,
      replaced: [
        ...modules.flatMap((module) => this.localReplacements(module.dir, module.file)),
        ...workspace.replacements,
      ],
    };
    this.reaches.set(main.dir, reach);
    return reach;
  }

  /** The package among modules whose paths begin the import path; the longest path goes first. */
  private inModules(roots: readonly ModuleRoot[], importPath: string): string | undefined {
    const matching = roots
      .flatMap(({ prefix, dir }) => {
        const rest = prefix === undefined ? undefined : below(importPath, prefix);
        return rest === undefined ? [] : [{ dir, rest }];
      })
      .sort((a, b) => a.rest.length - b.rest.length);
    return firstDefined(matching, ({ dir, rest }) => this.withinModule(dir, rest));
  }

  private inGopath(fromDir: string, importPath: string): string | undefined {
    const above = withAncestors(fromDir);
    return (
      firstDefined(above, (dir) => this.vendored(dir, importPath)) ??
      firstDefined(above, (dir) =>
        baseName(dir) === 'src' ? this.existing(joinPath(dir, importPath)) : undefined,
      ) ??
      // A root with folders called like hosts is a workspace's `src` itself.
      (/^[^/]+\./.test(importPath) ? this.existing(importPath) : undefined) ??
      this.belowRoot(importPath)
    );
  }

  private belowRoot(importPath: string): string | undefined {
    this.guessed ??= {
      path: this.rootImportPath ?? guessRootImportPath(this.sources(), new Set(this.folders.packageDirs())),
    };
    if (this.guessed.path === undefined) return undefined;
    const dir = below(importPath, this.guessed.path);
    return dir === undefined ? undefined : this.existing(dir);
  }

  /** The module whose go.mod decides what a folder's imports mean: of the nearest go.mod above it, or above the `vendor` it is in. */
  private ownerOf(fromDir: string): Module | undefined {
    if (!this.owners.has(fromDir)) this.owners.set(fromDir, this.moduleOf(vendorOwner(fromDir)));
    return this.owners.get(fromDir);
  }

  /** The module of a folder: that of the nearest go.mod above. */
  private moduleOf(dir: string): Module | undefined {
    return firstDefined(withAncestors(dir), (folder) =>
      this.folders.get(folder).hasGoMod
        ? { dir: folder, file: this.modFile(joinPath(folder, 'go.mod')) }
        : undefined,
    );
  }

  /** What go.work adds to a module: the other modules in use, its replacements, its folder; nothing where it does not use the module. */
  private workspaceOf(main: Module): {
    readonly dir?: string;
    readonly modules: readonly Module[];
    readonly replacements: readonly ModuleRoot[];
  } {
    const dir = withAncestors(main.dir).find((folder) => this.folders.get(folder).hasGoWork);
    if (dir === undefined) return { modules: [], replacements: [] };
    const file = this.modFile(joinPath(dir, 'go.work'));
    const used = file.uses.map((use) => resolveInside(dir, use)).filter((use) => use !== undefined);
    if (!used.includes(main.dir)) return { modules: [], replacements: [] };
    const modules = used
      .filter((folder) => folder !== main.dir)
      .map((folder) => ({ dir: folder, file: this.modFile(joinPath(folder, 'go.mod')) }));
    return { dir, modules, replacements: this.localReplacements(dir, file) };
  }

  private localReplacements(dir: string, file: ModFile): ModuleRoot[] {
    return file.replaces.flatMap(({ path, by }) => {
      const to = /^\.\.?(\/|$)/.test(by) ? resolveInside(dir, by) : undefined;
      return to === undefined ? [] : [{ prefix: path, dir: to }];
    });
  }

  /** A package of a module: not one of a module nested in it. */
  private withinModule(moduleDir: string, rest: string): string | undefined {
    const dir = rest === '' ? moduleDir : joinPath(moduleDir, rest);
    const nested = withAncestors(dir).find(
      (folder) => folder === moduleDir || this.folders.get(folder).hasGoMod,
    );
    return nested === moduleDir ? this.existing(dir) : undefined;
  }

  private vendored(dir: string, importPath: string): string | undefined {
    return this.existing(joinPath(joinPath(dir, 'vendor'), importPath));
  }

  private existing(dir: string): string | undefined {
    return this.folders.hasGoFiles(dir) ? dir : undefined;
  }

  private modFile(path: string): ModFile {
    const known = this.modFiles.get(path) ?? parseModFile(this.files.readText(path) ?? '');
    this.modFiles.set(path, known);
    return known;
  }
}

/** The folder whose `vendor` a folder is in, or the folder itself. */
function vendorOwner(dir: string): string {
  const at = `/${dir}/`.lastIndexOf('/vendor/');
  return at < 0 ? dir : dir.slice(0, Math.max(at - 1, 0));
}

function firstDefined<T, R>(list: readonly T[], get: (item: T) => R | undefined): R | undefined {
  for (const item of list) {
    const found = get(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
