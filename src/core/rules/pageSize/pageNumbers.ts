import { indexIn, partsOf } from '../../go/nodes';
import type { SyntaxNode } from '../../go/syntax';
import type { Place } from '../../go/types';
import type { Typing } from '../../go/typing';
import { numberIn } from '../hardCodedNumber';

/** A number that says how big a page is on the host. */
export interface PageNumber {
  /** The literal, or a constant's name. */
  readonly node: SyntaxNode;
  /** The bytes of a page, one less as a mask, or how far to shift. */
  readonly is: 'size' | 'mask' | 'shift';
  /** The operator that the number, or the constant expression around it, is an operand of. */
  readonly operator: string;
  /** The other operand. */
  readonly other: SyntaxNode;
}

/** What page sizes a GOARCH's kernels are built with beside 4096; empty where there is no other. */
const otherSizes: Readonly<Partial<Record<string, string>>> = {
  // PAGE_SIZE_16KB in arch/mips/Kconfig, and arch/mips/configs/loongson3_defconfig.
  mips64le: '16384',
  mips64: '16384',
  mipsle: '16384',
  mips: '16384',
  // arch/loongarch/configs/loongson3_defconfig (loongson64_defconfig).
  loong64: '16384',
  // ARM64_16K_PAGES and ARM64_64K_PAGES in arch/arm64/Kconfig.
  arm64: '16384',
  // PPC_64K_PAGES in arch/powerpc/Kconfig.
  ppc64le: '65536',
};

/** The page size that kernels of a GOARCH have where it is not 4096; undefined where it always is. */
export function otherPageSize(goarch: string): string | undefined {
  return otherSizes[goarch];
}

const arithmetic = new Set(['*', '/', '%', '&', '&^', '<<', '>>', '+', '-', '|']);

/**
 * The numbers of an expression that are a page's size by their value, each
 * with what it is reckoned with. A number that stands alone says nothing.
 */
export function pageNumbers(node: SyntaxNode, place: Place, typing: Typing): readonly PageNumber[] {
  return node.descendantsOfType(['int_literal', 'identifier']).flatMap((at): PageNumber[] => {
    if (at.type === 'identifier' && !/page|4k/i.test(at.text)) return [];
    const value = numberIn(at, place, typing)?.value;
    const is = value === 4096n ? 'size' : value === 4095n ? 'mask' : value === 12n ? 'shift' : undefined;
    const operand = is && operandOf(at);
    const { parent } = operand ?? at;
    if (!is || !operand || parent?.type !== 'binary_expression') return [];
    const operator = parent.childForFieldName('operator')?.type ?? '';
    const [left, right] = [parent.childForFieldName('left'), parent.childForFieldName('right')];
    if (!left || !right || !arithmetic.has(operator)) return [];
    const isRight = right.startIndex === operand.startIndex;
    const isShift = operator === '<<' || operator === '>>';
    if (isShift !== (is === 'shift') || (isShift && !isRight)) return [];
    return [{ node: at, is, operator, other: isRight ? left : right }];
  });
}

/** The widest constant expression around a number: `^(4096 - 1)` for the 4096 in it. */
function operandOf(node: SyntaxNode): SyntaxNode {
  let at = node;
  for (let { parent } = at; parent; { parent } = at) {
    const isConversion =
      parent.type === 'argument_list' &&
      /^u?int\d*$|^uintptr$|^off_t$/.test(parent.parent?.childForFieldName('function')?.text ?? '');
    if (isConversion && parent.parent && partsOf(parent).length === 1) {
      at = parent.parent;
      continue;
    }
    const isAround = parent.type === 'parenthesized_expression' || parent.type === 'unary_expression';
    const isMinusOne =
      parent.type === 'binary_expression' &&
      indexIn(parent.namedChildren, at) >= 0 &&
      parent.childForFieldName('operator')?.type === '-' &&
      parent.childForFieldName('right')?.text === '1';
    if (!isAround && !isMinusOne) break;
    at = parent;
  }
  return at;
}
