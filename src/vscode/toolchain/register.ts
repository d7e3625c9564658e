import * as vscode from 'vscode';
import type { ToolReport } from '../../node/toolReport';
import { commands, contextValues, settingsSection, views } from '../contributions';
import { diskFolders } from '../scopes';
import { mayRunProcesses, onCommand, t, type Services } from '../services';
import { readSettings } from '../settings';
import { installCommand, neededTools, shownTools } from './tools';

/** The Toolchain view: what is there, what is missing, and what installs it. */
export function register(services: Services): vscode.Disposable {
  const tree = new ToolchainTree(services);
  const view = vscode.window.createTreeView(views.toolchain, { treeDataProvider: tree });
  const showMissing = (): void => {
    const missing = tree.missing.filter(({ id }) => neededTools.has(id)).length;
    view.badge =
      missing > 0 ? { value: missing, tooltip: vscode.l10n.t('{0} tools are missing', missing) } : undefined;
  };
  return vscode.Disposable.from(
    tree,
    view,
    tree.onDidProbe(showMissing),
    onCommand(commands.refreshToolchain, () => tree.refresh()),
    onCommand(commands.copyInstallCommand, async (argument) => {
      const tool = isTool(argument) ? argument : await chooseMissing(tree);
      const command = tool && installCommand(tool);
      if (command !== undefined) await vscode.env.clipboard.writeText(command);
    }),
    onCommand(commands.installTool, async (argument) => {
      if (!(await mayRunProcesses(vscode.l10n.t('Install Missing Tool')))) return;
      const tool = isTool(argument) ? argument : await chooseMissing(tree);
      const command = tool && installCommand(tool);
      if (!tool || command === undefined) return;
      // The command is only typed: whether it runs, and with whose rights, is the user's to say.
      const terminal = vscode.window.createTerminal(vscode.l10n.t('Install {0}', tool.name));
      terminal.show();
      terminal.sendText(command, false);
    }),
  );
}

class ToolchainTree implements vscode.TreeDataProvider<ToolReport>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly probed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable;
  private tools: Promise<readonly ToolReport[]> | undefined;

  readonly onDidChangeTreeData = this.changed.event;
  readonly onDidProbe = this.probed.event;
  missing: readonly ToolReport[] = [];

  constructor(private readonly services: Services) {
    const refresh = (): void => this.refresh();
    this.subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settingsSection)) refresh();
      }),
      vscode.window.onDidCloseTerminal(refresh),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.changed.dispose();
    this.probed.dispose();
  }

  refresh(): void {
    this.tools = undefined;
    this.changed.fire(undefined);
  }

  /** Nothing in restricted mode: asking a program for its version starts it. */
  async getChildren(tool?: ToolReport): Promise<ToolReport[]> {
    if (tool || !vscode.workspace.isTrusted) return [];
    this.tools ??= this.probe();
    const tools = await this.tools;
    this.missing = tools.filter((one) => installCommand(one) !== undefined);
    this.probed.fire();
    return [...tools];
  }

  getTreeItem(tool: ToolReport): vscode.TreeItem {
    const { advice, name, neededFor, path, problem, state, version } = tool;
    const install = installCommand(tool);
    const item = new vscode.TreeItem(name);
    item.description =
      state === 'missing' ? vscode.l10n.t('missing: {0}', neededFor) : (problem ?? version ?? '');
    item.iconPath =
      state === 'found' && advice === undefined
        ? new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'))
        : new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    item.contextValue = install === undefined ? contextValues.foundTool : contextValues.missingTool;
    const tooltip = new vscode.MarkdownString();
    tooltip.appendText(`${name}: ${neededFor}`);
    tooltip.appendCodeblock(install ?? path ?? '', 'sh');
    if (advice !== undefined) tooltip.appendText(advice);
    item.tooltip = tooltip;
    const spoken = advice === undefined ? item.description : `${item.description}. ${advice}`;
    item.accessibilityInformation = { label: `${name}: ${spoken}` };
    return item;
  }

  private async probe(): Promise<readonly ToolReport[]> {
    const folder = diskFolders()[0]?.uri;
    const { ccPath, goPath, qemuPath } = readSettings(folder);
    const { probeTools } = await import('../../node/probe');
    const reports = await probeTools({
      target: this.services.manifests.targetOf(folder),
      t,
      goCommand: goPath,
      qemuCommand: qemuPath,
      ccCommand: ccPath,
    });
    return reports.filter(({ id }) => shownTools.has(id));
  }
}

function isTool(value: unknown): value is ToolReport {
  return typeof value === 'object' && value !== null && 'neededFor' in value && 'state' in value;
}

async function chooseMissing(tree: ToolchainTree): Promise<ToolReport | undefined> {
  await tree.getChildren();
  if (tree.missing.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nothing is missing.'));
    return undefined;
  }
  const items = tree.missing.map((tool) => ({
    label: tool.name,
    description: tool.neededFor,
    detail: installCommand(tool) ?? '',
    tool,
  }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Install which tool?') }))?.tool;
}
