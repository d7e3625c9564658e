import { collectFacts } from '../go/collectFacts';
import type { Fact } from '../go/facts';
import type { Declaration, GoTree, PackageView, Side } from '../go/packages';
import { overlayFiles } from '../overlayFiles';
import type { RuleContext } from './rule';

/** A file as a fix would leave it. */
export interface ChangedFile {
  readonly path: string;
  readonly text: string;
}

/** What a package would look like after a fix. */
export interface Trial {
  /** The facts that would be left in the package, its tests included. */
  readonly facts: readonly Fact[];
  /** Whether both builds would include the changed files they should. */
  readonly viewsHold: boolean;
  /** Names and methods (`Type.name`) that the target's build declares. */
  readonly declared: ReadonlySet<string>;
  /** Names that a changed file would declare a second time on the target. */
  readonly redeclared: readonly string[];
}

/**
 * Shows the tree the changed files, looks at the package of a folder again,
 * and takes the changes back. Undefined where the context has no tree.
 *
 * @param builtBy which builds should include a changed file
 */
export function tryFix(
  dir: string,
  changed: readonly ChangedFile[],
  context: RuleContext,
  builtBy: (path: string) => Readonly<Record<Side, boolean>>,
): Trial | undefined {
  const { tree } = context;
  if (!tree) return undefined;
  const files = overlayFiles(context.files);
  for (const { path, text } of changed) {
    tree.invalidate(path, text);
    files.setText(path, text);
  }
  try {
    const host = tree.view(dir, 'host');
    const target = tree.view(dir, 'target');
    if (!host || !target) return undefined;
    const has = (view: PackageView, path: string): boolean =>
      view.files.some((file) => file.path === path) || view.otherFiles.includes(path);
    return {
      facts: factsOf(dir, tree, { ...context, files }),
      viewsHold: changed.every(
        ({ path }) => has(target, path) === builtBy(path).target && has(host, path) === builtBy(path).host,
      ),
      declared: new Set(target.declarations().map(keyOf)),
      redeclared: changed.flatMap(({ path }) => redeclared(target, path)),
    };
  } finally {
    for (const { path } of changed) tree.invalidate(path);
  }
}

function factsOf(dir: string, tree: GoTree, { abi, host, target, files }: RuleContext): readonly Fact[] {
  return [false, true].flatMap((externalTests) => {
    const here = tree.view(dir, 'host', externalTests);
    const there = tree.view(dir, 'target', externalTests);
    return here && there ? collectFacts({ host: here, target: there }, tree, abi, host, target, files) : [];
  });
}

function redeclared(view: PackageView, path: string): readonly string[] {
  const keys = (inFile: boolean): readonly string[] =>
    view
      .declarations()
      .filter(({ file, name }) => (file.path === path) === inFile && name !== '_' && name !== 'init')
      .map(keyOf);
  const others = new Set(keys(false));
  return keys(true).filter((key) => others.has(key));
}

function keyOf({ receiver, name }: Declaration): string {
  return receiver === undefined ? name : `${receiver}.${name}`;
}

/** Where a fact is. */
export function fileOfFact(fact: Fact): string {
  return fact.kind === 'width' ? fact.origin.file : fact.at.file;
}
