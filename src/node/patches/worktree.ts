import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitOutput, runGit } from '../git/runGit';

/** Runs something in a temporary worktree at a commit, and removes the worktree whatever happens. */
export async function inWorktree<T>(
  source: string,
  commit: string,
  signal: AbortSignal | undefined,
  run: (worktree: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'mips-port-worktree-'));
  const worktree = join(folder, 'tree');
  try {
    await gitOutput(source, ['worktree', 'add', '--quiet', '--detach', worktree, commit], { signal });
    return await run(worktree);
  } finally {
    await removeWorktree(source, worktree);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes a worktree with all that is in it; one that is gone already is forgotten. */
export async function removeWorktree(source: string, worktree: string): Promise<void> {
  await runGit(source, ['worktree', 'remove', '--force', worktree]);
  await rm(worktree, { recursive: true, force: true });
  await runGit(source, ['worktree', 'prune']);
}

/** What became of a patch that was to be made a commit. */
export type AmResult =
  | { readonly kind: 'commit'; readonly commit: string }
  /** All of it was there already. */
  | { readonly kind: 'nothing-new' }
  /** `files`: where it does not fit; the worktree is in the middle of `git am`. */
  | { readonly kind: 'conflict'; readonly files: readonly string[]; readonly reason: string };

/** Makes a patch a commit on top of a worktree. @throws GitFailure where git fails for another reason than the patch */
export async function amPatch(
  worktree: string,
  text: string,
  signal: AbortSignal | undefined,
): Promise<AmResult> {
  const before = await gitOutput(worktree, ['rev-parse', 'HEAD'], { signal });
  const end = await runGit(worktree, ['am', '--3way', '--keep-cr', '--keep-non-patch'], {
    signal,
    input: text,
  });
  if (end.ok) {
    const commit = await gitOutput(worktree, ['rev-parse', 'HEAD'], { signal });
    return commit === before ? { kind: 'nothing-new' } : { kind: 'commit', commit };
  }
  const said = `${end.stdout}\n${end.stderr}`;
  const files = new Set<string>();
  for (const match of said.matchAll(
    /^(?:error: patch failed: (.+):\d+|CONFLICT \([^)]*\): .*?(?:in|deleted in) (\S+)(?: and modified.*)?|error: (.+): (?:does not exist in index|does not match index|No such file or directory|already exists in .*))$/gm,
  )) {
    const file = match[1] ?? match[2] ?? match[3];
    if (file !== undefined) files.add(file);
  }
  if (files.size === 0 && !/Patch failed at|Failed to merge/.test(said)) {
    await runGit(worktree, ['am', '--abort']);
    await gitOutput(worktree, ['am', '--3way'], { signal, input: text });
  }
  const reason = said.split('\n').find((line) => /^(?:CONFLICT|error: (?!Failed to merge))/.test(line)) ?? '';
  return { kind: 'conflict', files: [...files], reason: reason.replace(/^error: /, '') };
}

/** Which files of a commit count: all, the component's own, or those in vendor folders. */
export type Part = 'all' | 'own' | 'vendored';

const pathsOf: Readonly<Record<Part, readonly string[]>> = {
  all: [],
  own: ['--', ':(top)', ':(top,exclude,glob)**/vendor/**'],
  vendored: ['--', ':(top,glob)**/vendor/**'],
};

/**
 * The patch ids of the commits that one commit has beyond another: commit by
 * id. Where the history of a shallow clone ends, a commit has no parent and is
 * no change.
 */
export async function patchIdsOfRange(
  source: string,
  from: string,
  to: string,
  signal: AbortSignal | undefined,
  part: Part = 'all',
): Promise<ReadonlyMap<string, string>> {
  const range = [`${from}..${to}`, ...pathsOf[part]];
  const log = await gitOutput(source, ['log', '--no-merges', '--min-parents=1', ...diffOptions, ...range], {
    signal,
  });
  const ids = await gitOutput(source, ['patch-id', '--stable'], { signal, input: `${log}\n` });
  return new Map(
    ids.split('\n').flatMap((line) => {
      const [id, commit] = line.split(' ');
      return id && commit ? [[id, commit] as const] : [];
    }),
  );
}

/** The patch id of a mail's diff; undefined where it has none. */
export async function patchIdOfText(
  source: string,
  text: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const id = await gitOutput(source, ['patch-id', '--stable'], { signal, input: text });
  return id.split(' ')[0] || undefined;
}

/** The commits that one has beyond another as mails, the oldest first. */
export async function formatPatches(
  source: string,
  from: string,
  to: string,
  signal: AbortSignal | undefined,
  part: Part = 'all',
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mips-port-patches-'));
  try {
    const args = ['--no-numbered', '--zero-commit', '--no-signature', '--quiet', '-o', folder];
    const range = [`${from}..${to}`, ...pathsOf[part]];
    await gitOutput(source, ['format-patch', ...args, ...diffFormat, ...range], { signal });
    const names = (await readdir(folder)).sort();
    return await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Diffs alike whatever the user has configured. */
const diffFormat = [
  '--unified=3',
  '--no-ext-diff',
  '--no-textconv',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--no-renames',
];
const diffOptions = ['--patch', ...diffFormat];

/**
 * Makes a branch what a commit is and checks it out, or moves it where it is
 * checked out. Git refuses where a file would be lost, and changes nothing then.
 *
 * @throws GitFailure
 */
export async function checkOutSeries(
  source: string,
  branch: string,
  commit: string,
  current: string | undefined,
): Promise<void> {
  // Not cancelled half-way: from here on it is a matter of moments.
  if (current === branch) {
    // reset, other than checkout, takes a file for changed whose time is another than the index says.
    await runGit(source, ['update-index', '-q', '--refresh']);
    await gitOutput(source, ['reset', '--quiet', '--keep', commit]);
  } else await gitOutput(source, ['checkout', '--quiet', '-B', branch, commit]);
}
