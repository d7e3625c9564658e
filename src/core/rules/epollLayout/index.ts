import { locationOf } from '../../go/nodes';
import type { Declaration, GoTree } from '../../go/packages';
import { makeTyping } from '../../go/typing';
import type { Typing } from '../../go/typing';
import type { Finding } from '../../types';
import type { PackageViews, Rule, RuleContext } from '../rule';
import { structLayout } from '../structLayout';
import { documentation } from './documentation';
import { kernelEvent } from './kernelEvent';
import { passedTypes } from './rawCalls';
import { structFix } from './structFix';

/** Structs that go to the epoll calls without the padding that the kernel's has on the target. */
export const epollLayout: Rule = {
  id: 'epoll-layout',
  severity: 'error',
  documentation,
  fromPackage: (views, tree, context) => ofPackage(views, tree, context),
  needles: [
    { text: 'SYS_EPOLL_', besideKernel: true },
    // Only x/sys/unix itself declares the struct; its users are as good as it is.
    { text: 'EpollEvent', confirm: /\bEpollEvent\s+struct\b/, besideKernel: true },
  ],
};

function ofPackage(views: PackageViews, tree: GoTree, context: RuleContext): readonly Finding[] {
  const { target, abi } = context;
  // On amd64, where the struct is packed, a struct without padding is right.
  if (kernelEvent(target.goarch).dataOffset === 4) return [];
  const typing = makeTyping('target', target.goarch, tree, abi);
  const found = passedTypes(views.target, typing).map(({ declaration, calls }) => ({
    declaration,
    reason: context.t('it is handed to {0}', calls.join(', ')),
  }));
  const own = /(?:^|\/)golang\.org\/x\/sys\/unix$/.test(views.target.dir)
    ? views.target.lookup('EpollEvent')
    : undefined;
  if (own) found.push({ declaration: own, reason: context.t('EpollWait returns wrong files') });
  return found
    .filter(({ declaration }) => isPacked(declaration, views, typing))
    .map(({ declaration, reason }) => finding(declaration, reason, views, context));
}

/** Whether a struct has the kernel's fields without its padding: four bytes of events, eight of data, no more. */
function isPacked(declaration: Declaration, views: PackageViews, typing: Typing): boolean {
  const { type } = typing.declared(declaration, views.target);
  const struct = typing.underlying(type);
  const layout = struct.kind === 'struct' ? structLayout(struct, typing) : undefined;
  const [events, data] = layout?.fields.filter(({ size }) => size > 0) ?? [];
  return layout?.size === 12 && events?.size === 4 && data?.offset === 4;
}

function finding(
  declaration: Declaration,
  reason: string,
  views: PackageViews,
  context: RuleContext,
): Finding {
  const { path } = declaration.file;
  const { goarch } = context.target;
  const fix = structFix(declaration, views, context);
  return {
    rule: epollLayout.id,
    severity: 'error',
    certainty: 'certain',
    ...locationOf(path, declaration.nameNode),
    message: context.t(
      '{0} lacks the four bytes before the data that the kernel’s struct epoll_event has on {1}; {2}',
      declaration.name,
      goarch,
      reason,
    ),
    fixes: fix ? [fix] : [],
  };
}
