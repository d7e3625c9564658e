import { locationOf } from '../../go/nodes';
import type { GoTree } from '../../go/packages';
import type { GoType } from '../../go/types';
import { makeTyping, type Typing } from '../../go/typing';
import { abiPackage } from '../../go/typesOfPackages';
import type { Finding } from '../../types';
import type { PackageViews, Rule, RuleContext } from '../rule';
import { castStructs, type CastStruct } from './castStructs';
import { documentation } from './documentation';
import { kernelStructs, sigsetSize } from './kernelStructs';
import type { Mirror, MovedField } from './mirror';
import { passedStructs, type PassedStruct } from './passedStructs';
import { sigsetSizes, type SigsetSize } from './sigsetSizes';
import { structNameFix } from './structNameFix';

export { isMips64 } from './kernelStructs';

const rawCallText = /yscall(?:Errno)?6?(?:NoError)?\(/;

/** A raw call that takes a struct of the kernel's, or the size of one. */
const structCallText =
  /yscall(?:Errno)?6?(?:NoError)?\(\s*(?:uintptr\()?(?:\w+\.)?SYS_(?:RT_SIG|RT_TGSIG|SIGNALFD|PPOLL|EPOLL_PWAIT|WAITID|PIDFD_SEND_SIGNAL|F?STATFS|[LF]?STAT|NEWFSTATAT)/;

/** Structs of the tree's own that are the kernel's on the host and not on the target. */
export const kernelStruct: Rule = {
  id: 'kernel-struct',
  severity: 'error',
  documentation,
  fromPackage: (views, tree, context, only) => ofPackage(views, tree, context, only),
  needles: [
    { text: 'SYS_', confirm: structCallText, besideKernel: true },
    { text: 'TCGETS', confirm: /unsafe\.Pointer/, besideKernel: true },
    { text: 'TCSETS', confirm: /unsafe\.Pointer/, besideKernel: true },
    { text: 'LOOP_GET_STATUS', confirm: /unsafe\.Pointer/, besideKernel: true },
    {
      text: ')(unsafe.Pointer(',
      confirm: /\(\*(?:unix|syscall)\.(?:Stat_t|Statfs_t|Termios|Siginfo|PtraceRegs|LoopInfo)\)\(unsafe/,
      besideKernel: true,
    },
  ],
};

function ofPackage(
  views: PackageViews,
  tree: GoTree,
  context: RuleContext,
  only: string | undefined,
): readonly Finding[] {
  const { abi, host, target } = context;
  if (host.goarch === target.goarch || /(?:^|\/)golang\.org\/x\/sys\/unix$/.test(views.target.dir)) return [];
  const files = views.target.files.filter(
    (file) => mayHoldStruct(file.text) && file.imports.some((one) => abiPackage(one.path)),
  );
  if (files.length === 0) return [];
  const typing = makeTyping('target', target.goarch, tree, abi);
  const structs = kernelStructs(abi, host.goarch, target.goarch);
  const found = files.flatMap((file) => [
    ...ofStructs(passedStructs(file, views.target, typing, structs), views, typing, context),
    ...castStructs(file, views.target, typing, structs)
      .filter((cast) => cast.kind === 'bytes' || isUsed(cast.mirror.moved, views))
      .map((cast) => ofCast(cast, context)),
    ...sigsetSizes(file, views.target, typing)
      .filter(({ bytes }) => Number(bytes) === sigsetSize(host.goarch))
      .flatMap((size) => ofSigset(size, context)),
  ]);
  return only === undefined ? found : found.filter(({ file }) => file === only);
}

function mayHoldStruct(text: string): boolean {
  return (
    (text.includes('unsafe.Pointer') &&
      (rawCallText.test(text) ||
        /(?:ioctl|ptrace)\w*\(/i.test(text) ||
        /\b(?:unix|syscall)\.\w+\)\(unsafe\.Pointer\(|\)\(unsafe\.Pointer\(&/.test(text))) ||
    /SYS_(?:RT_SIG|SIGNALFD|PPOLL|EPOLL_PWAIT)/.test(text)
  );
}

/** One finding for a struct, however many calls take it: at its type where that is declared in the package, else where it is handed over. */
function ofStructs(
  passed: readonly PassedStruct[],
  views: PackageViews,
  typing: Typing,
  context: RuleContext,
): readonly Finding[] {
  const seen = new Set<string>();
  return passed.flatMap((one) => {
    const { mirror, layout, type } = one;
    const grows = layout.size < mirror.kernel.target.size && layout.size >= mirror.kernel.host.size;
    if (!grows && !isUsed(mirror.moved, views)) return [];
    const declaration =
      type.kind === 'named' && type.home.kind === 'tree' && type.home.view === views.target
        ? type.home.declaration
        : undefined;
    const [file, node] = declaration
      ? [declaration.file.path, declaration.nameNode]
      : [one.file.path, one.node];
    const at = locationOf(file, node);
    const key = `${file} ${at.line} ${at.column}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const fix = declaration && structNameFix(declaration, mirror.kernel, views, typing, context);
    return [
      {
        rule: kernelStruct.id,
        severity: one.isRaw ? 'error' : 'warning',
        certainty: one.isRaw ? 'certain' : 'likely',
        ...at,
        message: context.t(
          '{0} is laid out as the kernel’s {1} on {2} and handed to {3}; on {4} {5}',
          nameOf(type, one),
          mirror.kernel.name,
          context.host.goarch,
          one.taker,
          context.target.goarch,
          movedText(mirror, context),
        ),
        fixes: fix ? [fix] : [],
      } satisfies Finding,
    ];
  });
}

function ofCast(cast: CastStruct, context: RuleContext): Finding {
  const { t, host, target } = context;
  const { kernel } = cast;
  const name = `${kernel.package === 'syscall' ? 'syscall' : 'unix'}.${kernel.name}`;
  return {
    rule: kernelStruct.id,
    severity: 'error',
    certainty: 'certain',
    ...locationOf(cast.file.path, cast.node),
    message:
      cast.kind === 'bytes'
        ? t(
            '{0} has {1} bytes on {2} and {3} on {4}',
            name,
            kernel.host.size,
            host.goarch,
            kernel.target.size,
            target.goarch,
          )
        : t(
            'this conversion fits {0} on {1} only; on {2} {3}',
            name,
            host.goarch,
            target.goarch,
            movedText(cast.mirror, context),
          ),
    fixes: [],
  };
}

function ofSigset({ node, file, call, bytes }: SigsetSize, context: RuleContext): readonly Finding[] {
  const { t, host, target } = context;
  const wanted = sigsetSize(target.goarch);
  if (Number(bytes) === wanted) return [];
  return [
    {
      rule: kernelStruct.id,
      severity: 'error',
      certainty: 'certain',
      ...locationOf(file.path, node),
      message: t(
        '{0} wants the size of the kernel’s sigset_t, which is {1} on {2} and {3} on {4}; it fails with EINVAL',
        call,
        bytes.toString(),
        host.goarch,
        wanted,
        target.goarch,
      ),
      fixes: [],
    },
  ];
}

/** Whether the package does anything with a field that is elsewhere on the target. */
function isUsed(moved: readonly MovedField[], { target }: PackageViews): boolean {
  const pattern = new RegExp(moved.map(({ name }) => `\\.${name}\\b|\\b${name}\\s*:`).join('|'), 'u');
  return target.files.some((file) => pattern.test(file.text));
}

/** `Cc has 23 bytes instead of 19, Ispeed is at byte 40 instead of 36`; three fields at most. */
function movedText({ moved, kernel }: Mirror, { t }: RuleContext): string {
  const parts = moved.slice(0, 3).map(({ name, field, target }) => {
    if (!target) return t('there is no {0}', name);
    return target.offset === field.offset
      ? t('{0} has {1} bytes instead of {2}', name, target.size, field.size)
      : t('{0} is at byte {1} instead of {2}', name, target.offset, field.offset);
  });
  const size =
    kernel.host.size === kernel.target.size
      ? []
      : [t('the whole has {0} bytes instead of {1}', kernel.target.size, kernel.host.size)];
  return [...parts, ...size].join(', ');
}

function nameOf(type: GoType, { node }: PassedStruct): string {
  return type.kind === 'named' ? type.name : node.text;
}
