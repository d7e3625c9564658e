import type { GoFile } from '../../go/packages';
import { namesOf } from '../../go/scope';
import type { SyntaxNode } from '../../go/syntax';
import type { Goarch } from '../../target/targets';
import { literalValue } from './numbers';
import { literalOf } from './places';

/** A part of the encoding of ioctl requests that a file declares with the host's number. */
export interface EncodingNumber {
  readonly node: SyntaxNode;
  readonly value: bigint;
  /** `_IOC_SIZEBITS` */
  readonly name: string;
  readonly target: bigint;
}

/**
 * How requests are made: x86, ARM, RISC-V and LoongArch take 14 bits for the
 * size and two for the direction, MIPS and PowerPC 13 and three, so that the
 * directions have other numbers and lie elsewhere.
 *
 * Sources: include/uapi/asm-generic/ioctl.h, arch/mips/include/uapi/asm/ioctl.h,
 * arch/powerpc/include/uapi/asm/ioctl.h.
 */
const parts: Readonly<
  Record<string, { readonly name: string; readonly host: bigint; readonly target: bigint }>
> = {
  iocsizebits: { name: '_IOC_SIZEBITS', host: 14n, target: 13n },
  iocdirbits: { name: '_IOC_DIRBITS', host: 2n, target: 3n },
  iocdirshift: { name: '_IOC_DIRSHIFT', host: 30n, target: 29n },
  iocnone: { name: '_IOC_NONE', host: 0n, target: 1n },
  iocwrite: { name: '_IOC_WRITE', host: 1n, target: 4n },
};

/** What only a file that makes requests declares, with these numbers. */
const telling = /^ioc(?:sizebits|dirbits|dirshift)$/;
const declaration =
  /^[\t ]*(?:const[\t ]+)?_*i_?o_?c_?(?:size_?bits|dir_?bits|dir_?shift)\b[^\n=]*=[\t ]*(?:14|30|2|0x1[eE])\b/im;

/** Texts of which a file that declares such numbers holds one; `encodingPattern` has to agree. */
export const encodingTexts: readonly string[] = ['SIZEBITS', 'SizeBits'];

/** Whether a file's text can declare such numbers; it is asked before the file is parsed. */
export const encodingPattern = declaration;

/** The parts of a file's encoding of ioctl requests that are the host's and not the target's. */
export function encodingNumbers(file: GoFile, host: Goarch, target: Goarch): readonly EncodingNumber[] {
  if (isOther(host) || !isOther(target) || !declaration.test(file.text)) return [];
  // A file that asks for the architecture has the numbers of others near by.
  if (file.text.includes('GOARCH')) return [];
  const found = file.tree.rootNode.descendantsOfType('const_spec').flatMap((spec) =>
    namesOf(spec).flatMap((nameNode) => {
      const folded = nameNode.text.replaceAll('_', '').toLowerCase();
      const part = Object.hasOwn(parts, folded) ? parts[folded] : undefined;
      const node = part && literalOf(spec, nameNode);
      const value = node && literalValue(node.text);
      return part && node && value === part.host
        ? [{ node, value, name: part.name, target: part.target, folded }]
        : [];
    }),
  );
  return found.some(({ folded }) => telling.test(folded)) ? found : [];
}

function isOther(goarch: Goarch): boolean {
  return goarch.startsWith('mips') || goarch === 'ppc64le';
}
