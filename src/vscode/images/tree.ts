import * as vscode from 'vscode';
import { contextKeys } from '../contributions';
import type { Services } from '../services';
import { itemOf } from './items';
import { imagesOf, type FolderImages } from './model';
import { childrenOf, groupsOf, type ImagesNode, type ImagesOrder } from './nodes';
import type { WorkspaceImages } from './workspaceImages';

const orderKey = 'images.order';

/** The images of the workspace by state. */
export class ImagesTree implements vscode.TreeDataProvider<ImagesNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly subscription: vscode.Disposable;
  private folders: readonly FolderImages[] | undefined;
  private filterText = '';
  private lastShown: string | undefined;

  private readonly showed = new vscode.EventEmitter<void>();

  readonly onDidChangeTreeData = this.changed.event;
  /** What is shown has changed: the images, or the filter. */
  readonly onDidChange = this.showed.event;

  constructor(
    private readonly images: WorkspaceImages,
    private readonly services: Services,
  ) {
    this.subscription = images.onDidChange(() => {
      this.reload().catch((error: unknown) => services.log.error(String(error)));
    });
    this.publishContext();
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
    this.showed.dispose();
  }

  get order(): ImagesOrder {
    const order = this.services.memory.get(orderKey);
    return order === 'dependents' || order === 'build' ? order : 'name';
  }

  async setOrder(order: ImagesOrder): Promise<void> {
    await this.services.memory.update(orderKey, order);
    this.changed.fire(undefined);
  }

  get filter(): string {
    return this.filterText;
  }

  set filter(text: string) {
    this.filterText = text.trim();
    this.publishContext();
    this.changed.fire(undefined);
  }

  /** The images as the tree shows them; undefined before it was first opened. */
  get shown(): readonly FolderImages[] | undefined {
    return this.folders;
  }

  async getChildren(node?: ImagesNode): Promise<ImagesNode[]> {
    if (node) return [...childrenOf(node)];
    if (!this.folders) await this.reload();
    return [...groupsOf(this.folders ?? [], this.filterText, this.order)];
  }

  getTreeItem(node: ImagesNode): vscode.TreeItem {
    return itemOf(node);
  }

  /** Takes what was read anew, and renews the tree where that looks different. */
  private async reload(): Promise<void> {
    const fresh = await this.images.all();
    const before = this.lastShown;
    this.lastShown = appearance(fresh);
    this.folders = fresh;
    this.publishContext();
    if (before !== undefined && this.lastShown !== before) this.changed.fire(undefined);
  }

  private publishContext(): void {
    const has = this.folders !== undefined && imagesOf(this.folders).length > 0;
    void vscode.commands.executeCommand('setContext', contextKeys.imagesFiltered, this.filterText !== '');
    void vscode.commands.executeCommand('setContext', contextKeys.hasImages, has);
    this.showed.fire();
  }
}

/** All that the tree shows of some folders. */
function appearance(folders: readonly FolderImages[]): string {
  return JSON.stringify(
    folders.map(({ availability, built, folder, graph, problems, progress, states }) => [
      folder.uri.toString(),
      [...graph.nodes.values()],
      [...states],
      [...availability],
      [...built],
      [...progress],
      problems,
    ]),
  );
}
