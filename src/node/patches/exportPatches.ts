import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { movePaths } from '../../core/patches/mailPaths';
import { filesOf, parsePatchFile } from '../../core/patches/patchFile';
import { pullRequestText, type Evidence, type ToldPatch } from '../../core/patches/pullRequest';
import { isApplied, patchFileName, seriesFolder } from '../../core/patches/series';
import { upstreamRepository } from '../../core/patches/upstreamRepository';
import { vendoredOrigin } from '../../core/patches/vendored';
import { makeBuildFolder } from '../buildFolder';
import { gitOutput } from '../git/runGit';
import { replaceFiles } from '../replaceFiles';
import { readBuildRecord } from '../runComponent';
import { readTestRecord } from '../testRecord';
import { commitPatches, resolveBase, unrecordedCommits, type ApplyResult } from './applySeries';
import { findPatch } from './editSeries';
import {
  allPatches,
  guarded,
  isRefusal,
  openSeries,
  seriesBranch,
  type Opened,
  type Refusal,
  type SeriesContext,
} from './seriesContext';
import type { StoredPatch } from './seriesStore';
import { textsOf } from './vendoredEntry';
import { formatPatches } from './worktree';

/** What goes to one repository. */
export interface ExportedGroup {
  /** The repository that must take it; undefined where nothing tells. */
  readonly repository: string | undefined;
  readonly takes: 'pull-request' | 'gerrit';
  /** Absolute path of the folder with its files. */
  readonly folder: string;
  /** Names of the files in it: the mails, `pull-request.md`, and `request-pull.txt` for the component's own. */
  readonly files: readonly string[];
  /** The patches, by the names that commands take. */
  readonly patches: readonly string[];
  /** For the component's own patches: the branch that has these and nothing else. */
  readonly branch?: string;
}

/** How an export ended. */
export type ExportResult =
  | { readonly kind: 'exported'; readonly groups: readonly ExportedGroup[] }
  /** No patch is left to send. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'no-such-patch'; readonly patch: string; readonly patches: readonly string[] }
  | Extract<ApplyResult, { kind: 'does-not-apply' }>
  | Refusal;

export interface ExportOptions {
  /** Names of patches; where absent, all that upstream does not have and that are not local or dropped. */
  readonly patches?: readonly string[];
  /** Where the branch will be fetched from, for the text of `git request-pull`. */
  readonly url?: string;
}

/** What stands for the address of the user's clone where they name none. */
const anyAddress = 'ADDRESS-OF-YOUR-CLONE';

/**
 * Writes what is needed to send patches: for each repository that must take
 * some a folder in `.mips-port/export/<component>` with mails, the text of a
 * pull request with what was built and tested, and for the component's own
 * patches the text of `git request-pull` and a branch that has them alone.
 * Sends nothing, and the sources stay as they are.
 */
export async function exportPatches(context: SeriesContext, options: ExportOptions): Promise<ExportResult> {
  const opened = await openSeries(context);
  if (isRefusal(opened)) return opened;
  const all = allPatches(opened);
  const chosen: StoredPatch[] = [];
  for (const name of options.patches ?? []) {
    const found = findPatch(all, name);
    if (!found) return { kind: 'no-such-patch', patch: name, patches: all.map((patch) => patch.name) };
    chosen.push(found);
  }
  const wanted = all.filter((patch) =>
    options.patches === undefined ? isToSend(patch) : chosen.includes(patch),
  );
  const broken = wanted.find(({ problem }) => problem !== undefined);
  if (broken?.problem !== undefined) return { kind: 'invalid', message: broken.problem };
  if (wanted.length === 0) return { kind: 'empty' };
  return guarded(context, async (): Promise<ExportResult> => {
    const folder = join(await makeBuildFolder(context.root), 'export', context.component.name);
    await rm(folder, { recursive: true, force: true });
    const evidence = await evidenceOf(context, opened);
    const groups: ExportedGroup[] = [];
    const own = wanted.filter((patch) => opened.series.patches.includes(patch));
    if (own.length > 0) {
      const made = await exportOwn(context, opened, own, options, folder, evidence);
      if ('kind' in made) return made;
      groups.push(made);
    }
    for (const patches of byRepository(wanted.filter((patch) => !own.includes(patch)))) {
      const made = await exportVendored(context, opened.source, patches, folder, evidence);
      if ('kind' in made) return made;
      groups.push(made);
    }
    return { kind: 'exported', groups };
  });
}

function isToSend({ entry }: StoredPatch): boolean {
  return isApplied(entry) && entry.upstream.state !== 'local';
}

/** The component's own patches: as a branch on the series' base, and as text. */
async function exportOwn(
  context: SeriesContext,
  opened: Opened,
  patches: readonly StoredPatch[],
  { url = anyAddress }: ExportOptions,
  folder: string,
  evidence: Evidence,
): Promise<ExportedGroup | Exclude<ExportResult, { kind: 'exported' }>> {
  const { source } = opened;
  const { component, signal } = context;
  const base = await resolveBase(context, opened);
  if (typeof base !== 'string') return base;
  const branch = `${seriesBranch(context)}-upstream`;
  const unrecorded = await unrecordedCommits(context, opened, base, branch);
  if (unrecorded.length > 0) return { kind: 'unrecorded', branch, commits: unrecorded };
  const built = await commitPatches(context, source, base, patches);
  if (built.kind !== 'built') return built;
  await gitOutput(source, ['branch', '--quiet', '--force', branch, built.commit], { signal });
  const mails = await formatPatches(source, base, built.commit, signal);
  // Asked of the clone itself, so that nothing is looked up in a network.
  const request = await gitOutput(source, ['request-pull', base, '.', branch], { signal });
  const repository = component.source?.git;
  return writeGroup(context, {
    repository,
    takes: 'pull-request',
    folder: join(folder, folderName(repository ?? component.name)),
    mails,
    patches,
    evidence,
    branch,
    request: `${request.replace(/^ {2}\. /m, `  ${url} `)}\n`,
  });
}

/** Patches to one vendored module, with the files where its own repository has them. */
function exportVendored(
  context: SeriesContext,
  source: string,
  patches: readonly StoredPatch[],
  folder: string,
  evidence: Evidence,
): Promise<ExportedGroup | Exclude<ExportResult, { kind: 'exported' }>> {
  const [first] = patches;
  const upstream = first?.entry.module === undefined ? undefined : upstreamRepository(first.entry.module);
  const repository = first?.entry.repository ?? upstream?.url;
  const readText = textsOf(source);
  const mails = patches.map(({ entry, patch, text }) => {
    const file = patch ? filesOf(patch)[0] : undefined;
    const origin = file === undefined ? undefined : vendoredOrigin(file, readText);
    const into = entry.module === undefined ? undefined : upstreamRepository(entry.module)?.folder;
    return origin ? movePaths(text, origin.folder, into) : text;
  });
  return writeGroup(context, {
    repository,
    takes: upstream?.takes ?? 'pull-request',
    folder: join(folder, folderName(repository ?? first?.entry.module ?? 'vendor')),
    mails,
    patches,
    evidence,
  });
}

interface Group extends Omit<ExportedGroup, 'files' | 'patches'> {
  readonly mails: readonly string[];
  readonly patches: readonly StoredPatch[];
  readonly evidence: Evidence;
  readonly request?: string;
}

async function writeGroup(
  context: SeriesContext,
  { mails, patches, evidence, request, ...group }: Group,
): Promise<ExportedGroup | Refusal> {
  const { component, target, t } = context;
  const told = mails.map((mail): ToldPatch => {
    const patch = parsePatchFile(mail, t);
    return patch.kind === 'patch' ? patch : { subject: '', body: '' };
  });
  const pullRequest = pullRequestText(
    { component: component.name, target: target.goarch, patches: told, evidence },
    templateOf(context),
  );
  const texts = new Map([
    ...mails.map((mail, index) => [patchFileName(index + 1, told[index]?.subject ?? ''), mail] as const),
    ['pull-request.md', pullRequest] as const,
    ...(request === undefined ? [] : [['request-pull.txt', request] as const]),
  ]);
  await mkdir(group.folder, { recursive: true });
  const files = [...texts].map(([file, after]) => ({
    file,
    path: join(group.folder, file),
    before: undefined,
    after,
  }));
  const failures = replaceFiles(files, t);
  if (failures.length > 0) return { kind: 'failed', reason: failures.join('; ') };
  return { ...group, files: [...texts.keys()], patches: patches.map(({ name }) => name) };
}

/** The user's own template for pull requests: the component's, or one for all series. */
function templateOf({ component, root }: SeriesContext): string | undefined {
  const folder = join(root, seriesFolder(component));
  const path = [join(folder, 'pull-request.md'), join(folder, '..', 'pull-request.md')].find((one) =>
    existsSync(one),
  );
  return path === undefined ? undefined : readFileSync(path, 'utf8');
}

/** What was built and tested of the series as it is applied. */
async function evidenceOf(context: SeriesContext, { source }: Opened): Promise<Evidence> {
  const branch = `refs/heads/${seriesBranch(context)}`;
  const tip = await gitOutput(source, ['for-each-ref', '--format=%(objectname)', branch], {
    signal: context.signal,
  });
  const [build, tests] = await Promise.all([readBuildRecord(context), readTestRecord(context)]);
  return { root: context.root, commit: tip === '' ? undefined : tip, build, tests };
}

function byRepository(patches: readonly StoredPatch[]): readonly (readonly StoredPatch[])[] {
  const groups = new Map<string, StoredPatch[]>();
  for (const patch of patches) {
    const key = patch.entry.repository ?? patch.entry.module ?? '';
    groups.set(key, [...(groups.get(key) ?? []), patch]);
  }
  return [...groups.values()];
}

/** `https://github.com/google/cadvisor` as a folder's name: `github.com-google-cadvisor`. */
function folderName(address: string): string {
  return address
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/\.git$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+/, '');
}
