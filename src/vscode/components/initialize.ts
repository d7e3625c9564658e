import * as vscode from 'vscode';
import type { DetectedComponent } from '../../core/manifest/detectComponents';
import { manifestFileName } from '../../core/manifest/fileName';
import { diskFolders } from '../scopes';
import type { Services } from '../services';

/** Proposes components of a folder, writes its manifest with those that are chosen, and opens it. */
export async function initializeWorkspace({ manifests }: Services): Promise<void> {
  const folder = await chooseFolder();
  if (!folder) return;
  const uri = vscode.Uri.joinPath(folder.uri, manifestFileName);
  if (await exists(uri)) {
    const open = vscode.l10n.t('Open It');
    const replace = vscode.l10n.t('Replace It');
    const choice = await vscode.window.showWarningMessage(
      vscode.l10n.t('{0} has a {1} already.', folder.name, manifestFileName),
      { modal: true },
      open,
      replace,
    );
    if (choice === open) await vscode.window.showTextDocument(uri);
    if (choice !== replace) return;
  }
  const [{ detectComponents }, { renderManifest }, { createDiskFiles }] = await Promise.all([
    import('../../core/manifest/detectComponents'),
    import('../../core/manifest/renderManifest'),
    import('../../node/diskFiles'),
  ]);
  const detected = detectComponents(createDiskFiles(folder.uri.fsPath));
  const chosen = await chooseComponents(detected);
  if (!chosen) return;
  // Through an edit, so that replacing a manifest can be undone.
  const edit = new vscode.WorkspaceEdit();
  const contents = new TextEncoder().encode(renderManifest(chosen, manifests.targetOf(folder.uri).goarch));
  edit.createFile(uri, { overwrite: true, contents });
  if (!(await vscode.workspace.applyEdit(edit))) {
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} could not be written.', uri.fsPath));
    return;
  }
  manifests.refresh();
  await vscode.window.showTextDocument(uri);
}

async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = diskFolders();
  if (folders.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Open a folder first: the manifest is written into it.'),
    );
    return undefined;
  }
  if (folders.length === 1) return folders[0];
  return vscode.window.showWorkspaceFolderPick();
}

/** An empty list where nothing was detected; undefined where the user gave up. */
async function chooseComponents(
  detected: readonly DetectedComponent[],
): Promise<readonly DetectedComponent[] | undefined> {
  if (detected.length === 0) {
    const write = vscode.l10n.t('Write an Empty One');
    const choice = await vscode.window.showInformationMessage(
      vscode.l10n.t('No go.mod and no Makefile was found, so there is no component to propose.'),
      write,
    );
    return choice === write ? [] : undefined;
  }
  const items = detected.map((component) => ({
    label: component.name,
    description: component.path,
    detail: detailOf(component),
    picked: true,
    component,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: vscode.l10n.t('Which of these are components to port?'),
    matchOnDescription: true,
  });
  return picked?.map(({ component }) => component);
}

function detailOf({ kind, packages, cgo }: DetectedComponent): string {
  if (kind === 'make') return 'make';
  const what = packages.length > 0 ? packages.join(', ') : vscode.l10n.t('a library');
  return cgo ? `go, cgo: ${what}` : `go: ${what}`;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
