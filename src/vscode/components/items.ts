import * as vscode from 'vscode';
import { commands, contextValues } from '../contributions';
import type { FolderManifest } from '../manifests';
import type { ComponentId } from '../runs';
import type { RuleCount } from './findingCounts';
import { icon, row } from './itemParts';
import {
  artifactSummary,
  dirtyFiles,
  rebaseOf,
  standingOf,
  unappliedPatches,
  type ComponentModel,
  type Standing,
} from './model';
import { sourceSummary } from './sourceItems';

const standingIcons: Readonly<Record<Standing, readonly [icon: string, color?: string]>> = {
  running: ['sync~spin'],
  missing: ['cloud-download'],
  conflict: ['warning'],
  errors: ['error'],
  'run-failed': ['error', 'testing.iconFailed'],
  runs: ['pass-filled', 'testing.iconPassed'],
  'smoke-failed': ['error', 'testing.iconFailed'],
  built: ['pass'],
  compiles: ['pass'],
  foreign: ['warning'],
  'not-built': ['circle-outline'],
};

export function componentItem(id: string, model: ComponentModel): vscode.TreeItem {
  const { component } = model.ref;
  const item = row(id, component.name, describe(model), 'circle-outline', {
    children: true,
    tooltip: tooltipOf(model),
    contextValue: contextOf(model),
  });
  item.iconPath = icon(...standingIcons[standingOf(model)]);
  return item;
}

function contextOf({ ref, run, source }: ComponentModel): string {
  if (run) return contextValues.runningComponent;
  if (source.kind === 'missing' && ref.component.source) return contextValues.missingComponent;
  return contextValues.component;
}

function tooltipOf(model: ComponentModel): vscode.MarkdownString {
  const { component, folder } = model.ref;
  const tooltip = new vscode.MarkdownString();
  tooltip.appendMarkdown('**');
  tooltip.appendText(component.name);
  tooltip.appendMarkdown('** ');
  tooltip.appendText(`${folder.name}/${component.path} (${component.kind})`);
  if (model.source.kind === 'git') {
    tooltip.appendMarkdown('\n\n');
    tooltip.appendText(sourceSummary(model.source.state));
  }
  tooltip.appendMarkdown(`\n\n${artifactSummary(model)}`);
  for (const artifact of model.state.artifacts) {
    if (artifact.kind === 'built' || artifact.kind === 'foreign') {
      tooltip.appendMarkdown(`\n\n\`${artifact.path}\`: ${artifact.elf}`);
    }
  }
  return tooltip;
}

/** What most wants to be known of a component, in the order in which it has to be dealt with. */
function describe(model: ComponentModel): string {
  if (model.run) {
    switch (model.run.action) {
      case 'build':
        return vscode.l10n.t('building…');
      case 'test':
        return vscode.l10n.t('testing…');
      case 'run':
        return vscode.l10n.t('running…');
    }
  }
  if (model.source.kind === 'missing') return vscode.l10n.t('no sources yet');
  const { errors, runErrors } = model;
  const rebase = rebaseOf(model);
  const dirty = dirtyFiles(model).length;
  const unapplied = unappliedPatches(model).length;
  const parts = [
    rebase ? vscode.l10n.t('rebase onto {0} waits', rebase.ref) : '',
    count(errors, vscode.l10n.t('1 error'), vscode.l10n.t('{0} errors', errors)),
    count(
      runErrors,
      vscode.l10n.t('1 error in the last run'),
      vscode.l10n.t('{0} errors in the last run', runErrors),
    ),
    artifactSummary(model),
    count(
      unapplied,
      vscode.l10n.t('1 patch not applied'),
      vscode.l10n.t('{0} patches not applied', unapplied),
    ),
    dirty > 0 ? vscode.l10n.t('{0} changed', dirty) : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function count(number: number, one: string, more: string): string {
  return number === 0 ? '' : number === 1 ? one : more;
}

export function findingsItem(id: string, component: ComponentId, model: ComponentModel): vscode.TreeItem {
  const none = model.findings === 0;
  const item = row(
    id,
    vscode.l10n.t('Findings'),
    none ? vscode.l10n.t('none') : String(model.findings),
    none ? 'pass' : model.errors > 0 ? 'error' : 'info',
    {
      children: !none,
      ...(model.rules.some(({ fixable }) => fixable > 0)
        ? { contextValue: contextValues.componentFindings }
        : {}),
    },
  );
  if (!none) {
    item.command = {
      command: commands.showComponentFindings,
      title: vscode.l10n.t('Show Findings'),
      arguments: [{ id: component }],
    };
  }
  return item;
}

export function ruleItem(
  id: string,
  component: ComponentId,
  { count, errors, fixable, rule }: RuleCount,
): vscode.TreeItem {
  const item = row(id, rule, String(count), errors > 0 ? 'error' : 'info', {
    tooltip: vscode.l10n.t('{0}: {1} findings', rule, count),
    ...(fixable > 0 ? { contextValue: contextValues.componentRule } : {}),
  });
  item.command = {
    command: commands.showComponentFindings,
    title: vscode.l10n.t('Show Findings'),
    arguments: [{ id: component, rule }],
  };
  return item;
}

export function problemItem({ uri, reading, folder }: FolderManifest): vscode.TreeItem {
  const errors = reading.problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const item = row(
    `problem ${uri.toString()}`,
    vscode.l10n.t('mips-port.yaml has errors'),
    first?.message ?? '',
    'error',
    { tooltip: errors.map(({ message, range }) => `${folder.name}: ${range.line}: ${message}`).join('\n') },
  );
  item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [uri] };
  return item;
}
