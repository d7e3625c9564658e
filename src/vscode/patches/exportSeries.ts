import { join } from 'node:path';
import * as vscode from 'vscode';
import { exportPatches, type ExportResult } from '../../node/patches/exportPatches';
import { chooseComponent } from '../componentId';
import { tellDoesNotApply, tellRefusal, workOn, type PatchServices } from './operation';

/** Writes what is needed to send a component's patches, and opens the text of the first pull request. Sends nothing. */
export async function exportSeries(services: PatchServices, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Export the patches of which component?');
  const component = await chooseComponent(services.manifests, argument, title);
  if (!component) return;
  const { name } = component.component;
  const progress = vscode.l10n.t('Exporting the patches of {0}', name);
  const result = await workOn<ExportResult>(services, component, progress, (context) =>
    exportPatches(context, {}),
  );
  if (!result) return;
  switch (result.kind) {
    case 'exported':
      await showExported(name, result);
      return;
    case 'empty':
      void vscode.window.showInformationMessage(vscode.l10n.t('{0} has no patch left to send.', name));
      return;
    case 'no-such-patch':
      void vscode.window.showErrorMessage(vscode.l10n.t('{0} has no patch {1}.', name, result.patch));
      return;
    case 'does-not-apply':
      await tellDoesNotApply(component, result);
      return;
    case 'dirty':
      return;
    case 'no-repository':
    case 'invalid':
    case 'unrecorded':
    case 'cancelled':
    case 'failed':
      await tellRefusal(component, result);
  }
}

async function showExported(
  name: string,
  { groups }: Extract<ExportResult, { kind: 'exported' }>,
): Promise<void> {
  const [first] = groups;
  if (!first) return;
  const request = vscode.Uri.file(join(first.folder, 'pull-request.md'));
  await vscode.commands.executeCommand('vscode.open', request);
  const folders = groups.map(({ folder }) => folder).join(', ');
  void vscode.window.showInformationMessage(vscode.l10n.t('{0}: ready to send in {1}', name, folders));
}
