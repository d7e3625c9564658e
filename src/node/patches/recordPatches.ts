import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  groupChanges,
  textWith,
  type ChangedText,
  type ChangeGroup,
  type GroupBy,
} from '../../core/patches/attribute';
import { subjectOfMail } from '../../core/patches/patchFile';
import { patchMessage, type RuleReason } from '../../core/patches/patchMessage';
import { isApplied, patchFileName, vendoredFolder, type PatchEntry } from '../../core/patches/series';
import { isVendoredFile, vendoredOrigin, type VendoredOrigin } from '../../core/patches/vendored';
import type { Target } from '../../core/target/targets';
import type { Finding } from '../../core/types';
import { gitOutput, runGit } from '../git/runGit';
import { appliedPatches, resolveBase, unrecordedCommits } from './applySeries';
import {
  guarded,
  isRefusal,
  openSeries,
  seriesBranch,
  type Refusal,
  type SeriesContext,
} from './seriesContext';
import { writeSeries, type NewPatch, type SeriesChange, type StoredSeries } from './seriesStore';
import { lostPatches } from './vendoredPatches';
import { textsOf, vendoredEntry, type ModuleOfPatch } from './vendoredEntry';
import { formatPatches, inWorktree } from './worktree';

/** How recording changes as patches ended. */
export type RecordResult =
  | {
      readonly kind: 'recorded';
      readonly branch: string;
      /** The patches that are new, by the names of their files. */
      readonly patches: readonly string[];
      /** The new patches to vendored files, which are kept apart. */
      readonly vendored: readonly RecordedVendored[];
    }
  | { readonly kind: 'nothing-changed' }
  /** The series has patches that are not in the sources; apply it first. */
  | { readonly kind: 'not-applied'; readonly patches: readonly string[] }
  /** Vendored files have lost their patches, as after `go mod vendor`; put them back first. */
  | { readonly kind: 'vendored-lost'; readonly patches: readonly string[] }
  | Refusal;

/** A new patch to vendored files, by the name that commands take, with whose code it changes. */
export type RecordedVendored = ModuleOfPatch & { readonly patch: string };

export interface RecordOptions {
  readonly by: GroupBy;
  /** What a scan finds in a folder with the files as they were, in English; in vendored files only where asked. */
  readonly scan: (folder: string, vendored: boolean) => Promise<readonly Finding[]>;
  readonly reasonOf: (rule: string) => RuleReason | undefined;
}

/**
 * Records the changes of the working tree as patches: a commit and a patch for
 * each rule or package, signed off, on the series' branch. The files stay as
 * they are, and git then says that they are committed. Rejects only for
 * programming errors.
 */
export async function recordPatches(context: SeriesContext, options: RecordOptions): Promise<RecordResult> {
  const opened = await openSeries(context);
  if (isRefusal(opened)) return opened;
  const { source, state, series, vendored } = opened;
  const { signal, target, t } = context;
  return guarded(context, async (): Promise<RecordResult> => {
    const base = await resolveBase(context, opened);
    if (typeof base !== 'string') return base;
    const applied = await appliedPatches(source, state.head, series, signal);
    const appliedVendored = await appliedPatches(source, state.head, vendored, signal, base);
    const missing = [
      ...series.patches.filter(({ entry }) => isApplied(entry) && !applied.has(entry.file)),
      ...vendored.patches.filter(({ entry }) => isApplied(entry) && !appliedVendored.has(entry.file)),
    ];
    if (missing.length > 0) return { kind: 'not-applied', patches: missing.map(({ name }) => name) };
    const changed = await changedFiles(source, signal);
    const vendoredFiles = changed.filter(isVendoredFile);
    const own = changed.filter((file) => !isVendoredFile(file));
    if (changed.length === 0) return { kind: 'nothing-changed' };
    const lost = vendoredFiles.length === 0 ? [] : await lostPatches(source, vendored, signal);
    if (lost.length > 0) return { kind: 'vendored-lost', patches: lost.map(({ name }) => name) };
    const branch = seriesBranch(context);
    const unrecorded = state.branch === branch ? [] : await unrecordedCommits(context, opened, base);
    if (unrecorded.length > 0) return { kind: 'unrecorded', branch, commits: unrecorded };
    const made = await inWorktree(source, state.head, signal, async (worktree) => {
      const findings = await options.scan(worktree, vendoredFiles.length > 0);
      const commit = (files: readonly string[], origin?: VendoredOrigin): Promise<readonly EntryParts[]> =>
        commitChanges({ source, worktree, files, findings, origin, target, options, signal });
      const ownEntries = await commit(own);
      const between = await gitOutput(worktree, ['rev-parse', 'HEAD'], { signal });
      const vendoredEntries: EntryParts[] = [];
      for (const { files, origin } of byModule(vendoredFiles, textsOf(source))) {
        vendoredEntries.push(...(await commit(files, origin)));
      }
      const head = await gitOutput(worktree, ['rev-parse', 'HEAD'], { signal });
      return {
        head,
        own: newPatches(await formatPatches(worktree, state.head, between, signal), series, ownEntries),
        vendored: newPatches(
          await formatPatches(worktree, between, head, signal),
          vendored,
          vendoredEntries,
        ).map(({ entry, text }) => ({ entry: { ...entry, ...vendoredEntry(source, text) }, text })),
      };
    });
    const ref = series.ref ?? vendored.ref ?? (series.base === undefined ? state.describe : undefined);
    const change = (before: StoredSeries, patches: readonly NewPatch[]): SeriesChange => ({
      before,
      base,
      ref,
      patches: [...before.patches.map(({ entry, text }) => ({ entry, text })), ...patches],
    });
    const failures = writeSeries([change(series, made.own), change(vendored, made.vendored)], t);
    if (failures.length > 0) return { kind: 'failed', reason: failures.join('; ') };
    await takeOver(source, branch, made.head, state.branch);
    return {
      kind: 'recorded',
      branch,
      patches: made.own.map(({ entry }) => entry.file),
      vendored: made.vendored.map(({ entry: { file, module, version, repository } }) => ({
        patch: `${vendoredFolder}/${file}`,
        module,
        version,
        repository,
      })),
    };
  });
}

/** Changes that are committed together with nothing else: the component's own, or those to one vendored module. */
interface Changes {
  readonly source: string;
  readonly worktree: string;
  readonly files: readonly string[];
  readonly findings: readonly Finding[];
  readonly origin: VendoredOrigin | undefined;
  readonly target: Target;
  readonly options: RecordOptions;
  readonly signal: AbortSignal | undefined;
}

type EntryParts = Omit<PatchEntry, 'file'>;

/** Commits changes, a commit for each rule or package. @returns An entry for each commit. */
async function commitChanges(changes: Changes): Promise<readonly EntryParts[]> {
  const { source, worktree, files, findings, options } = changes;
  const { texts, others } = await readChanges(source, worktree, files);
  const groups = groupChanges(
    texts,
    findings.filter(({ file }) => files.includes(file)),
    options.by,
  );
  const entries: EntryParts[] = [];
  for (const [index, group] of groups.entries()) {
    await writeGroup(worktree, texts, group, groups.slice(0, index + 1));
    if (await commitGroup(changes, group)) entries.push(entryOf(group));
  }
  if (others.length > 0) {
    await copyOthers(source, worktree, others);
    const group: ChangeGroup = {
      rules: [],
      hunks: new Map(others.map((file) => [file, []])),
      findings: [],
    };
    if (await commitGroup(changes, group)) entries.push(entryOf(group));
  }
  return entries;
}

/** Patches of new commits, numbered behind those of a series. */
function newPatches(
  texts: readonly string[],
  { patches }: StoredSeries,
  entries: readonly EntryParts[],
): readonly NewPatch[] {
  const first = patches.length + 1;
  return texts.map((text, index): NewPatch => {
    const entry = entries[index] ?? { upstream: { state: 'not-sent' } };
    return { entry: { file: patchFileName(first + index, subjectOfMail(text)), ...entry }, text };
  });
}

/** Vendored files gathered by their modules; those that no list knows come together at the end. */
function byModule(
  files: readonly string[],
  readText: (path: string) => string | undefined,
): readonly { readonly files: readonly string[]; readonly origin: VendoredOrigin | undefined }[] {
  const modules = new Map<string, { files: string[]; origin: VendoredOrigin | undefined }>();
  for (const file of files) {
    const origin = vendoredOrigin(file, readText);
    const key = origin?.folder ?? '';
    const group = modules.get(key) ?? { files: [], origin };
    group.files.push(file);
    modules.set(key, group);
  }
  return [...modules].sort(([a], [b]) => Number(a === '') - Number(b === '')).map(([, group]) => group);
}

/** Files that differ from the commit or are new, relative to the repository's root. */
async function changedFiles(source: string, signal: AbortSignal | undefined): Promise<readonly string[]> {
  const tracked = await gitOutput(source, ['diff', '--name-only', '--no-renames', '-z', 'HEAD'], { signal });
  const fresh = await gitOutput(source, ['ls-files', '--others', '--exclude-standard', '-z'], { signal });
  return [...new Set([...tracked.split('\0'), ...fresh.split('\0')].filter((file) => file !== ''))].sort();
}

/** The changed files that are text in both states, and those that are not, or are gone. */
async function readChanges(
  source: string,
  worktree: string,
  files: readonly string[],
): Promise<{ readonly texts: readonly ChangedText[]; readonly others: readonly string[] }> {
  const texts: ChangedText[] = [];
  const others: string[] = [];
  for (const file of files) {
    const after = textOf(join(source, file));
    const old = join(worktree, file);
    const before = existsSync(old) ? textOf(old) : undefined;
    if (after === undefined || (before === undefined && existsSync(old))) others.push(file);
    else texts.push({ file, before, after });
  }
  return Promise.resolve({ texts, others });
}

/** The text of a file, or undefined where it is none that survives being read and written as text. */
function textOf(path: string): string | undefined {
  try {
    const bytes = readFileSync(path);
    const text = bytes.toString('utf8');
    return Buffer.from(text, 'utf8').equals(bytes) && !text.includes('\0') ? text : undefined;
  } catch {
    return undefined;
  }
}

async function writeGroup(
  worktree: string,
  texts: readonly ChangedText[],
  group: ChangeGroup,
  upTo: readonly ChangeGroup[],
): Promise<void> {
  for (const change of texts) {
    if (!group.hunks.has(change.file)) continue;
    const path = join(worktree, change.file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, textWith(change, upTo) ?? '');
  }
}

async function copyOthers(source: string, worktree: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const from = join(source, file);
    const to = join(worktree, file);
    if (!existsSync(from)) await rm(to, { force: true });
    else {
      await mkdir(dirname(to), { recursive: true });
      await copyFile(from, to);
    }
  }
}

/** Commits what lies in a worktree; false where that is nothing. */
async function commitGroup(
  { worktree, origin, target, options: { reasonOf }, signal }: Changes,
  group: ChangeGroup,
): Promise<boolean> {
  await gitOutput(worktree, ['add', '--all'], { signal });
  if ((await runGit(worktree, ['diff', '--cached', '--quiet'], { signal })).ok) return false;
  const { subject, body } = patchMessage(group, target.goarch, reasonOf, origin?.folder);
  const folder = await mkdtemp(join(tmpdir(), 'mips-port-message-'));
  try {
    const file = join(folder, 'message');
    await writeFile(file, `${subject}\n\n${body}\n`);
    const args = ['commit', '--quiet', '--signoff', '--cleanup=whitespace', '-F', file];
    await gitOutput(worktree, args, { signal });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return true;
}

function entryOf(group: ChangeGroup): Omit<PatchEntry, 'file'> {
  return {
    upstream: { state: 'not-sent' },
    ...(group.rules.length > 0 ? { rules: group.rules } : {}),
    ...(group.package === undefined ? {} : { package: group.package }),
  };
}

/** Puts the branch at a commit that holds what the files say already, without touching a file. */
async function takeOver(
  source: string,
  branch: string,
  commit: string,
  current: string | undefined,
): Promise<void> {
  await gitOutput(source, ['update-ref', '-m', 'mips-port: record', `refs/heads/${branch}`, commit]);
  if (current !== branch) await gitOutput(source, ['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
  await gitOutput(source, ['reset', '--quiet', '--mixed']);
}
