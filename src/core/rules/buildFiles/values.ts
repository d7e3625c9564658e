import type { Target } from '../../target/targets';

/**
 * What a variable or expression of a build file can be when the build is for
 * the target. `options` is undefined where nothing is known. `arch` says that
 * the architecture had a part in it, so that a condition on it is a guard by
 * architecture.
 */
export interface Value {
  readonly options: readonly string[] | undefined;
  readonly arch: boolean;
}

/** What is known of a condition when the build is for the target. */
export interface Verdict {
  /** Undefined where it may be either. */
  readonly truth: boolean | undefined;
  readonly arch: boolean;
}

export const unknown: Value = { options: undefined, arch: false };
export const unknownArch: Value = { options: undefined, arch: true };
export const empty: Value = known('');
export const perhaps: Verdict = { truth: undefined, arch: false };

/** A value that does not depend on the architecture. */
export function known(...options: string[]): Value {
  return { options, arch: false };
}

/** More combinations than this and a value counts as unknown. */
const mostOptions = 24;

/** All the texts that parts can give, one after the other. */
export function concat(parts: readonly Value[]): Value {
  const arch = parts.some((part) => part.arch);
  let options: readonly string[] = [''];
  for (const part of parts) {
    const { options: next } = part;
    if (next === undefined || options.length * next.length > mostOptions) return { options: undefined, arch };
    options = options.flatMap((left) => next.map((right) => left + right));
  }
  return { options, arch };
}

/** Either of several values. */
export function either(values: readonly Value[]): Value {
  const arch = values.some((value) => value.arch);
  const options = new Set<string>();
  for (const value of values) {
    if (value.options === undefined) return { options: undefined, arch };
    for (const option of value.options) options.add(option);
  }
  return { options: [...options], arch };
}

/** Applies a function to every text a value can be. */
export function mapValue(value: Value, change: (text: string) => string): Value {
  return { ...value, options: value.options && [...new Set(value.options.map(change))] };
}

/** Whether a test holds for what a value can be: for all, for none, or perhaps. */
export function check(value: Value, test: (text: string) => boolean): Verdict {
  const { options, arch } = value;
  if (options === undefined || options.length === 0) return { truth: undefined, arch };
  const holds = options.filter(test).length;
  return { truth: holds === options.length ? true : holds === 0 ? false : undefined, arch };
}

/** Whether two values are the same text. */
export function equal(a: Value, b: Value): Verdict {
  const arch = a.arch || b.arch;
  if (a.options === undefined || b.options === undefined) return { truth: undefined, arch };
  const { options } = b;
  if (a.options.length === 1 && options.length === 1) return { truth: a.options[0] === options[0], arch };
  return { truth: a.options.some((option) => options.includes(option)) ? undefined : false, arch };
}

export function not({ truth, arch }: Verdict): Verdict {
  return { truth: truth === undefined ? undefined : !truth, arch };
}

export function and(verdicts: readonly Verdict[]): Verdict {
  // One part that is false decides, and then only it says whether the architecture did.
  const decisive = verdicts.filter(({ truth }) => truth === false);
  if (decisive.length > 0) return { truth: false, arch: decisive.every(({ arch }) => arch) };
  return {
    truth: verdicts.every(({ truth }) => truth === true) ? true : undefined,
    arch: verdicts.some(({ truth, arch }) => arch && truth === undefined),
  };
}

export function or(verdicts: readonly Verdict[]): Verdict {
  return not(and(verdicts.map(not)));
}

/** Matches a shell or make wildcard pattern (`mips*`, `?`, `[ab]`) against a whole text. */
export function matchesGlob(text: string, pattern: string): boolean {
  const source = pattern.replace(/\[[^\]]*\]|[*?]|[\\^$.|+(){}[\]]/g, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.length > 1) return part.replace(/^\[!/, '[^').replace(/\\/g, '\\\\');
    return `\\${part}`;
  });
  try {
    return new RegExp(`^${source}$`, 's').test(text);
  } catch {
    return false;
  }
}

/**
 * What build files call the architecture they build for, when it comes from
 * outside: environment variables and make variables set on the command line
 * (`GOARCH`, Docker's `TARGETARCH`, Kubernetes' `ARCH` …). Names of the
 * machine that builds (`HOSTARCH`, `BUILDARCH`) are taken as the target's
 * too, since a native build is one of the ways to build.
 */
export function outsideVariable(name: string, target: Target): Value | undefined {
  const upper = name.toUpperCase();
  const arch = (...options: string[]): Value => ({ options: [...new Set(options)], arch: true });
  if (upper === 'GOOS' || upper === 'TARGETOS') return arch('linux');
  if (upper === 'GOARCH' || upper === 'TARGETARCH' || upper === 'GOHOSTARCH') return arch(target.goarch);
  if (upper === 'TARGETPLATFORM') return arch(`linux/${target.goarch}`);
  if (/^(?:GOARM|GOAMD64|GO386|TARGETVARIANT)$/.test(upper)) return arch('');
  if (/(?:^|_)(?:MACHINE|PLATFORM|UNAME_M)$/.test(upper)) return unknownArch;
  if (/(?:^|_|HOST|BUILD|TARGET|GO|DEB|CPU|OS)_?ARCH$|^ARCH(?:ITECTURE)?$/.test(upper)) {
    return arch(target.goarch, target.debian, target.uname);
  }
  return undefined;
}

/** What a command prints that asks for the architecture or the system; undefined for any other command. */
export function commandOutput(command: string, target: Target): Value | undefined {
  const words = command
    .replace(/\d?>&?\s*\S+/g, ' ')
    .trim()
    .split(/\s+/);
  const text = words.join(' ').replace(/^\S*\/(?=\w+ )/, '');
  const arch = (option: string): Value => ({ options: [option], arch: true });
  if (/^(?:go[\d.]*|\$[({]?GO(?:CMD|_CMD)?[)}]?) env (?:GOARCH|GOHOSTARCH)$/.test(text))
    return arch(target.goarch);
  if (/^(?:go[\d.]*|\$[({]?GO(?:CMD|_CMD)?[)}]?) env (?:GOOS|GOHOSTOS)$/.test(text)) return arch('linux');
  if (/^uname (?:-m|--machine|-p|-i)$/.test(text) || text === 'arch') return arch(target.uname);
  if (/^uname (?:-s -m|-m -s|-sm|-ms)$/.test(text)) return arch(`Linux ${target.uname}`);
  if (/^uname(?: -s)?$/.test(text)) return known('Linux');
  if (/^dpkg --print-architecture$|^dpkg-architecture -q ?DEB_(?:HOST|BUILD)_ARCH$/.test(text)) {
    return arch(target.debian);
  }
  if (/\b(?:uname|dpkg|dpkg-architecture|rpm|apk)\b|\bGO(?:HOST)?ARCH\b/.test(text)) return unknownArch;
  return undefined;
}
