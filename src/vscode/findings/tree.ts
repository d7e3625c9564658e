import * as vscode from 'vscode';
import type { Finding } from '../../core/types';
import { commands, contextKeys, contextValues } from '../contributions';
import type { FindingRef } from '../findingRef';
import type { FindingStore } from '../findingStore';
import { toEditorRange } from '../ranges';

export type FindingNode = RuleNode | FileNode | FindingLeaf;

interface RuleNode {
  readonly kind: 'rule';
  readonly rule: string;
  readonly refs: readonly FindingRef[];
}

interface FileNode {
  readonly kind: 'file';
  readonly uri: vscode.Uri;
  readonly refs: readonly FindingRef[];
}

interface FindingLeaf extends FindingRef {
  readonly kind: 'finding';
  /** What the group above does not say already: the place, or the rule. */
  readonly description: string;
}

export type Grouping = 'rule' | 'file';

const groupingKey = 'findings.grouping';
const refreshDelayMs = 100;

/** The findings of the workspace by rule or by file. */
export class FindingsTree implements vscode.TreeDataProvider<FindingNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly subscription: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;
  private filterText = '';
  private lastShown = '';

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly findings: FindingStore,
    private readonly memory: vscode.Memento,
  ) {
    // Scans report file after file; the tree follows at a readable pace.
    this.subscription = findings.onDidChange(() => {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.refresh();
      }, refreshDelayMs);
    });
    this.publishContext();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscription.dispose();
    this.changed.dispose();
  }

  /** A scan that finds what was found before changes nothing: the tree keeps still under the user's hand. */
  private refresh(): void {
    const shown = JSON.stringify(this.shown().map(({ finding }) => finding));
    if (shown === this.lastShown) return;
    this.lastShown = shown;
    this.changed.fire(undefined);
  }

  get grouping(): Grouping {
    return this.memory.get(groupingKey) === 'file' ? 'file' : 'rule';
  }

  async setGrouping(grouping: Grouping): Promise<void> {
    await this.memory.update(groupingKey, grouping);
    this.publishContext();
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

  /** Findings that pass the filter. */
  shown(): readonly FindingRef[] {
    const wanted = this.filterText.toLowerCase();
    return this.findings
      .all()
      .flatMap(({ uri, findings }) => findings.map((finding) => ({ uri, finding })))
      .filter(({ finding }) => matches(finding, wanted));
  }

  getChildren(node?: FindingNode): FindingNode[] {
    if (!node) return this.grouping === 'rule' ? byRule(this.shown()) : byFile(this.shown());
    if (node.kind === 'finding') return [];
    return node.refs.map(({ uri, finding }) => ({
      kind: 'finding',
      uri,
      finding,
      description:
        node.kind === 'rule' ? `${finding.file}:${finding.line}` : `${finding.line} · ${finding.rule}`,
    }));
  }

  getTreeItem(node: FindingNode): vscode.TreeItem {
    switch (node.kind) {
      case 'rule':
        return ruleItem(node);
      case 'file':
        return fileItem(node);
      case 'finding':
        return findingItem(node);
    }
  }

  private publishContext(): void {
    void vscode.commands.executeCommand('setContext', contextKeys.groupBy, this.grouping);
    void vscode.commands.executeCommand('setContext', contextKeys.filtered, this.filterText !== '');
  }
}

/** Every word has to be somewhere: in the file's path, the rule or the message. */
function matches({ file, rule, message }: Finding, wanted: string): boolean {
  const texts = [file, rule, message].map((text) => text.toLowerCase());
  return wanted.split(/\s+/).every((word) => texts.some((text) => text.includes(word)));
}

function byRule(refs: readonly FindingRef[]): RuleNode[] {
  const groups = new Map<string, FindingRef[]>();
  for (const ref of refs) groups.set(ref.finding.rule, [...(groups.get(ref.finding.rule) ?? []), ref]);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([rule, ofRule]) => ({ kind: 'rule', rule, refs: ofRule }));
}

function byFile(refs: readonly FindingRef[]): FileNode[] {
  const groups = new Map<string, FindingRef[]>();
  for (const ref of refs) groups.set(ref.uri.toString(), [...(groups.get(ref.uri.toString()) ?? []), ref]);
  return [...groups.values()].flatMap((ofFile) =>
    ofFile[0] ? [{ kind: 'file', uri: ofFile[0].uri, refs: ofFile }] : [],
  );
}

function ruleItem({ rule, refs }: RuleNode): vscode.TreeItem {
  const item = new vscode.TreeItem(rule, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `rule:${rule}`;
  item.description = String(refs.length);
  item.iconPath = worstIcon(refs);
  item.contextValue = contextValues.ruleGroup;
  item.tooltip = vscode.l10n.t('{0}: {1} findings', rule, refs.length);
  item.accessibilityInformation = { label: vscode.l10n.t('{0}: {1} findings', rule, refs.length) };
  return item;
}

function fileItem({ uri, refs }: FileNode): vscode.TreeItem {
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `file:${uri.toString()}`;
  item.iconPath = vscode.ThemeIcon.File;
  const folder = vscode.workspace.asRelativePath(uri).split('/').slice(0, -1).join('/');
  item.description = folder === '' ? String(refs.length) : `${folder} · ${refs.length}`;
  item.contextValue = contextValues.fileGroup;
  item.accessibilityInformation = {
    label: vscode.l10n.t('{0}: {1} findings', vscode.workspace.asRelativePath(uri), refs.length),
  };
  return item;
}

function findingItem({ uri, finding, description }: FindingLeaf): vscode.TreeItem {
  const item = new vscode.TreeItem(finding.message);
  item.description = description;
  item.iconPath = iconOf(finding);
  item.contextValue = finding.fixes.length > 0 ? contextValues.fixableFinding : contextValues.finding;
  item.tooltip = tooltipOf(finding);
  item.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Open'),
    arguments: [uri, { selection: toEditorRange(finding), preserveFocus: true }],
  };
  item.accessibilityInformation = {
    label: `${severityWord(finding)}: ${finding.message}, ${finding.file}:${finding.line}`,
  };
  return item;
}

function tooltipOf(finding: Finding): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  tooltip.isTrusted = { enabledCommands: [commands.showDocumentation] };
  tooltip.appendText(finding.message);
  const link = `command:${commands.showDocumentation}?${encodeURIComponent(JSON.stringify([finding.rule]))}`;
  tooltip.appendMarkdown(`\n\n[${finding.rule}](${link}) · ${severityWord(finding)} · ${finding.certainty}`);
  for (const { title, safe } of finding.fixes) {
    tooltip.appendMarkdown('\n\n- ');
    tooltip.appendText(safe ? title : `${title} (${vscode.l10n.t('can change behavior on the host')})`);
  }
  return tooltip;
}

/** `likely` findings count as information, as in the Problems panel. */
function severityOf({ certainty, severity }: Finding): Finding['severity'] {
  return certainty === 'likely' ? 'info' : severity;
}

function severityWord(finding: Finding): string {
  switch (severityOf(finding)) {
    case 'error':
      return vscode.l10n.t('error');
    case 'warning':
      return vscode.l10n.t('warning');
    case 'info':
      return vscode.l10n.t('information');
  }
}

function iconOf(finding: Finding): vscode.ThemeIcon {
  switch (severityOf(finding)) {
    case 'error':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
    case 'warning':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    case 'info':
      return new vscode.ThemeIcon('info', new vscode.ThemeColor('problemsInfoIcon.foreground'));
  }
}

function worstIcon(refs: readonly FindingRef[]): vscode.ThemeIcon {
  const order = ['error', 'warning', 'info'];
  const worst = refs
    .map(({ finding }) => finding)
    .sort((a, b) => order.indexOf(severityOf(a)) - order.indexOf(severityOf(b)))[0];
  return worst ? iconOf(worst) : new vscode.ThemeIcon('info');
}

/** How many findings are errors, for the badge. */
export function countErrors(findings: FindingStore): number {
  return findings
    .all()
    .reduce(
      (sum, file) => sum + file.findings.filter((finding) => severityOf(finding) === 'error').length,
      0,
    );
}
