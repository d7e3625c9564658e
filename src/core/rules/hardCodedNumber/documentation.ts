import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary:
    'A number of the kernel’s interface is written out, and on the target the same thing has another number.',
  why: [
    'Linux on MIPS numbers much of its interface otherwise than on x86-64: system calls count from 5000 in the n64 ABI, `SOL_SOCKET` is 0xffff instead of 1, `SOCK_STREAM` and `SOCK_DGRAM` are exchanged, `O_CREAT` is 0x100 instead of 0x40, `TIOCGWINSZ` 0x40087468 instead of 0x5413; error numbers from 35 on, many signals and five resource limits differ too. A number that is written out compiles for every architecture. On the target it asks for another system call, flag or signal, or for none: `ENOSYS`, `ENOTTY`, `ENOPROTOOPT`, or a wrong result without an error.',
    'Requests of `ioctl` are encoded otherwise, too: the size has 13 bits instead of 14, the direction three instead of two, and writing is 4 instead of 1 (`arch/mips/include/uapi/asm/ioctl.h`). A program that makes its requests with constants of its own (`iocSizeBits = 14`) makes none that the target’s kernel knows.',
    'What a number means on each GOARCH is read from the ABI tables, made from Go’s `src/syscall` and `golang.org/x/sys/unix`.',
  ],
  example: {
    language: 'go',
    before: 'fd, _, errno := unix.Syscall(319, uintptr(unsafe.Pointer(name)), 0, 0)',
    after: 'fd, _, errno := unix.Syscall(unix.SYS_MEMFD_CREATE, uintptr(unsafe.Pointer(name)), 0, 0)',
  },
  fix: [
    'The number is replaced by the constant (`unix.SYS_MEMFD_CREATE`, `syscall.O_CREAT|syscall.O_TRUNC`) where the file imports a package that has it for host and target. The host’s number stays as it is.',
    'There is no fix for the encoding of requests, which wants a file for each architecture, and where the target has no such constant, where several constants share the number and part on the target, and where no such package is imported.',
  ],
  notFound: [
    'Numbers that mean the same on the target, and those that mean nothing where they stand: an option of `IPPROTO_TCP` is not an `SO_` one.',
    'Files that only one of the two builds includes, and functions and constants beside which `runtime.GOARCH` is asked.',
    'Packages in an `internal` folder that only packages for other architectures import.',
    'Small constants in a file for every GOOS of a package that has files for others than linux: they are its own for all systems (`RLIMIT_NOFILE int32 = 7`).',
    'Variables, results of calculations, and constants whose name is not the kernel’s and that reach no such call.',
    'Signals and errors that are filed under their own number (`"17": syscall.Signal(17)`): who asks for 17 is to get 17.',
    'Calls of functions other than those of `syscall` and `x/sys/unix`, and other than those called `ioctl`.',
    'Directions of requests (`IOC_WRITE = 1`) in files that do not say how wide their parts are; they may be another system’s.',
    'Certain are system call numbers, and numbers from 256 on with one meaning. Smaller ones are shown as information.',
  ],
  seenIn: [
    'vishvananda/netns#7 and #8 (the number of setns)',
    'libp2p/go-reuseport#36 and #49 (SO_REUSEPORT)',
    'pkg/term#60 (requests of terminals)',
    'linux-test-project/ltp#624 (`ENOPROTOOPT (99)`)',
    'containerd/go-dmverity, pkg/dm (`iocSizeBits = 14`), and vtolstov/go-ioctl',
    'songgao/water, by way of golang/go#21596 (TUNSETIFF)',
  ],
};
