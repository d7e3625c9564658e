import * as vscode from 'vscode';
import { contextKeys } from '../contributions';
import type { Services } from '../services';
import { artifactItem, buildsItem, recordItem, smokeItem, testsItem } from './buildItems';
import { Edits } from './edits';
import { componentItem, findingsItem, problemItem, ruleItem } from './items';
import { needsAttention, type ComponentModel } from './model';
import { childrenOf, rowId, type ComponentNode, type RootNode } from './nodes';
import { matches, sortModels, type Order } from './order';
import { patchesItem, patchItem, rebaseItem, upstreamItem } from './patchItems';
import type { ComponentReader } from './reader';
import { sourceItem } from './sourceItems';

const orderKey = 'components.order';
const refreshDelayMs = 150;
/** Files change in crowds, and git takes its time on large trees. */
const editDelayMs = 600;

/**
 * The components of all manifests, each with what lies on disk. A refresh
 * reads first and renews single rows where it can: while VS Code renews a
 * whole tree, a click on a row's button reaches its command without the row.
 */
export class ComponentsTree implements vscode.TreeDataProvider<ComponentNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<ComponentNode[] | undefined>();
  private readonly loaded = new vscode.EventEmitter<void>();
  private readonly edits = new Edits();
  private reader: ComponentReader | undefined;
  private readonly subscriptions: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;
  /** The rows at the top as VS Code knows them. */
  private rows: readonly RootNode[] | undefined;
  /** The components that the filter lets through and those that it does not. */
  private models: readonly ComponentModel[] = [];
  private reading: Promise<void> | undefined;
  /** The reading that begins when the one that goes on has ended. */
  private next: Promise<void> | undefined;
  private filterText = '';

  readonly onDidChangeTreeData = this.changed.event;
  /** The components were read anew. */
  readonly onDidLoad = this.loaded.event;

  constructor(private readonly services: Services) {
    const refresh = (): void => this.refresh();
    this.subscriptions = vscode.Disposable.from(
      this.edits,
      this.edits.onDidChange(() => this.refresh(editDelayMs)),
      services.manifests.onDidChange(refresh),
      services.findings.onDidChange(refresh),
      services.runs.onDidChange(refresh),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscriptions.dispose();
    this.changed.dispose();
    this.loaded.dispose();
  }

  /** Reads everything again, soon. */
  refresh(delayMs = refreshDelayMs): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.reload().catch((error: unknown) => this.services.log.error(String(error)));
    }, delayMs);
  }

  /** Asks git again, whatever the keys say, and answers when the view shows it. */
  async refreshNow(): Promise<void> {
    this.edits.touchAll();
    await this.reload();
  }

  /** One reading at a time; what changes meanwhile is read after it. */
  private reload(): Promise<void> {
    if (this.reading) {
      this.next ??= this.reading.catch(() => undefined).then(() => this.read());
      return this.next;
    }
    return this.read();
  }

  private read(): Promise<void> {
    this.next = undefined;
    const reading = this.load().then((fresh) => this.show(fresh));
    this.reading = reading.finally(() => {
      if (this.next === undefined) this.reading = undefined;
    });
    return this.reading;
  }

  private show(fresh: readonly RootNode[]): void {
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
    return order === 'name' || order === 'findings' || order === 'state' ? order : 'manifest';
  }

  async setOrder(order: Order): Promise<void> {
    await this.services.memory.update(orderKey, order);
    this.refresh();
  }

  get filter(): string {
    return this.filterText;
  }

  set filter(text: string) {
    this.filterText = text.trim();
    void vscode.commands.executeCommand('setContext', contextKeys.componentsFiltered, this.filterText !== '');
    this.refresh(0);
  }

  /** How many components there are, how many the filter lets through, and how many wait for the user. */
  counts(): { readonly all: number; readonly shown: number; readonly attention: number } {
    const shown = this.models.filter((model) => matches(model, this.filterText));
    return {
      all: this.models.length,
      shown: shown.length,
      attention: this.models.filter(needsAttention).length,
    };
  }

  async getChildren(node?: ComponentNode): Promise<ComponentNode[]> {
    if (node) return childrenOf(node);
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
    // Series are YAML, whose parser no window needs before its first component.
    const { ComponentReader } = await import('./reader');
    const reader = (this.reader ??= new ComponentReader(this.services, this.edits));
    this.models = await Promise.all(refs.map((ref) => reader.read(ref)));
    this.loaded.fire();
    const shown = sortModels(
      this.models.filter((model) => matches(model, this.filterText)),
      this.order,
    );
    return [
      ...problems,
      ...shown.map((model): RootNode => ({
        kind: 'component',
        id: { folder: model.ref.folder.uri.toString(), component: model.ref.component.name },
        model,
      })),
    ];
  }

  getTreeItem(node: ComponentNode): vscode.TreeItem {
    if (node.kind === 'problem') return problemItem(node.manifest);
    const { id: component, model } = node;
    const id = rowId(node);
    switch (node.kind) {
      case 'component':
        return componentItem(id, model);
      case 'source':
        return sourceItem(id, model);
      case 'findings':
        return findingsItem(id, component, model);
      case 'rule':
        return ruleItem(id, component, node.count);
      case 'patches':
        return patchesItem(id, model);
      case 'patch':
        return patchItem(id, component, node.shown);
      case 'rebase':
        return rebaseItem(id, component, model);
      case 'builds':
        return buildsItem(id, model);
      case 'artifact':
        return artifactItem(id, model, node.artifact);
      case 'smoke':
        return smokeItem(id, model);
      case 'record':
        return recordItem(id, model);
      case 'tests':
        return testsItem(id, model);
      case 'upstream':
        return upstreamItem(id, model);
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
