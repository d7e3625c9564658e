import { partsOf } from '../../go/nodes';
import type { Declaration, PackageView } from '../../go/packages';
import type { SyntaxNode } from '../../go/syntax';
import type { GoType, Place } from '../../go/types';
import type { Typing } from '../../go/typing';

/** A type that is declared in the package and handed to the kernel as struct epoll_event. */
export interface PassedType {
  readonly declaration: Declaration;
  /** The names of the raw calls that take it (`SYS_EPOLL_CTL`). */
  readonly calls: readonly string[];
}

/** Which argument of the raw call, the number of the call being the first, points to an event or to an array of them. */
const eventArgument: Readonly<Record<string, number>> = {
  SYS_EPOLL_CTL: 4,
  SYS_EPOLL_WAIT: 2,
  SYS_EPOLL_PWAIT: 2,
  SYS_EPOLL_PWAIT2: 2,
};

const rawCall = /^(?:Raw)?Syscall6?(?:NoError)?$/;

/** The package's own types whose address reaches a raw epoll call (`unsafe.Pointer(&event)`) in what a side builds. */
export function passedTypes(view: PackageView, typing: Typing): readonly PassedType[] {
  const found = new Map<string, { declaration: Declaration; calls: Set<string> }>();
  for (const file of view.files) {
    if (!file.text.includes('SYS_EPOLL_')) continue;
    for (const call of file.tree.rootNode.descendantsOfType('call_expression')) {
      const passed = passedIn(call, { view, file }, typing);
      if (!passed) continue;
      const known = found.get(passed.declaration.name) ?? {
        declaration: passed.declaration,
        calls: new Set(),
      };
      known.calls.add(passed.name);
      found.set(passed.declaration.name, known);
    }
  }
  return [...found.values()].map(({ declaration, calls }) => ({ declaration, calls: [...calls].sort() }));
}

function passedIn(
  call: SyntaxNode,
  place: Place,
  typing: Typing,
): { readonly name: string; readonly declaration: Declaration } | undefined {
  const callee = call.childForFieldName('function');
  const name = callee?.childForFieldName('field')?.text ?? callee?.text ?? '';
  if (!rawCall.test(name)) return undefined;
  const args = partsOf(call.childForFieldName('arguments'));
  const number = args[0]?.childForFieldName('field')?.text ?? args[0]?.text ?? '';
  const index = Object.hasOwn(eventArgument, number) ? eventArgument[number] : undefined;
  const argument = index === undefined ? undefined : args[index];
  const pointer = argument && pointerIn(argument);
  const type = pointer && pointedTo(typing.typeOf(pointer, place), typing);
  if (type?.kind !== 'named' || type.home.kind !== 'tree' || type.home.view !== place.view) return undefined;
  return { name: number, declaration: type.home.declaration };
}

/** The `p` of `uintptr(unsafe.Pointer(p))`. */
function pointerIn(argument: SyntaxNode): SyntaxNode | undefined {
  const inner = soleArgument(argument, 'uintptr');
  return inner && soleArgument(inner, 'unsafe.Pointer');
}

function soleArgument(node: SyntaxNode, callee: string): SyntaxNode | undefined {
  const isCall = node.type === 'call_expression' || node.type === 'type_conversion_expression';
  const target = node.childForFieldName('function') ?? node.childForFieldName('type');
  if (!isCall || target?.text !== callee) return undefined;
  const operand = node.childForFieldName('operand');
  if (operand) return operand;
  const args = partsOf(node.childForFieldName('arguments'));
  return args.length === 1 ? args[0] : undefined;
}

/** What a pointer points to; for a pointer to an array, its element. */
function pointedTo(type: GoType, typing: Typing): GoType | undefined {
  const pointer = typing.underlying(type);
  if (pointer.kind !== 'pointer') return undefined;
  if (pointer.elem.kind === 'named') {
    const behind = typing.underlying(pointer.elem);
    return behind.kind === 'array' ? behind.elem : pointer.elem;
  }
  return pointer.elem.kind === 'array' ? pointer.elem.elem : pointer.elem;
}
