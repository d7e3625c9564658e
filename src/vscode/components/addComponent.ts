import * as vscode from 'vscode';
import type { NewComponent } from '../../core/manifest/addComponents';
import { commands } from '../contributions';
import type { FolderManifest } from '../manifests';
import { diskFolders } from '../scopes';
import { runCommand, type Services } from '../services';

/** Adds components of the catalogue, or of a folder, to the manifest, and offers to clone what has to be cloned. */
export async function addComponent(services: Services, argument: unknown): Promise<void> {
  const manifest = await chooseManifest(services);
  if (manifest === undefined) return;
  const { folder } = manifest;
  const components =
    argument instanceof vscode.Uri ? await fromFolder(folder, argument) : await ask(manifest);
  if (!components || components.length === 0) return;
  const { writeComponents } = await import('./writeComponents');
  const added = await writeComponents(services, folder, components);
  if (!added || added.length === 0) return;
  const sources = components.filter(({ name, keys }) => added.includes(name) && 'source' in keys);
  const message = vscode.l10n.t('Added: {0}', added.join(', '));
  if (sources.length === 0) {
    void vscode.window.showInformationMessage(message);
    return;
  }
  const clone = vscode.l10n.t('Clone Sources');
  if ((await vscode.window.showInformationMessage(message, clone)) !== clone) return;
  const ids = sources.map(({ name }) => ({ folder: folder.uri.toString(), component: name }));
  await runCommand(commands.cloneSources, ids);
}

type Place = Pick<FolderManifest, 'folder'> & Partial<FolderManifest>;

/** The manifest to add to, or the folder in which it will be made. */
async function chooseManifest({ manifests }: Services): Promise<Place | undefined> {
  const folders = diskFolders();
  if (folders.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Open a folder first: the manifest is written into it.'),
    );
    return undefined;
  }
  const folder = folders.length === 1 ? folders[0] : await vscode.window.showWorkspaceFolderPick();
  if (!folder) return undefined;
  return (
    (await manifests.all()).find((one) => one.folder.uri.toString() === folder.uri.toString()) ?? { folder }
  );
}

async function ask({ folder, reading }: Place): Promise<readonly NewComponent[] | undefined> {
  const { askVersions, catalogueItems, pickComponents } = await import('./pickComponents');
  const catalogue = vscode.l10n.t('From the Catalogue');
  const own = vscode.l10n.t('A Folder of This Workspace…');
  const from = await vscode.window.showQuickPick(
    [
      {
        label: catalogue,
        detail: vscode.l10n.t('Go, containerd, runc, Kubernetes, etcd, Calico and others, with recipes'),
      },
      { label: own, detail: vscode.l10n.t('A Go, Make or C tree, with a recipe of your own') },
    ],
    { title: vscode.l10n.t('Add Component') },
  );
  if (!from) return undefined;
  if (from.label === own) {
    const chosen = await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: folder.uri,
      openLabel: vscode.l10n.t('Add'),
    });
    return chosen?.[0] && fromFolder(folder, chosen[0]);
  }
  const set = await askVersions();
  if (!set) return undefined;
  const present = new Set((reading?.manifest?.components ?? []).map(({ name }) => name));
  const title = vscode.l10n.t('Which components, for {0}?', set);
  const picked = await pickComponents(catalogueItems(set, present), title);
  return picked?.flatMap(({ component }) => component ?? []);
}

async function fromFolder(
  root: vscode.WorkspaceFolder,
  folder: vscode.Uri,
): Promise<readonly NewComponent[] | undefined> {
  const { componentsInFolder } = await import('./pickComponents');
  const found = componentsInFolder(root.uri.fsPath, folder.fsPath);
  if (!found) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('{0} is outside of {1}.', folder.fsPath, root.uri.fsPath),
    );
  }
  return found;
}
