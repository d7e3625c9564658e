import * as vscode from 'vscode';
import { findPatch } from '../../node/patches/editSeries';
import { seriesFolderOf } from '../../node/patches/seriesContext';
import { readSeries, readVendoredSeries, type StoredPatch } from '../../node/patches/seriesStore';
import { chooseComponent } from '../componentId';
import type { ComponentRef } from '../manifests';
import { seriesContext } from '../seriesContext';
import type { Services } from '../services';
import { upstreamStateName } from '../upstreamStates';

/** A patch and the component whose series it is in. */
export interface PatchRef {
  readonly component: ComponentRef;
  readonly patch: StoredPatch;
}

/** The patch that an argument names (`patch`: its file or number, with the component), or one that the user picks. */
export async function choosePatch(
  { manifests }: Services,
  argument: unknown,
  title: string,
): Promise<PatchRef | undefined> {
  const component = await chooseComponent(manifests, argument, title);
  if (!component) return undefined;
  const context = seriesContext(manifests, component);
  const readings = [readSeries, readVendoredSeries].map((read) => read(seriesFolderOf(context), context.t));
  const patches: StoredPatch[] = [];
  for (const reading of readings) {
    if (reading.kind === 'invalid') {
      void vscode.window.showErrorMessage(reading.message);
      return undefined;
    }
    patches.push(...reading.series.patches);
  }
  const name = patchOf(argument);
  if (name !== undefined) {
    const patch = findPatch(patches, name);
    if (patch) return { component, patch };
    void vscode.window.showErrorMessage(
      vscode.l10n.t('{0} has no patch {1}.', component.component.name, name),
    );
    return undefined;
  }
  if (patches.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} has no patches yet.', component.component.name),
    );
    return undefined;
  }
  const items = patches.map((patch) => ({
    label: patch.name,
    description: upstreamStateName(patch.entry.upstream.state),
    detail: patch.patch?.subject ?? patch.problem ?? '',
    patch,
  }));
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDetail: true });
  return picked && { component, patch: picked.patch };
}

function patchOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('patch' in argument)) return undefined;
  return typeof argument.patch === 'string' ? argument.patch : undefined;
}
