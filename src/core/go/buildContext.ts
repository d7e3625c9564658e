import { unixOs } from './syslist';

/** What decides which files a build includes, as `go/build.Context` has it. */
export interface BuildContext {
  readonly goos: string;
  readonly goarch: string;
  /** Whether files that import "C" are built and the tag `cgo` holds. */
  readonly cgo: boolean;
  /** N of the Go release 1.N: the tags `go1.1` to `go1.N` hold. */
  readonly goMinor: number;
  /** Further tags that hold: the user's, and those of GOARCH features and experiments. */
  readonly tags: ReadonlySet<string>;
}

export interface BuildContextOptions {
  readonly goarch: string;
  /** `linux` where absent. */
  readonly goos?: string;
  /** On where absent, so that host and target answer the same question. */
  readonly cgo?: boolean;
  /** The newest release we know of where absent. */
  readonly goMinor?: number;
  /** The user's `-tags`. */
  readonly tags?: readonly string[];
}

/** The newest Go release when this was written. */
const newestGoMinor = 26;

/**
 * The context of a build with Go's own compiler and its default features.
 *
 * The default feature and experiment tags are those that `go list -f
 * '{{context.ToolTags}}'` prints for Go 1.19, 1.23 and 1.24; newer releases get
 * what 1.24 has.
 */
export function createBuildContext(options: BuildContextOptions): BuildContext {
  const goMinor = options.goMinor ?? newestGoMinor;
  return {
    goos: options.goos ?? 'linux',
    goarch: options.goarch,
    cgo: options.cgo ?? true,
    goMinor,
    tags: new Set([
      ...(options.tags ?? []),
      ...featureTags(options.goarch, goMinor),
      ...experimentTags(options.goarch, goMinor),
    ]),
  };
}

/** Whether a build tag holds in a context. */
export function tagHolds(tag: string, context: BuildContext): boolean {
  if (tag === context.goos || tag === context.goarch || tag === 'gc') return true;
  switch (tag) {
    case 'cgo':
      return context.cgo || context.tags.has(tag);
    case 'linux':
      return context.goos === 'android' || context.tags.has(tag);
    case 'solaris':
      return context.goos === 'illumos' || context.tags.has(tag);
    case 'darwin':
      return context.goos === 'ios' || context.tags.has(tag);
    case 'unix':
      return unixOs.has(context.goos) || context.tags.has(tag);
    case 'boringcrypto':
      return context.tags.has('goexperiment.boringcrypto');
  }
  const release = /^go1\.([1-9]\d*)$/.exec(tag)?.[1];
  return (release !== undefined && Number(release) <= context.goMinor) || context.tags.has(tag);
}

/** The tag of the GOARCH's default feature level (GOAMD64=v1, GOMIPS64=hardfloat …); Go has them since 1.21, and two since 1.23. */
function featureTags(goarch: string, goMinor: number): string[] {
  if (goMinor < 21) return [];
  switch (goarch) {
    case '386':
      return ['386.sse2'];
    case 'amd64':
      return ['amd64.v1'];
    case 'arm':
      return ['arm.5', 'arm.6', 'arm.7'];
    case 'arm64':
      return goMinor >= 23 ? ['arm64.v8.0'] : [];
    case 'mips':
    case 'mipsle':
    case 'mips64':
    case 'mips64le':
      return [`${goarch}.hardfloat`];
    case 'ppc64':
    case 'ppc64le':
      return [`${goarch}.power8`];
    case 'riscv64':
      return goMinor >= 23 ? ['riscv64.rva20u64'] : [];
    default:
      return [];
  }
}

/** The experiments that a release has on by default. */
function experimentTags(goarch: string, goMinor: number): string[] {
  const names: string[] = [];
  const registerAbi = ['amd64', 'arm64', 'ppc64', 'ppc64le', 'riscv64'];
  if (registerAbi.includes(goarch) || (goarch === 'loong64' && goMinor >= 21)) {
    names.push('regabiwrappers', 'regabiargs');
  }
  if (goMinor >= 20) names.push('coverageredesign');
  if (goMinor >= 24) {
    names.push('aliastypeparams', 'swissmap', 'synchashtriemap');
    if (['386', 'amd64', 'arm', 'arm64', 'ppc64', 'ppc64le'].includes(goarch)) names.push('spinbitmutex');
  }
  return names.map((name) => `goexperiment.${name}`);
}
