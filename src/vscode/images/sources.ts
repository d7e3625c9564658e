import { relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { catalogueReleases, imagesOfRelease } from '../../core/images/catalogue/catalogue';
import { rememberSources } from '../../core/manifest/rememberImages';
import { editManifest } from '../editManifest';
import { diskFolders } from '../scopes';
import type { Services } from '../services';

/** Writes a file that lists images into the manifest; the user picks it where none is named. */
export async function addImageList(services: Services, argument: unknown): Promise<void> {
  const picked = argument instanceof vscode.Uri ? argument : await pickFile();
  if (!picked) return;
  const folder = vscode.workspace.getWorkspaceFolder(picked);
  if (!folder) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('{0} is outside of the workspace; a list has to lie in it.', picked.fsPath),
    );
    return;
  }
  const list = relative(folder.uri.fsPath, picked.fsPath).split(sep).join('/');
  await editManifest(services, folder, (text) => rememberSources(text, { lists: [list] }));
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const [folder] = diskFolders();
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('A list with one image on each line, manifest.go, or Kubernetes objects in YAML'),
    openLabel: vscode.l10n.t('Add'),
    ...(folder && { defaultUri: folder.uri }),
  });
  return picked?.[0];
}

/** Writes a release of the catalogue into the manifest, so that its test images are wanted. */
export async function useCatalogue(services: Services, argument: unknown): Promise<void> {
  const release = catalogueReleases.find((one) => one === argument) ?? (await pickRelease());
  const folder = release === undefined ? undefined : await pickFolder();
  if (release === undefined || !folder) return;
  await editManifest(services, folder, (text) => rememberSources(text, { catalogue: release }));
}

async function pickRelease(): Promise<string | undefined> {
  if (catalogueReleases.length === 1) return catalogueReleases[0];
  const items = catalogueReleases.map((release) => ({
    label: release,
    description: vscode.l10n.t('{0} images', imagesOfRelease(release)?.length ?? 0),
  }));
  const title = vscode.l10n.t('The test images of which release of Kubernetes?');
  return (await vscode.window.showQuickPick(items, { title }))?.label;
}

async function pickFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = diskFolders();
  return folders.length === 1 ? folders[0] : vscode.window.showWorkspaceFolderPick();
}
