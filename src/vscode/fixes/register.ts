import * as vscode from 'vscode';
import { commands } from '../contributions';
import { onCommand, type Services } from '../services';
import { FixProvider, fixAllKind } from './codeActions';
import { FixPreview } from './preview';
import { applyFix, fixWorkspace } from './workspaceFixes';

/** Quick fixes in the editor, and fixes of the whole workspace through a preview. */
export function register(services: Services): vscode.Disposable {
  const preview = new FixPreview(services.log);
  return vscode.Disposable.from(
    preview,
    vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, new FixProvider(services), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAllKind],
    }),
    onCommand(commands.fixWorkspace, () => fixWorkspace(services, preview)),
    onCommand(commands.fixRuleInWorkspace, (argument) =>
      fixWorkspace(services, preview, ruleOf(argument, services)),
    ),
    onCommand(commands.applyPreviewedFixes, () => preview.apply()),
    onCommand(commands.discardPreviewedFixes, () => preview.discard()),
    onCommand(commands.applyFix, (argument) => applyFix(services, preview, argument)),
  );
}

/** A rule id, given as itself or by the tree's group of that rule. */
function ruleOf(argument: unknown, { log }: Services): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument === 'object' && argument !== null && 'rule' in argument) {
    if (typeof argument.rule === 'string') return argument.rule;
  }
  log.warn('no rule was named; the safe fixes of all rules are shown');
  return undefined;
}
