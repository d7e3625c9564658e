import * as vscode from 'vscode';
import { addComponents, type NewComponent } from '../../core/manifest/addComponents';
import { manifestFileName } from '../../core/manifest/fileName';
import { renderManifest } from '../../core/manifest/renderManifest';
import type { Services } from '../services';

/**
 * Writes components into a folder's manifest, which is made where there is
 * none, and saves it. Through an edit, so that it can be undone. The names
 * that are new; undefined where nothing could be written, which was told.
 */
export async function writeComponents(
  { manifests }: Services,
  folder: vscode.WorkspaceFolder,
  components: readonly NewComponent[],
): Promise<readonly string[] | undefined> {
  const uri = vscode.Uri.joinPath(folder.uri, manifestFileName);
  const document = await openIfThere(uri);
  const before = document?.getText() ?? renderManifest([], manifests.targetOf(folder.uri).goarch);
  const addition = addComponents(before, components);
  if (!addition) {
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} has errors; put them right first.', uri.fsPath));
    return undefined;
  }
  const edit = new vscode.WorkspaceEdit();
  if (document) {
    const whole = new vscode.Range(document.positionAt(0), document.positionAt(before.length));
    edit.replace(uri, whole, addition.text);
  } else edit.createFile(uri, { contents: new TextEncoder().encode(addition.text) });
  const written = await vscode.workspace.applyEdit(edit);
  if (!written || (document && !(await document.save()))) {
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} could not be written.', uri.fsPath));
    return undefined;
  }
  manifests.refresh();
  if (addition.present.length > 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There already: {0}', addition.present.join(', ')),
    );
  }
  return addition.added;
}

async function openIfThere(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    await vscode.workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
  return vscode.workspace.openTextDocument(uri);
}
