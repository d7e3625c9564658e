import { collectFacts } from '../go/collectFacts';
import { declarationsOf } from '../go/declarations';
import type { GoFile, GoTree, PackageView } from '../go/packages';
import { holds, type PackageViews, type Rule, type RuleContext } from '../rules/rule';
import type { Finding } from '../types';

/** Whether a path relative to a root lies in a `vendor` folder, whose code is somebody else's. */
export function isVendored(path: string): boolean {
  return path.startsWith('vendor/') || path.includes('/vendor/');
}

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
  return rule.wantsFile?.(path) === true && (rule.fileNeedles?.some((needle) => holds(text, needle)) ?? true);
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

/**
 * The folders to look at closely: those that hold a candidate file, those of
 * which host and target build different files, and those that import a
 * package which exports less on the target.
 *
 * @param candidates Go files that hold a name worth parsing for, relative to the root.
 * @param checkCancelled Called between folders; what it throws ends the search.
 */
export function packagesToScan(
  tree: GoTree,
  candidates: readonly string[],
  checkCancelled: () => void,
): readonly string[] {
  const chosen = new Set(candidates.map(folderOf));
  const lessExported = new Set<string>();
  const dirs = tree.packageDirs();
  for (const dir of dirs) {
    checkCancelled();
    const host = tree.view(dir, 'host');
    const target = tree.view(dir, 'target');
    if (!host || sameFiles(host, target)) continue;
    chosen.add(dir);
    if (exportsLess(host, target)) lessExported.add(dir);
    tree.trim();
  }
  if (lessExported.size > 0) {
    for (const dir of dirs) {
      if (!chosen.has(dir) && importsAny(tree, dir, lessExported)) chosen.add(dir);
    }
  }
  return [...chosen].sort();
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
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

function importsAny(tree: GoTree, dir: string, packages: ReadonlySet<string>): boolean {
  return [false, true].some((externalTests) =>
    tree.view(dir, 'target', externalTests)?.files.some((file) =>
      file.imports.some((spec) => {
        const resolved = tree.resolveImport(dir, spec.path);
        return resolved !== undefined && packages.has(resolved);
      }),
    ),
  );
}
