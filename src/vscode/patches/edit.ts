import * as vscode from 'vscode';
import { dropPatch, movePatch, refreshPatches, type EditResult } from '../../node/patches/editSeries';
import { sourceFolder, type SeriesContext } from '../../node/patches/seriesContext';
import { stashChanges } from '../../node/git/stash';
import { chooseComponent } from '../componentId';
import { askAboutDirtyTree, stashedMessage } from '../dirtyTree';
import type { ComponentRef } from '../manifests';
import { choosePatch } from './choose';
import { tellBriefly, tellDoesNotApply, tellRefusal, workOn, type PatchServices } from './operation';

/** Writes the commits of the series' branch into the patch files. */
export async function refresh(services: PatchServices, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Refresh the patches of which component?');
  const component = await chooseComponent(services.manifests, argument, title);
  if (!component) return;
  const progress = vscode.l10n.t('Refreshing the patches of {0}', component.component.name);
  await change(services, component, progress, refreshPatches);
}

/** Moves a patch up (negative) or down in the order in which the series applies. */
export async function move(services: PatchServices, argument: unknown, places: number): Promise<void> {
  const found = await choosePatch(services, argument, vscode.l10n.t('Move which patch?'));
  if (!found) return;
  const { name: file } = found.patch;
  await change(services, found.component, vscode.l10n.t('Moving {0}', file), (context) =>
    movePatch(context, file, places),
  );
}

/** Leaves a patch out of the series, after the user has said so. */
export async function drop(services: PatchServices, argument: unknown): Promise<void> {
  const found = await choosePatch(services, argument, vscode.l10n.t('Drop which patch?'));
  if (!found) return;
  const { name: file } = found.patch;
  const yes = vscode.l10n.t('Drop');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('Drop {0} from the patches of {1}?', file, found.component.component.name),
    {
      modal: true,
      detail: vscode.l10n.t('Its file is deleted, and its change goes from the sources where it is applied.'),
    },
    yes,
  );
  if (choice !== yes) return;
  await change(services, found.component, vscode.l10n.t('Dropping {0}', file), (context) =>
    dropPatch(context, file),
  );
}

async function change(
  services: PatchServices,
  component: ComponentRef,
  title: string,
  work: (context: SeriesContext) => Promise<EditResult>,
): Promise<void> {
  const { name } = component.component;
  const result = await workOn<EditResult>(services, component, title, work);
  if (!result) return;
  switch (result.kind) {
    case 'changed':
      tellBriefly(vscode.l10n.t('{0}: {1} patches', name, result.patches.length));
      return;
    case 'unchanged':
      tellBriefly(vscode.l10n.t('{0}: nothing has changed', name));
      return;
    case 'no-such-patch':
      void vscode.window.showErrorMessage(vscode.l10n.t('{0} has no patch {1}.', name, result.patch));
      return;
    case 'does-not-apply':
      await tellDoesNotApply(component, result);
      return;
    case 'dirty': {
      // The branch is checked out here, so that git lets no worktree have it.
      const answer = await askAboutDirtyTree({ name, ...result }, ['stash']);
      if (answer !== 'stash') return;
      const stashed = await workOn(services, component, title, async (context) =>
        stashChanges(sourceFolder(context), title, context.signal),
      );
      if (stashed?.kind === 'failed') {
        void vscode.window.showErrorMessage(vscode.l10n.t('{0}: {1}', name, stashed.reason));
      }
      if (stashed?.kind !== 'stashed') return;
      void vscode.window.showInformationMessage(stashedMessage());
      await change(services, component, title, work);
      return;
    }
    case 'no-repository':
    case 'invalid':
    case 'unrecorded':
    case 'cancelled':
    case 'failed':
      await tellRefusal(component, result);
  }
}
