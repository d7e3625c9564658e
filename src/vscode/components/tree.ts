import * as vscode from 'vscode';
import type { ArtifactState } from '../../node/componentState';
import { contextKeys } from '../contributions';
import type { FolderManifest } from '../manifests';
import type { ComponentId } from '../runs';
import type { Services } from '../services';
import {
  artifactItem,
  componentItem,
  findingsItem,
  libraryItem,
  patchesItem,
  problemItem,
  smokeItem,
} from './items';
import { loadComponent, type ComponentModel } from './model';

/** Menus hand these to commands, which read `id`. */
export type ComponentNode =
  | ComponentRoot
  | { readonly kind: 'findings'; readonly id: ComponentId; readonly model: ComponentModel }
  | { readonly kind: 'patches'; readonly id: ComponentId; readonly model: ComponentModel }
  | { readonly kind: 'library'; readonly id: ComponentId; readonly model: ComponentModel }
  | { readonly kind: 'smoke'; readonly id: ComponentId; readonly model: ComponentModel }
  | {
      readonly kind: 'artifact';
      readonly id: ComponentId;
      readonly model: ComponentModel;
      readonly artifact: ArtifactState;
    }
  | ProblemRoot;

interface ComponentRoot {
  readonly kind: 'component';
  readonly id: ComponentId;
  /** Replaced when the state is read anew; the node itself stays, so that a click during a refresh finds it. */
  model: ComponentModel;
}

interface ProblemRoot {
  readonly kind: 'problem';
  readonly manifest: FolderManifest;
}

type RootNode = ComponentRoot | ProblemRoot;

export type Order = 'manifest' | 'name' | 'findings';

const orderKey = 'components.order';
const refreshDelayMs = 150;

/**
 * The components of all manifests, each with what lies on disk. A refresh
 * reads first and renews single rows where it can: while VS Code renews a
 * whole tree, a click on a row's button reaches its command without the row.
 */
export class ComponentsTree implements vscode.TreeDataProvider<ComponentNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<ComponentNode[] | undefined>();
  private readonly subscriptions: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;
  /** The rows at the top as VS Code knows them. */
  private rows: readonly RootNode[] | undefined;
  private reads = 0;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly services: Services) {
    const artifacts = vscode.workspace.createFileSystemWatcher('**/.mips-port/build/**');
    const refresh = (): void => this.refresh();
    this.subscriptions = vscode.Disposable.from(
      artifacts,
      artifacts.onDidChange(refresh),
      artifacts.onDidCreate(refresh),
      artifacts.onDidDelete(refresh),
      services.manifests.onDidChange(refresh),
      services.findings.onDidChange(refresh),
      services.runs.onDidChange(refresh),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscriptions.dispose();
    this.changed.dispose();
  }

  /** Reads everything again, soon. */
  refresh(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.reload().catch((error: unknown) => this.services.log.error(String(error)));
    }, refreshDelayMs);
  }

  private async reload(): Promise<void> {
    const read = ++this.reads;
    const fresh = await this.load();
    if (read !== this.reads) return;
    const { rows } = this;
    const same =
      rows?.length === fresh.length && rows.every((row, index) => keyOf(row) === keyOf(fresh[index]));
    if (!same) {
      this.rows = fresh;
      this.changed.fire(undefined);
      return;
    }
    const touched = rows.filter((row, index) => takeModel(row, fresh[index]));
    if (touched.length > 0) this.changed.fire(touched);
  }

  get order(): Order {
    const order = this.services.memory.get(orderKey);
    return order === 'name' || order === 'findings' ? order : 'manifest';
  }

  async setOrder(order: Order): Promise<void> {
    await this.services.memory.update(orderKey, order);
    this.refresh();
  }

  async getChildren(node?: ComponentNode): Promise<ComponentNode[]> {
    if (node) return node.kind === 'component' ? detailsOf(node) : [];
    this.rows ??= await this.load();
    return [...this.rows];
  }

  private async load(): Promise<readonly RootNode[]> {
    const manifests = await this.services.manifests.all();
    void vscode.commands.executeCommand('setContext', contextKeys.hasManifest, manifests.length > 0);
    const problems: RootNode[] = manifests
      .filter(({ reading }) => reading.problems.some(({ severity }) => severity === 'error'))
      .map((manifest) => ({ kind: 'problem', manifest }));
    const refs = await this.services.manifests.components();
    const models = await Promise.all(refs.map((ref) => loadComponent(this.services, ref)));
    const { order } = this;
    if (order === 'name') models.sort((a, b) => (a.ref.component.name < b.ref.component.name ? -1 : 1));
    if (order === 'findings') models.sort((a, b) => b.errors - a.errors || b.findings - a.findings);
    return [
      ...problems,
      ...models.map((model): RootNode => ({
        kind: 'component',
        id: { folder: model.ref.folder.uri.toString(), component: model.ref.component.name },
        model,
      })),
    ];
  }

  getTreeItem(node: ComponentNode): vscode.TreeItem {
    switch (node.kind) {
      case 'component':
        return componentItem(node.id, node.model);
      case 'findings':
        return findingsItem(node.id, node.model);
      case 'patches':
        return patchesItem(node.model);
      case 'library':
        return libraryItem(node.model);
      case 'smoke':
        return smokeItem(node.model);
      case 'artifact':
        return artifactItem(node.model, node.artifact);
      case 'problem':
        return problemItem(node.manifest);
    }
  }
}

/** What makes two items the same one: a component by its name, a problem by all that it says. */
function keyOf(node: RootNode | undefined): string {
  if (node?.kind === 'component') return `${node.id.folder}#${node.id.component}`;
  const { reading, uri } = node?.manifest ?? {};
  return `${uri?.toString() ?? ''}: ${(reading?.problems ?? []).map(({ message }) => message).join()}`;
}

/** All of a component that its item and the items below it show. */
function appearance({ ref, run, ...shown }: ComponentModel): string {
  return JSON.stringify([ref.component, run?.action, shown]);
}

/** Gives a row the state that was read now; true where the row then looks different. */
function takeModel(row: RootNode, fresh: RootNode | undefined): boolean {
  if (row.kind !== 'component' || fresh?.kind !== 'component') return false;
  const before = appearance(row.model);
  row.model = fresh.model;
  return appearance(row.model) !== before;
}

function detailsOf(node: ComponentRoot): ComponentNode[] {
  const { id, model } = node;
  const { artifacts, smoke } = model.state;
  return [
    { kind: 'findings', id, model },
    ...(model.patches === undefined ? [] : [{ kind: 'patches', id, model } as const]),
    ...(artifacts.length === 0 ? [{ kind: 'library', id, model } as const] : []),
    ...artifacts.map((artifact) => ({ kind: 'artifact', id, model, artifact }) as const),
    ...(smoke ? [{ kind: 'smoke', id, model } as const] : []),
  ];
}
