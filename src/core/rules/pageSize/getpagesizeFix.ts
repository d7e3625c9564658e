import { findLocal } from '../../go/scope';
import { locationOf } from '../../go/nodes';
import type { GoFile, PackageView } from '../../go/packages';
import type { SyntaxNode } from '../../go/syntax';
import type { Typing } from '../../go/typing';
import { abiPackage, nameOfImport } from '../../go/typesOfPackages';
import type { Translate } from '../../l10n';
import type { Fix } from '../../types';
import type { PageNumber } from './pageNumbers';

/**
 * Asks for the page size where the number stands, in the type of the other
 * operand; a shift becomes a multiplication or division. Undefined where that
 * type is not known, for shifts to the right of what may be negative, and where
 * the file imports no package that can be asked.
 */
export function getpagesizeFix(
  number: PageNumber,
  file: GoFile,
  view: PackageView,
  typing: Typing,
  t: Translate,
): Fix | undefined {
  const { node, is, other, operator } = number;
  const type = typing.typeOf(other, { view, file });
  if (type.kind !== 'basic' || !numeric.test(type.name)) return undefined;
  const imported =
    file.imports.find((one) => one.path === 'os') ?? file.imports.find((one) => abiPackage(one.path));
  const name = imported && nameOfImport(imported);
  if (name === undefined || findLocal(name, node) || view.lookup(name)) return undefined;
  const call = `${name}.Getpagesize()`;
  // A conversion around the number gives it the type already.
  const isConverted = numeric.test(conversionAround(node) ?? '');
  const size = type.name === 'int' || isConverted ? call : `${type.name}(${call})`;
  const at = locationOf(file.path, node);
  const title = t('Ask {0} for the page size', call);
  switch (is) {
    case 'size':
      return { title, safe: true, edits: [{ ...at, newText: size }] };
    case 'mask': {
      const isAlone = isConverted || node.parent?.type === 'parenthesized_expression';
      return { title, safe: true, edits: [{ ...at, newText: isAlone ? `${size} - 1` : `(${size} - 1)` }] };
    }
    case 'shift': {
      // A converted shift count may be any unsigned type; and a shift rounds negative numbers down.
      const token = node.parent?.childForFieldName('operator');
      if (!token || (operator === '>>' && !/^u/.test(type.name)) || /^float/.test(type.name))
        return undefined;
      const sign = { ...locationOf(file.path, token), newText: operator === '>>' ? '/' : '*' };
      return { title, safe: true, edits: [sign, { ...at, newText: size }] };
    }
  }
}

const numeric = /^(?:u?int\d*|uintptr|float\d\d)$/;

/** The type of the conversion that a node is the operand of. */
function conversionAround({ parent }: SyntaxNode): string | undefined {
  return parent?.type === 'argument_list' ? parent.parent?.childForFieldName('function')?.text : undefined;
}
