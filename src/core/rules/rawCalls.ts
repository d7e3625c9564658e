import { partsOf } from '../go/nodes';
import { findLocal } from '../go/scope';
import type { SyntaxNode } from '../go/syntax';
import type { GoType } from '../go/types';
import type { Typing } from '../go/typing';

/** A call that hands its arguments to the kernel as they are. */
export interface RawCall {
  /** The name of the system call's number, without its package: `SYS_IOCTL`. */
  readonly name: string;
  /** The number of the call is the first. */
  readonly args: readonly SyntaxNode[];
}

const rawCall = /^(?:Raw|AllThreads)?Syscall(?:Errno)?6?(?:NoError)?$/;

const conversions = new Set(['uintptr', 'int', 'uint', 'int64', 'uint64']);

/** The raw system call that a call expression is, told by the name of the function and of the number. */
export function rawCallOf(call: SyntaxNode): RawCall | undefined {
  const callee = call.childForFieldName('function');
  const called = callee?.childForFieldName('field')?.text ?? callee?.text ?? '';
  if (!rawCall.test(called)) return undefined;
  const args = partsOf(call.childForFieldName('arguments'));
  const [first] = args;
  const number = first && withoutConversions(first);
  const name = number?.childForFieldName('field')?.text ?? number?.text ?? '';
  return name.startsWith('SYS_') ? { name, args } : undefined;
}

/** The `n` of `uintptr(n)` and of `(n)`. */
export function withoutConversions(node: SyntaxNode): SyntaxNode {
  if (node.type === 'parenthesized_expression') {
    const [inner] = partsOf(node);
    return inner ? withoutConversions(inner) : node;
  }
  const inner = soleArgument(node, (callee) => conversions.has(callee));
  return inner ? withoutConversions(inner) : node;
}

/** The `p` of `uintptr(unsafe.Pointer(p))`, also where a variable holds the `unsafe.Pointer(p)`. */
export function pointerIn(argument: SyntaxNode): SyntaxNode | undefined {
  const inner = withoutConversions(argument);
  const pointer = soleArgument(inner, isUnsafePointer);
  if (pointer || inner.type !== 'identifier') return pointer;
  const binding = findLocal(inner.text, inner);
  if (binding?.declaredBy.type !== 'short_var_declaration') return undefined;
  const left = partsOf(binding.declaredBy.childForFieldName('left'));
  const [value] = partsOf(binding.declaredBy.childForFieldName('right'));
  return value && left.length === 1 ? soleArgument(withoutConversions(value), isUnsafePointer) : undefined;
}

/** The `p` of `unsafe.Pointer(p)`. */
export function unsafeOperand(node: SyntaxNode): SyntaxNode | undefined {
  return soleArgument(node, isUnsafePointer);
}

/** What a pointer points to; for a pointer to an array, its element. */
export function pointedTo(type: GoType, typing: Typing): GoType | undefined {
  const pointer = typing.underlying(type);
  if (pointer.kind !== 'pointer') return undefined;
  if (pointer.elem.kind === 'named') {
    const behind = typing.underlying(pointer.elem);
    return behind.kind === 'array' ? behind.elem : pointer.elem;
  }
  return pointer.elem.kind === 'array' ? pointer.elem.elem : pointer.elem;
}

function isUnsafePointer(callee: string): boolean {
  return callee === 'unsafe.Pointer';
}

function soleArgument(node: SyntaxNode, wanted: (callee: string) => boolean): SyntaxNode | undefined {
  const isCall = node.type === 'call_expression' || node.type === 'type_conversion_expression';
  const target = node.childForFieldName('function') ?? node.childForFieldName('type');
  if (!isCall || !target || !wanted(target.text)) return undefined;
  const operand = node.childForFieldName('operand');
  if (operand) return operand;
  const args = partsOf(node.childForFieldName('arguments'));
  return args.length === 1 ? args[0] : undefined;
}
