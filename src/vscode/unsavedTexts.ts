import { relative, sep } from 'node:path';
import * as vscode from 'vscode';

/** Texts of a folder's documents that are not on disk as they are in the editor, by path in the folder. */
export function unsavedTexts(folder: vscode.WorkspaceFolder): ReadonlyMap<string, string> {
  const root = folder.uri.fsPath;
  return new Map(
    vscode.workspace.textDocuments
      .filter(({ isDirty, uri }) => isDirty && vscode.workspace.getWorkspaceFolder(uri) === folder)
      .map((document) => [relative(root, document.uri.fsPath).split(sep).join('/'), document.getText()]),
  );
}
