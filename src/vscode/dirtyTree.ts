import * as vscode from 'vscode';
import { commands } from './contributions';
import { runCommand } from './services';

/** Sources with changes of the user, which an operation left as they are. */
export interface DirtyTree {
  /** Name of the component. */
  readonly name: string;
  /** Absolute path of the sources. */
  readonly folder: string;
  readonly files: readonly string[];
}

export type DirtyAnswer = 'stash' | 'worktree';

/** How many changed files a message names. */
const namedFiles = 3;

/**
 * Says that sources have changes and that nothing was done, and offers what
 * can be done about it: stash them, work in a worktree beside them, or look at
 * them. The answer is undefined where the user wants neither of the first two.
 */
export async function askAboutDirtyTree(
  { name, folder, files }: DirtyTree,
  ways: readonly DirtyAnswer[] = ['stash', 'worktree'],
): Promise<DirtyAnswer | undefined> {
  const labels: Readonly<Record<DirtyAnswer, string>> = {
    stash: vscode.l10n.t('Stash'),
    worktree: vscode.l10n.t('Use a Worktree'),
  };
  const show = vscode.l10n.t('Show Changes');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} has changes that are in no commit, so nothing was done: {1}', name, listed(files)),
    ...ways.map((way) => labels[way]),
    show,
  );
  if (choice === show) await runCommand(commands.showSourceChanges, { source: folder, name });
  return ways.find((way) => labels[way] === choice);
}

function listed(files: readonly string[]): string {
  const first = files.slice(0, namedFiles).join(', ');
  const more = files.length - namedFiles;
  return more > 0 ? vscode.l10n.t('{0} and {1} more', first, more) : first;
}

/** Tells where the user's changes went. */
export function stashedMessage(): string {
  return vscode.l10n.t('Your changes are in git stash.');
}
