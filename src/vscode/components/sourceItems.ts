import * as vscode from 'vscode';
import type { GitState } from '../../node/git/readSource';
import { contextValues } from '../contributions';
import { icon, row } from './itemParts';
import type { ComponentModel } from './model';

/** How many changed files a tooltip lists. */
const listedFiles = 12;

/** The sources: what is checked out, and what differs from it. */
export function sourceItem(id: string, { ref, source }: ComponentModel): vscode.TreeItem {
  const label = vscode.l10n.t('Source');
  const { path, source: recipe } = ref.component;
  switch (source.kind) {
    case 'missing':
      return recipe
        ? row(id, label, vscode.l10n.t('not cloned'), 'cloud-download', {
            tooltip: `${recipe.git}${recipe.ref === undefined ? '' : ` ${recipe.ref}`} → ${path}`,
            contextValue: contextValues.missingSource,
          })
        : row(id, label, vscode.l10n.t('the folder {0} is not there', path), 'warning');
    case 'restricted':
      return row(id, label, vscode.l10n.t('restricted mode: git is not asked'), 'shield', { tooltip: path });
    case 'folder':
      return row(id, label, vscode.l10n.t('a folder without git'), 'folder', { tooltip: path });
    case 'unread':
      return row(id, label, vscode.l10n.t('git cannot read it'), 'warning', { tooltip: source.reason });
    case 'git': {
      const dirty = source.state.dirty.length > 0;
      const item = row(
        id,
        label,
        sourceSummary(source.state),
        source.state.detached ? 'git-commit' : 'git-branch',
        {
          tooltip: sourceTooltip(path, source.state),
          contextValue: dirty ? contextValues.dirtySource : contextValues.source,
        },
      );
      if (dirty) {
        const name = source.state.detached ? 'git-commit' : 'git-branch';
        item.iconPath = icon(name, 'gitDecoration.modifiedResourceForeground');
      }
      return item;
    }
  }
}

/** `v1.1.4 · main · 2 changed · 1 ahead`. */
export function sourceSummary(state: GitState): string {
  const { ahead, behind, branch, describe, detached, dirty, head } = state;
  const parts = [
    head === undefined ? vscode.l10n.t('no commit yet') : (describe ?? head.slice(0, 12)),
    detached ? vscode.l10n.t('detached') : (branch ?? ''),
    dirty.length > 0 ? vscode.l10n.t('{0} changed', dirty.length) : '',
    ahead > 0 ? vscode.l10n.t('{0} ahead', ahead) : '',
    behind > 0 ? vscode.l10n.t('{0} behind', behind) : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function sourceTooltip(path: string, { dirty, head }: GitState): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(path);
  if (head !== undefined) tooltip.appendMarkdown(`\n\n\`${head}\``);
  if (dirty.length > 0) {
    tooltip.appendMarkdown('\n\n');
    tooltip.appendText(vscode.l10n.t('Changes that are in no commit:'));
    tooltip.appendCodeblock(dirty.slice(0, listedFiles).join('\n'), 'text');
    if (dirty.length > listedFiles) {
      tooltip.appendText(vscode.l10n.t('and {0} more', dirty.length - listedFiles));
    }
  }
  return tooltip;
}
