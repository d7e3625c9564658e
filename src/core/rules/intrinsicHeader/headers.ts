import type { Goarch } from '../../target/targets';

/** Headers of GCC 12 for x86's instructions (`gcc/config/i386`), of glibc and of Linux that only x86 has. */
const x86: ReadonlySet<string> = new Set(
  (
    'immintrin.h emmintrin.h xmmintrin.h mmintrin.h pmmintrin.h tmmintrin.h smmintrin.h nmmintrin.h wmmintrin.h ' +
    'ammintrin.h x86intrin.h x86gprintrin.h mm_malloc.h mm3dnow.h popcntintrin.h cpuid.h asm/prctl.h sys/io.h ' +
    'sys/debugreg.h sys/perm.h sys/reg.h asm/ldt.h asm/mtrr.h asm/msr.h asm/vm86.h asm/hwcap2.h ' +
    'asm/processor-flags.h asm/bootparam.h asm/svm.h asm/vmx.h asm/ptrace-abi.h asm/unistd_64.h asm/unistd_32.h ' +
    'asm/unistd_x32.h sys/platform/x86.h'
  ).split(' '),
);

/** The same for 64-bit Arm. */
const arm64: ReadonlySet<string> = new Set(
  'arm_neon.h arm_acle.h arm_sve.h arm_fp16.h arm_bf16.h'.split(' '),
);

/** GCC has headers of these names for POWER too, which do with AltiVec what x86's do. */
const alsoOfPower = /^(?:[a-z]mmintrin|immintrin|mmintrin|mm_malloc|x86intrin|x86gprintrin|bmi2?intrin)\.h$/;

/** Headers of the list that Arm, RISC-V, LoongArch, POWER or S/390 have as well. */
const elsewhere: Readonly<Partial<Record<Goarch, RegExp>>> = {
  arm64: /^asm\/hwcap2?\.h$/,
  ppc64le: /^(?:asm\/(?:bootx|unistd_(?:32|64))\.h)$/,
  s390x: /^asm\/unistd_(?:32|64)\.h$/,
  loong64: /^asm\/unistd_64\.h$/,
  riscv64: /^asm\/unistd_(?:32|64)\.h$/,
};

/** Whether a header of the system is there for the host and not for the target; a test asks both compilers. */
export function isForeignHeader(name: string, host: Goarch, target: Goarch): boolean {
  if (host === target) return false;
  if (host === 'arm64') return arm64.has(name);
  if (host !== 'amd64' || !x86.has(name)) return false;
  if (target === 'ppc64le' && alsoOfPower.test(name)) return false;
  return elsewhere[target]?.test(name) !== true;
}
