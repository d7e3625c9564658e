import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary:
    'The C of a cgo package includes a header, or holds inline assembly, of another machine in the target’s build.',
  why: [
    '`<immintrin.h>` and the other headers of vector instructions, `<cpuid.h>`, `<sys/io.h>`, `<asm/prctl.h>` and some more exist only where the compiler, the C library or the kernel is for x86. For MIPS the compiler ends with `fatal error: immintrin.h: No such file or directory`.',
    "Inline assembly is handed to the assembler as it is: ``unrecognized opcode `cpuid'``, `unknown register name ‘rax’ in ‘asm’`. Built-in functions such as `__builtin_ia32_pause` are taken for functions that nobody defines.",
    'C sources guard such places with `#if defined(__x86_64__)`. The conditions are evaluated with the macros that GCC has for the target, those of `#cgo CFLAGS: -D…`, and those that the sources define; included files of the tree are read. A condition that depends on anything else is not known, and what stands under it is no finding.',
    'A seccomp filter that compares the machine with `AUDIT_ARCH_X86_64` alone compiles, and refuses every system call on another machine.',
  ],
  example: {
    language: 'c',
    before: '#include <emmintrin.h>',
    after: '#if defined(__SSE2__)\n#include <emmintrin.h>\n#endif',
  },
  fix: [
    'There is no fix to make by itself: the place wants a guard, and code without these instructions beside it. Many libraries have one already behind a macro such as `NO_SIMD`, which `#cgo !386,!amd64 CFLAGS: -DNO_SIMD` sets.',
  ],
  notFound: [
    'What stands under a condition that does not hold for the target, or that is not known to hold.',
    'C files that the go command does not compile: those of folders without Go files that no compiled file includes, and those of packages without cgo.',
    'Macros with assembly, as long as they are only defined.',
    'Assembly in static functions is shown as a warning: the compiler leaves them out where nothing calls them.',
  ],
  seenIn: ['seccomp/libseccomp-golang#30 (`AUDIT_ARCH_MIPSEL64` missing from old kernel headers)'],
};
