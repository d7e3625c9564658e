import { partsOf } from '../../go/nodes';
import type { SyntaxNode } from '../../go/syntax';
import { stringOf, type Sight } from '../architectureTable/names';
import { edit, ownNames } from './switches';
import { orderOfText, otherOrder } from './words';
import type { WrongOrder } from './wrong';

/** An entry of a map, or a struct literal, that names the target and the other byte order. */
export function wrongInLiteral(node: SyntaxNode, sight: Sight): WrongOrder | undefined {
  const { target } = sight.context;
  if (!ownNames(target).some((name) => node.text.includes(name))) return undefined;
  const names = node.type === 'keyed_element' ? [node.childForFieldName('key')] : valuesOf(node);
  const isOwn = names.some((one) => one && ownNames(target).includes(stringOf(one, sight) ?? ''));
  const said = node.type === 'keyed_element' ? (node.childForFieldName('value') ?? node) : node;
  if (!isOwn || orderOfText(said.text) !== otherOrder(target.endian)) return undefined;
  // The element around a struct literal is looked at itself.
  const words = said.descendantsOfType(['identifier', 'field_identifier', 'interpreted_string_literal']);
  const word = words.find((one) => orderOfText(one.text) === otherOrder(target.endian));
  const right = word && opposite(word.text);
  return {
    at: word ?? said,
    how: { kind: 'named' },
    isGoarch: false,
    ...(word &&
      right !== undefined && {
        fix: {
          title: sight.context.t('Write {0}', right),
          edits: [edit(word.startIndex, word.endIndex, right, sight)],
        },
      }),
  };
}

function valuesOf(body: SyntaxNode): readonly (SyntaxNode | null)[] {
  return partsOf(body).map((part) =>
    part.type === 'keyed_element' ? part.childForFieldName('value') : part,
  );
}

/** The name of the other order, for those whose opposite is sure to exist. */
function opposite(word: string): string | undefined {
  const pairs = [
    ['BigEndian', 'LittleEndian'],
    ['ELFDATA2MSB', 'ELFDATA2LSB'],
    ['"bpfeb"', '"bpfel"'],
    ['"big"', '"little"'],
  ] as const;
  for (const [one, other] of pairs) {
    if (word === one) return other;
    if (word === other) return one;
  }
  return undefined;
}
