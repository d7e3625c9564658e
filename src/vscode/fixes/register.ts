import * as vscode from 'vscode';
import { commands } from '../contributions';
import { onCommand, type Services } from '../services';
import { FixProvider, fixAllKind } from './codeActions';
import { applyFix, fixWorkspace } from './workspaceFixes';

/** Quick fixes in the editor, and fixes of the whole workspace through a preview. */
export function register(services: Services): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, new FixProvider(services), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAllKind],
    }),
    onCommand(commands.fixWorkspace, () => fixWorkspace(services)),
    onCommand(commands.fixRuleInWorkspace, (argument) => fixWorkspace(services, ruleOf(argument, services))),
    onCommand(commands.applyFix, (argument) => applyFix(services, argument)),
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
