import { join } from 'node:path';
import * as vscode from 'vscode';
import { buildRecordName, type BuildRecord } from '../../core/plan/buildRecord';
import { outputFolder } from '../../core/plan/componentPlans';
import { testRecordName } from '../../core/plan/testRecord';
import { findTarget } from '../../core/target/targets';
import type { ArtifactState } from '../../node/componentState';
import { contextValues } from '../contributions';
import { row, timeText } from './itemParts';
import { artifactSummary, type ComponentModel } from './model';

/** What was built, how, and whether it runs. */
export function buildsItem(id: string, model: ComponentModel): vscode.TreeItem {
  const { state, record } = model;
  return row(id, vscode.l10n.t('Builds'), artifactSummary(model), buildIcon(model), {
    children: state.artifacts.length > 0 || record !== undefined,
  });
}

function buildIcon({ state }: ComponentModel): string {
  const { artifacts, compiledAt, smoke } = state;
  const made = artifacts.filter(({ kind }) => kind !== 'missing');
  if (artifacts.length === 0 ? compiledAt === undefined : made.length < artifacts.length)
    return 'circle-outline';
  if (made.some(({ kind }) => kind !== 'built')) return 'warning';
  return smoke?.passed === false ? 'error' : 'pass';
}

export function artifactItem(id: string, model: ComponentModel, artifact: ArtifactState): vscode.TreeItem {
  const name = artifact.path.split('/').at(-1) ?? artifact.path;
  const { path } = artifact;
  switch (artifact.kind) {
    case 'missing':
      return row(id, name, vscode.l10n.t('not built'), 'circle-outline', { tooltip: path });
    case 'not-elf':
      return row(id, name, vscode.l10n.t('not an ELF file'), 'warning', { tooltip: path });
    case 'foreign':
      return row(id, name, vscode.l10n.t('not for {0}', model.goarch), 'warning', {
        tooltip: `${path}\n${artifact.elf}`,
      });
    case 'built': {
      const recorded = model.record?.artifacts.find((one) => one.path === path);
      const digest = recorded?.modified === artifact.modified ? recorded.sha256 : undefined;
      const description = [
        vscode.l10n.t('{0} ELF', model.goarch),
        ...(digest === undefined ? [] : [digest.slice(0, 12)]),
      ].join(' · ');
      const time = new Date(artifact.modified).toLocaleString(vscode.env.language);
      return row(id, name, description, 'file-binary', {
        tooltip: [path, artifact.elf, ...(digest === undefined ? [] : [`sha256 ${digest}`]), time].join('\n'),
        contextValue: contextValues.artifact,
      });
    }
  }
}

export function smokeItem(id: string, { state }: ComponentModel): vscode.TreeItem {
  const { smoke } = state;
  const passed = smoke?.passed === true;
  const tooltip = new vscode.MarkdownString();
  tooltip.appendCodeblock(`$ ${smoke?.command ?? ''}\n${smoke?.output ?? ''}`, 'shellsession');
  return row(
    id,
    vscode.l10n.t('Smoke run'),
    passed ? vscode.l10n.t('runs under QEMU') : (smoke?.message ?? ''),
    passed ? 'pass' : 'error',
    { tooltip },
  );
}

/** What the record says of how the last build was made; a click opens it. */
export function recordItem(id: string, model: ComponentModel): vscode.TreeItem {
  const { record } = model;
  const description = record ? recordSummary(record) : '';
  const item = row(id, vscode.l10n.t('Last build'), description, 'history', {
    ...(record ? { tooltip: recordTooltip(record) } : {}),
  });
  item.command = openRecord(model, buildRecordName);
  return item;
}

/** `cross · Nov 29, 2026, 2:00 AM · v1.1.4 · 2 patches`. */
function recordSummary({ builtAt, patches, source, strategy }: BuildRecord): string {
  const version = source?.describe ?? source?.commit?.slice(0, 12);
  const count = patches?.files.length ?? 0;
  const parts = [
    strategy,
    timeText(builtAt),
    version === undefined || source?.dirty !== true ? version : vscode.l10n.t('{0} with changes', version),
    count === 0 ? undefined : count === 1 ? vscode.l10n.t('1 patch') : vscode.l10n.t('{0} patches', count),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

function recordTooltip({ commands, tools = [] }: BuildRecord): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  tooltip.appendCodeblock(commands.map((line) => `$ ${line}`).join('\n'), 'shellsession');
  tooltip.appendCodeblock(tools.map(({ name, version }) => `${name}: ${version}`).join('\n'), 'text');
  return tooltip;
}

/** How the tests last ended; a click opens what they said. */
export function testsItem(id: string, model: ComponentModel): vscode.TreeItem {
  const { tests } = model.state;
  const label = vscode.l10n.t('Tests');
  const { tests: contextValue } = contextValues;
  if (!tests) return row(id, label, vscode.l10n.t('not run'), 'circle-outline', { contextValue });
  const tooltip = new vscode.MarkdownString();
  tooltip.appendCodeblock(`$ ${tests.command}\n${tests.output}`, 'shellsession');
  const result = tests.passed ? vscode.l10n.t('passed') : tests.message || vscode.l10n.t('failed');
  const item = row(id, label, `${result} · ${timeText(tests.at)}`, tests.passed ? 'pass' : 'error', {
    tooltip,
    contextValue,
  });
  item.command = openRecord(model, testRecordName);
  return item;
}

function openRecord({ goarch, ref }: ComponentModel, name: string): vscode.Command {
  const target = findTarget(goarch);
  const folder = target ? outputFolder(ref.component, target) : '.';
  return {
    command: 'vscode.open',
    title: vscode.l10n.t('Open'),
    arguments: [vscode.Uri.file(join(ref.folder.uri.fsPath, folder, name)), { preserveFocus: true }],
  };
}
