import * as vscode from 'vscode';
import { manifestFileName } from '../../core/manifest/fileName';
import { diskFolders } from '../scopes';
import type { Services } from '../services';
import type { ComponentItem } from './pickComponents';

/**
 * Proposes the components of a folder, and those of the catalogue, writes the
 * folder's manifest with those that are chosen, and opens it.
 */
export async function initializeWorkspace(services: Services): Promise<void> {
  const folder = await chooseFolder();
  if (!folder) return;
  const uri = vscode.Uri.joinPath(folder.uri, manifestFileName);
  const replacing = await exists(uri);
  if (replacing) {
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
  const chosen = await chooseComponents(folder);
  if (!chosen) return;
  const [{ addComponents }, { renderManifest }] = await Promise.all([
    import('../../core/manifest/addComponents'),
    import('../../core/manifest/renderManifest'),
  ]);
  const { manifests } = services;
  const plain = renderManifest(
    chosen.flatMap(({ detected }) => detected ?? []),
    manifests.targetOf(folder.uri).goarch,
  );
  const addition = addComponents(
    plain,
    chosen.flatMap(({ component }) => component ?? []),
  );
  // Through an edit, so that replacing a manifest can be undone.
  const edit = new vscode.WorkspaceEdit();
  const contents = new TextEncoder().encode(addition?.text ?? plain);
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

/** What is chosen, of the folder and of the catalogue; undefined where the user gave up. */
async function chooseComponents(
  folder: vscode.WorkspaceFolder,
): Promise<readonly ComponentItem[] | undefined> {
  const [{ detectComponents }, { createDiskFiles }, pick] = await Promise.all([
    import('../../core/manifest/detectComponents'),
    import('../../node/diskFiles'),
    import('./pickComponents'),
  ]);
  const detected = detectComponents(createDiskFiles(folder.uri.fsPath));
  const found = vscode.l10n.t('Found in {0}', folder.name);
  const catalogue = vscode.l10n.t('From the Catalogue');
  const empty = vscode.l10n.t('An Empty Manifest');
  const rows = [
    ...(detected.length > 0
      ? [{ label: found, detail: detected.map(({ name }) => name).join(', '), picked: true }]
      : []),
    {
      label: catalogue,
      detail: vscode.l10n.t('Go, containerd, runc, Kubernetes, etcd, Calico and others, with recipes'),
      picked: detected.length === 0,
    },
    ...(detected.length > 0
      ? []
      : [
          {
            label: empty,
            detail: vscode.l10n.t(
              'No go.mod and no Makefile was found, so there is no component to propose.',
            ),
          },
        ]),
  ];
  const from = await vscode.window.showQuickPick(rows, {
    canPickMany: true,
    title: vscode.l10n.t('Components from where?'),
  });
  if (!from || from.length === 0) return undefined;
  const labels = new Set(from.map(({ label }) => label));
  const items = labels.has(found) ? pick.detectedItems(detected) : [];
  if (labels.has(catalogue)) {
    const set = await pick.askVersions();
    if (!set) return undefined;
    items.push(...pick.catalogueItems(set, new Set(detected.map(({ name }) => name))));
  }
  if (items.length === 0) return [];
  return pick.pickComponents(items, vscode.l10n.t('Which of these are components to port?'));
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
