import * as vscode from 'vscode';
import type { Edit } from '../../core/types';
import type { Services } from '../services';
import { toEditorRange } from '../ranges';
import { scopeOf, uriOf, type Scope } from '../scopes';

/** Rules whose findings a conversion answers. */
const answered: ReadonlySet<unknown> = new Set(['image-base', 'package-manager', 'literal-architecture']);

/**
 * Offers to convert the Dockerfile in the editor to Debian for the target where
 * a finding says that it does not work there. The editor shows the changes
 * before it makes them, since they reach the scripts that are copied in as well.
 */
export class ConvertProvider implements vscode.CodeActionProvider {
  constructor(
    private readonly services: Pick<Services, 'analysis' | 'log' | 'manifests'>,
    private readonly isWanted: (document: vscode.TextDocument) => boolean,
  ) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics, only }: vscode.CodeActionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]> {
    const scope = scopeOf(document.uri);
    const about = diagnostics.filter(({ code }) => typeof code === 'object' && answered.has(code.value));
    if (!scope?.folder || about.length === 0 || !this.isWanted(document)) return [];
    if (only && !only.contains(vscode.CodeActionKind.QuickFix)) return [];
    try {
      const { edits, goarch } = await this.convert(document, scope, scope.folder);
      if (token.isCancellationRequested || edits.length === 0) return [];
      const whole = convertAction(
        vscode.l10n.t('Convert this Dockerfile to Debian for {0}', goarch),
        scope,
        edits,
      );
      whole.diagnostics = about;
      const here = edits.filter(
        (edit) => edit.file === scope.file && toEditorRange(edit).intersection(range) !== undefined,
      );
      if (here.length === 0 || here.length === edits.length) return [whole];
      return [whole, convertAction(vscode.l10n.t('Convert this place for Debian'), scope, here)];
    } catch (error) {
      this.services.log.error('converting', document.uri.fsPath, error);
      return [];
    }
  }

  private async convert(
    document: vscode.TextDocument,
    { root, file }: Scope,
    folder: vscode.WorkspaceFolder,
  ): Promise<{ readonly edits: readonly Edit[]; readonly goarch: string }> {
    const { analysis, manifests } = this.services;
    const manifest = (await manifests.all()).find((one) => one.folder === folder)?.reading.manifest;
    const { goarch } = manifests.targetOf(folder.uri);
    const { bundle } = vscode.l10n;
    const { conversions } = await analysis.engine.convert({
      root,
      goarch,
      texts: new Map([[file, document.getText()]]),
      paths: [file],
      manifest: { bases: manifest?.bases ?? {}, packages: manifest?.packages ?? {} },
      ...(bundle && { l10n: bundle }),
    });
    return { edits: conversions.flatMap(({ conversion }) => conversion.edits), goarch };
  }
}

/** An action that the editor shows before it is done. */
function convertAction(title: string, scope: Scope, edits: readonly Edit[]): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  for (const edit of edits) {
    action.edit.replace(uriOf(scope.root, edit.file), toEditorRange(edit), edit.newText, {
      label: title,
      needsConfirmation: true,
    });
  }
  return action;
}
