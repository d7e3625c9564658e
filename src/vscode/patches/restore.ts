import * as vscode from 'vscode';
import { restoreVendored, type RestoreResult } from '../../node/patches/vendoredPatches';
import { chooseComponent } from '../componentId';
import { tellBriefly, workOn, type PatchServices } from './operation';

/** Puts the patches back that vendored files have lost, as after `go mod vendor`: all or none. */
export async function restore(services: PatchServices, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Put the vendored patches of which component back?');
  const component = await chooseComponent(services.manifests, argument, title);
  if (!component) return;
  const { name } = component.component;
  const progress = vscode.l10n.t('Putting the vendored patches of {0} back', name);
  const result = await workOn<RestoreResult>(services, component, progress, restoreVendored);
  switch (result?.kind) {
    case 'restored': {
      const lost = result.patches.filter(({ state }) => state === 'lost');
      tellBriefly(
        vscode.l10n.t('{0}: {1} of {2} vendored patches put back', name, lost.length, result.patches.length),
      );
      return;
    }
    case 'does-not-apply': {
      const unfit = result.patches.filter(({ state }) => state === 'does-not-fit');
      void vscode.window.showErrorMessage(
        vscode.l10n.t(
          '{0}: these patches do not fit the vendored files of now, so nothing was changed: {1}',
          name,
          unfit.map(({ patch }) => patch.name).join(', '),
        ),
      );
      return;
    }
    case 'empty':
      void vscode.window.showInformationMessage(vscode.l10n.t('{0} has no patches to vendored files.', name));
      return;
    case 'invalid':
      void vscode.window.showErrorMessage(result.message);
      return;
    case 'failed':
      void vscode.window.showErrorMessage(vscode.l10n.t('{0}: {1}', name, result.reason));
      return;
    case undefined:
  }
}
