import { namesOf, resolveName } from '../../go/scope';
import { indexIn, partsOf } from '../../go/nodes';
import type { GoFile } from '../../go/packages';
import type { SyntaxNode } from '../../go/syntax';
import type { Place } from '../../go/types';
import type { Typing } from '../../go/typing';
import { abiPackage } from '../../go/typesOfPackages';
import type { AbiPackage } from '../../target/abi';
import { literalValue } from './numbers';

/** A name of `syscall` or `x/sys/unix` in an expression. */
export interface AbiName {
  readonly package: AbiPackage;
  readonly name: string;
}

/** A number in an expression: written there, or a constant's. */
export interface WrittenNumber {
  /** The literal, or the constant's name. */
  readonly node: SyntaxNode;
  readonly value: bigint;
  readonly literal: string;
  /** The constant, where the number is one. */
  readonly constant?: { readonly name: string; readonly file: GoFile };
}

const integerTypes = new Set(
  'int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr byte'.split(' '),
);

/** The name that `unix.SYS_IOCTL` means; undefined for names of other packages. */
export function abiNameOf(node: SyntaxNode, place: Place, typing: Typing): AbiName | undefined {
  if (node.type !== 'selector_expression') return undefined;
  const operand = node.childForFieldName('operand');
  const name = node.childForFieldName('field')?.text;
  if (operand?.type !== 'identifier' || name === undefined) return undefined;
  const binding = resolveName(operand, place, typing);
  const pkg = binding?.kind === 'import' ? abiPackage(binding.import.path) : undefined;
  return pkg && { package: pkg, name };
}

/** The number that an argument is, through parentheses and conversions to integer types. */
export function numberIn(node: SyntaxNode, place: Place, typing: Typing): WrittenNumber | undefined {
  switch (node.type) {
    case 'int_literal': {
      const value = literalValue(node.text);
      return value === undefined ? undefined : { node, value, literal: node.text };
    }
    case 'parenthesized_expression': {
      const [inner] = partsOf(node);
      return inner && numberIn(inner, place, typing);
    }
    case 'call_expression': {
      const args = partsOf(node.childForFieldName('arguments'));
      const [inner] = args;
      const isConversion = integerTypes.has(node.childForFieldName('function')?.text ?? '');
      return isConversion && inner && args.length === 1 ? numberIn(inner, place, typing) : undefined;
    }
    case 'identifier':
      return constantNumber(node, place, typing);
    default:
      return undefined;
  }
}

/** The operands of an OR. */
export function operandsOf(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.type === 'parenthesized_expression') return partsOf(node).flatMap(operandsOf);
  if (node.type !== 'binary_expression' || !node.children.some((token) => token.type === '|')) return [node];
  return [node.childForFieldName('left'), node.childForFieldName('right')].flatMap((side) =>
    side ? operandsOf(side) : [],
  );
}

/** The number that a `const` of the function or package is declared with. */
function constantNumber(node: SyntaxNode, place: Place, typing: Typing): WrittenNumber | undefined {
  const binding = resolveName(node, place, typing);
  const declared =
    binding?.kind === 'local'
      ? { spec: binding.declaredBy, nameNode: binding.nameNode, file: place.file }
      : binding?.kind === 'package'
        ? {
            spec: binding.declaration.node,
            nameNode: binding.declaration.nameNode,
            file: binding.declaration.file,
          }
        : undefined;
  if (declared?.spec.type !== 'const_spec') return undefined;
  const literal = literalOf(declared.spec, declared.nameNode);
  const value = literal && literalValue(literal.text);
  if (!literal || value === undefined) return undefined;
  return { node, value, literal: literal.text, constant: { name: node.text, file: declared.file } };
}

/** The integer literal that a `const_spec` gives one of its names. */
export function literalOf(spec: SyntaxNode, nameNode: SyntaxNode): SyntaxNode | undefined {
  const values = partsOf(spec.childForFieldName('value'));
  const value = values[indexIn(namesOf(spec), nameNode)];
  return value?.type === 'int_literal' ? value : undefined;
}

/** Whether the declaration around a node asks for the architecture: what it does there is its author's decision. */
export function asksForGoarch(node: SyntaxNode): boolean {
  let outermost = node;
  for (let at = node.parent; at && at.type !== 'source_file'; at = at.parent) outermost = at;
  return outermost.text.includes('GOARCH');
}

/**
 * Whether a signal's or an error's number is filed under itself, as in
 * `"17": syscall.Signal(17)` or behind `case 17:`. Who asks for 17 is to get 17;
 * naming the constant there would hand out another number on the target.
 */
export function isFiledUnderItself(node: SyntaxNode, value: bigint): boolean {
  for (let at = node.parent; at && !/^func_literal$|_declaration$/.test(at.type); at = at.parent) {
    const keys =
      at.type === 'keyed_element'
        ? partsOf(at).slice(0, 1)
        : at.type === 'expression_case'
          ? partsOf(at.childForFieldName('value'))
          : [];
    if (keys.some((key) => writtenValue(key) === value)) return true;
  }
  return false;
}

/** The value of a number, or of a string that spells one. */
function writtenValue(node: SyntaxNode): bigint | undefined {
  const text = node.text.trim();
  return literalValue(/^(["`]).*\1$/.test(text) ? text.slice(1, -1) : text);
}
