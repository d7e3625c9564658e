import * as vscode from 'vscode';
import type { Translate } from '../core/l10n';
import type { Analysis } from './analysis';
import type { ChangePreview } from './changePreview';
import type { CommandId } from './contributions';
import type { FindingStore } from './findingStore';
import type { Manifests } from './manifests';
import type { Runs } from './runs';

/** What features share. Each feature takes it in `register` and returns what it registered. */
export interface Services {
  readonly extensionUri: vscode.Uri;
  /** Where the extension may keep files of its own. */
  readonly storageUri: vscode.Uri;
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
  readonly analysis: Analysis;
  readonly findings: FindingStore;
  readonly manifests: Manifests;
  readonly runs: Runs;
  readonly preview: ChangePreview;
}

/** Translates with the texts of the editor's display language. */
export const t: Translate = (template, ...args) => vscode.l10n.t(template, ...args);

/** Registers a command of package.json. */
export function onCommand(id: CommandId, run: (...args: readonly unknown[]) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(id, run);
}

export function runCommand(id: CommandId, ...args: readonly unknown[]): Thenable<unknown> {
  return vscode.commands.executeCommand(id, ...args);
}

/**
 * Whether processes may be started. In restricted mode it says so, with the
 * way out, and answers false.
 */
export async function mayRunProcesses(what: string): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} starts programs, which a folder in restricted mode may not do.', what),
    manage,
  );
  if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}
