import type { SourceFiles } from '../files';
import { english, type Translate } from '../l10n';
import { overlayFiles, type OverlaidFiles } from '../overlayFiles';
import { excludedByCgo, matchConstraints, matchName, type FileMatch } from './buildConstraints';
import { compareBuilds, type BuildComparison } from './buildComparison';
import type { BuildContext } from './buildContext';
import { skipSpaceAndComments } from './fileHeader';
import { Folders } from './folders';
import type { ImportSource } from './gopath';
import { ImportResolver } from './importResolver';
import { FolderPackageView } from './packageView';
import type { ExcludedFile, GoTree, PackageView, Side } from './packages';
import { baseName, joinPath, parentOf } from './paths';
import { importsC, readSourceHead, SourceFile, TreeCache, type SourceHead } from './sourceFile';
import type { GoParser } from './syntax';

export interface GoTreeOptions {
  readonly files: SourceFiles;
  readonly parser: GoParser;
  readonly host: BuildContext;
  readonly target: BuildContext;
  /** Import path of the root in GOPATH mode, where the caller knows it (`importPathInGopath`); guessed where absent. */
  readonly rootImportPath?: string;
  /** How many characters of parsed source `trim()` leaves alive; 1 million where absent, about 20 MB of trees. */
  readonly keepParsed?: number;
  /** Whether it is known of a folder that host and target build the same files of it; what changes later is looked at. */
  readonly isAlike?: (dir: string) => boolean;
  /** What the files of a folder import that the target may build, where that is known; what changes later is looked at. */
  readonly importsOf?: (dir: string) => ReadonlySet<string> | undefined;
  /** For the reasons of excluded files. */
  readonly t?: Translate;
}

/** Makes a tree that reads and parses only what it is asked for. */
export function createGoTree(options: GoTreeOptions): GoTree {
  return new LazyGoTree(options);
}

/** The packages of a folder under one build: the package with its own tests, and its external tests. */
interface FolderViews {
  readonly own: PackageView | undefined;
  readonly external: PackageView | undefined;
}

class LazyGoTree implements GoTree {
  private readonly files: OverlaidFiles;
  private readonly folders: Folders;
  private readonly resolver: ImportResolver;
  private readonly trees: TreeCache;
  private readonly heads = new Map<string, SourceHead | undefined>();
  private readonly sources = new Map<string, SourceFile>();
  /** What the trees of changed files were parsed from, to parse the changed text from. */
  private readonly outdated = new Map<string, ReturnType<SourceFile['take']>>();
  /** Folders by what `mayDiffer` says of them. */
  private readonly differing = new Map<string, boolean>();
  /** Folders of which a file was invalidated. */
  private readonly changed = new Set<string>();
  private readonly views: Readonly<Record<Side, Map<string, FolderViews>>> = {
    host: new Map(),
    target: new Map(),
  };
  private readonly builds: BuildComparison;
  private readonly t: Translate;

  constructor(private readonly options: GoTreeOptions) {
    this.t = options.t ?? english;
    this.files = overlayFiles(options.files);
    this.folders = new Folders(this.files);
    this.builds = compareBuilds(options.host, options.target);
    this.trees = new TreeCache(options.parser);
    this.resolver = new ImportResolver(this.files, this.folders, options.rootImportPath, () =>
      this.importSources(),
    );
  }

  view(dir: string, side: Side, externalTests = false): PackageView | undefined {
    const known = this.views[side].get(dir) ?? this.buildViews(dir, side);
    this.views[side].set(dir, known);
    return externalTests ? known.external : known.own;
  }

  resolveImport(fromDir: string, importPath: string): string | undefined {
    return this.resolver.resolve(fromDir, importPath);
  }

  mayDiffer(dir: string): boolean {
    const known = this.differing.get(dir) ?? this.compareFolder(dir);
    this.differing.set(dir, known);
    return known;
  }

  mayImport(dir: string, paths: ReadonlySet<string>): boolean {
    const known = this.changed.has(dir) ? undefined : this.options.importsOf?.(dir);
    if (!known) return true;
    for (const path of paths) if (known.has(path)) return true;
    return false;
  }

  hasPackage(dir: string, side: Side): boolean {
    const known = this.views[side].get(dir);
    if (known) return known.own !== undefined;
    const builds = (name: string): boolean =>
      !name.endsWith('_test.go') && this.matchGoFile(joinPath(dir, name), name, this.options[side]).included;
    return this.folders.get(dir).goFiles.some(builds) || this.view(dir, side) !== undefined;
  }

  isModuleRoot(dir: string): boolean {
    return dir === '' || this.folders.get(dir).hasGoMod;
  }

  packageDirs(): readonly string[] {
    return this.folders.packageDirs();
  }

  invalidate(path: string, text?: string): void {
    const dir = parentOf(path);
    const name = baseName(path);
    const namesBefore = this.folders.get(dir).goFiles.join('/');
    this.files.setText(path, text);
    if (text === undefined || !this.heads.has(path)) this.folders.forget(dir);
    const cameOrWent = this.folders.get(dir).goFiles.join('/') !== namesBefore;
    if (cameOrWent || name === 'go.mod' || name === 'go.work') this.resolver.reset();
    this.outdated.set(path, this.sources.get(path)?.take() ?? this.outdated.get(path));
    this.sources.delete(path);
    this.heads.delete(path);
    this.differing.delete(dir);
    this.changed.add(dir);
    this.views.host.delete(dir);
    this.views.target.delete(dir);
  }

  trim(): void {
    for (const [path, taken] of this.outdated) {
      taken?.tree.delete();
      this.outdated.delete(path);
    }
    this.trees.trim(this.options.keepParsed ?? 1_000_000);
  }

  dispose(): void {
    for (const taken of this.outdated.values()) taken?.tree.delete();
    this.outdated.clear();
    this.trees.trim(0);
    for (const source of this.sources.values()) source.release();
  }

  private buildViews(dir: string, side: Side): FolderViews {
    const context = this.options[side];
    const included: SourceFile[] = [];
    const excluded: ExcludedFile[] = [];
    const leaveOut = (path: string, match: FileMatch): void => {
      // Names with `_` or `.` in front are no build's business.
      if (!match.included && match.kind !== 'name')
        excluded.push({ path, kind: match.kind, reason: match.reason });
    };
    const folder = this.folders.get(dir);
    for (const name of folder.goFiles) {
      const path = joinPath(dir, name);
      const match = this.matchGoFile(path, name, context);
      const source = match.included ? this.sourceFile(path) : undefined;
      if (source) included.push(source);
      else leaveOut(path, match);
    }
    const usesCgo = included.some((file) => file.usesCgo);
    const otherFiles: string[] = [];
    for (const name of folder.otherFiles) {
      const path = joinPath(dir, name);
      const match = this.matchOtherFile(path, name, context, usesCgo);
      if (match.included) otherFiles.push(path);
      else leaveOut(path, match);
    }
    excluded.sort((a, b) => (a.path < b.path ? -1 : 1));
    return this.splitByPackage({ dir, side, otherFiles, excluded }, included);
  }

  /** Go names a package after its first file; files of another package are an error there, and left out here. */
  private splitByPackage(
    folder: { dir: string; side: Side; otherFiles: readonly string[]; excluded: readonly ExcludedFile[] },
    included: readonly SourceFile[],
  ): FolderViews {
    const [first] = included;
    if (first === undefined) return { own: undefined, external: undefined };
    const name =
      first.isTest && first.packageName.endsWith('_test')
        ? first.packageName.slice(0, -'_test'.length)
        : first.packageName;
    const isExternal = (file: SourceFile): boolean => file.isTest && file.packageName === `${name}_test`;
    const own = included.filter((file) => file.packageName === name && !isExternal(file));
    const external = included.filter(isExternal);
    const foreign: ExcludedFile[] = included
      .filter((file) => file.packageName !== name && !isExternal(file))
      .map((file) => ({
        path: file.path,
        kind: 'package',
        reason: this.t('it is of package {0}, not {1}', file.packageName, name),
      }));
    const excluded = [...folder.excluded, ...foreign];
    return {
      own:
        own.length === 0
          ? undefined
          : new FolderPackageView({ ...folder, excluded, name, files: own }, this.trees),
      external:
        external.length === 0
          ? undefined
          : new FolderPackageView(
              { ...folder, excluded, otherFiles: [], name: `${name}_test`, files: external },
              this.trees,
            ),
    };
  }

  private matchGoFile(path: string, name: string, context: BuildContext): FileMatch {
    const byName = matchName(name, context, this.t);
    if (!byName.included) return byName;
    const head = this.head(path);
    if (head === undefined) return { included: false, kind: 'invalid', reason: this.t('it cannot be read') };
    const byConstraints = matchConstraints(head.constraints, context, this.t);
    if (!byConstraints.included) return byConstraints;
    const packageName = head.header?.packageName;
    if (head.header === undefined || packageName === undefined) {
      return { included: false, kind: 'package', reason: this.t('it has no package clause') };
    }
    if (packageName === 'documentation') {
      return {
        included: false,
        kind: 'package',
        reason: this.t('Go ignores files of package documentation'),
      };
    }
    const needsCgo = importsC(head.header, name.endsWith('_test.go'));
    return needsCgo && !context.cgo ? excludedByCgo(this.t) : { included: true };
  }

  private matchOtherFile(path: string, name: string, context: BuildContext, usesCgo: boolean): FileMatch {
    const byName = matchName(name, context, this.t);
    if (!byName.included || name.endsWith('.syso')) return byName;
    // These are for the C compiler, which only cgo runs.
    if (/\.(S|sx)$/.test(name) && !usesCgo) {
      return { included: false, kind: 'cgo', reason: this.t('the package does not use cgo') };
    }
    const head = this.head(path);
    return head === undefined ? { included: true } : matchConstraints(head.constraints, context, this.t);
  }

  private compareFolder(dir: string): boolean {
    if (this.options.isAlike?.(dir) === true && !this.changed.has(dir)) return false;
    const folder = this.folders.get(dir);
    return [...folder.goFiles, ...folder.otherFiles].some((name) => {
      const said = this.builds.ofName(name);
      return said === 'open' ? this.headMayDiffer(joinPath(dir, name)) : said === 'different';
    });
  }

  private headMayDiffer(path: string): boolean {
    const head = this.files.readHead(path);
    if (head === undefined) return false;
    if (this.builds.headMayDiffer(head)) return true;
    if (skipSpaceAndComments(head, head.startsWith('\ufeff') ? 1 : 0) < head.length) return false;
    return this.builds.headMayDiffer(this.files.readText(path) ?? '');
  }

  private head(path: string): SourceHead | undefined {
    if (!this.heads.has(path)) this.heads.set(path, readSourceHead(this.files, path));
    return this.heads.get(path);
  }

  private sourceFile(path: string): SourceFile | undefined {
    const known = this.sources.get(path);
    if (known) return known;
    const header = this.head(path)?.header;
    if (header === undefined) return undefined;
    const source = new SourceFile(path, header, this.files, this.trees, this.outdated.get(path));
    this.outdated.delete(path);
    this.sources.set(path, source);
    return source;
  }

  private *importSources(): Iterable<ImportSource> {
    for (const dir of this.folders.packageDirs()) {
      if (/(^|\/)vendor\//.test(dir)) continue;
      for (const name of this.folders.get(dir).goFiles) {
        const header = this.head(joinPath(dir, name))?.header;
        if (header === undefined) continue;
        const { importComment } = header;
        yield {
          dir,
          imports: header.imports.map((spec) => spec.path),
          ...(importComment === undefined ? {} : { importComment }),
        };
      }
    }
  }
}
