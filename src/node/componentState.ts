import { join } from 'node:path';
import { artifactsOf, type PlanInput } from '../core/plan/componentPlans';
import { describeElf, isElfOf, type ElfHeader } from '../core/target/elf';
import type { SmokeRecord } from '../core/plan/buildRecord';
import type { TestRecord } from '../core/plan/testRecord';
import { artifactStamp, readBuildRecord } from './runComponent';
import { readElf } from './runPlan';
import { readTestRecord } from './testRecord';

/** What an artifact is, read from its ELF header each time it is asked for. */
export type ArtifactState =
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'not-elf'; readonly path: string }
  | { readonly kind: 'foreign'; readonly path: string; readonly elf: string }
  | { readonly kind: 'built'; readonly path: string; readonly elf: string; readonly modified: number };

/** How a component stands: what lies on disk, and whether its smoke run was of these very files. */
export interface ComponentState {
  readonly artifacts: readonly ArtifactState[];
  /** Absent where there was no run, or where the artifacts are other ones by now. */
  readonly smoke?: SmokeRecord;
  /** For a library: when every package last compiled for the target (ISO 8601). */
  readonly compiledAt?: string;
  /** How the tests last ended. */
  readonly tests?: TestRecord;
}

/** Reads the state of a component; never rejects. */
export async function readComponentState(
  input: Pick<PlanInput, 'root' | 'component' | 'target'>,
): Promise<ComponentState> {
  const declared = artifactsOf(input.component, input.target);
  const artifacts: ArtifactState[] = [];
  const [record, tests] = await Promise.all([readBuildRecord(input), readTestRecord(input)]);
  let fresh = record !== undefined && record.artifacts.length === declared.length;
  for (const { path } of declared) {
    const absolute = join(input.root, path);
    const stamp = await artifactStamp(absolute);
    const recorded = record?.artifacts.find((artifact) => artifact.path === path);
    fresh &&= recorded?.size === stamp?.size && recorded?.modified === stamp?.modified;
    if (!stamp) {
      artifacts.push({ kind: 'missing', path });
      continue;
    }
    let elf: ElfHeader | undefined;
    try {
      elf = await readElf(absolute);
    } catch {
      elf = undefined;
    }
    if (!elf) artifacts.push({ kind: 'not-elf', path });
    else if (!isElfOf(elf, input.target)) artifacts.push({ kind: 'foreign', path, elf: describeElf(elf) });
    else artifacts.push({ kind: 'built', path, elf: describeElf(elf), modified: stamp.modified });
  }
  return {
    artifacts,
    ...(fresh && record?.smoke ? { smoke: record.smoke } : {}),
    ...(declared.length === 0 && record ? { compiledAt: record.builtAt } : {}),
    ...(tests ? { tests } : {}),
  };
}
