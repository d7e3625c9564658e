import { enclosing, locationOf } from '../../go/nodes';
import { findLocal } from '../../go/scope';
import type { SyntaxNode } from '../../go/syntax';
import type { Place } from '../../go/types';
import type { Typing } from '../../go/typing';
import { abiPackage, nameOfImport } from '../../go/typesOfPackages';
import type { Translate } from '../../l10n';
import type { Edit, Fix } from '../../types';
import { pageNumbers, type PageNumber } from './pageNumbers';

const functions = new Set(['function_declaration', 'method_declaration']);
const numeric = /^(?:u?int\d*|uintptr|float\d\d)$/;

/**
 * Asks for the page size in place of all numbers of a function: `start` and
 * `offset - start` have to be reckoned with the same one. Undefined where the
 * function has others, or one cannot be replaced.
 *
 * @param found the numbers of the function that are told about
 */
export function getpagesizeFix(
  found: readonly PageNumber[],
  place: Place,
  typing: Typing,
  t: Translate,
): Fix | undefined {
  const [first] = found;
  const owner = first && enclosing(first.node, functions);
  const name = first && nameToAsk(first.node, place);
  if (!owner || name === undefined) return undefined;
  const all = pageNumbers(owner, place, typing).filter(
    ({ operator }) => operator !== '+' && operator !== '-',
  );
  const isFound = ({ node }: PageNumber): boolean =>
    found.some((one) => one.node.startIndex === node.startIndex);
  if (!all.every(isFound)) return undefined;
  const call = `${name}.Getpagesize()`;
  const edits: Edit[] = [];
  for (const number of found) {
    const own = editsOf(number, call, place, typing);
    if (!own) return undefined;
    edits.push(...own);
  }
  return { title: t('Ask {0} for the page size', call), safe: true, edits };
}

/** The package of the file's imports that knows the page size. */
function nameToAsk(node: SyntaxNode, { file, view }: Place): string | undefined {
  const imported =
    file.imports.find((one) => one.path === 'os') ?? file.imports.find((one) => abiPackage(one.path));
  const name = imported && nameOfImport(imported);
  return name === undefined || findLocal(name, node) || view.lookup(name) ? undefined : name;
}

/**
 * The number in the type of the other operand; a shift becomes a
 * multiplication or division. Undefined where that type is not known, and for
 * shifts to the right of what may be negative, which round otherwise.
 */
function editsOf(
  number: PageNumber,
  call: string,
  place: Place,
  typing: Typing,
): readonly Edit[] | undefined {
  const { node, is, other, operator } = number;
  const type = typing.typeOf(other, place);
  if (type.kind !== 'basic' || !numeric.test(type.name)) return undefined;
  // A conversion around the number gives it the type already.
  const isConverted = numeric.test(conversionAround(node) ?? '');
  const size = type.name === 'int' || isConverted ? call : `${type.name}(${call})`;
  const at = locationOf(place.file.path, node);
  switch (is) {
    case 'size':
      return [{ ...at, newText: size }];
    case 'mask': {
      const isAlone = isConverted || node.parent?.type === 'parenthesized_expression';
      return [{ ...at, newText: isAlone ? `${size} - 1` : `(${size} - 1)` }];
    }
    case 'shift': {
      const token = node.parent?.childForFieldName('operator');
      if (!token || isConverted || (operator === '>>' && !type.name.startsWith('u'))) return undefined;
      const sign = { ...locationOf(place.file.path, token), newText: operator === '>>' ? '/' : '*' };
      return [sign, { ...at, newText: size }];
    }
  }
}

/** The type of the conversion that a node is the operand of. */
function conversionAround({ parent }: SyntaxNode): string | undefined {
  return parent?.type === 'argument_list' ? parent.parent?.childForFieldName('function')?.text : undefined;
}
