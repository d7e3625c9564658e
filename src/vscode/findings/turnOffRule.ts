import * as vscode from 'vscode';
import { settings, settingsSection } from '../contributions';
import type { FindingStore } from '../findingStore';
import { ruleOfArgument } from '../ruleOfArgument';

/**
 * Turns a rule off for the workspace, by its setting, and offers to take that
 * back. Asks which one where none is given.
 */
export async function turnOffRule(findings: FindingStore, argument: unknown): Promise<void> {
  const rule = ruleOfArgument(argument) ?? (await askRule(findings));
  if (rule === undefined) return;
  const target = vscode.ConfigurationTarget.Workspace;
  const configuration = vscode.workspace.getConfiguration(settingsSection);
  const before = configuration.inspect<Readonly<Record<string, string>>>(settings.rules)?.workspaceValue;
  await configuration.update(settings.rules, { ...before, [rule]: 'off' }, target);
  const undo = vscode.l10n.t('Undo');
  const message = vscode.l10n.t('{0} is off in this workspace; the setting mipsPort.rules has it.', rule);
  if ((await vscode.window.showInformationMessage(message, undo)) !== undo) return;
  await vscode.workspace.getConfiguration(settingsSection).update(settings.rules, before, target);
}

/** Which of the rules that found something. */
function askRule(findings: FindingStore): Thenable<string | undefined> {
  const rules = new Set(findings.all().flatMap((file) => file.findings.map(({ rule }) => rule)));
  return vscode.window.showQuickPick([...rules].sort(), { title: vscode.l10n.t('Turn off which rule?') });
}
