import * as vscode from 'vscode';
import { commands, views } from '../contributions';
import { onCommand, type Services } from '../services';
import { countErrors, FindingsTree } from './tree';
import { turnOffRule } from './turnOffRule';

/** The Findings view. */
export function register({ findings, memory }: Services): vscode.Disposable {
  const tree = new FindingsTree(findings, memory);
  const view = vscode.window.createTreeView(views.findings, {
    treeDataProvider: tree,
    showCollapseAll: true,
  });
  const refresh = (): void => {
    const errors = countErrors(findings);
    view.badge =
      errors > 0
        ? { value: errors, tooltip: vscode.l10n.t('{0} places that break on the target', errors) }
        : undefined;
    view.description = [
      scanTime(findings.roots().map(([, state]) => state)),
      findings.knownCount() > 0 ? vscode.l10n.t('{0} in the baseline', findings.knownCount()) : '',
    ]
      .filter((part) => part !== '')
      .join(' · ');
    view.message = messageOf(tree);
  };
  refresh();
  return vscode.Disposable.from(
    tree,
    view,
    tree.onDidChangeTreeData(refresh),
    findings.onDidChangeState(refresh),
    onCommand(commands.groupFindingsByFile, () => tree.setGrouping('file')),
    onCommand(commands.groupFindingsByRule, () => tree.setGrouping('rule')),
    onCommand(commands.turnOffRule, (argument) => turnOffRule(findings, argument)),
    onCommand(commands.clearFindingsFilter, () => {
      tree.filter = '';
    }),
    onCommand(commands.filterFindings, async (given) => {
      const text = typeof given === 'string' ? given : await askFilter(tree.filter);
      if (text === undefined) return;
      tree.filter = text;
      await vscode.commands.executeCommand(`${views.findings}.focus`);
    }),
  );
}

function askFilter(value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    value,
    title: vscode.l10n.t('Show findings that contain'),
    placeHolder: vscode.l10n.t('part of a file name, a rule or a message; empty for all'),
  });
}

/** A view with a message shows no welcome text, so there is one only while a filter is set. */
function messageOf(tree: FindingsTree): string {
  if (tree.filter === '') return '';
  return tree.shown().length > 0
    ? vscode.l10n.t('Filter: {0}', tree.filter)
    : vscode.l10n.t('Nothing matches the filter: {0}', tree.filter);
}

/** When the last scan ended, for the view's title. */
function scanTime(states: readonly { readonly kind: string; readonly at?: Date }[]): string {
  const last = states.reduce<Date | undefined>(
    (latest, { at }) => (at && (!latest || at > latest) ? at : latest),
    undefined,
  );
  return last ? last.toLocaleTimeString(vscode.env.language, { hour: '2-digit', minute: '2-digit' }) : '';
}
