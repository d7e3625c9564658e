import type { GoFile, PackageView } from '../../go/packages';
import type { SyntaxNode } from '../../go/syntax';
import type { GoType } from '../../go/types';
import type { Typing } from '../../go/typing';
import { pointedTo, pointerIn, rawCallOf } from '../rawCalls';
import { structLayout, type StructLayout } from '../structLayout';
import type { KernelStructs } from './kernelStructs';
import { mirrorOf, type Mirror } from './mirror';
import { structsOfHelper, structsTaken } from './takers';

/** A struct of the tree's own, laid out as the host's kernel wants it, that a call hands to the kernel. */
export interface PassedStruct {
  readonly type: GoType;
  readonly layout: StructLayout;
  readonly mirror: Mirror;
  /** What is handed over: `&t` of `unsafe.Pointer(&t)`. */
  readonly node: SyntaxNode;
  readonly file: GoFile;
  /** `SYS_IOCTL`, or the function of the tree's own. */
  readonly taker: string;
  /** Whether the call is the kernel's own and not one that is called alike. */
  readonly isRaw: boolean;
}

/** Structs that a file's calls hand to the kernel and that fit the host's kernel only. */
export function passedStructs(
  file: GoFile,
  view: PackageView,
  typing: Typing,
  structs: KernelStructs,
): readonly PassedStruct[] {
  const place = { view, file };
  return file.tree.rootNode.descendantsOfType('call_expression').flatMap((call) => {
    const raw = rawCallOf(call);
    const taken = raw ? structsTaken(raw) : structsOfHelper(call);
    return taken.flatMap(({ node, struct }): PassedStruct[] => {
      const kernel = structs.ofKernel.get(struct);
      const pointer = kernel && pointerIn(node);
      const type = pointer && pointedTo(typing.typeOf(pointer, place), typing);
      // Go's own types are right, or a matter of the rule about stat.
      if (!type || (type.kind === 'named' && type.home.kind === 'abi')) return [];
      const under = typing.underlying(type);
      const layout = under.kind === 'struct' ? structLayout(under, typing) : undefined;
      const mirror = layout && mirrorOf(layout, kernel, raw ? 0.5 : 0.8);
      if (!layout || !mirror) return [];
      const taker = raw?.name ?? call.childForFieldName('function')?.text ?? '';
      return [{ type, layout, mirror, node: pointer, file, taker, isRaw: raw !== undefined }];
    });
  });
}
