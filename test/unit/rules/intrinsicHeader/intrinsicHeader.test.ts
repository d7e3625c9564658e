import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { intrinsicHeader } from '../../../../src/core/rules/intrinsicHeader';
import { isForeignHeader } from '../../../../src/core/rules/intrinsicHeader/headers';
import { scanTextFile } from '../../../../src/core/scan/scanPackages';
import { openFixture, type Texts } from '../../support/fixtureTree';
import { runGo, withFiles } from '../../support/goBuild';
import { describeWith, goCommands } from '../../support/tools';

const gcc = 'mips64el-linux-gnuabi64-gcc';

/** Go that calls C's `f` so that what it is made of is linked. */
function goWith(preamble: string): string {
  return `package p\n\n/*\n${preamble}\n*/\nimport "C"\n\n// F calls C.\nfunc F() int { return int(C.f()) }\n`;
}

const declared = goWith('int f(void);');

/** What the rule finds in a folder of files and below it: `file:line severity message`. */
async function found(texts: Texts): Promise<readonly string[]> {
  const { tree, context } = await openFixture({ 'go.mod': 'module p\n\ngo 1.19\n', ...texts });
  const [host, target] = [tree.view('', 'host'), tree.view('', 'target')];
  const ofGo = host && target ? (intrinsicHeader.fromPackage?.({ host, target }, tree, context) ?? []) : [];
  const ofC = Object.entries(texts)
    .filter(([path]) => !path.endsWith('.go'))
    .flatMap(([path, text]) => scanTextFile(path, text, [intrinsicHeader], context));
  return [...ofGo, ...ofC].map(
    ({ file, line, severity, message }) => `${file}:${line} ${severity} ${message}`,
  );
}

const immintrin = 'immintrin.h is a header of amd64; there is none for mips64le';

/** Files that are findings, with what is found. Each has an `f` and does not compile for MIPS. */
const rejected: Readonly<Record<string, { readonly texts: Texts; readonly found: readonly string[] }>> = {
  'a header in a preamble': {
    texts: { 'p.go': goWith('#include <stdio.h>\n#include <immintrin.h>\nstatic int f(void) { return 1; }') },
    found: [`p.go:5 error ${immintrin}`],
  },
  'a header in a file of its own': {
    texts: { 'p.go': declared, 'simd.c': '#include <immintrin.h>\nint f(void) { return 1; }\n' },
    found: [`simd.c:1 error ${immintrin}`],
  },
  'a guard that holds for every GCC': {
    texts: {
      'p.go': declared,
      'simd.c':
        '#ifdef _MSC_VER\n#include <intrin.h>\n#elif defined(__GNUC__) && !defined(__ARM_NEON)\n#include <x86intrin.h>\n#endif\nint f(void) { return 1; }\n',
    },
    found: ['simd.c:4 error x86intrin.h is a header of amd64; there is none for mips64le'],
  },
  'a header that a header of a folder below includes': {
    texts: {
      'p.go': goWith('#cgo CFLAGS: -I${SRCDIR}/include\n#include <simd.h>\nstatic int f(void) { return 1; }'),
      'include/simd.h': '#ifndef SIMD_H\n#define SIMD_H\n#include <emmintrin.h>\n#endif\n',
    },
    found: ['include/simd.h:3 error emmintrin.h is a header of amd64; there is none for mips64le'],
  },
  'a macro that a flag defines': {
    texts: {
      'p.go': goWith('#cgo CFLAGS: -DUSE_SIMD\nint f(void);'),
      'f.c': '#ifdef USE_SIMD\n#include <cpuid.h>\n#endif\nint f(void) { return 1; }\n',
    },
    found: ['f.c:2 error cpuid.h is a header of amd64; there is none for mips64le'],
  },
  'an instruction': {
    texts: {
      'p.go': declared,
      'f.c':
        'int f(void)\n{\n\tunsigned a = 0, b, c, d;\n\t__asm__ __volatile__ ("cpuid"\n\t\t: "+a" (a), "=b" (b), "=c" (c), "=d" (d));\n\treturn a;\n}\n',
    },
    found: ['f.c:4 error Inline assembly of amd64 is compiled for mips64le: cpuid'],
  },
  'a system call by registers': {
    texts: {
      'p.go': declared,
      'f.c':
        'int f(void)\n{\n\tlong r;\n\tasm volatile("syscall" : "=a"(r) : "a"(39) : "rcx", "r11", "memory");\n\treturn r;\n}\n',
    },
    found: ['f.c:4 error Inline assembly of amd64 is compiled for mips64le: rcx'],
  },
  'a register variable': {
    texts: {
      'p.go': declared,
      'f.c':
        'int f(void)\n{\n\tregister long r asm("r10") = 1;\n\tasm volatile("" : "+r"(r));\n\treturn r;\n}\n',
    },
    found: ['f.c:3 error Inline assembly of amd64 is compiled for mips64le: r10'],
  },
  'the other branch': {
    texts: {
      'p.go': declared,
      'f.c':
        'int f(void)\n{\n#ifdef __aarch64__\n\tasm volatile("yield");\n#else\n\tasm volatile("rep; nop" ::: "memory");\n#endif\n\treturn 1;\n}\n',
    },
    found: ['f.c:6 error Inline assembly of amd64 is compiled for mips64le: rep'],
  },
  'a static function': {
    texts: { 'p.go': goWith('static inline int f(void) { asm volatile("mfence"); return 1; }') },
    found: ['p.go:4 warning Inline assembly of amd64 is compiled for mips64le: mfence'],
  },
};

/** Files of which nothing is found; each compiles for MIPS. */
const accepted: Readonly<Record<string, Texts>> = {
  'a guard': {
    'p.go': declared,
    'f.c':
      '#if defined(__x86_64__) || defined(__i386__)\n#include <immintrin.h>\n#endif\nint f(void) { return 1; }\n',
  },
  'a guard by a feature of the processor': {
    'p.go': declared,
    'f.c':
      '#ifdef __SSE2__\n#define HAVE_SIMD 1\n#else\n#define HAVE_SIMD 0\n#endif\n#if HAVE_SIMD\n#include <emmintrin.h>\n#endif\nint f(void) { return 1; }\n',
  },
  'a guard that nothing is known of': {
    'p.go': declared,
    'f.c': '#ifdef HAVE_X86INTRIN_H\n#include <x86intrin.h>\n#endif\nint f(void) { return 1; }\n',
  },
  __has_include: {
    'p.go': declared,
    'f.c':
      '#if defined(__has_include) && __has_include(<cpuid.h>)\n#include <cpuid.h>\n#endif\nint f(void) { return 1; }\n',
  },
  'assembly of all machines': {
    'p.go': declared,
    'f.c':
      'int f(void)\n{\n\t__asm__ volatile("" ::: "memory");\n\t__asm__ volatile("nop");\n\t__asm__ volatile("syscall" ::: "$2", "$7");\n\treturn 1;\n}\n',
  },
  'a comment and a string': {
    'p.go': goWith(
      '// #include <immintrin.h>\nstatic const char *s = "#include <immintrin.h> asm(\\"cpuid\\")";\nstatic int f(void) { return s != 0; }',
    ),
  },
  'a file for another machine': {
    'p.go': declared,
    'f_amd64.c': '#include <immintrin.h>\nint f(void) { return 1; }\n',
    'f_mips64le.c': 'int f(void) { return 1; }\n',
  },
  'a macro that is not used': {
    'p.go': declared,
    'f.c': '#define PAUSE() __asm__ volatile("rep; nop")\nint f(void) { return 1; }\n',
  },
};

describe('intrinsic-header', () => {
  it.each(Object.entries(rejected))('finds %s', async (_, { texts, found: wanted }) => {
    expect(await found(texts)).toEqual(wanted);
  });

  it.each(Object.entries(accepted))('does not find %s', async (_, texts) => {
    expect(await found(texts)).toEqual([]);
  });

  it('looks only at C that is compiled', async () => {
    const c = '#include <immintrin.h>\nint f(void) { return 1; }\n';
    expect(await found({ 'p.go': 'package p\n', 'f.c': c })).toEqual([]);
    expect(await found({ 'src/f.c': c })).toEqual([]);
    expect(await found({ 'p.go': declared, 'src/f.c': c })).toEqual([]);
    expect(await found({ 'p.go': goWith('#include "src/f.c"'), 'src/f.c': c })).toEqual([
      `src/f.c:1 error ${immintrin}`,
    ]);
  });

  it('finds a filter of system calls for one machine', async () => {
    const filter = (archs: string): Texts => ({
      'p.go': declared,
      'f.c': `#include <linux/audit.h>\nint f(void) { return ${archs}; }\n`,
    });
    expect(await found(filter('AUDIT_ARCH_X86_64'))).toEqual([
      'f.c:2 warning AUDIT_ARCH_X86_64 is compared on mips64le too, where the kernel says AUDIT_ARCH_MIPSEL64',
    ]);
    expect(await found(filter('AUDIT_ARCH_X86_64 + AUDIT_ARCH_AARCH64'))).toEqual([]);
    expect(await found(filter('AUDIT_ARCH_X86_64 + AUDIT_ARCH_MIPSEL64'))).toEqual([]);
  });
});

describeWith([gcc, 'gcc'], 'the headers beside GCC', () => {
  const has = (compiler: string, header: string): boolean =>
    spawnSync(compiler, ['-x', 'c', '-E', '-o', '/dev/null', '-'], { input: `#include <${header}>\n` })
      .status === 0;

  it.each(
    'immintrin emmintrin xmmintrin mmintrin pmmintrin tmmintrin smmintrin nmmintrin wmmintrin ammintrin x86intrin x86gprintrin mm_malloc mm3dnow popcntintrin cpuid asm/prctl sys/io sys/debugreg sys/perm sys/reg asm/ldt asm/mtrr asm/msr asm/vm86 asm/hwcap2 asm/processor-flags asm/bootparam asm/svm asm/vmx asm/ptrace-abi asm/unistd_64 asm/unistd_32 asm/unistd_x32 sys/platform/x86'.split(
      ' ',
    ),
  )('%s.h is there for amd64 and not for mips64le', (name) => {
    expect([has('gcc', `${name}.h`), has(gcc, `${name}.h`)]).toEqual([true, false]);
    expect(isForeignHeader(`${name}.h`, 'amd64', 'mips64le')).toBe(true);
  });
});

describeWith(['go', 'gcc', gcc], 'intrinsic-header beside Go and GCC', () => {
  const go = goCommands().at(-1) ?? { version: '', command: 'go', root: '' };
  const main = {
    'go.mod': 'module p\n\ngo 1.19\n',
    'cmd/main.go': 'package main\n\nimport "p"\n\nfunc main() { p.F() }\n',
  };
  const build = (texts: Texts, goarch: string): number | null =>
    withFiles({ ...main, ...texts }, (dir) => {
      const cc = goarch === 'amd64' ? 'gcc' : gcc;
      return runGo(go, dir, goarch, ['build', '-o', 'out', './cmd'], { CGO_ENABLED: '1', CC: cc }).status;
    });

  it.each(Object.entries(rejected))(
    'GCC rejects %s for the target alone',
    (_, { texts }) => {
      expect([build(texts, 'amd64'), build(texts, 'mips64le') === 0]).toEqual([0, false]);
    },
    120_000,
  );

  it.each(Object.entries(accepted))(
    'GCC accepts %s',
    (_, texts) => {
      expect(build(texts, 'mips64le')).toBe(0);
    },
    120_000,
  );
});
