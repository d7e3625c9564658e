import { collectFacts } from '../go/collectFacts';
import { declarationsOf } from '../go/declarations';
import type { GoFile, GoTree, PackageView } from '../go/packages';
import { baseName, parentOf } from '../go/paths';
import { abiPackage, abiPackages } from '../go/typesOfPackages';
import { anyOf, holds, type PackageViews, type Rule, type RuleContext } from '../rules/rule';
import type { Finding } from '../types';

/** Whether a path relative to a root, of a file or of a folder with a `/` behind it, lies in a `vendor` folder, whose code is somebody else's. */
export function isVendored(path: string): boolean {
  const dir = parentOf(path);
  if (lastAsked.dir !== dir) {
    lastAsked = { dir, isVendored: dir === 'vendor' || `/${dir}/`.includes('/vendor/') };
  }
  return lastAsked.isVendored;
}

/** Files are asked about folder by folder, and several times each. */
let lastAsked = { dir: '', isVendored: false };

/** The two views of a folder's package, and of its external tests where it has any. */
function viewsOf(tree: GoTree, dir: string): readonly PackageViews[] {
  return [false, true].flatMap((externalTests) => {
    const host = tree.view(dir, 'host', externalTests);
    const target = tree.view(dir, 'target', externalTests);
    return host && target ? [{ host, target }] : [];
  });
}

/**
 * What the rules find in the packages of one folder. Frees what it parsed
 * beyond the tree's bound, so nodes got before this call are no longer valid.
 *
 * @param only Path of the one file whose findings are wanted; those of others may be missing then.
 */
export function scanPackage(
  dir: string,
  tree: GoTree,
  rules: readonly Rule[],
  context: RuleContext,
  only?: string,
): readonly Finding[] {
  const findings = viewsOf(tree, dir).flatMap((views) => {
    if (only !== undefined && !views.target.files.some((file) => file.path === only)) return [];
    const { abi, files, host, target } = context;
    const facts = collectFacts(views, tree, abi, host, target, files, only);
    return rules.flatMap((rule) => [
      ...facts.flatMap((fact) => rule.fromFact?.(fact, context) ?? []),
      ...(rule.fromPackage?.(views, tree, context, only) ?? []),
    ]);
  });
  tree.trim();
  return findings;
}

/**
 * Whether a rule looks at a file that is not Go, by its path and by its text,
 * which may be its bytes read as Latin-1: needles are ASCII.
 */
function looksAt(rule: Rule, path: string, text: string): boolean {
  if (rule.wantsFile?.(path) !== true) return false;
  const { fileNeedles } = rule;
  if (!fileNeedles || rule.wholeFile?.test(text) === true) return true;
  return anyOf(fileNeedles).test(text) && fileNeedles.some((needle) => holds(text, needle));
}

/** What the rules find in one file that is not Go. */
export function scanTextFile(
  path: string,
  text: string,
  rules: readonly Rule[],
  context: RuleContext,
): readonly Finding[] {
  return rules.flatMap((rule) =>
    looksAt(rule, path, text) ? (rule.fromFile?.({ path, text }, context) ?? []) : [],
  );
}

/** What the rules find in one file that may hold no text. */
export function scanBinaryFile(
  path: string,
  rules: readonly Rule[],
  context: RuleContext,
): readonly Finding[] {
  return rules.flatMap((rule) =>
    rule.wantsBinary?.(path) === true ? (rule.fromBinary?.(path, context) ?? []) : [],
  );
}

/** What is known of a tree's Go files before the tree is asked; paths are the tree's. */
export interface ReadBefore {
  /** Files that hold a name worth parsing for. */
  readonly candidates: readonly string[];
  /** What the files of a folder import that the target may build; undefined where not all of them were read. */
  importsOf?(dir: string): Iterable<string> | undefined;
}

/**
 * The folders to look at closely: those that hold a candidate file, those of
 * which host and target build different files, and those that import a
 * package which exports less on the target. What `syscall` and `x/sys/unix`
 * lack the ABI tables know, and candidates hold.
 *
 * @param isWanted Whether the findings of a folder are wanted at all.
 * @param checkCancelled Called between folders; what it throws ends the search.
 */
export function packagesToScan(
  tree: GoTree,
  read: ReadBefore,
  isWanted: (dir: string) => boolean,
  checkCancelled: () => void,
): readonly string[] {
  const chosen = new Set(read.candidates.map(parentOf));
  const lessExported = new Set<string>();
  const dirs = tree.packageDirs();
  const imported = importedByAny(dirs.filter(isWanted), read);
  for (const dir of dirs) {
    checkCancelled();
    if ((!isWanted(dir) && !imported(dir)) || !tree.mayDiffer(dir)) continue;
    const host = tree.view(dir, 'host');
    const target = tree.view(dir, 'target');
    if (!host || sameFiles(host, target)) continue;
    chosen.add(dir);
    if (!isAbiPackage(dir) && exportsLess(host, target)) lessExported.add(dir);
    tree.trim();
  }
  if (lessExported.size > 0) {
    const leadsThere = importsOfAny(tree, lessExported);
    for (const dir of dirs) {
      if (chosen.has(dir) || !isWanted(dir)) continue;
      if (importsOne(tree, dir, read.importsOf?.(dir), (path) => leadsThere(dir, path))) chosen.add(dir);
    }
  }
  return [...chosen].filter(isWanted).sort();
}

/**
 * Makes the question whether an import in a file of a folder means one of some
 * folders. Resolving imports is dear, and most of them end in another name.
 */
function importsOfAny(
  tree: GoTree,
  dirs: ReadonlySet<string>,
): (fromDir: string, importPath: string) => boolean {
  const names = new Set([...dirs].map(baseName));
  const anyName = [...dirs].some((dir) => tree.isModuleRoot(dir));
  return (fromDir, importPath) => {
    if (!anyName && !names.has(baseName(importPath)) && !importPath.startsWith('.')) return false;
    if (abiPackage(importPath)) return false;
    const resolved = tree.resolveImport(fromDir, importPath);
    return resolved !== undefined && dirs.has(resolved);
  };
}

/**
 * Makes the question whether some folder may import a vendored one, from what
 * their files were seen to import. Nobody else's imports are read for it.
 */
function importedByAny(dirs: readonly string[], read: ReadBefore): (dir: string) => boolean {
  const seen = dirs.map((dir) => read.importsOf?.(dir));
  if (seen.includes(undefined)) return () => true;
  const paths = new Set(seen.flatMap((imports) => [...(imports ?? [])]));
  return (dir) => {
    const vendor = `/${dir}`.lastIndexOf('/vendor/');
    return vendor < 0 || paths.has(dir.slice(vendor + '/vendor/'.length - 1));
  };
}

function isAbiPackage(dir: string): boolean {
  return abiPackages.some((path) => dir.endsWith(`vendor/${path}`));
}

function sameFiles(host: PackageView, target: PackageView | undefined): boolean {
  const paths = (view: PackageView): string =>
    [...view.files.map((file) => file.path), ...view.otherFiles].join('\n');
  return target !== undefined && paths(host) === paths(target);
}

/**
 * Whether the host's view declares an exported name, or a method, that the
 * target's view does not. A name cannot be declared both in a file that all
 * builds include and in one that only some do, so the common files say nothing.
 */
function exportsLess(host: PackageView, target: PackageView | undefined): boolean {
  const targetFiles = target?.files ?? [];
  const names = (files: readonly GoFile[], others: readonly GoFile[]): Set<string> =>
    new Set(
      files
        .filter((file) => !others.includes(file))
        .flatMap(declarationsOf)
        .filter(({ name }) => /^\p{Lu}/u.test(name))
        .map(({ name, receiver }) => `${receiver ?? ''}.${name}`),
    );
  const onTarget = names(targetFiles, host.files);
  return [...names(host.files, targetFiles)].some((name) => !onTarget.has(name));
}

/** Whether the target builds a file of a folder with an import that is wanted. */
function importsOne(
  tree: GoTree,
  dir: string,
  known: Iterable<string> | undefined,
  isWanted: (path: string) => boolean,
): boolean {
  if (known !== undefined && ![...known].some(isWanted)) return false;
  return [false, true].some((externalTests) =>
    tree
      .view(dir, 'target', externalTests)
      ?.files.some((file) => file.imports.some((spec) => isWanted(spec.path))),
  );
}
