import type { GoFile } from '../../go/packages';
import { namesOf } from '../../go/scope';
import type { SyntaxNode } from '../../go/syntax';
import type { Meaning } from './families';
import { literalValue, ownNames, type AbiNumber, type AbiNumbers } from './numbers';
import { literalOf, type WrittenNumber } from './places';

/** A constant that is declared with the host's number of the one it is named after. */
export interface NamedConstant {
  readonly name: string;
  readonly number: WrittenNumber;
  readonly meaning: Meaning;
  readonly abi: AbiNumber;
  /** Whether the name is the constant's own, not one spelled alike. */
  readonly isExact: boolean;
  /** The declared type, or undefined. */
  readonly type: string | undefined;
}

/** Every such constant of a file, of its functions too. */
export function namedConstants(file: GoFile, numbers: AbiNumbers): readonly NamedConstant[] {
  // A file that asks for the architecture has its numbers for others near by.
  if (file.text.includes('runtime.GOARCH')) return [];
  return file.tree.rootNode
    .descendantsOfType('const_spec')
    .flatMap((spec) => namesOf(spec).flatMap((name) => constantOf(spec, name, numbers) ?? []));
}

function constantOf(spec: SyntaxNode, nameNode: SyntaxNode, numbers: AbiNumbers): NamedConstant | undefined {
  const node = literalOf(spec, nameNode);
  const value = node && literalValue(node.text);
  const abi = value === undefined ? undefined : numberNamed(nameNode.text, value, numbers);
  if (!node || value === undefined || !abi) return undefined;
  return {
    name: nameNode.text,
    number: { node, value, literal: node.text },
    meaning: {
      names: [abi.name],
      unique: true,
      ...(abi.target === undefined ? {} : { target: abi.target }),
    },
    abi,
    isExact: isSpelledOut(nameNode.text, abi),
    type: spec.childForFieldName('type')?.text,
  };
}

/** `tcsetattr` of a libc takes these, which the kernel does not know; programs that have their own need no other numbers. */
const ofLibrary = /^TCSA(?:NOW|DRAIN|FLUSH)$/;

/** The constant of the tables that a name and a value mean, where the target has another number for it. */
export function numberNamed(name: string, value: bigint, numbers: AbiNumbers): AbiNumber | undefined {
  const number = numbers.named(name);
  if (number?.host !== value || number.target === value || ofLibrary.test(number.name)) return undefined;
  // `enotconn = 107` may be a mere word that each platform's files translate.
  if (!isSpelledOut(name, number) && value < 256n && !number.name.startsWith('SYS_')) return undefined;
  // What the target lacks altogether is wrong for sure only as the number of a system call.
  return number.target !== undefined || number.name.startsWith('SYS_') ? number : undefined;
}

function isSpelledOut(name: string, number: AbiNumber): boolean {
  return ownNames(name).includes(number.name);
}
