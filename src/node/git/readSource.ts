import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from './runGit';

/** What git says of a component's sources. */
export interface GitState {
  /** The whole hash; undefined before the first commit. */
  readonly head: string | undefined;
  /** Undefined where no branch is checked out. */
  readonly branch: string | undefined;
  /** The tag at the commit, else the nearest one with the distance to it. */
  readonly describe: string | undefined;
  readonly detached: boolean;
  /** Commits that the upstream branch lacks, and that it has beyond; 0 where there is none. */
  readonly ahead: number;
  readonly behind: number;
  /** Files below the folder that differ from the commit, or are in none; relative to the folder. */
  readonly dirty: readonly string[];
}

/** A component's sources: not there, a plain folder, a git repository, or one that git does not read. */
export type SourceState =
  | { readonly kind: 'missing' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'git'; readonly state: GitState }
  | { readonly kind: 'unread'; readonly reason: string };

/**
 * Reads the state of a folder from git each time. Never rejects.
 *
 * @param folder Absolute path.
 */
export async function readSource(folder: string, signal?: AbortSignal): Promise<SourceState> {
  if (!existsSync(folder)) return { kind: 'missing' };
  const [status, described] = await Promise.all([
    // Without optional locks: whoever watches the index would see a change that is none.
    runGit(
      folder,
      [
        ...['--no-optional-locks', 'status', '--porcelain=v2', '--branch'],
        ...['--untracked-files=normal', '-z', '--', '.'],
      ],
      { signal },
    ),
    runGit(folder, ['describe', '--tags', '--always', '--abbrev=12'], { signal }),
  ]);
  if (!status.ok) {
    return /not a git repository/.test(status.stderr)
      ? { kind: 'folder' }
      : { kind: 'unread', reason: status.stderr.trim().split('\n').at(-1) ?? '' };
  }
  const prefix = await runGit(folder, ['rev-parse', '--show-prefix'], { signal });
  return {
    kind: 'git',
    state: {
      ...parseStatus(status.stdout, prefix.stdout.trim()),
      describe: described.ok ? described.stdout.trim() : undefined,
    },
  };
}

/** Whether a folder is the root of a repository, so that a series of patches can be kept for it. */
export function isRepositoryRoot(folder: string): boolean {
  return existsSync(join(folder, '.git'));
}

/**
 * Reads `git status --porcelain=v2 --branch -z`.
 *
 * @param prefix The folder's path inside the repository, with a `/` at its end; empty for its root.
 * @see https://git-scm.com/docs/git-status#_porcelain_format_version_2
 */
export function parseStatus(output: string, prefix: string): Omit<GitState, 'describe'> {
  const headers = new Map<string, string>();
  const dirty: string[] = [];
  const fields = output.split('\0');
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index] ?? '';
    const header = /^# (branch\.\w+) (.*)$/s.exec(field);
    if (header?.[1] !== undefined) headers.set(header[1], header[2] ?? '');
    // Of each kind of line, the path comes after so many fields with spaces between.
    const before = { '1': 8, '2': 9, u: 10, '?': 1 }[field.slice(0, 1)];
    if (before === undefined) continue;
    const path = field.split(' ').slice(before).join(' ');
    dirty.push(path.startsWith(prefix) ? path.slice(prefix.length) : path);
    // A renamed file's old name is a field of its own.
    if (field.startsWith('2')) index++;
  }
  const oid = headers.get('branch.oid');
  const name = headers.get('branch.head');
  const [, ahead = '0', behind = '0'] = /^\+(\d+) -(\d+)$/.exec(headers.get('branch.ab') ?? '') ?? [];
  return {
    head: oid === '(initial)' ? undefined : oid,
    branch: name === '(detached)' ? undefined : name,
    detached: name === '(detached)',
    ahead: Number(ahead),
    behind: Number(behind),
    dirty,
  };
}
