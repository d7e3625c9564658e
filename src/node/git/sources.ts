import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SimpleGit } from 'simple-git';
import { isCommitHash, repositoryIdentity } from '../../core/manifest/git';
import type { SourceRecipe } from '../../core/manifest/manifest';
import { askRemote } from './askRemote';
import { isAbort, openGit, type GitOptions } from './openGit';

/** How getting the sources of a component, or another ref of them, ended. */
export type SourceResult =
  | { readonly kind: 'cloned' | 'adopted'; readonly folder: string; readonly commit: string }
  | {
      readonly kind: 'checked-out';
      /** The sources, or the worktree beside them. */
      readonly folder: string;
      readonly commit: string;
      /** Whether the user's changes are in git's stash now. */
      readonly stashed: boolean;
    }
  /** Files with changes of the user; nothing was touched. */
  | { readonly kind: 'dirty'; readonly folder: string; readonly files: readonly string[] }
  /** Something else is in that folder: files, or a clone of `remote`. */
  | { readonly kind: 'occupied'; readonly folder: string; readonly remote: string | undefined }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Brings the sources of a component into a folder: clones them, or takes the
 * clone of the same repository that is there. A clone is made beside the
 * folder and renamed when it is whole, so that one that fails or is cancelled
 * leaves nothing. Never rejects.
 *
 * @param folder Absolute path.
 */
export async function getSources(
  folder: string,
  source: SourceRecipe,
  options: GitOptions = {},
): Promise<SourceResult> {
  const temporary = join(dirname(folder), `.mips-port-${randomBytes(8).toString('hex')}.tmp`);
  try {
    if (existsSync(folder) && (await readdir(folder)).length > 0) return await adopt(folder, source, options);
    await mkdir(temporary, { recursive: true });
    await cloneInto(temporary, source, options);
    const commit = await openGit(temporary, options).revparse(['HEAD']);
    await rename(temporary, folder);
    return { kind: 'cloned', folder, commit };
  } catch (error) {
    return failure(error, options);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

export interface CheckoutOptions extends GitOptions {
  /** What to do where files have changes of the user; refused where absent. */
  readonly dirty?: { readonly kind: 'stash' } | { readonly kind: 'worktree'; readonly folder: string };
}

/** Checks a ref out, fetching it where it is not there yet. A tree with changes is left alone. Never rejects. */
export async function checkoutRef(
  folder: string,
  ref: string,
  { dirty, ...options }: CheckoutOptions = {},
): Promise<SourceResult> {
  try {
    const git = openGit(folder, options);
    const changed = (await git.raw(['status', '--porcelain', '-z', '--untracked-files=no']))
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => line.slice(3));
    if (changed.length > 0 && dirty === undefined) return { kind: 'dirty', folder, files: changed };
    if (!(await hasCommit(git, ref))) await fetchRef(folder, ref, options);
    if (changed.length > 0 && dirty?.kind === 'worktree') {
      await mkdir(dirname(dirty.folder), { recursive: true });
      // A branch that was only fetched has no name of its own; checkout gives it one, worktree does not.
      const at = (await hasCommit(git, ref)) ? ref : `origin/${ref}`;
      await git.raw(['worktree', 'add', '--quiet', '--detach', dirty.folder, at]);
      const commit = await openGit(dirty.folder, options).revparse(['HEAD']);
      return { kind: 'checked-out', folder: dirty.folder, commit, stashed: false };
    }
    const stashed = changed.length > 0;
    if (stashed) await git.raw(['stash', 'push', '--quiet', '-m', `mips-port: before ${ref}`]);
    try {
      await git.raw(['checkout', '--quiet', '--progress', ref, '--']);
    } catch (error) {
      if (stashed) await openGit(folder).raw(['stash', 'pop', '--quiet', '--index']);
      throw error;
    }
    return { kind: 'checked-out', folder, commit: await git.revparse(['HEAD']), stashed };
  } catch (error) {
    return failure(error, options);
  }
}

/** The clone that is there, where it is one of the same repository; its state stays as it is. */
async function adopt(folder: string, source: SourceRecipe, options: GitOptions): Promise<SourceResult> {
  if (!existsSync(join(folder, '.git'))) return { kind: 'occupied', folder, remote: undefined };
  const git = openGit(folder, options);
  const remotes = await git.getRemotes(true);
  const wanted = repositoryIdentity(source.git);
  if (remotes.some(({ refs }) => repositoryIdentity(refs.fetch) === wanted)) {
    return { kind: 'adopted', folder, commit: await git.revparse(['HEAD']) };
  }
  return { kind: 'occupied', folder, remote: remotes[0]?.refs.fetch };
}

/** Fetches into an empty repository instead of `git clone`, which takes no commit and wants to make the folder itself. */
async function cloneInto(
  folder: string,
  { git: address, ref, depth }: SourceRecipe,
  options: GitOptions,
): Promise<void> {
  const git = openGit(folder, options);
  await git.raw(['init', '--quiet']);
  await git.raw(['remote', 'add', 'origin', address]);
  if (ref === undefined) {
    await askRemote(folder, ['fetch', '--progress', ...depthArgs(depth ?? 0), 'origin'], options);
    await askRemote(folder, ['remote', 'set-head', 'origin', '--auto'], options);
    const head = (await git.raw(['rev-parse', '--abbrev-ref', 'refs/remotes/origin/HEAD'])).trim();
    await git.raw([
      'checkout',
      '--quiet',
      '--progress',
      '-b',
      head.replace(/^origin\//, ''),
      '--track',
      head,
    ]);
    return;
  }
  await fetchRef(folder, ref, options, depth ?? 1);
  await git.raw(['checkout', '--quiet', '--progress', ref, '--']);
}

/** Fetches a tag, a branch, or a commit; servers that give no single commits are asked for everything. */
async function fetchRef(folder: string, ref: string, options: GitOptions, depth?: number): Promise<void> {
  const limit = depthArgs(depth ?? ((await isShallow(openGit(folder, options))) ? 1 : 0));
  const fetch = (...refs: string[]): Promise<string> =>
    askRemote(folder, ['fetch', '--progress', ...limit, 'origin', ...refs], options);
  const named = [`refs/tags/${ref}`, `refs/heads/${ref}`];
  const listed = await askRemote(folder, ['ls-remote', 'origin', ...named], options);
  if (listed.includes(`refs/tags/${ref}`)) await fetch(`+refs/tags/${ref}:refs/tags/${ref}`);
  else if (listed.includes(`refs/heads/${ref}`)) await fetch(`+refs/heads/${ref}:refs/remotes/origin/${ref}`);
  else if (isCommitHash(ref)) {
    try {
      await fetch(ref);
    } catch (error) {
      if (isAbort(error)) throw error;
      await askRemote(folder, ['fetch', '--progress', '--tags', 'origin'], options);
    }
  } else throw new Error(`origin has no tag, branch or commit ${ref}`);
}

/**
 * Fetches a tag, a branch, or a commit that a clone does not have, with its
 * history where the clone has one. False where `origin` does not give it. Never rejects.
 */
export async function fetchMissing(folder: string, ref: string, signal?: AbortSignal): Promise<boolean> {
  try {
    await fetchRef(folder, ref, signal ? { signal } : {});
    return true;
  } catch {
    return false;
  }
}

async function isShallow(git: SimpleGit): Promise<boolean> {
  return (await git.raw(['rev-parse', '--is-shallow-repository'])).trim() === 'true';
}

async function hasCommit(git: SimpleGit, ref: string): Promise<boolean> {
  try {
    // simple-git takes a quiet failure for a success without output.
    return (await git.raw(['rev-parse', '--quiet', '--verify', `${ref}^{commit}`])).trim() !== '';
  } catch (error) {
    if (isAbort(error)) throw error;
    return false;
  }
}

function depthArgs(depth: number): readonly string[] {
  return depth === 0 ? [] : ['--depth', String(depth)];
}

function failure(error: unknown, { signal }: GitOptions): SourceResult {
  if (signal?.aborted || isAbort(error)) return { kind: 'cancelled' };
  return { kind: 'failed', reason: error instanceof Error ? error.message.trim() : String(error) };
}
