import type { Translate } from '../l10n';
import type { Goarch } from './targets';

/** Says why a name is missing and what to do; `use` is the name that takes its place, where there is one. */
export type Reason = (t: Translate, use: string, target: Goarch) => string;

/** What takes the place of a constant, function or type that some GOARCHs lack. */
export interface NameRow {
  readonly reason: Reason;
  /** Candidates of the same package, best first; those the target lacks are passed over. Empty where nothing takes its place. */
  readonly use: readonly string[];
  /** Those candidates that take the same arguments or mean the same, so that the name alone can be exchanged. */
  readonly dropIn: readonly string[];
}

const reasons = {
  atDescriptor: (t, use) =>
    t('newer ports have only {0}: a directory descriptor comes first (AT_FDCWD), flags may come last', use),
  atNoFollow: (t, use) =>
    t('newer ports have only {0}, with AT_FDCWD first and AT_SYMLINK_NOFOLLOW in its flags', use),
  atRemoveDir: (t, use) => t('newer ports have only {0}, with AT_FDCWD first and AT_REMOVEDIR last', use),
  creatFlags: (t, use) => t('newer ports have only {0}, with the flags O_CREAT|O_WRONLY|O_TRUNC', use),
  flags: (t, use) => t('newer ports have only {0}, which takes flags (0) as well', use),
  dup3: (t, use) => t('newer ports have only {0}, which takes flags (0) and refuses equal descriptors', use),
  signalMask: (t, use) => t('{0} takes a signal mask (nil) as well', use),
  timespec: (t, use) => t('{0} does the same with a timespec for the timeout and a signal mask (nil)', use),
  select: (t, use) =>
    use === 'SYS__NEWSELECT'
      ? t(
          '{0} is the same call under the name it has on MIPS; the Select function exists on every GOARCH',
          use,
        )
      : t('{0} does the same with a timespec; the Select function exists on every GOARCH', use),
  time: (t) =>
    t('the port has no such call; time.Now, or the Time function of this package, works on every GOARCH'),
  statx: (t, use) => t('this port has only {0}, which fills another structure', use),
  otherName: (t, use) => t('{0} is what this package calls it there', use),
  sameValue: (t, use) => t('{0} is another name of the same value', use),
  pause: (t, use) => t('{0} without descriptors and timeout waits for a signal', use),
  processGroup: (t, use) => t('{0} with 0 gives the process group of the caller', use),
  otherEntries: (t, use) => t('{0} fills entries of another layout', use),
  timer: (t, use) => t('{0} with ITIMER_REAL sets the same timer', use),
  nanoseconds: (t, use) => t('{0} takes AT_FDCWD first and times in nanoseconds', use),
  descriptorNanoseconds: (t, use) => t('{0} takes times in nanoseconds, and flags (0)', use),
  fork: (t, use) => t('{0} with SIGCHLD as its flags forks', use),
  vfork: (t, use) => t('{0} with CLONE_VFORK|CLONE_VM|SIGCHLD as its flags does the same', use),
  processFirst: (t, use) => t('{0} takes the process (0) first', use),
  kexec: (t, use) => t('the port has only {0}, which takes segments instead of files', use),
  ownRegisters: (t, use) => t('{0} is for the registers of the GOARCH it is built for', use),
  stackFault: (t, _use, target) =>
    t(
      'no kernel sends SIGSTKFLT, so a table of signals can leave it out; {0} has SIGEMT in its place',
      target,
    ),
  low2Gigabytes: (t) => t('only x86 can ask for addresses below 2 GB; leave the flag out'),
  x86Only: (t, _use, target) => t('it belongs to x86 processors; {0} has nothing like it', target),
  neverCalled: (t) => t('the kernel only reserves the number and answers ENOSYS, on amd64 too'),
  notInKernel: (t, _use, target) => t('the kernel does not define it for {0}', target),
} satisfies Readonly<Record<string, Reason>>;

/** The reason for a call of the stat family, of which some ports have only statx. */
function orStatx(reason: Reason): Reason {
  return (t, use, target) => (use === 'SYS_STATX' ? reasons.statx : reason)(t, use, target);
}

type Entry = readonly [name: string, row: NameRow];

function entry(name: string, reason: Reason, ...use: readonly string[]): Entry {
  return [name, { reason, use, dropIn: [] }];
}

/** An entry whose first candidate can stand where the name stood. */
function dropIn(name: string, reason: Reason, first: string, ...others: readonly string[]): Entry {
  return [name, { reason, use: [first, ...others], dropIn: [first] }];
}

/** Entries of names that nothing takes the place of. */
function nothing(reason: Reason, ...names: readonly string[]): readonly Entry[] {
  return names.map((name) => entry(name, reason));
}

/**
 * Rows by the missing name. Sources: the kernel's system call tables
 * (arch/x86/entry/syscalls/syscall_64.tbl, arch/mips/kernel/syscalls,
 * include/uapi/asm-generic/unistd.h), its uapi headers, and the manual pages of
 * the calls. A test holds that each name is missing somewhere and that each
 * candidate is there where the name is missing.
 */
export const nameRows: ReadonlyMap<string, NameRow> = new Map<string, NameRow>([
  entry('SYS_ACCESS', reasons.atDescriptor, 'SYS_FACCESSAT'),
  entry('SYS_CHMOD', reasons.atDescriptor, 'SYS_FCHMODAT'),
  entry('SYS_CHOWN', reasons.atDescriptor, 'SYS_FCHOWNAT'),
  entry('SYS_LCHOWN', reasons.atNoFollow, 'SYS_FCHOWNAT'),
  entry('SYS_LINK', reasons.atDescriptor, 'SYS_LINKAT'),
  entry('SYS_MKDIR', reasons.atDescriptor, 'SYS_MKDIRAT'),
  entry('SYS_MKNOD', reasons.atDescriptor, 'SYS_MKNODAT'),
  entry('SYS_OPEN', reasons.atDescriptor, 'SYS_OPENAT'),
  entry('SYS_CREAT', reasons.creatFlags, 'SYS_OPENAT'),
  entry('SYS_READLINK', reasons.atDescriptor, 'SYS_READLINKAT'),
  entry('SYS_RENAME', reasons.atDescriptor, 'SYS_RENAMEAT', 'SYS_RENAMEAT2'),
  entry('SYS_RENAMEAT', reasons.flags, 'SYS_RENAMEAT2'),
  entry('SYS_RMDIR', reasons.atRemoveDir, 'SYS_UNLINKAT'),
  entry('SYS_SYMLINK', reasons.atDescriptor, 'SYS_SYMLINKAT'),
  entry('SYS_UNLINK', reasons.atDescriptor, 'SYS_UNLINKAT'),
  entry('SYS_STAT', orStatx(reasons.atDescriptor), 'SYS_FSTATAT', 'SYS_STATX'),
  entry('SYS_LSTAT', orStatx(reasons.atNoFollow), 'SYS_FSTATAT', 'SYS_STATX'),
  entry('SYS_FSTAT', reasons.statx, 'SYS_STATX'),
  dropIn('SYS_NEWFSTATAT', orStatx(reasons.otherName), 'SYS_FSTATAT', 'SYS_STATX'),
  entry('SYS_DUP2', reasons.dup3, 'SYS_DUP3'),
  entry('Dup2', reasons.dup3, 'Dup3'),
  entry('SYS_EPOLL_CREATE', reasons.flags, 'SYS_EPOLL_CREATE1'),
  entry('SYS_EPOLL_WAIT', reasons.signalMask, 'SYS_EPOLL_PWAIT'),
  entry('SYS_EVENTFD', reasons.flags, 'SYS_EVENTFD2'),
  entry('SYS_INOTIFY_INIT', reasons.flags, 'SYS_INOTIFY_INIT1'),
  entry('SYS_PIPE', reasons.flags, 'SYS_PIPE2'),
  entry('SYS_SIGNALFD', reasons.flags, 'SYS_SIGNALFD4'),
  entry('SYS_POLL', reasons.timespec, 'SYS_PPOLL'),
  entry('SYS_PAUSE', reasons.pause, 'SYS_PPOLL'),
  dropIn('SYS_SELECT', reasons.select, 'SYS__NEWSELECT', 'SYS_PSELECT6'),
  entry('SYS_GETDENTS', reasons.otherEntries, 'SYS_GETDENTS64'),
  entry('SYS_GETPGRP', reasons.processGroup, 'SYS_GETPGID'),
  entry('SYS_GETRLIMIT', reasons.processFirst, 'SYS_PRLIMIT64'),
  entry('SYS_SETRLIMIT', reasons.processFirst, 'SYS_PRLIMIT64'),
  entry('SYS_TIME', reasons.time, 'SYS_CLOCK_GETTIME', 'SYS_GETTIMEOFDAY'),
  entry('SYS_ALARM', reasons.timer, 'SYS_SETITIMER'),
  entry('Alarm', reasons.timer, 'Setitimer'),
  entry('SYS_UTIME', reasons.nanoseconds, 'SYS_UTIMENSAT'),
  entry('SYS_UTIMES', reasons.nanoseconds, 'SYS_UTIMENSAT'),
  entry('SYS_FUTIMESAT', reasons.descriptorNanoseconds, 'SYS_UTIMENSAT'),
  entry('SYS_FORK', reasons.fork, 'SYS_CLONE'),
  entry('SYS_VFORK', reasons.vfork, 'SYS_CLONE'),
  entry('SYS_KEXEC_FILE_LOAD', reasons.kexec, 'SYS_KEXEC_LOAD'),
  entry('PtraceRegsAmd64', reasons.ownRegisters, 'PtraceRegs'),
  entry('PtraceGetRegsAmd64', reasons.ownRegisters, 'PtraceGetRegs'),
  entry('PtraceSetRegsAmd64', reasons.ownRegisters, 'PtraceSetRegs'),
  dropIn('SIGUNUSED', reasons.sameValue, 'SIGSYS'),
  dropIn('ARPHRD_IEEE802154_PHY', reasons.sameValue, 'ARPHRD_IEEE802154_MONITOR'),
  entry('SIGSTKFLT', reasons.stackFault),
  entry('MAP_32BIT', reasons.low2Gigabytes),
  ...nothing(reasons.x86Only, 'PtraceRegs386', 'PtraceGetRegs386', 'PtraceSetRegs386', 'Ioperm', 'Iopl'),
  ...nothing(reasons.x86Only, 'SYS_ARCH_PRCTL', 'SYS_GET_THREAD_AREA', 'SYS_IOPERM', 'SYS_IOPL'),
  ...nothing(reasons.x86Only, 'SYS_MODIFY_LDT', 'PTRACE_ARCH_PRCTL', 'FP_XSTATE_MAGIC2'),
  ...nothing(reasons.x86Only, 'PTRACE_GETFPXREGS', 'PTRACE_SETFPXREGS'),
  ...nothing(reasons.notInKernel, 'PTRACE_SINGLEBLOCK', 'PTRACE_SYSEMU', 'PTRACE_SYSEMU_SINGLESTEP'),
  ...nothing(reasons.notInKernel, 'MAP_SYNC', 'TCGETX', 'TCSETX', 'TCSETXF', 'TCSETXW', 'MemfdSecret'),
  ...nothing(reasons.notInKernel, 'SYS_MEMFD_SECRET', 'SYS_SET_THREAD_AREA', 'SYS_USELIB', 'KexecFileLoad'),
  ...nothing(reasons.neverCalled, 'SYS_AFS_SYSCALL', 'SYS_CREATE_MODULE', 'SYS_EPOLL_CTL_OLD'),
  ...nothing(reasons.neverCalled, 'SYS_EPOLL_WAIT_OLD', 'SYS_GETPMSG', 'SYS_GET_KERNEL_SYMS'),
  ...nothing(reasons.neverCalled, 'SYS_PUTPMSG', 'SYS_QUERY_MODULE', 'SYS_SECURITY', 'SYS_TUXCALL'),
  ...nothing(reasons.neverCalled, 'SYS_VSERVER'),
]);
