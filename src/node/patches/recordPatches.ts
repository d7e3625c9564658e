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
import { patchMessage, type RuleReason } from '../../core/patches/patchMessage';
import { isApplied, patchFileName, type PatchEntry } from '../../core/patches/series';
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
import { writeSeries, type NewPatch } from './seriesStore';
import { formatPatches, inWorktree } from './worktree';

/** How recording changes as patches ended. */
export type RecordResult =
  | {
      readonly kind: 'recorded';
      readonly branch: string;
      /** The patches that are new, by the names of their files. */
      readonly patches: readonly string[];
      /** Changed files below `vendor`, which stay as they are: their patches are kept apart. */
      readonly vendored: readonly string[];
    }
  | { readonly kind: 'nothing-changed'; readonly vendored: readonly string[] }
  /** The series has patches that are not in the sources; apply it first. */
  | { readonly kind: 'not-applied'; readonly patches: readonly string[] }
  | Refusal;

export interface RecordOptions {
  readonly by: GroupBy;
  /** What a scan finds in a folder with the files as they were, in English. */
  readonly scan: (folder: string) => Promise<readonly Finding[]>;
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
  const { source, state, series } = opened;
  const { signal, target, t } = context;
  return guarded(context, async (): Promise<RecordResult> => {
    const base = await resolveBase(context, opened);
    if (typeof base !== 'string') return base;
    const applied = await appliedPatches(source, state.head, series, signal);
    const missing = series.patches.filter(({ entry }) => isApplied(entry) && !applied.has(entry.file));
    if (missing.length > 0) {
      return { kind: 'not-applied', patches: missing.map(({ entry }) => entry.file) };
    }
    const changed = await changedFiles(source, signal);
    const vendored = changed.filter((file) => /(?:^|\/)vendor\//.test(file));
    const own = changed.filter((file) => !vendored.includes(file));
    if (own.length === 0) return { kind: 'nothing-changed', vendored };
    const branch = seriesBranch(context);
    const unrecorded = state.branch === branch ? [] : await unrecordedCommits(context, opened, base);
    if (unrecorded.length > 0) return { kind: 'unrecorded', branch, commits: unrecorded };
    const made = await inWorktree(source, state.head, signal, async (worktree) => {
      const { texts, others } = await readChanges(source, worktree, own);
      const findings = await options.scan(worktree);
      const groups = groupChanges(texts, findings, options.by);
      const entries: Omit<PatchEntry, 'file'>[] = [];
      for (const [index, group] of groups.entries()) {
        await writeGroup(worktree, texts, group, groups.slice(0, index + 1));
        if (await commitGroup(worktree, group, target.goarch, options, signal)) entries.push(entryOf(group));
      }
      if (others.length > 0) {
        await copyOthers(source, worktree, others);
        const group: ChangeGroup = {
          rules: [],
          hunks: new Map(others.map((file) => [file, []])),
          findings: [],
        };
        if (await commitGroup(worktree, group, target.goarch, options, signal)) entries.push(entryOf(group));
      }
      const commit = await gitOutput(worktree, ['rev-parse', 'HEAD'], { signal });
      return { commit, entries, texts: await formatPatches(worktree, state.head, commit, signal) };
    });
    const first = series.patches.length + 1;
    const patches = made.texts.map((text, index): NewPatch => {
      const subject = /^Subject: \[PATCH\] (.*(?:\n .*)*)/m.exec(text)?.[1]?.replace(/\n /g, ' ') ?? '';
      const entry = made.entries[index] ?? { upstream: { state: 'not-sent' } };
      return { entry: { file: patchFileName(first + index, subject), ...entry }, text };
    });
    const kept = series.patches.map(({ entry, text }): NewPatch => ({ entry, text }));
    const ref = series.ref ?? (series.base === undefined ? state.describe : undefined);
    const failures = writeSeries(series, { base, ref, patches: [...kept, ...patches] }, new Map(), t);
    if (failures.length > 0) return { kind: 'failed', reason: failures.join('; ') };
    await takeOver(source, branch, made.commit, state.branch);
    return { kind: 'recorded', branch, patches: patches.map(({ entry }) => entry.file), vendored };
  });
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
  worktree: string,
  group: ChangeGroup,
  goarch: string,
  { reasonOf }: RecordOptions,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  await gitOutput(worktree, ['add', '--all'], { signal });
  if ((await runGit(worktree, ['diff', '--cached', '--quiet'], { signal })).ok) return false;
  const { subject, body } = patchMessage(group, goarch, reasonOf);
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
