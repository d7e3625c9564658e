import * as vscode from 'vscode';
import { safeSelection, selectFixes, type SelectOptions } from '../../core/fix';
import type { Finding, Fix } from '../../core/types';
import { isFindingRef } from '../findingRef';
import { toEditorRange } from '../ranges';
import { scopeOf } from '../scopes';
import type { Services } from '../services';
import { makeWorkspaceEdit, type RootEdits } from './workspaceEdit';

/**
 * Shows the fixes of every finding of the workspace in the refactoring preview;
 * nothing is changed before the user says so there. With a rule, its fixes
 * only, unsafe ones included; without, the safe fixes of what is certain.
 */
export async function fixWorkspace(services: Services, rule?: string): Promise<void> {
  const options: SelectOptions =
    rule === undefined ? safeSelection : { safeOnly: false, minCertainty: 'certain', rules: [rule] };
  const made = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('MIPS Port: collecting fixes'),
      cancellable: true,
    },
    (_progress, token) => collect(services, options, token),
  );
  if (!made) return;
  const { edit, files, stale, left } = made;
  if (stale.length > 0) {
    services.log.warn('not fixed, because the text has changed:', ...stale.map(({ fsPath }) => fsPath));
  }
  if (files === 0) {
    void vscode.window.showInformationMessage(
      left > 0
        ? vscode.l10n.t('Nothing can be fixed by itself; {0} findings want a decision of yours.', left)
        : vscode.l10n.t('There is nothing to fix.'),
    );
    return;
  }
  await vscode.workspace.applyEdit(edit, { isRefactoring: true });
}

async function collect(
  { analysis, findings }: Services,
  options: SelectOptions,
  token: vscode.CancellationToken,
): Promise<
  { edit: vscode.WorkspaceEdit; files: number; stale: readonly vscode.Uri[]; left: number } | undefined
> {
  const byRoot = new Map<string, Finding[]>();
  for (const { uri, root, findings: known } of findings.all()) {
    if (token.isCancellationRequested) return undefined;
    if (!known.some((finding) => finding.fixes.length > 0)) continue;
    const document = await vscode.workspace.openTextDocument(uri);
    const fresh = await analysis.fresh(document);
    byRoot.set(root, [...(byRoot.get(root) ?? []), ...fresh]);
  }
  const parts: RootEdits[] = [];
  let left = 0;
  for (const [root, all] of byRoot) {
    const selection = selectFixes(all, options);
    left += selection.left.length;
    const rules = [...new Set(selection.chosen.map(({ finding }) => finding.rule))].join(', ');
    parts.push({
      root,
      edits: selection.edits,
      confirm: () => ({
        needsConfirmation: true,
        label: vscode.l10n.t('Fixes for the target'),
        description: rules,
        iconPath: new vscode.ThemeIcon('wrench'),
      }),
    });
  }
  return { ...(await makeWorkspaceEdit(parts)), left };
}

/** Applies a fix of one finding, with its file in the editor; asks which where there are several. */
export async function applyFix({ analysis, log }: Services, argument: unknown): Promise<void> {
  if (!isFindingRef(argument)) return;
  const document = await vscode.workspace.openTextDocument(argument.uri);
  const wanted = argument.finding;
  const fresh = await analysis.fresh(document);
  const finding = fresh.find(
    (candidate) =>
      candidate.rule === wanted.rule &&
      candidate.line === wanted.line &&
      candidate.column === wanted.column &&
      candidate.message === wanted.message,
  );
  const scope = scopeOf(document.uri);
  if (!finding || !scope) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This finding is no longer there.'));
    return;
  }
  const fix = await chooseFix(finding.fixes);
  if (!fix) return;
  await vscode.window.showTextDocument(document, { selection: toEditorRange(finding), preserveFocus: true });
  const own = document.uri.toString();
  const { edit, stale } = await makeWorkspaceEdit([
    {
      root: scope.root,
      edits: fix.edits,
      confirm: (uri) => (uri.toString() === own ? undefined : { needsConfirmation: true, label: fix.title }),
    },
  ]);
  if (stale.length > 0) {
    log.warn('not fixed, because the text has changed:', ...stale.map(({ fsPath }) => fsPath));
    void vscode.window.showWarningMessage(vscode.l10n.t('The file has changed meanwhile; try again.'));
    return;
  }
  await vscode.workspace.applyEdit(edit, { isRefactoring: true });
}

async function chooseFix(fixes: readonly Fix[]): Promise<Fix | undefined> {
  if (fixes.length <= 1) return fixes[0];
  const items = fixes.map((fix) => ({
    label: fix.title,
    description: fix.safe ? '' : vscode.l10n.t('can change behavior on the host'),
    fix,
  }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which fix?') }))?.fix;
}
