import * as vscode from 'vscode';
import type { ArtifactState } from '../../node/componentState';
import { commands, contextKeys, contextValues } from '../contributions';
import type { FolderManifest } from '../manifests';
import type { ComponentId } from '../runs';
import type { Services } from '../services';
import { artifactSummary, loadComponent, standingOf, type ComponentModel, type Standing } from './model';

/** Menus hand these to commands, which read `id`. */
export type ComponentNode =
  | { readonly kind: 'component'; readonly id: ComponentId; model: ComponentModel }
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

/** The components of all manifests, each with what lies on disk. */
export class ComponentsTree implements vscode.TreeDataProvider<ComponentNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<ComponentNode[] | undefined>();
  private readonly subscriptions: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;
  private roots: readonly RootNode[] | undefined;
  private reloading: Promise<void> = Promise.resolve();
  /** The rows at the top as VS Code knows them. */
  private rows: readonly ComponentNode[] | undefined;
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

  /**
   * Reads first and tells VS Code afterwards, row by row where the rows are
   * the same as before: a click on a row that is being replaced reaches its
   * command without the row.
   */
  private async reload(): Promise<void> {
    const read = ++this.reads;
    const rows = await this.readRows();
    if (read !== this.reads) return;
    const kept = this.rows && updateRows(this.rows, rows);
    if (!kept) this.rows = rows;
    this.changed.fire(kept);
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
    this.roots ??= await this.load();
    return [...this.roots];
  }

  private async reload(): Promise<void> {
    const next = await this.load();
    const before = this.roots;
    const sameItems =
      before?.length === next.length && before.every((node, index) => keyOf(node) === keyOf(next[index]));
    if (!sameItems) {
      this.roots = next;
      this.changed.fire(undefined);
      return;
    }
    for (const [index, node] of before.entries()) {
      const fresh = next[index];
      if (node.kind !== 'component' || fresh?.kind !== 'component') continue;
      const looks = appearance(node.model) === appearance(fresh.model);
      node.model = fresh.model;
      if (!looks) this.changed.fire(node);
    }
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
        return findingsItem(node);
      case 'patches':
        return patchesItem(node.model);
      case 'library':
        return leaf(
          vscode.l10n.t('Build'),
          artifactSummary(node.model),
          node.model.state.compiledAt === undefined ? 'circle-outline' : 'pass',
        );
      case 'smoke':
        return smokeItem(node.model);
      case 'artifact':
        return artifactItem(node.model, node.artifact);
      case 'problem':
        return problemItem(node.manifest);
    }
  }
}

/**
 * Gives the rows that are shown the state that was read now, and returns them;
 * undefined where they are not the same components in the same order.
 */
function updateRows(
  shown: readonly ComponentNode[],
  read: readonly ComponentNode[],
): ComponentNode[] | undefined {
  const keyOf = (row: ComponentNode): string | undefined =>
    row.kind === 'component' ? `${row.id.folder}#${row.id.component}` : undefined;
  const same =
    shown.length === read.length &&
    shown.every((row, index) => {
      const next = read[index];
      return next !== undefined && keyOf(row) !== undefined && keyOf(row) === keyOf(next);
    });
  if (!same) return undefined;
  for (const [index, row] of shown.entries()) {
    const next = read[index];
    if (row.kind === 'component' && next?.kind === 'component') row.model = next.model;
  }
  return [...shown];
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

const standingIcons: Readonly<Record<Standing, readonly [icon: string, color?: string]>> = {
  running: ['sync~spin'],
  errors: ['error', 'list.errorForeground'],
  runs: ['pass-filled', 'testing.iconPassed'],
  'smoke-failed': ['error', 'testing.iconFailed'],
  built: ['pass', 'testing.iconPassed'],
  compiles: ['pass', 'testing.iconPassed'],
  foreign: ['warning', 'list.warningForeground'],
  'not-built': ['circle-outline'],
};

function componentItem(id: ComponentId, model: ComponentModel): vscode.TreeItem {
  const { component, folder } = model.ref;
  const item = new vscode.TreeItem(component.name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${id.folder}#${id.component}`;
  item.description = describe(model);
  item.iconPath = icon(...standingIcons[standingOf(model)]);
  item.contextValue = model.run ? contextValues.runningComponent : contextValues.component;
  const tooltip = new vscode.MarkdownString();
  tooltip.appendMarkdown('**');
  tooltip.appendText(component.name);
  tooltip.appendMarkdown('** ');
  tooltip.appendText(`${folder.name}/${component.path} (${component.kind})`);
  tooltip.appendMarkdown(`\n\n${artifactSummary(model)}`);
  for (const artifact of model.state.artifacts) {
    if (artifact.kind === 'built' || artifact.kind === 'foreign') {
      tooltip.appendMarkdown(`\n\n\`${artifact.path}\`: ${artifact.elf}`);
    }
  }
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: `${component.name}: ${item.description}` };
  return item;
}

function describe(model: ComponentModel): string {
  if (model.run) {
    switch (model.run.action) {
      case 'build':
        return vscode.l10n.t('building…');
      case 'test':
        return vscode.l10n.t('testing…');
      case 'run':
        return vscode.l10n.t('running…');
    }
  }
  const summary = artifactSummary(model);
  if (model.errors === 0) return summary;
  return `${vscode.l10n.t('{0} errors', model.errors)} · ${summary}`;
}

function findingsItem({ id, model }: Extract<ComponentNode, { kind: 'findings' }>): vscode.TreeItem {
  const none = model.findings === 0;
  const item = leaf(
    vscode.l10n.t('Findings'),
    none ? vscode.l10n.t('none') : String(model.findings),
    none ? 'pass' : model.errors > 0 ? 'error' : 'info',
  );
  if (!none) {
    item.command = {
      command: commands.showComponentFindings,
      title: vscode.l10n.t('Show Findings'),
      arguments: [{ id }],
    };
  }
  return item;
}

function patchesItem({ patches = 0, ref }: ComponentModel): vscode.TreeItem {
  const item = leaf(vscode.l10n.t('Patches'), String(patches), 'diff');
  item.tooltip = ref.component.patches ?? '';
  return item;
}

function artifactItem(model: ComponentModel, artifact: ArtifactState): vscode.TreeItem {
  const name = artifact.path.split('/').at(-1) ?? artifact.path;
  switch (artifact.kind) {
    case 'missing':
      return leaf(name, vscode.l10n.t('not built'), 'circle-outline', artifact.path);
    case 'not-elf':
      return leaf(name, vscode.l10n.t('not an ELF file'), 'warning', artifact.path);
    case 'foreign':
      return leaf(
        name,
        vscode.l10n.t('not for {0}', model.goarch),
        'warning',
        `${artifact.path}\n${artifact.elf}`,
      );
    case 'built': {
      const item = leaf(
        name,
        vscode.l10n.t('{0} ELF', model.goarch),
        'file-binary',
        `${artifact.path}\n${artifact.elf}\n${new Date(artifact.modified).toLocaleString(vscode.env.language)}`,
      );
      item.contextValue = contextValues.artifact;
      return item;
    }
  }
}

function smokeItem({ state }: ComponentModel): vscode.TreeItem {
  const { smoke } = state;
  const passed = smoke?.passed === true;
  const item = leaf(
    vscode.l10n.t('Smoke run'),
    passed ? vscode.l10n.t('runs under QEMU') : (smoke?.message ?? ''),
    passed ? 'pass' : 'error',
  );
  const tooltip = new vscode.MarkdownString();
  tooltip.appendCodeblock(`$ ${smoke?.command ?? ''}\n${smoke?.output ?? ''}`, 'shellsession');
  item.tooltip = tooltip;
  return item;
}

function problemItem({ uri, reading, folder }: FolderManifest): vscode.TreeItem {
  const errors = reading.problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const item = new vscode.TreeItem(vscode.l10n.t('mips-port.yaml has errors'));
  item.description = first?.message ?? '';
  item.tooltip = errors.map(({ message, range }) => `${folder.name}: ${range.line}: ${message}`).join('\n');
  item.iconPath = icon('error', 'list.errorForeground');
  item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [uri] };
  return item;
}

function leaf(label: string, description: string, iconName: string, tooltip?: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.description = description;
  item.iconPath = icon(iconName, leafColors[iconName]);
  if (tooltip !== undefined) item.tooltip = tooltip;
  item.accessibilityInformation = { label: `${label}: ${description}` };
  return item;
}

const leafColors: Readonly<Record<string, string>> = {
  pass: 'testing.iconPassed',
  error: 'list.errorForeground',
  warning: 'list.warningForeground',
};

function icon(name: string, color?: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}
