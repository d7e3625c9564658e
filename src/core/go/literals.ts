import type { UseContext } from './facts';
import { indexIn, partsOf } from './nodes';
import type { SyntaxNode } from './syntax';
import { unknown, type GoType, type Place } from './types';
import type { Typing } from './typing';

/** The place of a value in a composite literal, and the type it must fit there. */
export interface LiteralPart {
  readonly context: UseContext & ('field' | 'element');
  /** The key before the value, or the type of the literal. */
  readonly taker?: SyntaxNode;
  readonly type: (sight: { readonly typing: Typing; readonly place: Place }) => GoType;
}

/** What the composite literal around a `literal_element` asks of it. */
export function literalPart(element: SyntaxNode): LiteralPart | undefined {
  const { parent } = element;
  if (!parent) return undefined;
  const keyed = parent.type === 'keyed_element';
  const value = keyed ? parent.parent : parent;
  if (value?.type !== 'literal_value') return undefined;
  const key = keyed ? parent.childForFieldName('key') : null;
  const isKey = key !== null && key.startIndex === element.startIndex;
  const index = indexIn(partsOf(value), element);
  const name = key?.text ?? '';
  const taker = isKey ? null : (key ?? value.parent?.childForFieldName('type'));
  return {
    ...(taker && { taker }),
    context: isElement(value) ? 'element' : 'field',
    type: ({ typing, place }) => {
      const type = typing.underlying(typeOfLiteral(value, place, typing));
      if (type.kind === 'map') return isKey ? type.key : type.value;
      if (isKey) return unknown;
      if (type.kind === 'slice' || type.kind === 'array') return type.elem;
      if (type.kind !== 'struct') return unknown;
      const field = keyed ? type.fields.find((one) => one.name === name) : type.fields[index];
      return field?.type() ?? unknown;
    },
  };
}

/** Whether the literal is written as one of a slice, array or map. */
function isElement(value: SyntaxNode): boolean {
  const type = value.parent?.type === 'composite_literal' ? value.parent.childForFieldName('type')?.type : '';
  return type !== undefined && /^(slice|array|implicit_length_array|map)_type$/.test(type);
}

/** The type of the composite literal whose braces `value` is, written or taken from the literal around it. */
export function typeOfLiteral(value: SyntaxNode, place: Place, typing: Typing): GoType {
  const { parent } = value;
  if (parent?.type === 'composite_literal') return typing.typeOf(parent, place);
  if (parent?.type !== 'literal_element') return unknown;
  const type = literalPart(parent)?.type({ typing, place }) ?? unknown;
  return type.kind === 'pointer' ? type.elem : type;
}
