import type { Goarch } from '../target/targets';

/** What a macro stands for: its text, or undefined where that is not known. */
export type Macros = ReadonlyMap<string, string | undefined>;

/**
 * Macros that GCC 12 has for a GOARCH's machine on Linux, without those for
 * what a flag may turn on; a test asks the compiler.
 */
const own: Readonly<Record<Goarch, string>> = {
  amd64: '__x86_64__=1 __x86_64=1 __amd64__=1 __amd64=1 __MMX__=1 __SSE__=1 __SSE2__=1',
  arm64: '__aarch64__=1 __ARM_64BIT_STATE=1 __ARM_ARCH=8 __ARM_NEON=1 __AARCH64EL__=1',
  mips64le:
    '__mips__=1 _mips=1 mips=1 __mips=64 __mips64=1 _ABI64=3 _MIPS_SIM=3 __MIPSEL__=1 __MIPSEL=1 _MIPSEL=1 MIPSEL=1',
  mips64:
    '__mips__=1 _mips=1 mips=1 __mips=64 __mips64=1 _ABI64=3 _MIPS_SIM=3 __MIPSEB__=1 __MIPSEB=1 _MIPSEB=1 MIPSEB=1',
  mipsle:
    '__mips__=1 _mips=1 mips=1 __mips=32 _ABIO32=1 _MIPS_SIM=1 __MIPSEL__=1 __MIPSEL=1 _MIPSEL=1 MIPSEL=1',
  mips: '__mips__=1 _mips=1 mips=1 __mips=32 _ABIO32=1 _MIPS_SIM=1 __MIPSEB__=1 __MIPSEB=1 _MIPSEB=1 MIPSEB=1',
  loong64: '__loongarch__=1 __loongarch64=1 __loongarch_lp64=1 __loongarch_grlen=64',
  riscv64: '__riscv=1 __riscv_xlen=64',
  ppc64le:
    '__powerpc__=1 __powerpc64__=1 __PPC__=1 __PPC64__=1 _ARCH_PPC=1 _ARCH_PPC64=1 __LITTLE_ENDIAN__=1 _LITTLE_ENDIAN=1 _CALL_ELF=2',
  s390x: '__s390__=1 __s390x__=1 __zarch__=1',
};

/** Macros of GCC on Linux, whatever the machine. Sizes follow from the number of bits. */
const common =
  '__linux__=1 __linux=1 linux=1 __gnu_linux__=1 __unix__=1 __unix=1 unix=1 __ELF__=1 __GNUC__=12 __GNUC_MINOR__=2 __STDC__=1 ' +
  '__CHAR_BIT__=8 __ORDER_LITTLE_ENDIAN__=1234 __ORDER_BIG_ENDIAN__=4321 __ORDER_PDP_ENDIAN__=3412';

/**
 * Macros that GCC on Linux has only for other machines, systems or compilers,
 * or for processors that a plain compilation is not for. Beside every macro
 * of `own`, they are known not to be there.
 */
const foreign: Readonly<Record<string, string>> = {
  x86: '__i386__ __i386 i386 _X86_ __i486__ __i586__ __i686__ __ILP32__ __SSE3__ __SSSE3__ __SSE4_1__ __SSE4_2__ __SSE4A__ __POPCNT__ __LZCNT__ __BMI__ __BMI2__ __AVX__ __AVX2__ __AVX512F__ __AVX512BW__ __AVX512VL__ __AVX512DQ__ __AVX512CD__ __AVX512VBMI__ __FMA__ __FMA4__ __F16C__ __AES__ __PCLMUL__ __VAES__ __VPCLMULQDQ__ __SHA__ __RDRND__ __RDSEED__ __ADX__ __GFNI__ __XOP__ __3dNOW__',
  arm: '__arm__ __arm arm __thumb__ __thumb2__ __ARM_EABI__ __ARM_ARCH_7A__ __ARM_ARCH_7__ __ARM_ARCH_6__ __ARM_NEON__ __ARM_PCS_VFP __VFP_FP__ __ARM_FEATURE_CRC32 __ARM_FEATURE_CRYPTO __ARM_FEATURE_SHA2 __ARM_FEATURE_AES __ARM_FEATURE_SVE __ARMEB__ __ARMEL__ __AARCH64EB__',
  others:
    '_M_X64 _M_AMD64 _M_IX86 _M_ARM _M_ARM64 _M_ARM64EC _MSC_VER _WIN32 _WIN64 WIN32 __WIN32__ __MINGW32__ __MINGW64__ __CYGWIN__ __APPLE__ __MACH__ __FreeBSD__ __NetBSD__ __OpenBSD__ __DragonFly__ __sun __sun__ __SVR4 _AIX __hpux __ANDROID__ __EMSCRIPTEN__ __wasm__ __wasm32__ __wasm_simd128__ __INTEL_COMPILER __ICC __clang__ __TINYC__ __SUNPRO_C __ppc__ __ppc64__ __powerpc __POWERPC__ __ALTIVEC__ __VSX__ __sparc__ __sparc __sparc64__ __sparcv9 __alpha__ __hppa__ __ia64__ __ia64 __sh__ __m68k__ __e2k__ __mips_msa __mips_dsp __mips_loongson_mmi __loongarch_sx __loongarch_asx __riscv_vector',
};

/** The macros that a compilation for a GOARCH begins with. */
export function predefined(goarch: Goarch, bits: 32 | 64, endian: 'little' | 'big'): Macros {
  const widths =
    bits === 64
      ? '__LP64__=1 _LP64=1 __SIZEOF_POINTER__=8 __SIZEOF_LONG__=8'
      : '__SIZEOF_POINTER__=4 __SIZEOF_LONG__=4';
  const order = `__BYTE_ORDER__=${endian === 'little' ? 1234 : 4321}`;
  return new Map(
    [own[goarch], common, widths, order].flatMap((list) =>
      list.split(' ').map((entry): [string, string] => {
        const [name = '', value = '1'] = entry.split('=');
        return [name, value];
      }),
    ),
  );
}

const machineMacros: ReadonlySet<string> = new Set([
  ...Object.values(own).flatMap((list) => list.split(' ').map((entry) => entry.replace(/=.*/, ''))),
  ...Object.values(foreign).flatMap((list) => list.split(' ')),
  '__LP64__',
  '_LP64',
]);

/** Whether a name is a macro of machines or systems: not to be had unless it is predefined. */
export function isMachineMacro(name: string): boolean {
  return machineMacros.has(name);
}
