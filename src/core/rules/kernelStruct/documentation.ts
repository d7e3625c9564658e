import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary:
    'A struct or a size that the kernel reads has the host’s layout, and the target’s kernel has another.',
  why: [
    'Several structs of Linux’s interface are laid out otherwise on MIPS than on x86-64. A struct of the program’s own that mirrors one of them compiles everywhere; on the target the kernel reads and writes other fields than the program does, or more bytes than the struct has. `struct termios` has 23 control characters instead of 19, `siginfo_t` has `si_code` before `si_errno`, `struct sigaction` has its flags first, in four bytes, `struct loop_info` has 32-bit device numbers, and `struct stat`, `struct statfs` and the registers of ptrace have an order of their own.',
    'The kernel’s set of signals has 128 bits on MIPS and 64 elsewhere. The calls that take one are told its size in bytes: a raw `SYS_RT_SIGACTION` or `SYS_RT_SIGPROCMASK` with 8 fails with `EINVAL` there, where 16 is wanted. Often nobody looks at that error.',
    'The layouts are computed from the ABI tables, made from Go’s `src/syscall` and `golang.org/x/sys/unix`. Those of `struct sigaction`, `struct stat` and `sigset_t`, which these packages do not export, are from the kernel’s headers (`arch/mips/include/uapi/asm/signal.h`, `include/linux/signal_types.h`, `arch/mips/include/uapi/asm/stat.h`).',
  ],
  example: {
    language: 'go',
    before:
      'type termios struct {\n\tIflag, Oflag, Cflag, Lflag uint32\n\tLine                       uint8\n\tCc                         [19]uint8\n\tIspeed, Ospeed             uint32\n}\n',
    after: 'type termios unix.Termios\n',
  },
  fix: [
    'The struct is declared as the one of `golang.org/x/sys/unix`, where its file imports that package and the fields have the same names. On the host its layout stays as it is.',
    'There is no fix for a struct with other field names, for a conversion, nor for the size of a set of signals; the message says what the target’s kernel has. Functions of `golang.org/x/sys/unix` (`PthreadSigmask`, `Signalfd`, `Ppoll`) know the size themselves.',
  ],
  notFound: [
    'Structs that no raw system call, no function called `ioctl` or `ptrace` and no conversion to a type of those packages takes.',
    'Structs whose fields lie at the target’s places, and those of which the program uses only fields that lie at the same place on both: a `siginfo` of which only `si_pid` is read.',
    'Files that the target’s build leaves out.',
    '`struct epoll_event`, which the rule `epoll-layout` is about.',
  ],
  seenIn: [
    'etcd-io/etcd, pkg/osutil/signal_linux.go (`SYS_RT_SIGACTION` with 8, vendored by Kubernetes)',
    'golang/go#70659 (struct stat of the kernel)',
  ],
};
