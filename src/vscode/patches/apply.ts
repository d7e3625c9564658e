import * as vscode from 'vscode';
import { applySeries, type ApplyResult } from '../../node/patches/applySeries';
import { chooseComponent } from '../componentId';
import { askAboutDirtyTree, stashedMessage, type DirtyAnswer } from '../dirtyTree';
import type { ComponentRef } from '../manifests';
import { tellBriefly, tellDoesNotApply, tellRefusal, workOn, type PatchServices } from './operation';

/** Makes a component's patches commits on their branch: all or none. */
export async function applyPatches(services: PatchServices, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Apply the patches of which component?');
  const component = await chooseComponent(services.manifests, argument, title);
  if (component) await attempt(services, component, undefined);
}

async function attempt(
  services: PatchServices,
  component: ComponentRef,
  dirty: DirtyAnswer | undefined,
): Promise<void> {
  const { name } = component.component;
  const title = vscode.l10n.t('Applying the patches of {0}', name);
  const result = await workOn<ApplyResult>(services, component, title, (context) =>
    applySeries(context, dirty === undefined ? {} : { dirty }),
  );
  if (!result) return;
  switch (result.kind) {
    case 'dirty': {
      const answer = await askAboutDirtyTree({ name, ...result });
      if (answer) await attempt(services, component, answer);
      return;
    }
    case 'applied':
      await tellApplied(name, result, dirty);
      return;
    case 'empty':
      void vscode.window.showInformationMessage(vscode.l10n.t('{0} has no patch to apply.', name));
      return;
    case 'does-not-apply':
      await tellDoesNotApply(component, result);
      return;
    case 'no-repository':
    case 'invalid':
    case 'unrecorded':
    case 'cancelled':
    case 'failed':
      await tellRefusal(component, result);
  }
}

async function tellApplied(
  name: string,
  { branch, folder, patches, stashed }: Extract<ApplyResult, { kind: 'applied' }>,
  dirty: DirtyAnswer | undefined,
): Promise<void> {
  const message = vscode.l10n.t('{0}: {1} patches are commits of {2}.', name, patches, branch);
  if (stashed) {
    void vscode.window.showInformationMessage(`${message} ${stashedMessage()}`);
    return;
  }
  if (dirty !== 'worktree') {
    tellBriefly(message);
    return;
  }
  const open = vscode.l10n.t('Open in New Window');
  const where = vscode.l10n.t('{0}: {1} patches are commits of {2}, in {3}', name, patches, branch, folder);
  if ((await vscode.window.showInformationMessage(where, open)) === open) {
    await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), {
      forceNewWindow: true,
    });
  }
}
