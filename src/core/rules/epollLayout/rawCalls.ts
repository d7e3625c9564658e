import type { Declaration, PackageView } from '../../go/packages';
import type { SyntaxNode } from '../../go/syntax';
import type { Place } from '../../go/types';
import type { Typing } from '../../go/typing';
import { pointedTo, pointerIn, rawCallOf } from '../rawCalls';

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
  const raw = rawCallOf(call);
  const index = raw && Object.hasOwn(eventArgument, raw.name) ? eventArgument[raw.name] : undefined;
  const argument = index === undefined ? undefined : raw?.args[index];
  const pointer = argument && pointerIn(argument);
  const type = pointer && pointedTo(typing.typeOf(pointer, place), typing);
  if (!raw || type?.kind !== 'named' || type.home.kind !== 'tree' || type.home.view !== place.view)
    return undefined;
  return { name: raw.name, declaration: type.home.declaration };
}
