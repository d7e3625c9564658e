import * as vscode from 'vscode';
import { sourceFolder, type Refusal, type SeriesContext } from '../../node/patches/seriesContext';
import { commands } from '../contributions';
import type { ComponentRef } from '../manifests';
import { seriesContext } from '../seriesContext';
import { runCommand, type Services } from '../services';
import { saveBelow, withCancel } from '../withCancel';

/** What the commands on series share. */
export interface PatchServices extends Services {
  /** Components whose series is being worked on, by folder and name. */
  readonly busy: Set<string>;
}

/**
 * Works on a component's series with a progress notification that can cancel
 * it, one piece of work at a time for each component. Editors of its sources
 * are saved first, since git reads files. Undefined where it was not begun;
 * that was told.
 */
export async function workOn<T extends { readonly kind: string }>(
  { busy, log, manifests, runs }: PatchServices,
  component: ComponentRef,
  title: string,
  work: (context: SeriesContext) => Promise<T>,
): Promise<T | undefined> {
  const { name } = component.component;
  const id = { folder: component.folder.uri.toString(), component: name };
  const key = `${id.folder}#${name}`;
  if (busy.has(key) || runs.of(id)) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('{0} is being worked on already; stop that first.', name),
    );
    return undefined;
  }
  busy.add(key);
  try {
    if (!(await saveBelow(sourceFolder(seriesContext(manifests, component))))) {
      void vscode.window.showErrorMessage(
        vscode.l10n.t('A file of {0} could not be saved, so nothing was done.', name),
      );
      return undefined;
    }
    const result = await withCancel(title, (signal) => work(seriesContext(manifests, component, signal)));
    log.info(`${title}: ${JSON.stringify(result)}`);
    return result;
  } finally {
    busy.delete(key);
    await runCommand(commands.refreshComponents);
  }
}

/** Tells why nothing was done. Changes of the user are a matter of `askAboutDirtyTree`. */
export async function tellRefusal(
  component: ComponentRef,
  refusal: Exclude<Refusal, { kind: 'dirty' }>,
): Promise<void> {
  const { name, source } = component.component;
  const id = { folder: component.folder.uri.toString(), component: name };
  switch (refusal.kind) {
    case 'no-repository': {
      const clone = vscode.l10n.t('Clone Sources');
      const message = vscode.l10n.t(
        '{0}: {1} is no git clone of its own, so it can have no series of patches.',
        name,
        refusal.folder,
      );
      const choice = await vscode.window.showErrorMessage(message, ...(source ? [clone] : []));
      if (choice === clone) await runCommand(commands.cloneSources, id);
      return;
    }
    case 'unrecorded': {
      const refresh = vscode.l10n.t('Refresh Patches');
      const message = vscode.l10n.t(
        '{0} has commits that are in no patch, so nothing was done: {1}',
        refusal.branch,
        refusal.commits.join(', '),
      );
      if ((await vscode.window.showWarningMessage(message, refresh)) === refresh) {
        await runCommand(commands.refreshPatches, id);
      }
      return;
    }
    case 'invalid':
      void vscode.window.showErrorMessage(refusal.message);
      return;
    case 'failed':
      void vscode.window.showErrorMessage(vscode.l10n.t('{0}: {1}', name, refusal.reason));
      return;
    case 'cancelled':
  }
}

/** Tells that a patch does not fit, and offers to look at it. */
export async function tellDoesNotApply(
  component: ComponentRef,
  {
    files,
    patch,
    reason,
  }: { readonly patch: string; readonly files: readonly string[]; readonly reason: string },
): Promise<void> {
  const open = vscode.l10n.t('Open Patch');
  const where = files.length > 0 ? files.join(', ') : reason;
  const choice = await vscode.window.showErrorMessage(
    vscode.l10n.t('{0} does not apply: {1}. Nothing was changed.', patch, where),
    open,
  );
  if (choice !== open) return;
  const id = { folder: component.folder.uri.toString(), component: component.component.name };
  await runCommand(commands.openPatchFile, { ...id, patch });
}

/** Says in the status bar how something ended that needs no answer. */
export function tellBriefly(message: string): void {
  vscode.window.setStatusBarMessage(message, 5000);
}
