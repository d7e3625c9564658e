import * as vscode from 'vscode';
import { joinPath } from '../../core/manifest/paths';
import { isApplied } from '../../core/patches/series';
import type { BuildRecord } from '../../core/plan/buildRecord';
import type { SourceState } from '../../node/git/readSource';
import type { ComponentState } from '../../node/componentState';
import type { PatchStanding, SeriesStanding } from '../../node/patches/readPatches';
import type { ComponentRef } from '../manifests';
import type { Run } from '../runs';
import type { FindingCounts } from './findingCounts';

/** A component with its state as it was read for this showing of the tree. */
export interface ComponentModel extends FindingCounts {
  readonly ref: ComponentRef;
  readonly goarch: string;
  readonly state: ComponentState;
  /** The last build; what it says of artifacts counts only as far as `state` agrees. */
  readonly record: BuildRecord | undefined;
  readonly source: SourceModel;
  /** Undefined where there is no series, and no repository to keep one for. */
  readonly series: SeriesModel | undefined;
  /** Errors that the last build or test left in Problems. */
  readonly runErrors: number;
  readonly run: Run | undefined;
}

/** The sources as git says; `restricted` where git may not be asked. */
export type SourceModel = SourceState | { readonly kind: 'restricted' };

/** The patches of a component, or what is wrong with the files that list them. */
export type SeriesModel =
  | (Extract<SeriesStanding, { kind: 'read' }> & {
      /** Absolute path. */
      readonly folder: string;
    })
  | Extract<SeriesStanding, { kind: 'invalid' }>;

/** Where a component stands, in one word. */
export type Standing =
  | 'running'
  | 'missing'
  | 'conflict'
  | 'errors'
  | 'run-failed'
  | 'runs'
  | 'smoke-failed'
  | 'built'
  | 'compiles'
  | 'foreign'
  | 'not-built';

export function standingOf(model: ComponentModel): Standing {
  const { state, errors, run, runErrors, source } = model;
  if (run) return 'running';
  if (source.kind === 'missing') return 'missing';
  if (rebaseOf(model)) return 'conflict';
  if (errors > 0) return 'errors';
  if (runErrors > 0) return 'run-failed';
  if (state.artifacts.length === 0) return state.compiledAt === undefined ? 'not-built' : 'compiles';
  if (state.artifacts.some(({ kind }) => kind === 'missing')) return 'not-built';
  if (state.artifacts.some(({ kind }) => kind !== 'built')) return 'foreign';
  if (!state.smoke) return 'built';
  return state.smoke.passed ? 'runs' : 'smoke-failed';
}

/** Whether something stopped half-way and waits for the user; findings have a badge of their own. */
export function needsAttention(model: ComponentModel): boolean {
  return attention.has(standingOf(model));
}

const attention: ReadonlySet<Standing> = new Set(['conflict', 'run-failed', 'smoke-failed', 'foreign']);

export function rebaseOf({
  series,
}: ComponentModel): { readonly patch: string; readonly ref: string } | undefined {
  return series?.kind === 'read' ? series.rebase : undefined;
}

/** Files with changes that are in no commit; 0 where git was not asked. */
export function dirtyFiles({ source }: ComponentModel): readonly string[] {
  return source.kind === 'git' ? source.state.dirty : [];
}

/** Patches that are to be applied and are not. */
export function unappliedPatches({ series }: ComponentModel): readonly PatchStanding[] {
  if (series?.kind !== 'read') return [];
  return series.patches.filter((patch) => patch.applied === false && isApplied(patch));
}

/** What an artifact's ELF header and smoke run say, in a few words. */
export function artifactSummary({ goarch, state }: ComponentModel): string {
  const { artifacts, smoke, compiledAt } = state;
  if (artifacts.length === 0) {
    return compiledAt === undefined ? vscode.l10n.t('not built') : vscode.l10n.t('compiles for {0}', goarch);
  }
  if (artifacts.some(({ kind }) => kind === 'missing')) return vscode.l10n.t('not built');
  if (artifacts.some(({ kind }) => kind === 'not-elf')) return vscode.l10n.t('not an ELF file');
  if (artifacts.some(({ kind }) => kind === 'foreign')) return vscode.l10n.t('not for {0}', goarch);
  if (!smoke) return vscode.l10n.t('{0} ELF', goarch);
  return smoke.passed
    ? vscode.l10n.t('{0} ELF, runs under QEMU', goarch)
    : vscode.l10n.t('{0} ELF, fails under QEMU', goarch);
}

/** The path below which a component's findings lie, relative to its workspace folder. */
export function componentPath(ref: ComponentRef): string {
  return joinPath(ref.component.path);
}
