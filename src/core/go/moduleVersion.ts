/**
 * Versions of Go modules: `v1.2.3`, `v1.3.0-rc.1`, `v2.18.6+incompatible` and
 * pseudo-versions, which name a commit by its time:
 * `v0.0.0-20191115151921-52ab43148777`, `v1.2.4-0.20200101120000-abcdefabcdef`.
 *
 * Source: Go Modules Reference, "Versions" and "Pseudo-versions".
 */
export interface ModuleVersion {
  /** Major, minor and patch. */
  readonly numbers: readonly [number, number, number];
  /** What follows the first `-`, without build metadata; absent for a release. */
  readonly prerelease?: string;
  /** Of a pseudo-version: when its commit was committed, `20191115151921`, in UTC. */
  readonly time?: string;
}

/** Reads a version; undefined for what is none: a branch, a commit, `v1.2`. */
export function parseModuleVersion(text: string): ModuleVersion | undefined {
  const match = /^v(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/.exec(text);
  if (!match) return undefined;
  const [, major, minor, patch, prerelease] = match;
  const time = /(?:^|\.)(\d{14})-[0-9a-f]{12}$/.exec(prerelease ?? '')?.[1];
  return {
    numbers: [Number(major), Number(minor), Number(patch)],
    ...(prerelease === undefined ? {} : { prerelease }),
    ...(time === undefined ? {} : { time }),
  };
}

/**
 * Orders versions as they were made: negative where `a` is older. Semantic
 * versioning puts `rc10` before `rc6`; a number behind the letters counts as a
 * number here, since projects release `rc10` after `rc9`.
 */
export function compareModuleVersions(a: ModuleVersion, b: ModuleVersion): number {
  for (const at of [0, 1, 2] as const) {
    const difference = a.numbers[at] - b.numbers[at];
    if (difference !== 0) return difference;
  }
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === undefined) return 1;
  if (b.prerelease === undefined) return -1;
  return comparePrereleases(identifiers(a.prerelease), identifiers(b.prerelease));
}

type Identifier = string | number;

/** `rc.10` and `rc10` alike as `rc`, 10. */
function identifiers(prerelease: string): readonly Identifier[] {
  return [...prerelease.matchAll(/\d+|[^\d.]+/g)].map(([part]) => (/^\d/.test(part) ? Number(part) : part));
}

function comparePrereleases(a: readonly Identifier[], b: readonly Identifier[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [left, right] = [a[at], b[at]];
    if (left === right) continue;
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    if (typeof left === 'number' && typeof right === 'number') return left - right;
    // Numbers come before words.
    if (typeof left === 'number') return -1;
    if (typeof right === 'number') return 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
