import * as vscode from 'vscode';
import type { ArtifactState } from '../../node/componentState';
import { commands, contextValues } from '../contributions';
import type { FolderManifest } from '../manifests';
import type { ComponentId } from '../runs';
import { artifactSummary, standingOf, type ComponentModel, type Standing } from './model';

const standingIcons: Readonly<Record<Standing, readonly [icon: string, color?: string]>> = {
  running: ['sync~spin'],
  errors: ['error', 'list.errorForeground'],
  'run-failed': ['error', 'testing.iconFailed'],
  runs: ['pass-filled', 'testing.iconPassed'],
  'smoke-failed': ['error', 'testing.iconFailed'],
  built: ['pass', 'testing.iconPassed'],
  compiles: ['pass', 'testing.iconPassed'],
  foreign: ['warning', 'list.warningForeground'],
  'not-built': ['circle-outline'],
};

export function componentItem(id: ComponentId, model: ComponentModel): vscode.TreeItem {
  const { component, folder } = model.ref;
  const item = new vscode.TreeItem(component.name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${id.folder}#${id.component}`;
  item.description = describe(model);
  item.iconPath = icon(...standingIcons[standingOf(model)]);
  item.contextValue = model.run ? contextValues.runningComponent : contextValues.component;
  const tooltip = new vscode.MarkdownString();
  tooltip.appendMarkdown('**');
  tooltip.appendText(component.name);
  tooltip.appendMarkdown('** ');
  tooltip.appendText(`${folder.name}/${component.path} (${component.kind})`);
  tooltip.appendMarkdown(`\n\n${artifactSummary(model)}`);
  for (const artifact of model.state.artifacts) {
    if (artifact.kind === 'built' || artifact.kind === 'foreign') {
      tooltip.appendMarkdown(`\n\n\`${artifact.path}\`: ${artifact.elf}`);
    }
  }
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: `${component.name}: ${item.description}` };
  return item;
}

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
  const { errors, runErrors } = model;
  const parts = [artifactSummary(model)];
  if (runErrors > 0) {
    parts.unshift(
      runErrors === 1
        ? vscode.l10n.t('1 error in the last run')
        : vscode.l10n.t('{0} errors in the last run', runErrors),
    );
  }
  if (errors > 0) {
    parts.unshift(errors === 1 ? vscode.l10n.t('1 error') : vscode.l10n.t('{0} errors', errors));
  }
  return parts.join(' · ');
}

export function findingsItem(id: ComponentId, model: ComponentModel): vscode.TreeItem {
  const none = model.findings === 0;
  const item = leaf(
    vscode.l10n.t('Findings'),
    none ? vscode.l10n.t('none') : String(model.findings),
    none ? 'pass' : model.errors > 0 ? 'error' : 'info',
  );
  if (!none) {
    item.command = {
      command: commands.showComponentFindings,
      title: vscode.l10n.t('Show Findings'),
      arguments: [{ id }],
    };
  }
  return item;
}

export function patchesItem({ patches = 0, ref }: ComponentModel): vscode.TreeItem {
  const item = leaf(vscode.l10n.t('Patches'), String(patches), 'diff');
  item.tooltip = ref.component.patches ?? '';
  return item;
}

export function libraryItem(model: ComponentModel): vscode.TreeItem {
  return leaf(
    vscode.l10n.t('Build'),
    artifactSummary(model),
    model.state.compiledAt === undefined ? 'circle-outline' : 'pass',
  );
}

export function artifactItem(model: ComponentModel, artifact: ArtifactState): vscode.TreeItem {
  const name = artifact.path.split('/').at(-1) ?? artifact.path;
  switch (artifact.kind) {
    case 'missing':
      return leaf(name, vscode.l10n.t('not built'), 'circle-outline', artifact.path);
    case 'not-elf':
      return leaf(name, vscode.l10n.t('not an ELF file'), 'warning', artifact.path);
    case 'foreign':
      return leaf(
        name,
        vscode.l10n.t('not for {0}', model.goarch),
        'warning',
        `${artifact.path}\n${artifact.elf}`,
      );
    case 'built': {
      const item = leaf(
        name,
        vscode.l10n.t('{0} ELF', model.goarch),
        'file-binary',
        `${artifact.path}\n${artifact.elf}\n${new Date(artifact.modified).toLocaleString(vscode.env.language)}`,
      );
      item.contextValue = contextValues.artifact;
      return item;
    }
  }
}

export function smokeItem({ state }: ComponentModel): vscode.TreeItem {
  const { smoke } = state;
  const passed = smoke?.passed === true;
  const item = leaf(
    vscode.l10n.t('Smoke run'),
    passed ? vscode.l10n.t('runs under QEMU') : (smoke?.message ?? ''),
    passed ? 'pass' : 'error',
  );
  const tooltip = new vscode.MarkdownString();
  tooltip.appendCodeblock(`$ ${smoke?.command ?? ''}\n${smoke?.output ?? ''}`, 'shellsession');
  item.tooltip = tooltip;
  return item;
}

export function problemItem({ uri, reading, folder }: FolderManifest): vscode.TreeItem {
  const errors = reading.problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const item = new vscode.TreeItem(vscode.l10n.t('mips-port.yaml has errors'));
  item.description = first?.message ?? '';
  item.tooltip = errors.map(({ message, range }) => `${folder.name}: ${range.line}: ${message}`).join('\n');
  item.iconPath = icon('error', 'list.errorForeground');
  item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [uri] };
  return item;
}

function leaf(label: string, description: string, iconName: string, tooltip?: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.description = description;
  item.iconPath = icon(iconName, leafColors[iconName]);
  if (tooltip !== undefined) item.tooltip = tooltip;
  item.accessibilityInformation = { label: `${label}: ${description}` };
  return item;
}

const leafColors: Readonly<Record<string, string>> = {
  pass: 'testing.iconPassed',
  error: 'list.errorForeground',
  warning: 'list.warningForeground',
};

function icon(name: string, color?: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}
