import { realpathSync } from 'node:fs';
import * as vscode from 'vscode';
import type { GroupBy } from '../../core/patches/attribute';
import { rules } from '../../core/rules';
import { recordPatches, type RecordedVendored, type RecordResult } from '../../node/patches/recordPatches';
import { chooseComponent } from '../componentId';
import { commands } from '../contributions';
import { runCommand } from '../services';
import { tellBriefly, tellRefusal, workOn, type PatchServices } from './operation';

/** Records the changes of a component's sources as patches, one for each rule or package. */
export async function record(services: PatchServices, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Record the changes of which component?');
  const component = await chooseComponent(services.manifests, argument, title);
  if (!component) return;
  const by = await askGrouping();
  if (!by) return;
  const { analysis } = services;
  const { name } = component.component;
  const progress = vscode.l10n.t('Recording the changes of {0}', name);
  const result = await workOn<RecordResult>(services, component, progress, (context) =>
    recordPatches(context, {
      by,
      // Without translations: commit messages go upstream.
      scan: async (folder, vendor) =>
        (
          await analysis.engine.scan(
            { root: realpathSync(folder), target: context.target.goarch, vendor },
            context.signal,
          )
        ).findings,
      reasonOf: (id) => rules.find((rule) => rule.id === id)?.documentation,
    }),
  );
  if (!result) return;
  switch (result.kind) {
    case 'recorded': {
      tellVendored(name, result.vendored);
      const names = [...result.patches, ...result.vendored.map(({ patch }) => patch)];
      tellBriefly(vscode.l10n.t('{0}: recorded {1}', name, names.join(', ')));
      return;
    }
    case 'vendored-lost': {
      const restore = vscode.l10n.t('Put Back');
      const message = vscode.l10n.t(
        '{0}: vendored files have lost {1}, so nothing was recorded.',
        name,
        result.patches.join(', '),
      );
      if ((await vscode.window.showWarningMessage(message, restore)) === restore) {
        const id = { folder: component.folder.uri.toString(), component: name };
        await runCommand(commands.restorePatches, id);
      }
      return;
    }
    case 'nothing-changed':
      void vscode.window.showInformationMessage(
        vscode.l10n.t('{0} has no changes to record. Apply fixes or edit its sources first.', name),
      );
      return;
    case 'not-applied': {
      const apply = vscode.l10n.t('Apply Patches');
      const message = vscode.l10n.t(
        '{0}: these patches are not applied, so nothing was recorded: {1}',
        name,
        result.patches.join(', '),
      );
      if ((await vscode.window.showWarningMessage(message, apply)) === apply) {
        const id = { folder: component.folder.uri.toString(), component: name };
        await runCommand(commands.applyPatches, id);
      }
      return;
    }
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

async function askGrouping(): Promise<GroupBy | undefined> {
  const items: (vscode.QuickPickItem & { readonly by: GroupBy })[] = [
    {
      label: vscode.l10n.t('One Patch for Each Rule'),
      detail: vscode.l10n.t('Changes that no rule explains are a patch of their own'),
      by: 'rule',
    },
    {
      label: vscode.l10n.t('One Patch for Each Package'),
      detail: vscode.l10n.t('As maintainers of single packages want them'),
      by: 'package',
    },
  ];
  const title = vscode.l10n.t('Record Changes as Patches');
  return (await vscode.window.showQuickPick(items, { title }))?.by;
}

/** Vendored code is somebody else's: who must take the patch is worth a message. */
function tellVendored(name: string, vendored: readonly RecordedVendored[]): void {
  if (vendored.length === 0) return;
  const each = vendored.map(({ module, patch, repository, version }) =>
    [patch, module, version, repository].filter(Boolean).join(' '),
  );
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      '{0}: patches to vendored files, for other repositories to take: {1}',
      name,
      each.join('; '),
    ),
  );
}
