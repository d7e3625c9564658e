import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { runGit } from '../../node/git/runGit';
import { gitUri } from '../gitContent';
import type { Services } from '../services';

/** A patch that does not fit, and where its conflicts stand. */
export interface Conflict {
  readonly patch: string;
  /** Absolute path of the worktree. */
  readonly worktree: string;
  /** Files with conflicts, relative to the worktree. */
  readonly files: readonly string[];
}

/**
 * The command behind the merge editor, which the built-in git extension calls
 * as well. It is no part of the API, so that it may be missing or fail.
 *
 * @see https://github.com/microsoft/vscode, src/vs/workbench/contrib/mergeEditor/browser/commands/commands.ts
 */
const openMergeEditor = '_open.mergeEditor';

/**
 * Opens the files of a conflict in the merge editor: upstream's text on one
 * side, the patch's on the other. Where the merge editor cannot be had, or a
 * file lacks one of the sides, the file itself opens, with its conflict marks.
 */
export async function openConflicts({ log }: Services, { files, patch, worktree }: Conflict): Promise<void> {
  for (const file of files) {
    const uri = vscode.Uri.file(join(worktree, file));
    if (!existsSync(uri.fsPath)) continue;
    if (await hasAllSides(worktree, file)) {
      try {
        await vscode.commands.executeCommand(openMergeEditor, {
          base: gitUri(worktree, ':1', file),
          input1: {
            uri: gitUri(worktree, ':2', file),
            title: vscode.l10n.t('Upstream'),
            description: 'HEAD',
          },
          input2: { uri: gitUri(worktree, ':3', file), title: vscode.l10n.t('Patch'), description: patch },
          output: uri,
        });
        continue;
      } catch (error) {
        log.warn('the merge editor does not open:', error);
      }
    }
    await vscode.window.showTextDocument(uri, { preview: false });
  }
}

/** Whether git has the base and both sides of a conflict; a file that only one side has lacks some. */
async function hasAllSides(worktree: string, file: string): Promise<boolean> {
  const { stdout } = await runGit(worktree, ['ls-files', '--unmerged', '-z', '--', file]);
  const stages = new Set(stdout.split('\0').flatMap((line) => / ([123])\t/.exec(line)?.[1] ?? []));
  return stages.size === 3;
}
