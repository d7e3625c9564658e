import * as vscode from 'vscode';
import { commands, contextValues, settingsSection, views } from '../contributions';
import { diskFolders } from '../scopes';
import { mayRunProcesses, onCommand, type Services } from '../services';
import { readToolchain } from '../settings';
import type { Tool } from './probe';

/** The Toolchain view: what is there, what is missing, and what installs it. */
export function register(services: Services): vscode.Disposable {
  const tree = new ToolchainTree(services);
  const view = vscode.window.createTreeView(views.toolchain, { treeDataProvider: tree });
  const showMissing = (): void => {
    const missing = tree.missing.length;
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
      if (tool) await vscode.env.clipboard.writeText(tool.install);
    }),
    onCommand(commands.installTool, async (argument) => {
      if (!(await mayRunProcesses(vscode.l10n.t('Install Missing Tool')))) return;
      const tool = isTool(argument) ? argument : await chooseMissing(tree);
      if (!tool) return;
      // The command is only typed: whether it runs, and with whose rights, is the user's to say.
      const terminal = vscode.window.createTerminal(vscode.l10n.t('Install {0}', tool.name));
      terminal.show();
      terminal.sendText(tool.install, false);
    }),
  );
}

class ToolchainTree implements vscode.TreeDataProvider<Tool>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly probed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable;
  private tools: Promise<readonly Tool[]> | undefined;

  readonly onDidChangeTreeData = this.changed.event;
  readonly onDidProbe = this.probed.event;
  missing: readonly Tool[] = [];

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
  async getChildren(tool?: Tool): Promise<Tool[]> {
    if (tool || !vscode.workspace.isTrusted) return [];
    this.tools ??= this.probe();
    const tools = await this.tools;
    this.missing = tools.filter(({ found }) => found === undefined);
    this.probed.fire();
    return [...tools];
  }

  getTreeItem(tool: Tool): vscode.TreeItem {
    const { found, install, name, purpose } = tool;
    const item = new vscode.TreeItem(name);
    item.description = found ? found.version : vscode.l10n.t('missing: {0}', purpose);
    item.iconPath = found
      ? new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'))
      : new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('list.warningForeground'));
    item.contextValue = found ? contextValues.foundTool : contextValues.missingTool;
    const tooltip = new vscode.MarkdownString();
    tooltip.appendText(`${name}: ${purpose}`);
    tooltip.appendCodeblock(found ? found.path : install, 'sh');
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: `${name}: ${item.description}` };
    return item;
  }

  private async probe(): Promise<readonly Tool[]> {
    const folder = diskFolders()[0]?.uri;
    const target = this.services.manifests.targetOf(folder);
    const { probeToolchain } = await import('./probe');
    return probeToolchain(readToolchain(folder, target), target);
  }
}

function isTool(value: unknown): value is Tool {
  return typeof value === 'object' && value !== null && 'install' in value && 'purpose' in value;
}

async function chooseMissing(tree: ToolchainTree): Promise<Tool | undefined> {
  await tree.getChildren();
  if (tree.missing.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nothing is missing.'));
    return undefined;
  }
  const items = tree.missing.map((tool) => ({
    label: tool.name,
    description: tool.purpose,
    detail: tool.install,
    tool,
  }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Install which tool?') }))?.tool;
}
