import type { Goarch } from '../../target/targets';

/** A flag that is for some GOARCHs, of which the target is none. */
export interface ForeignFlag {
  readonly kind:
    /** The target's compiler or linker ends with an error. */
    | 'rejected'
    /** It names the building machine's processor, which a cross compiler does not take. */
    | 'native'
    /** It tells C sources that they are compiled for another machine. */
    | 'defines'
    /** A folder of the tree, or a file there, that another architecture's name is in. */
    | 'own path'
    /** The same outside of the tree. */
    | 'system path';
  /** The GOARCHs that it is for; empty where it is only known that the target's compiler rejects it. */
  readonly goarchs: readonly string[];
}

const x86: readonly string[] = ['386', 'amd64'];
const amd64: readonly string[] = ['amd64'];

/** Machine options that GCC has for x86 alone (GCC manual, "x86 Options"). */
const x86Options =
  /^-m(?:(?:no-)?(?:mmx|3dnowa?|sse(?:[234]|4\.[12]|4a)?|ssse3|avx\w*|fma4?|f16c|v?aes|v?pclmul(?:qdq)?|sha(?:512)?|bmi2?|lzcnt|popcnt|rdrnd|rdseed|adx|movbe|xsave(?:c|opt|s)?|tbm|xop|lwp|fxsr|fsgsbase|prfchw|clflushopt|clwb|pku|sgx|gfni|shstk|crc32|waitpkg|vzeroupper|stackrealign|tls-direct-seg-refs|accumulate-outgoing-args|inline-all-stringops|ieee-fp)|fpmath=\S+|preferred-stack-boundary=\d+|incoming-stack-boundary=\d+|indirect-branch\S*|function-return=\S+|prefer-vector-width=\S+|regparm=\d|align-double)$/;

const amd64Options = /^-m(?:x32|(?:no-)?(?:cx16|sahf|red-zone))$|^-Wl,-m,?elf_x86_64$/;

/** Processors of `-march=` and `-mtune=` that are x86. */
const x86Processors =
  /^-m(?:arch|tune|cpu)=(?:i[3-6]86|pentium\S*|prescott|nocona|core2|core-\S+|corei7\S*|nehalem|westmere|sandybridge|ivybridge|haswell|broadwell|skylake\S*|cannonlake|icelake\S*|rocketlake|tigerlake|cascadelake|cooperlake|sapphirerapids|alderlake|bonnell|atom|silvermont|goldmont\S*|tremont|knl|knm|intel|k6\S*|k8\S*|athlon\S*|opteron\S*|amdfam10|barcelona|bdver\d|btver\d|znver\d)$/;

const amd64Processors = /^-m(?:arch|tune)=x86-64(?:-v[234])?$/;

/** Options that GCC has for x86 and others, and not for MIPS. */
const notOfMips =
  /^-m(?:cmodel=\S+|tls-dialect=\S+|general-regs-only|long-double-128|tune=generic|cpu=\S+|asm=\S+)$|^-fcf-protection(?:=(?:full|branch|return|check))?$/;

/** `-m64` is an option of x86, POWER, S/390 and SPARC. */
const widths = /^-m64$/;

const definitions =
  /^-D(?:__(?:x86_64|amd64)(?:__)?|__(?:MMX|SSE|SSE2|SSE3|SSSE3|SSE4_[12]|AVX2?)__)(?:=\S*)?$/;

const loader = /^-Wl,(?:-I|--?dynamic-linker)[,=]\S*\/ld-linux-x86-64\.so\.2$/;

/**
 * What a C compiler's or linker's flag says of an architecture that is the
 * host's and not the target's; undefined where nothing is known of it.
 *
 * Which options MIPS takes was asked of `mips64el-linux-gnuabi64-gcc` 12; a
 * test asks it again.
 */
export function foreignFlag(flag: string, host: Goarch, target: Goarch): ForeignFlag | undefined {
  const found = known(flag, target) ?? pathFlag(flag, host);
  const isHosts = found?.goarchs.length === 0 ? host === 'amd64' : found?.goarchs.includes(host) === true;
  return isHosts && found?.goarchs.includes(target) !== true ? found : undefined;
}

function known(flag: string, target: Goarch): ForeignFlag | undefined {
  const isMips = target.startsWith('mips');
  if (x86Options.test(flag) || x86Processors.test(flag)) return { kind: 'rejected', goarchs: x86 };
  if (amd64Options.test(flag) || amd64Processors.test(flag) || loader.test(flag)) {
    return { kind: 'rejected', goarchs: amd64 };
  }
  if (widths.test(flag) && !target.startsWith('ppc64') && target !== 's390x') {
    return { kind: 'rejected', goarchs: amd64 };
  }
  if (/^-m(?:arch|tune)=native$/.test(flag)) return isMips ? { kind: 'native', goarchs: [] } : undefined;
  if (isMips && notOfMips.test(flag)) return { kind: 'rejected', goarchs: [] };
  return definitions.test(flag)
    ? { kind: 'defines', goarchs: /SSE|MMX|AVX/.test(flag) ? x86 : amd64 }
    : undefined;
}

/** How folders and libraries call an architecture: in full, between signs that are no letters or digits. */
const pathNames: Readonly<Partial<Record<Goarch, string>>> = {
  amd64: 'x86_64|x86-64|amd64|x64',
  arm64: 'aarch64|arm64',
  riscv64: 'riscv64',
  loong64: 'loongarch64|loong64',
  ppc64le: 'ppc64le|ppc64el|powerpc64le',
  s390x: 's390x',
};

/** Every architecture's name that a path may have. */
const anyName =
  /(?<![a-z0-9])(?:x86(?![_-]64)|i[3-6]86|386|arm\w*|aarch64\w*|mips\w*|ppc\w*|powerpc\w*|s390x?|riscv\w*|loong\w*)(?![a-z0-9])/i;

function pathFlag(flag: string, host: Goarch): ForeignFlag | undefined {
  const path =
    /^-(?:[LI]|Wl,-?-rpath(?:-link)?[,=]|isystem|l)(.+)$/.exec(flag)?.[1] ??
    (/^[^-].*\.(?:a|o|so(?:\.\d+)*)$/.test(flag) ? flag : undefined);
  const names = pathNames[host];
  if (path === undefined || names === undefined) return undefined;
  const own = new RegExp(`(?<![a-z0-9])(?:${names})(?![a-z0-9])`, 'gi');
  const rest = path.replace(own, '');
  if (rest === path || anyName.test(rest)) return undefined;
  const isSystem = path.startsWith('/') || flag.startsWith('-l');
  return { kind: isSystem ? 'system path' : 'own path', goarchs: [host] };
}

/** Whether a flag's path names an architecture, whichever. */
export function namesArchitecture(flag: string): boolean {
  return (
    /[/.]/.test(flag) &&
    (anyName.test(flag) || /(?<![a-z0-9])(?:x86_64|x86-64|amd64|x64)(?![a-z0-9])/i.test(flag))
  );
}
