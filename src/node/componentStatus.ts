import { join } from 'node:path';
import type { Translate } from '../core/l10n';
import { upstreamStates, type UpstreamStateName } from '../core/patches/series';
import type { BuildRecord } from '../core/plan/buildRecord';
import type { PlanInput } from '../core/plan/componentPlans';
import { readComponentState, type ComponentState } from './componentState';
import { readSource, type SourceState } from './git/readSource';
import { readPatches, type SeriesStanding } from './patches/readPatches';
import { readBuildRecord } from './runComponent';

/** All that is known of a component, read from git and files. */
export interface ComponentStatus {
  readonly source: SourceState;
  readonly patches: SeriesStanding;
  /** Artifacts by their ELF headers, the smoke run that was of these very files, and tests. */
  readonly state: ComponentState;
  /** How it was last built. */
  readonly build: BuildRecord | undefined;
}

/** Reads how a component stands. Never rejects. */
export async function readComponentStatus(
  input: Pick<PlanInput, 'root' | 'component' | 'target'>,
  { signal, t }: { readonly signal?: AbortSignal; readonly t: Translate },
): Promise<ComponentStatus> {
  const source = await readSource(join(input.root, input.component.path), signal);
  const [patches, state, build] = await Promise.all([
    readPatches({ ...input, t, signal }, source),
    readComponentState(input),
    readBuildRecord(input),
  ]);
  return { source, patches, state, build };
}

/** How many patches of a series are where upstream, for the states that some have. */
export function upstreamCounts(patches: SeriesStanding): ReadonlyMap<UpstreamStateName, number> {
  if (patches.kind === 'invalid') return new Map();
  const counts = upstreamStates.map(
    (state) => [state, patches.patches.filter(({ upstream }) => upstream.state === state).length] as const,
  );
  return new Map(counts.filter(([, count]) => count > 0));
}
