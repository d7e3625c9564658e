import * as vscode from 'vscode';
import { commands } from '../contributions';
import { ruleOfArgument } from '../ruleOfArgument';
import { onCommand, type Services } from '../services';
import { FixProvider, fixAllKind } from './codeActions';
import { applyFix, fixWorkspace } from './workspaceFixes';

/** Quick fixes in the editor, and fixes of the whole workspace through a preview. */
export function register(services: Services): vscode.Disposable {
  const { preview } = services;
  return vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, new FixProvider(services), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAllKind],
    }),
    onCommand(commands.fixWorkspace, () => fixWorkspace(services, preview)),
    onCommand(commands.fixRuleInWorkspace, (argument) =>
      fixWorkspace(services, preview, ruleOfArgument(argument)),
    ),
    onCommand(commands.applyPreviewedFixes, () => preview.apply()),
    onCommand(commands.discardPreviewedFixes, () => preview.discard()),
    onCommand(commands.applyFix, (argument) => applyFix(services, preview, argument)),
  );
}
