import * as vscode from 'vscode';
import { safeSelection, selectFixes, type SelectOptions } from '../../core/fix/select';
import type { Finding, Fix } from '../../core/types';
import type { ChangePreview } from '../changePreview';
import { isInComponent } from '../componentId';
import { isFindingRef } from '../findingRef';
import type { ComponentRef } from '../manifests';
import { toEditorRange } from '../ranges';
import { scopeOf } from '../scopes';
import type { Services } from '../services';
import { makeWorkspaceEdit, planFiles, type RootEdits } from '../workspaceEdit';

/** Which findings are to be fixed; all of the workspace where nothing is said. */
export interface FixScope {
  readonly rule?: string | undefined;
  readonly component?: ComponentRef | undefined;
}

/**
 * Shows the fixes of every finding of the workspace, or of a component, as a
 * diff; nothing is changed before the user says so there. With a rule, its
 * fixes only, unsafe ones included; without, the safe fixes of what is certain.
 */
export async function fixWorkspace(
  services: Services,
  preview: ChangePreview,
  { rule, component }: FixScope = {},
): Promise<void> {
  const options: SelectOptions =
    rule === undefined ? safeSelection : { safeOnly: false, minCertainty: 'certain', rules: [rule] };
  const collected = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('MIPS Port: collecting fixes'),
      cancellable: true,
    },
    (_progress, token) => collect(services, options, component, token),
  );
  if (!collected) return;
  const { fixes, left, parts } = collected;
  if (fixes === 0) {
    void vscode.window.showInformationMessage(
      left > 0
        ? vscode.l10n.t('Nothing can be fixed by itself; {0} findings want a decision of yours.', left)
        : vscode.l10n.t('There is nothing to fix.'),
    );
    return;
  }
  const what =
    rule === undefined ? vscode.l10n.t('{0} fixes', fixes) : vscode.l10n.t('{0} fixes of {1}', fixes, rule);
  await preview.show(what, parts);
}

interface Collected {
  readonly parts: readonly RootEdits[];
  readonly fixes: number;
  /** Findings without a fix that could be taken. */
  readonly left: number;
}

async function collect(
  { analysis, findings }: Services,
  options: SelectOptions,
  component: ComponentRef | undefined,
  token: vscode.CancellationToken,
): Promise<Collected | undefined> {
  const byRoot = new Map<string, Finding[]>();
  for (const { uri, root, file, findings: known } of findings.all()) {
    if (token.isCancellationRequested) return undefined;
    if (component && !isInComponent(component, root, file)) continue;
    if (!known.some((finding) => finding.fixes.length > 0)) continue;
    const document = await vscode.workspace.openTextDocument(uri);
    const fresh = await analysis.fresh(document);
    byRoot.set(root, [...(byRoot.get(root) ?? []), ...fresh]);
  }
  const selections = [...byRoot].map(([root, all]) => ({ root, ...selectFixes(all, options) }));
  return {
    parts: selections.map(({ root, edits }) => ({ root, edits })),
    fixes: selections.reduce((sum, { chosen }) => sum + chosen.length, 0),
    left: selections.reduce((sum, { left }) => sum + left.length, 0),
  };
}

/**
 * Applies a fix of one finding, with its file in the editor; asks which where
 * there are several and none is named. A fix that changes other files too is
 * shown as a diff first.
 */
export async function applyFix(
  { analysis }: Services,
  preview: ChangePreview,
  argument: unknown,
): Promise<void> {
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
  const fix =
    argument.fix === undefined
      ? await chooseFix(finding.fixes)
      : finding.fixes.find(({ title }) => title === argument.fix);
  if (!fix) return;
  const parts = [{ root: scope.root, edits: fix.edits }];
  if (fix.edits.some(({ file }) => file !== scope.file)) {
    await preview.show(fix.title, parts);
    return;
  }
  await vscode.window.showTextDocument(document, { selection: toEditorRange(finding), preserveFocus: true });
  const { files, stale } = await planFiles(parts);
  if (stale.length > 0) {
    void vscode.window.showWarningMessage(vscode.l10n.t('The file has changed meanwhile; try again.'));
    return;
  }
  await vscode.workspace.applyEdit(makeWorkspaceEdit(files), { isRefactoring: true });
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
