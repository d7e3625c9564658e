import { partsOf } from '../../go/nodes';
import { findLocal } from '../../go/scope';
import type { GoFile } from '../../go/packages';
import type { SyntaxNode } from '../../go/syntax';
import type { Place } from '../../go/types';
import type { Typing } from '../../go/typing';
import { abiPackage } from '../../go/typesOfPackages';
import { numberIn } from '../hardCodedNumber';
import { rawCallOf } from '../rawCalls';
import { pageNumbers, type PageNumber } from './pageNumbers';

/** An address or offset of a mapping that is a multiple of the host's page size only. */
export interface MappedPages {
  /** `unix.Mmap`, `SYS_MPROTECT`. */
  readonly call: string;
  /** The arithmetic, or for a fixed offset the number. */
  readonly number: PageNumber | SyntaxNode;
}

/** Which arguments have to be multiples of the page size; of a slice its start. */
const alignedArguments: Readonly<Record<string, readonly number[]>> = {
  Mmap: [1],
  Mprotect: [0],
  Madvise: [0],
  Msync: [0],
  Mlock: [0],
  Munlock: [0],
};

/** The same for raw system calls, the number of the call being the first argument. */
const alignedRaw: Readonly<Record<string, readonly number[]>> = {
  SYS_MMAP: [1, 6],
  SYS_MPROTECT: [1],
  SYS_MADVISE: [1],
  SYS_MSYNC: [1],
  SYS_MUNMAP: [1],
  SYS_MINCORE: [1],
  SYS_MREMAP: [1, 5],
};

const calls =
  /\b(?:Mmap|Mprotect|Madvise|Msync|Mlock|Munlock)\(|SYS_M(?:MAP|PROTECT|ADVISE|SYNC|UNMAP|INCORE|REMAP)\b/;

/** Whether a file's text can hold such a call; it is asked before the file is parsed. */
export function mayMapPages(text: string): boolean {
  return calls.test(text) && /\b(?:4096|4095)\b|\b0x(?:1000|fff)\b|>> ?12\b|page/i.test(text);
}

/** The addresses and offsets of a file's mappings that are reckoned with 4096. */
export function mappedPages(file: GoFile, place: Place, typing: Typing): readonly MappedPages[] {
  if (!mayMapPages(file.text)) return [];
  return file.tree.rootNode.descendantsOfType('call_expression').flatMap((call): MappedPages[] => {
    const known = callOf(call, place, typing);
    return known?.aligned.flatMap((node) => inArgument(node, known.name, place, typing)) ?? [];
  });
}

function callOf(
  call: SyntaxNode,
  place: Place,
  typing: Typing,
): { readonly name: string; readonly aligned: readonly SyntaxNode[] } | undefined {
  const raw = rawCallOf(call);
  if (raw) {
    const indexes = Object.hasOwn(alignedRaw, raw.name) ? (alignedRaw[raw.name] ?? []) : [];
    return { name: raw.name, aligned: indexes.flatMap((index) => raw.args[index] ?? []) };
  }
  const callee = call.childForFieldName('function');
  const name = callee?.childForFieldName('field')?.text ?? '';
  const qualifier = callee?.childForFieldName('operand');
  const indexes = Object.hasOwn(alignedArguments, name) ? alignedArguments[name] : undefined;
  if (!indexes || qualifier?.type !== 'identifier' || findLocal(qualifier.text, qualifier)) return undefined;
  const imported = typing.importNamed(qualifier.text, place);
  if (!imported || !abiPackage(imported.path)) return undefined;
  const args = partsOf(call.childForFieldName('arguments'));
  const aligned = indexes.flatMap((index) => {
    const node = args[index];
    // The end of a slice is rounded up by the kernel; its start has to fit.
    return node?.type === 'slice_expression' ? (node.childForFieldName('start') ?? []) : (node ?? []);
  });
  return { name: `${qualifier.text}.${name}`, aligned };
}

function inArgument(node: SyntaxNode, call: string, place: Place, typing: Typing): readonly MappedPages[] {
  const fixed = numberIn(node, place, typing);
  if (fixed) {
    const isMisaligned = fixed.value % 4096n === 0n && fixed.value % 16384n !== 0n;
    return isMisaligned ? [{ call, number: fixed.node }] : [];
  }
  const value = valueOf(node);
  if (/Getpagesize|AT_PAGESZ/i.test(outermost(node).text)) return [];
  return pageNumbers(value, place, typing)
    .filter(({ operator }) => operator !== '+' && operator !== '-')
    .map((number) => ({ call, number }));
}

/** What a variable that is given a value once holds; any other expression is itself. */
function valueOf(node: SyntaxNode): SyntaxNode {
  if (node.type !== 'identifier') {
    const args = node.type === 'call_expression' ? partsOf(node.childForFieldName('arguments')) : [];
    const [only] = args;
    const isConversion = /^u?int\d*$|^uintptr$/.test(node.childForFieldName('function')?.text ?? '');
    return isConversion && only && args.length === 1 ? valueOf(only) : node;
  }
  const binding = findLocal(node.text, node);
  if (binding?.declaredBy.type !== 'short_var_declaration') return node;
  const names = partsOf(binding.declaredBy.childForFieldName('left'));
  const values = partsOf(binding.declaredBy.childForFieldName('right'));
  return (names.length === 1 && values.length === 1 ? values[0] : undefined) ?? node;
}

/** The declaration of the file's own level that a node is in. */
export function outermost(node: SyntaxNode): SyntaxNode {
  let found = node;
  for (let at = node.parent; at && at.type !== 'source_file'; at = at.parent) found = at;
  return found;
}
