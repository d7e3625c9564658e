import type { Fact } from '../../../src/core/go/facts';
import { parentOf } from '../../../src/core/go/paths';
import { findLocal } from '../../../src/core/go/scope';
import type { SyntaxNode } from '../../../src/core/go/syntax';
import type { GoFile } from '../../../src/core/go/packages';
import type { Location } from '../../../src/core/types';
import type { OpenTree } from '../../../src/node/openTree';
import type { CompilerError, Unit } from './compiler';

/** Judge and compiler on one package. */
export interface Verdict {
  readonly unit: Unit;
  /** What the compiler says of the target alone. */
  readonly errors: readonly CompilerError[];
  /** Errors of the compiler on lines of which the judge says nothing. */
  readonly onlyCompiler: readonly CompilerError[];
  /** Lines of the judge's facts of which the compiler says nothing. */
  readonly onlyJudge: readonly Location[];
  /** Errors that are further uses of a variable that took a fact's value: the judge names the place where it enters. */
  readonly furtherUses: number;
}

/**
 * Compares what the compiler rejects for the target alone with the judge's
 * facts, line by line, for each package that the compiler reached.
 *
 * @param onHost the same packages compiled for the host; those without errors on the target may be missing
 * @param facts relative to the same root as the units
 */
export function compareWithCompiler(
  onTarget: readonly Unit[],
  onHost: readonly Unit[],
  facts: readonly Fact[],
  tree: OpenTree,
): readonly Verdict[] {
  const hostUnits = new Map(onHost.map((unit) => [unit.name, unit]));
  return onTarget
    .filter(({ reached }) => reached)
    .map((unit) => {
      const hostErrors = hostUnits.get(unit.name)?.errors ?? [];
      const known = new Set(hostErrors.map(keyOf));
      const errors = unit.errors.filter((error) => !known.has(keyOf(error)));
      const files = new Set(unit.files);
      const mine = facts.filter((fact) => files.has(placesOf(fact)[0]?.file ?? ''));
      const judgedLines = new Set(mine.flatMap(placesOf).map(lineKey));
      const errorLines = new Set(errors.map(lineKey));
      const unknown = errors.filter((error) => !judgedLines.has(lineKey(error)));
      const further = unknown.filter((error) => usesValueOf(error, mine, tree));
      return {
        unit,
        errors,
        onlyCompiler: unknown.filter((error) => !further.includes(error)),
        onlyJudge: mine
          .filter((fact) => !placesOf(fact).some((place) => errorLines.has(lineKey(place))))
          .flatMap((fact) => placesOf(fact).slice(0, 1)),
        furtherUses: further.length,
      };
    });
}

/** Where a fact is, and where it says that the compiler complains. */
function placesOf(fact: Fact): readonly Location[] {
  return fact.kind === 'width' ? [fact.origin, fact.use] : [fact.at];
}

function lineKey({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${file}:${line}`;
}

function keyOf({ file, line, message }: CompilerError): string {
  return `${file}:${line} ${message}`;
}

/** Whether a variable on the error's line took, through other variables perhaps, the value of a fact that flows. */
function usesValueOf(error: CompilerError, facts: readonly Fact[], tree: OpenTree): boolean {
  const file = fileOf(tree.prefix + error.file, tree);
  const origins = facts.flatMap((fact) =>
    fact.kind === 'width' && fact.origin.file === error.file ? [fact.origin] : [],
  );
  if (!file || origins.length === 0) return false;
  const row = error.line - 1;
  const names = file.tree.rootNode
    .descendantsOfType('identifier')
    .filter((node) => node.startPosition.row === row);
  return names.some((name) => origins.some((origin) => takes(name, origin, 0)));
}

/** How many variables are followed back from a use. */
const maxFlow = 8;

function takes(name: SyntaxNode, origin: Location, depth: number): boolean {
  const binding = depth < maxFlow ? findLocal(name.text, name) : undefined;
  const value =
    binding?.declaredBy.type === 'short_var_declaration'
      ? binding.declaredBy.childForFieldName('right')
      : binding?.declaredBy.type === 'var_spec'
        ? binding.declaredBy.childForFieldName('value')
        : null;
  if (!value) return false;
  const { startPosition: start, endPosition: end } = value;
  const isInside =
    (start.row + 1 < origin.line || (start.row + 1 === origin.line && start.column < origin.column)) &&
    (end.row + 1 > origin.line || (end.row + 1 === origin.line && end.column + 1 >= origin.endColumn));
  return isInside || value.descendantsOfType('identifier').some((one) => takes(one, origin, depth + 1));
}

function fileOf(path: string, tree: OpenTree): GoFile | undefined {
  const dir = parentOf(path);
  return [false, true]
    .flatMap((external) => tree.go.view(dir, 'target', external)?.files ?? [])
    .find((file) => file.path === path);
}
