import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Availability } from '../../core/images/classify';
import { cacheFolderOf } from '../../node/cacheFolder';
import { isCancelled } from '../../node/cancelled';
import { mayRunProcesses, t } from '../services';
import type { FolderImages } from './model';
import type { WorkspaceImages } from './workspaceImages';

/**
 * Asks the registries of all images what they have for the target: the only
 * thing in the view that uses the network, and only when the user says so.
 */
export async function askRegistries(images: WorkspaceImages): Promise<void> {
  // Docker's credential helpers are programs.
  if (!(await mayRunProcesses(vscode.l10n.t('Ask Registries')))) return;
  const folders = await images.all();
  const reasons = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Asking registries'),
      cancellable: true,
    },
    (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      return askAll(images, folders, progress, controller.signal);
    },
  );
  if (reasons.length > 0) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('Some registries gave no answer: {0}', reasons.join('; ')),
    );
  }
}

/** Why registries gave no answer, each reason once. */
async function askAll(
  images: WorkspaceImages,
  folders: readonly FolderImages[],
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { askRegistries: ask } = await import('../../node/registry/availability');
  const reasons = new Set<string>();
  const total = folders.reduce((sum, { graph }) => sum + graph.nodes.size, 0);
  let done = 0;
  for (const { choices, folder, goarch, graph } of folders) {
    const answers = new Map<string, Availability>();
    try {
      await ask(graph, {
        t,
        env: process.env,
        signal,
        goarch,
        choices,
        cacheFolder: join(cacheFolderOf(process.env), 'registry'),
        onAnswer: (id, answer) => {
          answers.set(id, answer);
          done++;
          if (answer.kind === 'unknown') reasons.add(answer.reason);
          progress.report({ message: `${done}/${total}`, increment: 100 / total });
        },
      });
    } catch (error) {
      if (!isCancelled(error)) throw error;
    } finally {
      // What was answered before the user cancelled holds as well.
      images.setAvailability(folder, answers);
    }
  }
  return [...reasons];
}
