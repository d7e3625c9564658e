import * as vscode from 'vscode';
import { manifestFileName } from '../core/manifest/fileName';
import type { Services } from './services';

/**
 * Changes the text of a folder's manifest, which is made where there is none,
 * and saves it. Through an edit, so that it can be undone.
 *
 * @param change The new text; undefined where the old one cannot be read.
 * @returns Whether it was written; where not, the user was told.
 */
export async function editManifest(
  { manifests }: Services,
  folder: vscode.WorkspaceFolder,
  change: (text: string) => string | undefined,
): Promise<boolean> {
  const uri = vscode.Uri.joinPath(folder.uri, manifestFileName);
  const document = await openIfThere(uri);
  const before = document?.getText() ?? (await newManifest(manifests.targetOf(folder.uri).goarch));
  const after = change(before);
  if (after === undefined) {
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} has errors; put them right first.', uri.fsPath));
    return false;
  }
  const edit = new vscode.WorkspaceEdit();
  if (document) {
    const whole = new vscode.Range(document.positionAt(0), document.positionAt(before.length));
    edit.replace(uri, whole, after);
  } else edit.createFile(uri, { contents: new TextEncoder().encode(after) });
  const written = await vscode.workspace.applyEdit(edit);
  if (!written || (document && !(await document.save()))) {
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} could not be written.', uri.fsPath));
    return false;
  }
  manifests.refresh();
  return true;
}

/** The YAML printer is loaded with the first manifest that is written. */
async function newManifest(target: string): Promise<string> {
  const { renderManifest } = await import('../core/manifest/renderManifest');
  return renderManifest([], target);
}

async function openIfThere(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    await vscode.workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
  return vscode.workspace.openTextDocument(uri);
}
