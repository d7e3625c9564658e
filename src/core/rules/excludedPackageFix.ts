import { createBuildContext } from '../go/buildContext';
import { matchFile } from '../go/buildConstraints';
import type { ExcludedPackageFact } from '../go/facts';
import { baseName, parentOf } from '../go/paths';
import type { Fix } from '../types';
import { applyLineEdits, widenConstraints } from './constraintLines';
import { translateNumbers } from './kernelNumbers';
import type { RuleContext } from './rule';
import { tryFix } from './tryFix';

/**
 * Lets the target's build include every file of a package that the host's
 * does, where their constraints alone leave it out and nothing in them is of
 * the host: the package as it would be is looked at first.
 */
export function excludedPackageFixes(
  { declaredIn }: ExcludedPackageFact,
  context: RuleContext,
): readonly Fix[] {
  const { files, host, target, abi, t } = context;
  const [first] = declaredIn;
  if (first === undefined || declaredIn.some((path) => /(^|\/)vendor\//.test(path))) return [];
  const dir = parentOf(first);
  const forTarget = createBuildContext({ goarch: target.goarch });
  const changes = declaredIn.map((path) => {
    const text = files.readText(path);
    const edits = text === undefined ? undefined : widenConstraints(path, text, target.goarch);
    if (text === undefined || !edits) return undefined;
    const numbers = translateNumbers(text, host.goarch, target.goarch, abi);
    const changed = applyLineEdits(text, edits);
    const isOpen = matchFile(baseName(path), changed, forTarget).included;
    return isOpen && numbers.text === text
      ? { path, text: changed, edits, doubtful: numbers.doubtful.length > 0 || usesMemory(text) }
      : undefined;
  });
  const known = changes.filter((change) => change !== undefined);
  if (known.length < changes.length || known.some(({ path }) => parentOf(path) !== dir)) return [];
  const trial = tryFix(dir, known, context, () => ({ host: true, target: true }));
  if (!trial?.viewsHold || trial.redeclared.length > 0 || trial.facts.length > 0) return [];
  const title = t('Build {0} for {1} too', known.map(({ path }) => baseName(path)).join(', '), target.goarch);
  const safe = known.every(({ doubtful }) => !doubtful);
  return [{ title, safe, edits: known.flatMap(({ edits }) => edits) }];
}

/** Layouts and C of the host are not seen in its names. */
function usesMemory(text: string): boolean {
  return /"(?:unsafe|C)"/.test(text);
}
