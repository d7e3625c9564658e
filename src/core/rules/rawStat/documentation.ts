import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary:
    'A raw system call fills a `Stat_t` of Go’s, which is not the kernel’s struct stat on 64-bit MIPS.',
  why: [
    'On most architectures the `Stat_t` of `syscall` and of `golang.org/x/sys/unix` is the kernel’s `struct stat`. On mips64 and mips64le it is not: the kernel’s has 32-bit seconds and nanoseconds and 104 bytes, Go’s has 64-bit ones and 128 bytes. The packages’ own `Stat`, `Lstat`, `Fstat` and `Fstatat` call the kernel with a struct of their own and translate it (`fillStat_t` in `src/syscall/syscall_linux_mips64x.go`).',
    'A raw call of `SYS_STAT`, `SYS_LSTAT`, `SYS_FSTAT` or `SYS_NEWFSTATAT` with the address of a `Stat_t` compiles and succeeds. Device, inode, mode, owner and size are right by chance; times, block size and number of blocks are not.',
  ],
  example: {
    language: 'go',
    before:
      'var st unix.Stat_t\n_, _, errno := unix.Syscall(unix.SYS_FSTAT, uintptr(fd), uintptr(unsafe.Pointer(&st)), 0)\nif errno != 0 {\n\treturn fmt.Errorf("fstat: %w", errno)\n}\n',
    after:
      'var st unix.Stat_t\nerrno := unix.Fstat(fd, &st)\nif errno != nil {\n\treturn fmt.Errorf("fstat: %w", errno)\n}\n',
  },
  fix: [
    'Raw calls of `SYS_FSTAT` become calls of `Fstat`, where the error number is compared with 0 or with a constant, or handed to a function of `fmt`, `log` or `os`. The import of `unsafe` goes where nothing else needs it. On the host the same system call is made.',
    'The other calls take the address of a path that was made into bytes before; for them there is no fix. Call `Stat`, `Lstat` or `Fstatat` of `golang.org/x/sys/unix`.',
  ],
  notFound: [
    'Calls of `Stat`, `Lstat`, `Fstat` and `Fstatat`.',
    '`statx`, whose struct is the same everywhere.',
    'Structs whose type is not known, and structs of the program’s own, which the rule `kernel-struct` is about.',
    'Targets other than mips64 and mips64le.',
  ],
  seenIn: ['golang/go#70659 (`syscall.fstatat` itself, which os.Root used)'],
};
