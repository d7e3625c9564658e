import type { RuleDocumentation } from '../rule';
import { fixedSys } from './kernelEvent';

export const documentation: RuleDocumentation = {
  summary:
    'A struct that goes to the epoll calls lacks the four bytes of padding that the kernel’s has on the target.',
  why: [
    'The kernel’s `struct epoll_event` is 32 bits of events and 64 bits of data. It is packed on x86-64 only (`EPOLL_PACKED` in `include/uapi/linux/eventpoll.h`); elsewhere four bytes of padding follow the events, and an event takes 16 bytes instead of 12. A Go struct made for amd64 compiles for every architecture. On the target the kernel then reads and writes past its end, and `EpollWait` returns the wrong files: programs hang.',
    `\`golang.org/x/sys/unix\` had this mistake for mips64 and mips64le until the commit of 2019-11-15 (\`${fixedSys}\`), and so had the \`syscall\` package before Go 1.14.`,
  ],
  example: {
    language: 'go',
    before: 'type epollEvent struct {\n\tEvents uint32\n\tFd     int32\n\tPad    int32\n}\n',
    after:
      'type epollEvent struct {\n\tEvents uint32\n\t_      epollPad\n\tFd     int32\n\tPad    int32\n}\n\n// epollpad_packed_linux.go, for 386 and amd64\ntype epollPad [0]int32\n\n// epollpad_aligned_linux.go, for all others\ntype epollPad [1]int32\n',
  },
  fix: [
    'A struct in a file that the host does not build gets a field of four bytes. One in a file for all architectures gets a field whose type is empty on amd64 and 386 and four bytes elsewhere, so its layout on the host stays as it is.',
    'Copies of `golang.org/x/sys` under `vendor/` are looked at on request only; what is changed there is lost with the next vendoring. The rule outdated-dependency tells which version to require instead.',
    'There is none for structs of another shape, and for those that are written as literals without field names.',
  ],
  notFound: [
    '`syscall.EpollEvent` and `unix.EpollEvent` of current versions, and structs with the padding.',
    'Structs that never reach `SYS_EPOLL_CTL`, `SYS_EPOLL_WAIT` or `SYS_EPOLL_PWAIT` in a raw system call.',
  ],
  seenIn: [
    'containerd/containerd#3557 (dockerd and containerd hang; the vendored copy was not the place to fix it)',
    'golang/go#68366 (Go 1.13.9)',
    'golang/go#15135 (ppc64le), golang/go#16021 (s390x)',
  ],
};
