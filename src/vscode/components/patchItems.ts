import * as vscode from 'vscode';
import {
  isApplied,
  upstreamStates,
  type UpstreamState,
  type UpstreamStateName,
} from '../../core/patches/series';
import type { PatchStanding } from '../../node/patches/readPatches';
import { commands, contextValues } from '../contributions';
import type { ComponentId } from '../runs';
import { upstreamStateName } from '../upstreamStates';
import { icon, row } from './itemParts';
import { rebaseOf, unappliedPatches, type ComponentModel } from './model';

const stateIcons: Readonly<Record<UpstreamStateName, readonly [icon: string, color?: string]>> = {
  'not-sent': ['circle-outline'],
  sent: ['git-pull-request', 'charts.blue'],
  merged: ['git-merge', 'charts.purple'],
  dropped: ['circle-slash', 'disabledForeground'],
  local: ['home'],
};

/** The series as a whole. */
export function patchesItem(id: string, model: ComponentModel): vscode.TreeItem {
  const label = vscode.l10n.t('Patches');
  const { series } = model;
  if (series?.kind !== 'read') {
    return row(id, label, series?.message ?? '', 'error', { tooltip: series?.message ?? '' });
  }
  const isLost = series.patches.some(({ vendored }) => vendored === 'lost');
  return row(id, label, patchesSummary(model), 'diff-multiple', {
    children: series.patches.length > 0,
    tooltip: series.folder,
    contextValue: series.rebase
      ? contextValues.rebasingPatches
      : isLost
        ? contextValues.lostPatches
        : contextValues.patches,
  });
}

/** `2 of 3 applied · on v1.1.4`. */
function patchesSummary(model: ComponentModel): string {
  const { series } = model;
  if (series?.kind !== 'read') return '';
  const wanted = series.patches.filter((patch) => isApplied(patch));
  const at = series.ref ?? series.base?.slice(0, 12);
  const known = series.patches.every(({ applied }) => applied !== undefined);
  const parts = [
    series.patches.length === 0
      ? vscode.l10n.t('none')
      : known
        ? vscode.l10n.t('{0} of {1} applied', wanted.length - unappliedPatches(model).length, wanted.length)
        : String(series.patches.length),
    at === undefined || series.patches.length === 0 ? '' : vscode.l10n.t('on {0}', at),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** One patch, with where it stands upstream as its icon. */
export function patchItem(id: string, component: ComponentId, shown: PatchStanding): vscode.TreeItem {
  const { name, problem, subject, upstream } = shown;
  const item = row(id, subject ?? name, problem ?? patchSummary(shown), 'diff', {
    tooltip: patchTooltip(shown),
    contextValue: upstream.url === undefined ? contextValues.patch : contextValues.sentPatch,
  });
  item.iconPath = problem === undefined ? icon(...stateIcons[upstream.state]) : icon('error');
  item.command = {
    command: commands.openPatch,
    title: vscode.l10n.t('Open Patch'),
    arguments: [{ id: component, patch: name }],
  };
  return item;
}

/** `applied · sent #4130`. */
function patchSummary(patch: PatchStanding): string {
  const state = upstreamText(patch.upstream);
  const standing = isApplied(patch) ? standingText(patch) : undefined;
  return standing === undefined ? state : `${standing} · ${state}`;
}

function standingText({ applied, module, vendored, version }: PatchStanding): string | undefined {
  const of = [module, version].filter(Boolean).join(' ');
  switch (vendored) {
    case 'lost':
      return vscode.l10n.t('lost from vendored {0}', of);
    case 'superseded':
      return vscode.l10n.t('{0} has it', of);
    case 'does-not-fit':
      return vscode.l10n.t('does not fit vendored {0}', of);
    case 'gone':
      return vscode.l10n.t('{0} is no longer vendored', of);
    case 'there':
    case undefined:
  }
  if (applied === undefined) return undefined;
  return applied ? vscode.l10n.t('applied') : vscode.l10n.t('not applied');
}

/** The state in words, with the number, commit or release that says where. */
function upstreamText({ commit, release, state, url }: UpstreamState): string {
  const number = /\/(\d+)\/?$/.exec(url ?? '')?.[1];
  const where = commit?.slice(0, 12) ?? release ?? (number === undefined ? undefined : `#${number}`);
  return where === undefined ? upstreamStateName(state) : `${upstreamStateName(state)} ${where}`;
}

function patchTooltip(patch: PatchStanding): vscode.MarkdownString {
  const { module, name, repository, rules, subject, upstream, version } = patch;
  const tooltip = new vscode.MarkdownString();
  tooltip.appendMarkdown('**');
  tooltip.appendText(subject ?? name);
  tooltip.appendMarkdown('**');
  const lines = [
    name,
    rules.join(', '),
    [module, version, repository].filter(Boolean).join(' '),
    [upstreamStateName(upstream.state), upstream.url, upstream.commit, upstream.release]
      .filter(Boolean)
      .join(' '),
  ];
  for (const line of lines.filter((one) => one !== '')) {
    tooltip.appendMarkdown('\n\n');
    tooltip.appendText(line);
  }
  return tooltip;
}

/** A rebase that stopped at a patch. */
export function rebaseItem(id: string, component: ComponentId, model: ComponentModel): vscode.TreeItem {
  const { patch = '', ref = '' } = rebaseOf(model) ?? {};
  const item = row(
    id,
    vscode.l10n.t('Rebase onto {0} waits', ref),
    vscode.l10n.t('{0} does not fit', patch),
    'warning',
    {
      tooltip: vscode.l10n.t(
        'Resolve the conflicts, save, and continue; or leave the patch out, or give the rebase up.',
      ),
      contextValue: contextValues.rebase,
    },
  );
  item.command = {
    command: commands.openConflicts,
    title: vscode.l10n.t('Open Conflicts'),
    arguments: [{ id: component }],
  };
  return item;
}

/** How many patches stand where upstream. */
export function upstreamItem(id: string, { series }: ComponentModel): vscode.TreeItem {
  const patches = series?.kind === 'read' ? series.patches : [];
  const parts = upstreamStates.flatMap((state) => {
    const count = patches.filter(({ upstream }) => upstream.state === state).length;
    return count === 0 ? [] : [`${count} ${upstreamStateName(state)}`];
  });
  return row(id, vscode.l10n.t('Upstream'), parts.join(' · '), 'repo-push', {
    contextValue: contextValues.upstream,
  });
}
