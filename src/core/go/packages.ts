import type { ExclusionKind } from './buildConstraints';
import type { SyntaxNode, SyntaxTree } from './syntax';

/** Which build a view is of. */
export type Side = 'host' | 'target';

/** One Go file of a package, parsed when its syntax is first asked for. */
export interface GoFile {
  /** Relative to the root. */
  readonly path: string;
  readonly text: string;
  readonly packageName: string;
  readonly isTest: boolean;
  readonly imports: readonly GoImport[];
  readonly tree: SyntaxTree;
}

export interface GoImport {
  readonly path: string;
  /** The name it has in this file: the alias, else undefined (the package's own name then counts); `_` and `.` as written. */
  readonly alias?: string;
  readonly node: SyntaxNode;
}

/** A package-level declaration or a method. */
export interface Declaration {
  readonly kind: 'const' | 'var' | 'type' | 'func' | 'method';
  readonly name: string;
  /** For a method: the name of its receiver's base type. */
  readonly receiver?: string;
  readonly file: GoFile;
  /** The spec or function declaration. */
  readonly node: SyntaxNode;
  /** The identifier that is declared. */
  readonly nameNode: SyntaxNode;
}

/** A file of the folder that this side's build leaves out, and why (`GOARCH`, `//go:build !mips64le`, `cgo` …). */
export interface ExcludedFile {
  readonly path: string;
  readonly kind: ExclusionKind;
  readonly reason: string;
}

/** A package as one side's build sees it. */
export interface PackageView {
  readonly side: Side;
  /** The folder, relative to the root. */
  readonly dir: string;
  readonly name: string;
  /** Go files this side builds, sorted by name; with the package's own tests, or only the external tests for `p_test`. */
  readonly files: readonly GoFile[];
  /** Names of assembly and cgo files (`.s`, `.c` …) this side builds. */
  readonly otherFiles: readonly string[];
  readonly excluded: readonly ExcludedFile[];
  declarations(): readonly Declaration[];
  /** The package-level declaration of a name. */
  lookup(name: string): Declaration | undefined;
  method(type: string, name: string): Declaration | undefined;
}

/** A source tree under both views. Results are kept until the file or folder is invalidated. */
export interface GoTree {
  /**
   * The package of a folder; `externalTests` asks for its `p_test` package
   * instead. Undefined where the side builds no file of it.
   */
  view(dir: string, side: Side, externalTests?: boolean): PackageView | undefined;
  /**
   * The folder, relative to the root, that an import written in a file of `fromDir` means:
   * of the same module, a workspace or replaced module inside the root, or vendored. Undefined when it
   * is outside the tree (standard library, module cache).
   */
  resolveImport(fromDir: string, importPath: string): string | undefined;
  /**
   * Whether host and target may build different files of a folder. It looks at
   * names and, where those do not tell, at the beginnings of files; it makes no
   * view. Never wrongly false.
   */
  mayDiffer(dir: string): boolean;
  /**
   * Whether a file of a folder that the target's build may have imports one of
   * some paths. It makes no view; never wrongly false.
   */
  mayImport(dir: string, paths: ReadonlySet<string>): boolean;
  /** Whether a side builds a package in a folder, other than its external tests; it makes no view where a first file tells. */
  hasPackage(dir: string, side: Side): boolean;
  /** Whether a folder has a go.mod of its own, or is the tree's root: an import path of it may end otherwise than the folder's path. */
  isModuleRoot(dir: string): boolean;
  /** Folders that hold Go files. */
  packageDirs(): readonly string[];
  /** Forgets what was read of a file and of its folder, and the nodes of it. `text` overrides the file's content until the next call. */
  invalidate(path: string, text?: string): void;
  /**
   * Frees the syntax trees that were used longest ago, beyond a bound. Call it
   * between packages: nodes and declarations got before are no longer valid
   * after it, files and views are, and parse again when they are asked.
   */
  trim(): void;
  /** Frees every syntax tree. */
  dispose(): void;
}
