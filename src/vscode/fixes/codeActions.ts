import * as vscode from 'vscode';
import { safeSelection, selectFixes } from '../../core/fix/select';
import { ignoreEdit } from '../../core/scan/ignoreEdit';
import type { Finding, Fix } from '../../core/types';
import { commands } from '../contributions';
import type { FindingRef } from '../findingRef';
import { toEditorRange } from '../ranges';
import { scopeOf, uriOf, type Scope } from '../scopes';
import type { Services } from '../services';
import { makeWorkspaceEdit, planFiles, type RootEdits } from '../workspaceEdit';

/** The kind that `editor.codeActionsOnSave` names to fix all on save. */
export const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('mipsPort');

/** Offers the fixes that came with the findings, and to ignore them; no fix is computed here. */
export class FixProvider implements vscode.CodeActionProvider {
  constructor(private readonly services: Pick<Services, 'analysis' | 'log'>) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]> {
    const scope = scopeOf(document.uri);
    if (!scope) return [];
    try {
      const findings = await this.services.analysis.fresh(document);
      if (token.isCancellationRequested || findings.length === 0) return [];
      if (context.only && fixAllKind.intersects(context.only)) return await fixAllActions(scope, findings);
      if (context.only && !context.only.contains(vscode.CodeActionKind.QuickFix)) return [];
      return await quickFixes(scope, document, findings, range, context.diagnostics);
    } catch (error) {
      this.services.log.error('code actions', document.uri.fsPath, error);
      return [];
    }
  }
}

async function quickFixes(
  scope: Scope,
  document: vscode.TextDocument,
  findings: readonly Finding[],
  range: vscode.Range,
  diagnostics: readonly vscode.Diagnostic[],
): Promise<vscode.CodeAction[]> {
  const here = findings.filter((finding) => toEditorRange(finding).intersection(range) !== undefined);
  const actions: vscode.CodeAction[] = [];
  for (const finding of here) {
    const ofFinding = diagnostics.filter((diagnostic) => isAbout(diagnostic, finding));
    const preferred = finding.fixes.find(({ safe }) => safe);
    for (const fix of finding.fixes) {
      const action = await fixAction(scope, finding, fix);
      if (!action) continue;
      action.diagnostics = ofFinding;
      action.isPreferred = fix === preferred;
      actions.push(action);
    }
  }
  const text = document.getText();
  const ignored = new Set<string>();
  for (const finding of here) {
    // One comment is for all findings of a rule on a line.
    const key = `${finding.rule}:${finding.line}`;
    if (ignored.has(key)) continue;
    ignored.add(key);
    const action = await ignoreAction(scope, finding, text);
    if (!action) continue;
    action.diagnostics = diagnostics.filter((diagnostic) => isAbout(diagnostic, finding));
    actions.push(action);
  }
  for (const rule of new Set(here.map((finding) => finding.rule))) {
    const inFile = await fixRuleInFile(scope, findings, rule);
    if (inFile) actions.push(inFile);
    if (here.some((finding) => finding.rule === rule && finding.fixes.length > 0)) {
      actions.push(
        commandAction(
          vscode.l10n.t('Fix all {0} in the workspace…', rule),
          commands.fixRuleInWorkspace,
          rule,
        ),
      );
    }
    actions.push(
      commandAction(vscode.l10n.t('Turn off {0} in this workspace', rule), commands.turnOffRule, rule),
      commandAction(vscode.l10n.t('Show documentation of {0}', rule), commands.showDocumentation, rule),
    );
  }
  return actions;
}

/** One fix; one that changes other files too is shown as a diff before it is made. */
async function fixAction(scope: Scope, finding: Finding, fix: Fix): Promise<vscode.CodeAction | undefined> {
  if (fix.edits.some(({ file }) => file !== scope.file)) {
    const ref: FindingRef = { uri: uriOf(scope.root, scope.file), finding, fix: fix.title };
    return commandAction(vscode.l10n.t('{0}…', fix.title), commands.applyFix, ref);
  }
  return editAction(fix.title, vscode.CodeActionKind.QuickFix, { root: scope.root, edits: fix.edits });
}

/** Puts the comment that silences a finding before its line, with a reason to fill in. */
async function ignoreAction(
  scope: Scope,
  finding: Finding,
  text: string,
): Promise<vscode.CodeAction | undefined> {
  const edit = ignoreEdit(finding, text, vscode.l10n.t('(say why)'));
  if (!edit) return undefined;
  const title = vscode.l10n.t('Ignore this finding here ({0})', finding.rule);
  return editAction(title, vscode.CodeActionKind.QuickFix, { root: scope.root, edits: [edit] });
}

/** An action that makes edits at once; undefined where they do not fit the text. */
async function editAction(
  title: string,
  kind: vscode.CodeActionKind,
  part: RootEdits,
): Promise<vscode.CodeAction | undefined> {
  const { files, stale } = await planFiles([part]);
  if (stale.length > 0) return undefined;
  const action = new vscode.CodeAction(title, kind);
  action.edit = makeWorkspaceEdit(files);
  return action;
}

async function fixRuleInFile(
  scope: Scope,
  findings: readonly Finding[],
  rule: string,
): Promise<vscode.CodeAction | undefined> {
  const { chosen, edits } = selectFixes(within(scope.file, findings), {
    safeOnly: false,
    minCertainty: 'certain',
    rules: [rule],
  });
  if (chosen.length < 2) return undefined;
  return editAction(
    vscode.l10n.t('Fix all {0} in this file ({1})', rule, chosen.length),
    vscode.CodeActionKind.QuickFix,
    { root: scope.root, edits },
  );
}

/** What happens on save: the safe fixes of what is certain, in this file. */
async function fixAllActions(scope: Scope, findings: readonly Finding[]): Promise<vscode.CodeAction[]> {
  const { edits } = selectFixes(within(scope.file, findings), safeSelection);
  if (edits.length === 0) return [];
  const title = vscode.l10n.t('Fix all MIPS Port findings in this file');
  const action = await editAction(title, fixAllKind, { root: scope.root, edits });
  return action ? [action] : [];
}

/** The findings with those of their fixes that change nothing but one file. */
function within(file: string, findings: readonly Finding[]): readonly Finding[] {
  return findings.map((finding) => ({
    ...finding,
    fixes: finding.fixes.filter(({ edits }) => edits.every((edit) => edit.file === file)),
  }));
}

function commandAction(title: string, command: string, argument: string | FindingRef): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { command, title, arguments: [argument] };
  return action;
}

function isAbout(diagnostic: vscode.Diagnostic, finding: Finding): boolean {
  const { code } = diagnostic;
  return (
    typeof code === 'object' &&
    code.value === finding.rule &&
    diagnostic.message === finding.message &&
    diagnostic.range.isEqual(toEditorRange(finding))
  );
}
