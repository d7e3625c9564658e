import { partsOf } from '../../go/nodes';
import type { SyntaxNode } from '../../go/syntax';
import { withoutConversions, type RawCall } from '../rawCalls';

/** An argument of a raw system call that points to a struct of the kernel's. */
export interface StructArgument {
  readonly node: SyntaxNode;
  /** Which struct, by the name it has in `x/sys/unix` or in the kernel's headers. */
  readonly struct: string;
}

/** Which argument of a raw system call, the number of the call being the first, points to which struct; from their manual pages. */
const structArguments: Readonly<Record<string, Readonly<Partial<Record<number, string>>>>> = {
  SYS_STAT: { 2: 'stat' },
  SYS_LSTAT: { 2: 'stat' },
  SYS_FSTAT: { 2: 'stat' },
  SYS_NEWFSTATAT: { 3: 'stat' },
  SYS_STATFS: { 2: 'Statfs_t' },
  SYS_FSTATFS: { 2: 'Statfs_t' },
  SYS_RT_SIGACTION: { 2: 'sigaction', 3: 'sigaction' },
  SYS_RT_SIGTIMEDWAIT: { 2: 'Siginfo' },
  SYS_RT_SIGQUEUEINFO: { 3: 'Siginfo' },
  SYS_RT_TGSIGQUEUEINFO: { 4: 'Siginfo' },
  SYS_PIDFD_SEND_SIGNAL: { 3: 'Siginfo' },
  SYS_WAITID: { 3: 'Siginfo' },
};

/** What an ioctl or ptrace request takes, by its name or by the host's number. */
const requests: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  SYS_IOCTL: [
    [/\btc[gs]ets[wf]?2?\b|\b0x0*540[1-4]\b|termios/i, 'Termios'],
    [/\bLOOP_[GS]ET_STATUS\b|\b0[xX]0*4[cC]0[23]\b/, 'LoopInfo'],
  ],
  SYS_PTRACE: [
    [/PTRACE_[GS]ETREGS\b/, 'PtraceRegs'],
    [/PTRACE_[GS]ETSIGINFO\b/, 'Siginfo'],
  ],
};

/** The arguments of a raw call that point to a struct which the call itself tells. */
export function structsTaken({ name, args }: RawCall): readonly StructArgument[] {
  const fixed = Object.hasOwn(structArguments, name) ? structArguments[name] : undefined;
  if (fixed) {
    return Object.entries(fixed).flatMap(([index, struct]) => {
      const node = args[Number(index)];
      return node && struct !== undefined ? [{ node, struct }] : [];
    });
  }
  const known = Object.hasOwn(requests, name) ? requests[name] : undefined;
  const request = args[name === 'SYS_PTRACE' ? 1 : 2];
  const node = args[name === 'SYS_PTRACE' ? 4 : 3];
  if (!known || !request || !node) return [];
  const text = withoutConversions(request).text;
  const struct = known.find(([pattern]) => pattern.test(text))?.[1];
  return struct === undefined ? [] : [{ node, struct }];
}

/** The same for a function of the tree's own that is called like the system call: `ioctl(fd, unix.TCGETS, unsafe.Pointer(&t))`. */
export function structsOfHelper(call: SyntaxNode): readonly StructArgument[] {
  const callee = call.childForFieldName('function');
  const name = callee?.childForFieldName('field')?.text ?? callee?.text ?? '';
  const known = /ioctl/i.test(name)
    ? requests['SYS_IOCTL']
    : /ptrace/i.test(name)
      ? requests['SYS_PTRACE']
      : [];
  const args = partsOf(call.childForFieldName('arguments'));
  const request = args.find((arg) => known?.some(([pattern]) => pattern.test(withoutConversions(arg).text)));
  const node = args.at(-1);
  if (!request || !node || node.startIndex === request.startIndex) return [];
  const struct = known?.find(([pattern]) => pattern.test(withoutConversions(request).text))?.[1];
  return struct === undefined ? [] : [{ node, struct }];
}

/** Which argument of a raw system call is a set of signals, and which one its size in bytes. */
export interface SigsetArguments {
  readonly set: readonly number[];
  readonly size: number;
  /** Whether the kernel looks at the size where there is no set. */
  readonly always: boolean;
}

/**
 * The calls that want the size of the kernel's sigset_t and fail with EINVAL
 * for every other.
 *
 * Source: `sigsetsize != sizeof(sigset_t)` in kernel/signal.c, fs/signalfd.c,
 * and `set_user_sigmask` there, which does not look at it without a set.
 */
export const sigsetArguments: Readonly<Record<string, SigsetArguments>> = {
  SYS_RT_SIGACTION: { set: [2, 3], size: 4, always: true },
  SYS_RT_SIGPROCMASK: { set: [2, 3], size: 4, always: true },
  SYS_RT_SIGTIMEDWAIT: { set: [1], size: 4, always: true },
  SYS_RT_SIGSUSPEND: { set: [1], size: 2, always: true },
  SYS_SIGNALFD: { set: [2], size: 3, always: true },
  SYS_SIGNALFD4: { set: [2], size: 3, always: true },
  SYS_PPOLL: { set: [4], size: 5, always: false },
  SYS_EPOLL_PWAIT: { set: [5], size: 6, always: false },
};
