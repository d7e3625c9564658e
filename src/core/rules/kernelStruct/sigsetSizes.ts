import { resolveName } from '../../go/scope';
import { importedView } from '../../go/typesOfPackages';
import type { GoFile, PackageView } from '../../go/packages';
import type { SyntaxNode } from '../../go/syntax';
import type { Place } from '../../go/types';
import type { Typing } from '../../go/typing';
import { literalOf, numberIn } from '../hardCodedNumber';
import { rawCallOf, withoutConversions } from '../rawCalls';
import { sigsetArguments } from './takers';

/** The size of a set of signals that a raw call is told. */
export interface SigsetSize {
  /** The number, or the constant's name. */
  readonly node: SyntaxNode;
  readonly file: GoFile;
  readonly call: string;
  readonly bytes: bigint;
}

/** Sizes of sets of signals, written as numbers or as constants, in a file's raw calls. */
export function sigsetSizes(file: GoFile, view: PackageView, typing: Typing): readonly SigsetSize[] {
  const place = { view, file };
  return file.tree.rootNode.descendantsOfType('call_expression').flatMap((call): SigsetSize[] => {
    const raw = rawCallOf(call);
    const where = raw && Object.hasOwn(sigsetArguments, raw.name) ? sigsetArguments[raw.name] : undefined;
    const node = where && raw?.args[where.size];
    if (!raw || !node) return [];
    const hasSet = where.always || where.set.some((index) => !isZero(raw.args[index]));
    const bytes = hasSet ? constantIn(node, place, typing) : undefined;
    return bytes === undefined ? [] : [{ node, file, call: raw.name, bytes }];
  });
}

function isZero(node: SyntaxNode | undefined): boolean {
  return node === undefined || /^(?:0|nil)$/.test(withoutConversions(node).text);
}

/** A number, a constant of the package, or one of another package of the tree. */
function constantIn(node: SyntaxNode, place: Place, typing: Typing): bigint | undefined {
  const plain = withoutConversions(node);
  const written = numberIn(plain, place, typing);
  if (written || plain.type !== 'selector_expression') return written?.value;
  const operand = plain.childForFieldName('operand');
  const binding = operand?.type === 'identifier' ? resolveName(operand, place, typing) : undefined;
  const view = binding?.kind === 'import' ? importedView(binding.import, place, typing) : undefined;
  const declaration = view?.lookup(plain.childForFieldName('field')?.text ?? '');
  if (declaration?.node.type !== 'const_spec') return undefined;
  const literal = literalOf(declaration.node, declaration.nameNode);
  return literal && /^\d+$/.test(literal.text) ? BigInt(literal.text) : undefined;
}
