import * as vscode from 'vscode';
import { shortName } from '../../core/images/reference';
import { commands, views } from '../contributions';
import { diskFolders } from '../scopes';
import { onCommand, type Services } from '../services';
import { registerActions } from './actions';
import { chooseImage, imageIdOf } from './choose';
import type { GraphPanels } from './graphPanel';
import { imagesOf } from './model';
import type { ImagesOrder } from './nodes';
import { ImagesTree } from './tree';
import { WorkspaceImages } from './workspaceImages';

/** The Images view, and what is done to images from it; what a command needs is loaded when it is first run. */
export function register(services: Services): vscode.Disposable {
  const images = new WorkspaceImages(services);
  const tree = new ImagesTree(images, services);
  const view = vscode.window.createTreeView(views.images, { treeDataProvider: tree, showCollapseAll: true });
  let graphs: GraphPanels | undefined;
  const showGraph = async (argument: unknown): Promise<void> => {
    const id = imageIdOf(argument);
    const folders = diskFolders();
    const folder = id
      ? folders.find(({ uri }) => uri.toString() === id.folder)
      : folders.length === 1
        ? folders[0]
        : await vscode.window.showWorkspaceFolderPick();
    if (!folder) return;
    graphs ??= new (await import('./graphPanel')).GraphPanels(services, images);
    graphs.show(folder, id);
  };
  const refresh = (): void => {
    view.badge = badgeOf(tree);
    view.message = messageOf(tree);
  };
  return vscode.Disposable.from(
    images,
    tree,
    view,
    { dispose: () => graphs?.dispose() },
    registerActions(services, images),
    tree.onDidChange(refresh),
    onCommand(commands.refreshImages, () => images.refresh()),
    onCommand(commands.askRegistries, async () => (await import('./askRegistries')).askRegistries(images)),
    onCommand(commands.sortImages, () => chooseOrder(tree)),
    onCommand(commands.filterImages, async (given) => {
      const text = typeof given === 'string' ? given : await askFilter(tree.filter);
      if (text !== undefined) tree.filter = text;
    }),
    onCommand(commands.clearImagesFilter, () => {
      tree.filter = '';
    }),
    onCommand(commands.addImageList, async (argument) =>
      (await import('./sources')).addImageList(services, argument),
    ),
    onCommand(commands.useImageCatalogue, async (argument) =>
      (await import('./sources')).useCatalogue(services, argument),
    ),
    onCommand(commands.chooseBase, async (argument) =>
      (await import('./chooseBase')).chooseBase(services, images, argument),
    ),
    onCommand(commands.showImageGraph, (argument) => showGraph(argument)),
    onCommand(commands.convertDockerfiles, async (argument) =>
      (await import('./convert')).convertDockerfiles(services, images, argument),
    ),
    onCommand(commands.rewriteYaml, async (argument) =>
      (await import('./rewriteYaml')).rewriteYaml(services, argument),
    ),
    onCommand(commands.openDockerfile, async (argument) =>
      (await import('./openDockerfile')).openDockerfile(images, argument),
    ),
    onCommand(commands.copyImageName, async (argument) => {
      const ref = await chooseImage(images, argument, vscode.l10n.t('The name of which image?'));
      if (!ref) return;
      await vscode.env.clipboard.writeText(shortName(ref.id.image));
      void vscode.window.setStatusBarMessage(vscode.l10n.t('Name copied'), 3000);
    }),
  );
}

/** What wants a decision or a conversion. */
function badgeOf(tree: ImagesTree): vscode.ViewBadge | undefined {
  const refs = imagesOf(tree.shown ?? []);
  const value = refs.filter(({ state }) => ['needs-conversion', 'blocked'].includes(state.kind)).length;
  if (value === 0) return undefined;
  return { value, tooltip: vscode.l10n.t('{0} images need conversion or are blocked', value) };
}

/** A view with a message shows no welcome text, so there is one only while a filter is set. */
function messageOf({ filter, shown }: ImagesTree): string {
  if (filter === '' || shown === undefined) return '';
  return vscode.l10n.t('Filter: {0}', filter);
}

function askFilter(value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    value,
    title: vscode.l10n.t('Show images that contain'),
    placeHolder: vscode.l10n.t('part of a name, a state, a base or a file; empty for all'),
  });
}

async function chooseOrder(tree: ImagesTree): Promise<void> {
  const labels: Readonly<Record<ImagesOrder, string>> = {
    name: vscode.l10n.t('By name'),
    dependents: vscode.l10n.t('By how many images stand on them'),
    build: vscode.l10n.t('In the order of their builds'),
  };
  const items = (Object.keys(labels) as ImagesOrder[]).map((order) => ({
    label: labels[order],
    description: order === tree.order ? vscode.l10n.t('now') : '',
    order,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Sort images') });
  if (picked) await tree.setOrder(picked.order);
}
