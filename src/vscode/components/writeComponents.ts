import * as vscode from 'vscode';
import { addComponents, type NewComponent } from '../../core/manifest/addComponents';
import { editManifest } from '../editManifest';
import type { Services } from '../services';

/**
 * Writes components into a folder's manifest, which is made where there is
 * none, and saves it. Through an edit, so that it can be undone. The names
 * that are new; undefined where nothing could be written, which was told.
 */
export async function writeComponents(
  services: Services,
  folder: vscode.WorkspaceFolder,
  components: readonly NewComponent[],
): Promise<readonly string[] | undefined> {
  let addition: ReturnType<typeof addComponents>;
  const written = await editManifest(services, folder, (text) => {
    addition = addComponents(text, components);
    return addition?.text;
  });
  if (!written || !addition) return undefined;
  if (addition.present.length > 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There already: {0}', addition.present.join(', ')),
    );
  }
  return addition.added;
}
