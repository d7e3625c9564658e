/** Where a patch stands upstream. */
export const upstreamStates = ['not-sent', 'sent', 'merged', 'dropped', 'local'] as const;
export type UpstreamStateName = (typeof upstreamStates)[number];

/**
 * Where a patch stands upstream: `not-sent` yet, `sent` (`url` says where),
 * `merged` (as `commit`, or first in `release`), `dropped` because upstream or
 * we decided against it, or `local` where it is ours to keep.
 */
export interface UpstreamState {
  readonly state: UpstreamStateName;
  /** The pull request, issue or mail, `http` or `https`. */
  readonly url?: string | undefined;
  /** The upstream commit, 7 to 64 hexadecimal digits. */
  readonly commit?: string | undefined;
  /** The first upstream release that has it: `v1.1.16`. */
  readonly release?: string | undefined;
}

/** One patch of a series. */
export interface PatchEntry {
  /** Name of the patch file in the series' folder: `0001-title.patch`. */
  readonly file: string;
  readonly upstream: UpstreamState;
  /** Ids of the rules whose fixes the patch holds. */
  readonly rules?: readonly string[] | undefined;
  /** The Go package that the patch changes, where it was recorded by package: its folder. */
  readonly package?: string | undefined;
  /** For a patch to vendored files: the module they are from, its version, and the repository that must take the patch. */
  readonly module?: string | undefined;
  readonly version?: string | undefined;
  readonly repository?: string | undefined;
}

/** A `series.yaml`: the patches of a component in the order in which they apply. */
export interface SeriesFile {
  /** The commit that the series applies to, 40 (SHA-256: 64) hexadecimal digits. */
  readonly base?: string | undefined;
  /** What the base was called when it was recorded: a tag, branch or version. */
  readonly ref?: string | undefined;
  readonly patches: readonly PatchEntry[];
}

/** Name of the file that lists a series. */
export const seriesFileName = 'series.yaml';

/** Folder inside a series' folder that holds the patches to vendored files, with a series file of their own. */
export const vendoredFolder = 'vendor';

/** Whether a patch is applied as part of its series: not where upstream has it already, or it was dropped. */
export function isApplied({ upstream }: Pick<PatchEntry, 'upstream'>): boolean {
  return upstream.state !== 'merged' && upstream.state !== 'dropped';
}

/** The folder of a component's series, relative to the manifest, with `/`. */
export function seriesFolder(component: {
  readonly name: string;
  readonly patches?: string | undefined;
}): string {
  return component.patches ?? `patches/${component.name}`;
}

/**
 * The entries of a series with those of a folder that it does not list: these
 * come last, in the order of their names, as not sent.
 *
 * @param files Names of the files in the series' folder; only `*.patch` count.
 */
export function withUnlisted(
  entries: readonly PatchEntry[],
  files: readonly string[],
): readonly PatchEntry[] {
  const listed = new Set(entries.map(({ file }) => file));
  const others = files.filter((file) => isPatchName(file) && !listed.has(file)).sort();
  return [...entries, ...others.map((file): PatchEntry => ({ file, upstream: { state: 'not-sent' } }))];
}

/** Whether a name can be a patch's: it ends with `.patch`, and stays in its folder. */
export function isPatchName(file: string): boolean {
  return patchName.test(file);
}

/** What names of patch files look like. They become arguments of git, so they begin with neither `-` nor `.`. */
export const patchName = /^[A-Za-z0-9_][^/\\\p{Cc}]{0,200}\.patch$/u;

/**
 * The name that `git format-patch` gives a patch: four digits, the subject with
 * everything but ASCII letters, digits, `.` and `_` as `-`, 63 characters at most.
 *
 * @param number From 1.
 * @see https://git-scm.com/docs/git-format-patch
 */
export function patchFileName(number: number, subject: string): string {
  const title = subject
    .replace(/[^A-Za-z0-9._]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^-+|[-.]+$/g, '');
  return `${`${String(number).padStart(4, '0')}-${title}`.slice(0, 57)}.patch`;
}

/** A patch's name with another number in front. */
export function renumbered(file: string, number: number): string {
  return `${String(number).padStart(4, '0')}-${file.replace(/^\d+-/, '')}`;
}
