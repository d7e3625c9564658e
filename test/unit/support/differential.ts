import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { SourceFiles } from '../../../src/core/files';
import type { GoTree, PackageView, Side } from '../../../src/core/go/packages';
import { joinPath } from '../../../src/core/go/paths';
import { readSourceHead, SourceFile, type TreeCache } from '../../../src/core/go/sourceFile';
import type { SyntaxNode } from '../../../src/core/go/syntax';
import type { GoCommand } from './tools';

/** What go/build says of a folder; printed by test/differential/main.go, where the fields are explained. */
export interface PackageLine {
  readonly dir: string;
  readonly name: string;
  readonly mixed?: boolean;
  readonly files?: readonly string[];
  readonly externalTests?: readonly string[];
  readonly cgo?: readonly string[];
  readonly other?: readonly string[];
  readonly ignored?: readonly string[];
  readonly ignoredOther?: readonly string[];
}

/** What go/parser says of a file. */
export interface FileLine {
  readonly file: string;
  readonly rejected?: boolean;
  readonly package?: string;
  readonly imports?: readonly string[];
  readonly declarations?: readonly string[];
}

/** Compiles the Go side of the comparison. */
export function buildDifferential(go: GoCommand, program: string): void {
  execFileSync(go.command, ['build', '-o', program, resolve('test/differential/main.go')], {
    env: { ...process.env, GO111MODULE: 'off', GOTOOLCHAIN: 'local', GOFLAGS: '', GOROOT: undefined },
  });
}

/** Runs it for a tree; its lines are of type T. */
export function runDifferential<T>(
  program: string,
  verb: 'packages' | 'declarations',
  root: string,
  skip: readonly string[],
  env: NodeJS.ProcessEnv = {},
): T[] {
  const output = execFileSync(program, [verb, root, ...skip], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, GOOS: 'linux', ...env },
  });
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** How our view of a folder differs from go/build's; files in `rejected` are broken and not compared. */
export function comparePackage(
  tree: GoTree,
  side: Side,
  line: PackageLine,
  rejected: ReadonlySet<string>,
): string[] {
  const own = tree.view(line.dir, side);
  const external = tree.view(line.dir, side, true);
  const some = own ?? external;
  const excluded = some?.excluded ?? [];
  const keep = (names: readonly string[] | undefined): string[] =>
    (names ?? []).filter((name) => !rejected.has(joinPath(line.dir, name))).sort();
  const paths = (names: readonly string[]): string[] =>
    keep(names.map((path) => path.slice(path.lastIndexOf('/') + 1)));
  const namesIn = (view: PackageView | undefined): string[] =>
    paths(view?.files.map((file) => file.path) ?? []);
  const foreign = paths(excluded.filter((file) => file.kind === 'package').map((file) => file.path));

  const differences: string[] = [];
  const compare = (what: string, ours: readonly string[], theirs: readonly string[]): void => {
    if (ours.join() === theirs.join()) return;
    const extra = ours.filter((name) => !theirs.includes(name));
    const missing = theirs.filter((name) => !ours.includes(name));
    differences.push(`${what}: we add [${extra.join(' ')}] and lack [${missing.join(' ')}]`);
  };
  if (line.mixed === true) {
    const everything = [...namesIn(own), ...namesIn(external), ...foreign].sort();
    // Go ignores a file of package documentation, which we count to the foreign ones.
    const theirs = [...keep(line.files), ...keep(line.externalTests)];
    compare('files', everything, [...theirs, ...foreign.filter((name) => !theirs.includes(name))].sort());
    return differences;
  }
  compare('files', namesIn(own), keep(line.files));
  compare('external tests', namesIn(external), keep(line.externalTests));
  if (some === undefined) return differences;
  const cgo =
    own?.files.filter((file) => !file.isTest && file.imports.some((spec) => spec.path === 'C')) ?? [];
  compare('cgo files', paths(cgo.map((file) => file.path)), keep(line.cgo));
  if (own !== undefined) {
    compare('other files', paths(own.otherFiles), keep(line.other));
  }
  const ignored = paths(excluded.map((file) => file.path));
  compare('ignored', ignored, keep([...(line.ignored ?? []), ...(line.ignoredOther ?? [])]));
  if (own !== undefined && own.name !== line.name) differences.push(`package ${own.name}, not ${line.name}`);
  return differences;
}

export type FileComparison =
  | { readonly kind: 'compared'; readonly differences: readonly string[] }
  /** Code that is wrong on purpose, and that our parser finds wrong. */
  | { readonly kind: 'broken' };

/** What we find in one file, and how it differs from what go/parser finds. */
export function compareFile(files: SourceFiles, cache: TreeCache, line: FileLine): FileComparison {
  const header = readSourceHead(files, line.file)?.header;
  if (header === undefined) return { kind: 'compared', differences: ['we cannot read it'] };
  const file = new SourceFile(line.file, header, files, cache);
  if (file.tree.rootNode.hasError && isDeliberatelyBroken(file)) {
    file.release();
    return { kind: 'broken' };
  }
  const differences: string[] = [];
  const compare = (what: string, ours: readonly string[], theirs: readonly string[] = []): void => {
    const at = ours.findIndex((item, index) => item !== theirs[index]);
    if (at >= 0 || ours.length !== theirs.length) {
      const index = at >= 0 ? at : ours.length;
      differences.push(`${what}: we have ${ours[index] ?? 'no more'}, Go has ${theirs[index] ?? 'no more'}`);
    }
  };
  const declarations = file.declarations().map(({ kind, receiver = '', name, nameNode }) => {
    return `${kind} ${receiver}.${name} ${nameNode.startPosition.row + 1}`;
  });
  compare('declarations', declarations, line.declarations);
  const imports = file.imports.map((spec) => `${spec.alias ?? ''} ${spec.path}`);
  compare('imports', imports, line.imports);
  compare(
    'import nodes',
    file.imports.map((spec) => spec.node.childForFieldName('path')?.text.slice(1, -1) ?? ''),
    file.imports.map((spec) => spec.path),
  );
  if (file.packageName !== line.package)
    differences.push(`package ${file.packageName}, not ${line.package ?? ''}`);
  differences.push(...unknownShapes(file));
  file.release();
  return { kind: 'compared', differences };
}

/**
 * Lines that go/parser takes and our grammar, that of @vscode/tree-sitter-wasm, does not.
 * Each spoils its own statement alone, so that declarations, imports and all
 * other statements of the file are still to be the same.
 */
const beyondGrammar: readonly RegExp[] = [
  // A type as an argument is known behind a bare `make` and `new` only: `(make)([]int, 0)`.
  /\((?:make|new)\)\(/,
  // A method expression of a type literal: `(*struct{ J }).method`.
  /\(\*struct\{.*\}\)\./,
  // `goto` without its label, which go/parser leaves to the compiler to reject.
  /^\s*goto$/,
];

/** The lines where the grammar finds an error, beside those that are known to be beyond it. */
function unknownShapes(file: SourceFile): string[] {
  const lines = file.text.split('\n');
  const rows = new Set<number>();
  const visit = (node: SyntaxNode): void => {
    if (!node.hasError) return;
    const at = node.startPosition.row;
    if (node.type === 'ERROR' || node.isMissing) rows.add(at);
    else node.children.forEach(visit);
  };
  visit(file.tree.rootNode);
  return [...rows].flatMap((row) => {
    const line = lines[row] ?? '';
    return beyondGrammar.some((shape) => shape.test(line))
      ? []
      : [`our syntax tree has errors: ${row + 1}: ${line.trim()}`];
  });
}

/** The type checker's own tests hold code that go/parser lets pass and the checker must reject, marked as such. */
function isDeliberatelyBroken(file: SourceFile): boolean {
  return /(^|\/)testdata\//.test(file.path) && /\/[/*] ERROR/.test(file.text);
}
