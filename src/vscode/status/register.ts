import * as vscode from 'vscode';
import { goAdvice } from '../../core/rules/outdated/goReleases';
import { targets, type Goarch } from '../../core/target/targets';
import { commands, settings, settingsSection, views, walkthrough, type CommandId } from '../contributions';
import type { JudgeState } from '../findingStore';
import { diskFolders } from '../scopes';
import { onCommand, t, type Services } from '../services';

/** The status bar item, its menu, the choice of the target, the output channel and the walkthrough. */
export function register(services: Services): vscode.Disposable {
  const { findings, log, manifests } = services;
  const item = vscode.window.createStatusBarItem('mipsPort.status', vscode.StatusBarAlignment.Left, 50);
  item.name = 'MIPS Port';
  item.command = commands.showMenu;
  const show = (): void => render(item, services);
  show();
  item.show();
  return vscode.Disposable.from(
    item,
    findings.onDidChange(show),
    findings.onDidChangeState(show),
    manifests.onDidChange(show),
    vscode.workspace.onDidGrantWorkspaceTrust(show),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${settingsSection}.${settings.target}`)) show();
    }),
    onCommand(commands.showOutput, () => log.show()),
    onCommand(commands.openWalkthrough, () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthrough, false),
    ),
    onCommand(commands.selectTarget, () => selectTarget(services)),
    onCommand(commands.showMenu, () => showMenu()),
  );
}

function render(item: vscode.StatusBarItem, { findings, manifests }: Services): void {
  const goarch = manifests.targetOf(diskFolders()[0]?.uri).goarch;
  const all = findings.all().flatMap((file) => file.findings);
  const errors = all.filter(
    ({ severity, certainty }) => severity === 'error' && certainty !== 'likely',
  ).length;
  const scanning = findings.roots().flatMap(([, state]) => (state.kind === 'scanning' ? [state] : []));
  const parts = [];
  if (scanning.length > 0) {
    const done = scanning.reduce((sum, state) => sum + state.done, 0);
    const total = scanning.reduce((sum, state) => sum + state.total, 0);
    const percent = total > 0 ? ` ${Math.min(100, Math.floor((100 * done) / total))} %` : '';
    parts.push(`$(sync~spin) ${goarch}${percent}`);
  } else {
    parts.push(`$(circuit-board) ${goarch}`);
  }
  if (errors > 0) parts.push(`$(error) ${errors}`);
  if (all.length > errors) parts.push(`$(info) ${all.length - errors}`);
  if (!vscode.workspace.isTrusted) parts.push('$(shield)');
  item.text = parts.join(' ');
  const count =
    all.length === 1
      ? vscode.l10n.t('1 finding for {0}', goarch)
      : vscode.l10n.t('{0} findings for {1}', all.length, goarch);
  const summary = `MIPS Port: ${count}`;
  const judged = vscode.workspace.isTrusted
    ? diskFolders().map(({ uri }) => judgeText(findings.judgeState(uri.fsPath), goarch))
    : [vscode.l10n.t('Restricted mode: no program is started.')];
  item.tooltip = [summary, ...new Set(judged)].filter((line) => line !== '').join('\n');
  item.accessibilityInformation = { label: item.tooltip };
}

function judgeText(state: JudgeState, goarch: Goarch): string {
  switch (state.kind) {
    case 'off':
      return '';
    case 'checking':
      return vscode.l10n.t('Types are being checked…');
    case 'judged':
      return [
        vscode.l10n.t('Types checked with Go {0}.', state.goVersion),
        goAdvice(state.goVersion, goarch, t),
      ]
        .filter((line) => line !== undefined)
        .join('\n');
    case 'unavailable':
      return vscode.l10n.t('Types are not checked: {0}', state.message);
  }
}

/** Chooses the target for the workspace. */
async function selectTarget({ manifests }: Services): Promise<void> {
  const folder = diskFolders()[0]?.uri;
  const now = manifests.targetOf(folder).goarch;
  const items = targets.map(({ goarch, bits, endian, debian }) => ({
    label: goarch,
    description: goarch === now ? vscode.l10n.t('now') : '',
    detail: vscode.l10n.t('{0} bits, {1}-endian; Debian calls it {2}', bits, endian, debian),
  }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Port to which GOARCH?') });
  if (!picked) return;
  const scope = folder ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration(settingsSection).update(settings.target, picked.label, scope);
}

async function showMenu(): Promise<void> {
  const entry = (
    icon: string,
    label: string,
    command: CommandId | `${(typeof views)[keyof typeof views]}.focus`,
  ) => ({ label: `$(${icon}) ${label}`, command });
  const items = [
    entry('list-tree', vscode.l10n.t('Show Findings'), `${views.findings}.focus`),
    entry('search', vscode.l10n.t('Scan Workspace'), commands.scanWorkspace),
    entry('stop-circle', vscode.l10n.t('Cancel Scan'), commands.cancelScan),
    entry('wrench', vscode.l10n.t('Fix All in Workspace…'), commands.fixWorkspace),
    entry('circuit-board', vscode.l10n.t('Select Target…'), commands.selectTarget),
    entry('tools', vscode.l10n.t('Build a Component…'), commands.buildComponent),
    entry('output', vscode.l10n.t('Show Output'), commands.showOutput),
    entry('book', vscode.l10n.t('Open Walkthrough'), commands.openWalkthrough),
  ];
  const picked = await vscode.window.showQuickPick(items, { title: 'MIPS Port' });
  if (!picked) return;
  await vscode.commands.executeCommand(picked.command);
}
