import * as vscode from 'vscode';
import { joinPath } from '../../core/manifest/paths';
import { readComponentState, type ComponentState } from '../../node/componentState';
import { runProblemSource } from '../contributions';
import type { FindingStore } from '../findingStore';
import type { ComponentRef } from '../manifests';
import type { Run, Runs } from '../runs';
import type { Services } from '../services';

/** A component with its state as it was read for this showing of the tree. */
export interface ComponentModel {
  readonly ref: ComponentRef;
  readonly goarch: string;
  readonly state: ComponentState;
  readonly errors: number;
  readonly findings: number;
  /** Patches in its series; undefined where the manifest names no folder for them. */
  readonly patches: number | undefined;
  /** Errors that the last build or test left in Problems. */
  readonly runErrors: number;
  readonly run: Run | undefined;
}

/** Where a component stands, in one word. */
export type Standing =
  | 'running'
  | 'errors'
  | 'run-failed'
  | 'runs'
  | 'smoke-failed'
  | 'built'
  | 'compiles'
  | 'foreign'
  | 'not-built';

/** Reads the state of a component from disk and from the store. */
export async function loadComponent(
  { findings, manifests, runs }: Pick<Services, 'findings' | 'manifests'> & { readonly runs: Runs },
  ref: ComponentRef,
): Promise<ComponentModel> {
  const target = manifests.targetOf(ref.folder.uri);
  const [state, patches] = await Promise.all([
    readComponentState({ root: ref.folder.uri.fsPath, component: ref.component, target }),
    countPatches(ref),
  ]);
  const run = runs.of({ folder: ref.folder.uri.toString(), component: ref.component.name });
  const runErrors = countRunErrors(ref);
  return { ref, goarch: target.goarch, state, patches, run, runErrors, ...countFindings(findings, ref) };
}

export function standingOf({ state, errors, run, runErrors }: ComponentModel): Standing {
  if (run) return 'running';
  if (errors > 0) return 'errors';
  if (runErrors > 0) return 'run-failed';
  if (state.artifacts.length === 0) return state.compiledAt === undefined ? 'not-built' : 'compiles';
  if (state.artifacts.some(({ kind }) => kind === 'missing')) return 'not-built';
  if (state.artifacts.some(({ kind }) => kind !== 'built')) return 'foreign';
  if (!state.smoke) return 'built';
  return state.smoke.passed ? 'runs' : 'smoke-failed';
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

function countFindings(findings: FindingStore, ref: ComponentRef): { errors: number; findings: number } {
  const path = componentPath(ref);
  const root = ref.folder.uri.fsPath;
  const inside = findings
    .all()
    .filter((entry) => entry.root === root && (path === '.' || entry.file.startsWith(`${path}/`)))
    .flatMap((entry) => entry.findings);
  const errors = inside.filter(({ severity, certainty }) => severity === 'error' && certainty !== 'likely');
  return { errors: errors.length, findings: inside.length };
}

/** Read from Problems, where a run's errors stand until the next one. */
function countRunErrors(ref: ComponentRef): number {
  const folder = `${vscode.Uri.joinPath(ref.folder.uri, componentPath(ref)).path}/`;
  return vscode.languages
    .getDiagnostics()
    .filter(([uri]) => uri.path.startsWith(folder))
    .flatMap(([, problems]) => problems)
    .filter(
      ({ severity, source }) => source === runProblemSource && severity === vscode.DiagnosticSeverity.Error,
    ).length;
}

async function countPatches({ folder, component }: ComponentRef): Promise<number | undefined> {
  if (component.patches === undefined) return undefined;
  try {
    const entries = await vscode.workspace.fs.readDirectory(
      vscode.Uri.joinPath(folder.uri, component.patches),
    );
    return entries.filter(([name]) => name.endsWith('.patch')).length;
  } catch {
    return 0;
  }
}
