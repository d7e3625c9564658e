import { findLocal } from '../../go/scope';
import { locationOf } from '../../go/nodes';
import type { GoFile, GoImport } from '../../go/packages';
import type { SyntaxNode } from '../../go/syntax';
import { abiPackage, nameOfImport } from '../../go/typesOfPackages';
import type { AbiPackage } from '../../target/abi';
import type { Fix } from '../../types';
import type { PackageViews, RuleContext } from '../rule';
import type { Meaning } from './families';
import type { WrittenNumber } from './places';

/** What is replaced, and by what. */
export interface Naming {
  readonly node: SyntaxNode;
  readonly file: GoFile;
  readonly number: WrittenNumber;
  readonly meaning: Meaning;
  /** The package to take the names from where it has them. */
  readonly preferred?: AbiPackage;
  /** The types that the constants may have in that place; names without a type always may. */
  readonly types: readonly string[];
}

/**
 * Puts the constant's name in place of the number, where the file imports a
 * package that has it on both sides with the values that are meant.
 */
export function nameFix(naming: Naming, views: PackageViews, context: RuleContext): Fix | undefined {
  const { node, file, meaning } = naming;
  if (!meaning.unique || meaning.target === undefined) return undefined;
  // Where the target's int has 32 bits, a request such as 0x800454ca overflows it.
  if (context.target.bits === 32 && meaning.target > 0x7fffffffn) return undefined;
  const imports = file.imports.filter((one) => abiPackage(one.path) !== undefined);
  const sorted = [...imports].sort(
    (a, b) => Number(b.path === naming.preferred) - Number(a.path === naming.preferred),
  );
  for (const imported of sorted) {
    const name = nameOfImport(imported);
    if (name === undefined || findLocal(name, node) || views.target.lookup(name)) continue;
    if (!has(imported, naming, views, context)) continue;
    const newText = meaning.names.map((constant) => `${name}.${constant}`).join('|');
    return {
      title: context.t('Write {0} instead of {1}', newText, node.text),
      safe: true,
      edits: [{ ...locationOf(file.path, node), newText }],
    };
  }
  return undefined;
}

/** Whether the package has every name on both sides, also where the tree has a copy of it. */
function has(imported: GoImport, naming: Naming, views: PackageViews, context: RuleContext): boolean {
  const { abi, host, target, tree } = context;
  const pkg = abiPackage(imported.path);
  if (!pkg) return false;
  const { names, target: wanted } = naming.meaning;
  let [here, there] = [0n, 0n];
  for (const name of names) {
    const onHost = abi.table(pkg, host.goarch).constant(name);
    const onTarget = abi.table(pkg, target.goarch).constant(name);
    if (!onHost || !onTarget) return false;
    const type = onHost.type?.replace(/^.*\./, '');
    if (type !== undefined && !naming.types.includes(type)) return false;
    here |= BigInt(onHost.value);
    there |= BigInt(onTarget.value);
  }
  if (here !== naming.number.value || there !== wanted) return false;
  const copy = tree?.resolveImport(views.target.dir, imported.path);
  if (tree === undefined || copy === undefined) return true;
  return (['host', 'target'] as const).every((side) =>
    names.every((name) => tree.view(copy, side)?.lookup(name) !== undefined),
  );
}
