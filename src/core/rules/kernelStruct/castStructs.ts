import { partsOf } from '../../go/nodes';
import type { GoFile, PackageView } from '../../go/packages';
import type { SyntaxNode } from '../../go/syntax';
import type { GoType } from '../../go/types';
import type { Typing } from '../../go/typing';
import { unsafeOperand } from '../rawCalls';
import { structLayout, typeLayout } from '../structLayout';
import type { KernelStruct, KernelStructs } from './kernelStructs';
import { mirrorOf, type Mirror } from './mirror';

/** A pointer to a struct of `syscall` or `x/sys/unix` made one to something of the tree's own, or the other way round. */
export type CastStruct = {
  /** The whole conversion. */
  readonly node: SyntaxNode;
  readonly file: GoFile;
  readonly kernel: KernelStruct;
} & (
  | { readonly kind: 'struct'; readonly type: GoType; readonly mirror: Mirror }
  /** An array of bytes as long as the host's struct. */
  | { readonly kind: 'bytes'; readonly length: number }
);

/** Conversions such as `(*unix.Stat_t)(unsafe.Pointer(&own))` that fit on the host only. */
export function castStructs(
  file: GoFile,
  view: PackageView,
  typing: Typing,
  structs: KernelStructs,
): readonly CastStruct[] {
  const place = { view, file };
  return file.tree.rootNode
    .descendantsOfType(['call_expression', 'type_conversion_expression'])
    .flatMap((node): CastStruct[] => {
      const [inner] = node.childForFieldName('operand')
        ? [node.childForFieldName('operand')]
        : partsOf(node.childForFieldName('arguments'));
      const pointer = inner && unsafeOperand(inner);
      if (!pointer) return [];
      const from = behindPointer(typing.typeOf(pointer, place), typing);
      const to = behindPointer(typing.typeOf(node, place), typing);
      if (!from || !to) return [];
      const abi = abiStruct(from, structs) ? from : to;
      const kernel = abiStruct(abi, structs);
      const own = abi === from ? to : from;
      if (!kernel || abiStruct(own, structs)) return [];
      return cast(node, own, kernel, file, typing);
    });
}

function cast(
  node: SyntaxNode,
  type: GoType,
  kernel: KernelStruct,
  file: GoFile,
  typing: Typing,
): CastStruct[] {
  const under = typing.underlying(type);
  if (under.kind === 'struct') {
    const layout = structLayout(under, typing);
    const mirror = layout && mirrorOf(layout, kernel, 0.5);
    return mirror ? [{ kind: 'struct', node, file, kernel, type, mirror }] : [];
  }
  if (under.kind !== 'array' || typeLayout(under.elem, typing)?.size !== 1) return [];
  const { length } = under;
  if (length !== kernel.host.size || length === kernel.target.size) return [];
  return [{ kind: 'bytes', node, file, kernel, length }];
}

function behindPointer(type: GoType, typing: Typing): GoType | undefined {
  const pointer = typing.underlying(type);
  return pointer.kind === 'pointer' ? pointer.elem : undefined;
}

function abiStruct(type: GoType, structs: KernelStructs): KernelStruct | undefined {
  return type.kind === 'named' && type.home.kind === 'abi'
    ? structs.ofPackage(type.home.package, type.name)
    : undefined;
}
