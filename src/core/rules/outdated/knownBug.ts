import { compareModuleVersions, parseModuleVersion } from '../../go/moduleVersion';
import type { Translate } from '../../l10n';
import type { Goarch } from '../../target/targets';

/** A point of a module's history: a tag, the time of a commit on its main branch, or both. */
export interface Point {
  /** The first tag that has it: `v1.3.1`; absent where no tag does. */
  readonly version?: string;
  /** When it was committed, in UTC, as a pseudo-version has it; absent where only tags count. */
  readonly time?: string;
}

/** Versions from one point up to another; without `from` all before `to`, without `to` all since. */
export interface VersionRange {
  readonly from?: Point;
  readonly to?: Point;
}

/** How the sources of a copy tell whether it has the fix, when its version is a commit without a date. */
export type Marker =
  /** Fixed where the folder holds a file of such a name. */
  | { readonly kind: 'file'; readonly dir: string; readonly name: RegExp }
  /** Fixed where the file's text matches; nothing is known where there is no such file. */
  | { readonly kind: 'text'; readonly file: string; readonly fixed: RegExp };

/** Something in a module that breaks on a target and is right in other versions of it. */
export interface KnownBug {
  /** The module's path as go.mod has it, with `/v3` and the like. */
  readonly module: string;
  /** The packages that break, relative to the module; empty for its root. An import of one of them is what makes it matter. */
  readonly packages: readonly string[];
  /** Names of these packages of which one has to be used for the bug to be met; any use counts where absent. */
  readonly names?: readonly string[];
  /** Whether so few programs meet it that nothing is said unless the use is seen. */
  readonly rare?: true;
  /** Whether the module is one package, so that who requires the module has the package. */
  readonly single?: true;
  readonly goarchs: readonly Goarch[];
  readonly breaks: 'build' | 'runtime';
  /** What happens, in a few words that follow a colon. */
  readonly symptom: (t: Translate) => string;
  /** Where the versions with the bug lie. */
  readonly ranges: readonly VersionRange[];
  /** The version to require instead of one with the bug; a pseudo-version where no tag has the fix. Absent where nothing newer is right. */
  readonly fixed?: string;
  /** The module that took its place, where the path has changed. */
  readonly replacement?: string;
  readonly marker?: Marker;
  /** The issue, pull request or commit that fixed it: `owner/repo#1`, `owner/repo@abcdef0`. */
  readonly sources: readonly string[];
}

/** Whether a version has a bug; undefined for what is no version, such as a commit. */
export function hasBug(bug: KnownBug, version: string): boolean | undefined {
  const answers = bug.ranges.map((range) => inRange(version, range));
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

function inRange(text: string, { from, to }: VersionRange): boolean | undefined {
  const version = parseModuleVersion(text);
  if (!version) return undefined;
  /** Whether the version is at the point or behind it. */
  const reached = (point: Point): boolean | undefined => {
    // The commit decides: a pseudo-version's numbers only say which tag was before it.
    if (version.time !== undefined && point.time !== undefined) return version.time >= point.time;
    const tag = point.version === undefined ? undefined : parseModuleVersion(point.version);
    if (tag) return compareModuleVersions(version, tag) >= 0;
    // No tag has it, so no release does.
    return version.time === undefined ? false : undefined;
  };
  const started = from ? reached(from) : true;
  const ended = to ? reached(to) : false;
  if (started === false || ended === true) return false;
  return started === undefined || ended === undefined ? undefined : true;
}

/** The version to require instead of one with a bug: the first of its own line of releases, where several were mended. */
export function fixOf(bug: KnownBug, version: string): string | undefined {
  if (bug.ranges.length < 2) return bug.fixed;
  return bug.ranges.find((range) => inRange(version, range) === true)?.to?.version ?? bug.fixed;
}

/** The later of two versions to require; the first that is no version loses. */
export function laterVersion(a: string, b: string): string {
  const [left, right] = [parseModuleVersion(a), parseModuleVersion(b)];
  if (!left) return b;
  if (!right) return a;
  return compareModuleVersions(left, right) >= 0 ? a : b;
}
