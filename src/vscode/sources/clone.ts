import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { getSources, type SourceResult } from '../../node/git/sources';
import { componentIdOf, findComponent } from '../componentId';
import { commands } from '../contributions';
import type { ComponentRef, Manifests } from '../manifests';
import { runCommand, type Services } from '../services';
import { withCancel } from '../withCancel';

/** Clones the sources of the components that an argument names, or that the user ticks, one after the other. */
export async function cloneSources({ manifests, log }: Services, argument: unknown): Promise<void> {
  const refs = await chooseRefs(manifests, argument);
  for (const [index, ref] of refs.entries()) {
    const { name } = ref.component;
    const title =
      refs.length === 1
        ? vscode.l10n.t('Cloning {0}', name)
        : vscode.l10n.t('Cloning {0} ({1} of {2})', name, index + 1, refs.length);
    const result = await withCancel(title, (signal, report) => clone(ref, signal, report));
    await runCommand(commands.refreshComponents);
    log.info(`clone ${name}: ${JSON.stringify(result)}`);
    if (result.kind === 'cancelled') return;
    tell(name, result);
  }
}

function clone(
  { folder, component }: ComponentRef,
  signal: AbortSignal,
  onProgress: (stage: string, percent: number) => void,
): Promise<SourceResult> {
  const { source } = component;
  if (!source) {
    const reason = vscode.l10n.t('component "{0}" has no source', component.name);
    return Promise.resolve({ kind: 'failed', reason });
  }
  return getSources(join(folder.uri.fsPath, component.path), source, { signal, onProgress });
}

/** One id, a list of ids, or a tree node; without, those that lack their sources are there to be ticked. */
async function chooseRefs(manifests: Manifests, argument: unknown): Promise<readonly ComponentRef[]> {
  const ids = (Array.isArray(argument) ? argument : [argument]).flatMap((one) => componentIdOf(one) ?? []);
  if (ids.length > 0) {
    const found = await Promise.all(ids.map((id) => findComponent(manifests, id)));
    return found.filter((ref) => ref !== undefined);
  }
  const missing = (await manifests.components()).filter(
    ({ folder, component }) =>
      component.source !== undefined && !existsSync(join(folder.uri.fsPath, component.path)),
  );
  if (missing.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No component lacks sources that could be cloned.'),
    );
    return [];
  }
  const items = missing.map((ref) => ({
    label: ref.component.name,
    description: [ref.component.source?.git, ref.component.source?.ref].filter(Boolean).join(' '),
    picked: true,
    ref,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: vscode.l10n.t('Clone which sources?'),
  });
  return picked?.map(({ ref }) => ref) ?? [];
}

function tell(name: string, result: SourceResult): void {
  switch (result.kind) {
    case 'cloned':
    case 'adopted':
    case 'checked-out':
      vscode.window.setStatusBarMessage(
        vscode.l10n.t('{0} is at {1}', name, result.commit.slice(0, 12)),
        5000,
      );
      return;
    case 'occupied':
      void vscode.window.showErrorMessage(
        result.remote === undefined
          ? vscode.l10n.t('{0}: {1} has files that are no clone', name, result.folder)
          : vscode.l10n.t('{0}: {1} is a clone of {2}', name, result.folder, result.remote),
      );
      return;
    case 'failed':
      void vscode.window.showErrorMessage(vscode.l10n.t('{0}: {1}', name, result.reason));
      return;
    case 'dirty':
    case 'cancelled':
  }
}
