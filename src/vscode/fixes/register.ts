import * as vscode from 'vscode';
import { chooseComponent, componentIdOf, findComponent } from '../componentId';
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
    onCommand(commands.fixRuleInWorkspace, async (argument) => {
      const id = componentIdOf(argument);
      const component = id && (await findComponent(services.manifests, id));
      await fixWorkspace(services, preview, { rule: ruleOfArgument(argument), component });
    }),
    onCommand(commands.fixComponent, async (argument) => {
      const title = vscode.l10n.t('Fix which component?');
      const component = await chooseComponent(services.manifests, argument, title);
      if (component) await fixWorkspace(services, preview, { component });
    }),
    onCommand(commands.applyPreviewedFixes, () => preview.apply()),
    onCommand(commands.discardPreviewedFixes, () => preview.discard()),
    onCommand(commands.applyFix, (argument) => applyFix(services, preview, argument)),
  );
}
