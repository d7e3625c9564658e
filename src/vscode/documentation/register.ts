import * as vscode from 'vscode';
import { commands } from '../contributions';
import { documentationUri } from '../documentationUri';
import { isRuleId, ruleOfArgument } from '../ruleOfArgument';
import { onCommand, type Services } from '../services';

/** Documentation pages of rules: by command, and by the links of diagnostics. */
export function register({ extensionUri, log }: Services): vscode.Disposable {
  const pages = vscode.Uri.joinPath(extensionUri, 'docs', 'rules');
  const open = async (rule: string): Promise<void> => {
    const page = vscode.Uri.joinPath(pages, `${rule}.md`);
    try {
      await vscode.workspace.fs.stat(page);
    } catch {
      void vscode.window.showWarningMessage(vscode.l10n.t('There is no documentation page for "{0}".', rule));
      return;
    }
    await vscode.commands.executeCommand('markdown.showPreview', page);
  };
  return vscode.Disposable.from(
    onCommand(commands.showDocumentation, async (rule) => {
      const chosen = ruleOfArgument(rule) ?? (await pickRule(pages));
      if (chosen !== undefined) await open(chosen);
    }),
    vscode.window.registerUriHandler({
      handleUri: (uri) => {
        const rule = uri.path.startsWith('/rules/') ? uri.path.slice('/rules/'.length) : '';
        if (isRuleId(rule)) void open(rule);
        else log.warn(`unknown link ${uri.toString()}; rules are at ${documentationUri('<id>').toString()}`);
      },
    }),
  );
}

async function pickRule(pages: vscode.Uri): Promise<string | undefined> {
  let names: readonly [string, vscode.FileType][];
  try {
    names = await vscode.workspace.fs.readDirectory(pages);
  } catch {
    names = [];
  }
  const rules = names.flatMap(([name]) => (name.endsWith('.md') ? [name.slice(0, -3)] : [])).filter(isRuleId);
  return vscode.window.showQuickPick(rules, { title: vscode.l10n.t('Documentation of which rule?') });
}
