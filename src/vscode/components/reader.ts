import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { isPatchName, seriesFileName, vendoredFolder } from '../../core/patches/series';
import { isRepositoryRoot, readSource } from '../../node/git/readSource';
import { repositoryKey } from '../../node/git/repositoryKey';
import { readComponentState } from '../../node/componentState';
import { KeyedCache } from '../../node/keyedCache';
import { readPatches, standingOnDisk, type SeriesStanding } from '../../node/patches/readPatches';
import { waitingRebase } from '../../node/patches/rebaseSeries';
import { seriesFolderOf, sourceFolder, type SeriesContext } from '../../node/patches/seriesContext';
import { readSeries, readVendoredSeries } from '../../node/patches/seriesStore';
import { readBuildRecord } from '../../node/runComponent';
import { runProblemSource } from '../contributions';
import type { ComponentRef } from '../manifests';
import { seriesContext } from '../seriesContext';
import type { Services } from '../services';
import type { Edits } from './edits';
import { countFindings } from './findingCounts';
import { componentPath, type ComponentModel, type SeriesModel, type SourceModel } from './model';

/** Reads components from git, files and the store, and git again only where something has changed. */
export class ComponentReader {
  private readonly sources = new KeyedCache<SourceModel>();
  private readonly series = new KeyedCache<SeriesStanding>();

  constructor(
    private readonly services: Services,
    private readonly edits: Edits,
  ) {}

  async read(ref: ComponentRef): Promise<ComponentModel> {
    const { findings, manifests, runs } = this.services;
    const context = seriesContext(manifests, ref);
    const input = { root: context.root, component: ref.component, target: context.target };
    const [state, record, source] = await Promise.all([
      readComponentState(input),
      readBuildRecord(input),
      this.readSource(sourceFolder(context)),
    ]);
    return {
      ref,
      goarch: context.target.goarch,
      state,
      record,
      source,
      series: await this.readSeries(context, source),
      run: runs.of({ folder: ref.folder.uri.toString(), component: ref.component.name }),
      runErrors: countRunErrors(ref),
      ...countFindings(findings, ref),
    };
  }

  private readSource(folder: string): Promise<SourceModel> {
    if (!existsSync(folder)) return Promise.resolve({ kind: 'missing' });
    // Git is a program, and a repository of a stranger can make it start others.
    if (!vscode.workspace.isTrusted) return Promise.resolve({ kind: 'restricted' });
    const key = `${this.edits.count(folder)}\n${repositoryKey(folder)}`;
    return this.sources.get(folder, key, () => readSource(folder));
  }

  private async readSeries(context: SeriesContext, source: SourceModel): Promise<SeriesModel | undefined> {
    const sources = sourceFolder(context);
    const folder = seriesFolderOf(context);
    const files = patchFiles(folder);
    const isRepository = source.kind === 'git' && isRepositoryRoot(sources);
    if (!isRepository && context.component.patches === undefined && files === '') return undefined;
    if (source.kind === 'restricted') return filesAlone(context);
    const waiting = waitingRebase(context);
    const key = [
      ...[this.edits.count(sources), repositoryKey(sources), context.target.goarch],
      ...[files, JSON.stringify(waiting), source.kind],
    ].join('\n');
    const standing = await this.series.get(folder, key, () => readPatches(context, source));
    return standing.kind === 'read' ? { ...standing, folder } : standing;
  }
}

/** The series as its files say it, which takes no process. */
function filesAlone(context: SeriesContext): SeriesModel {
  const folder = seriesFolderOf(context);
  const own = readSeries(folder, context.t);
  const vendored = readVendoredSeries(folder, context.t);
  if (own.kind === 'invalid') return own;
  if (vendored.kind === 'invalid') return vendored;
  const { base, ref } = own.series;
  const patches = [...own.series.patches, ...vendored.series.patches].map(standingOnDisk);
  return { kind: 'read', base, ref, rebase: waitingRebase(context), patches, folder };
}

/** Times and sizes of a series' files; empty where there is none. */
function patchFiles(folder: string): string {
  return ['.', vendoredFolder]
    .flatMap((name) => {
      const inside = join(folder, name);
      return namesIn(inside).map((file) => {
        const stats = statSync(join(inside, file), { throwIfNoEntry: false });
        return stats ? `${name}/${file} ${stats.mtimeMs} ${stats.size}` : '';
      });
    })
    .join('\n');
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => isPatchName(name) || name === seriesFileName);
  } catch {
    return [];
  }
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
