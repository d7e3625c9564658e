import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  buildRecordName,
  formatBuildRecord,
  parseBuildRecord,
  type ArtifactRecord,
  type BuildRecord,
  type SmokeRecord,
} from '../core/plan/buildRecord';
import { artifactsOf, buildFolder, outputFolder, planOf } from '../core/plan/componentPlans';
import type { ComponentAction, PlanInput } from '../core/plan/componentPlans';
import type { Plan } from '../core/plan/plan';
import { printCommand } from '../core/plan/printPlan';
import { runPlan, succeeded, type RunOptions, type StepResult } from './runPlan';
import { writeTestRecord } from './testRecord';

/** How much of the smoke runs' output a record keeps, in characters. */
const smokeOutput = 4096;

/** How running a component's plan ended. */
export interface ComponentRun {
  readonly plan: Plan;
  readonly results: readonly StepResult[];
  readonly ok: boolean;
}

/**
 * Builds, tests or runs a component and writes the record of its build or tests. Rejects only
 * where the record cannot be written.
 */
export async function runComponent(
  action: ComponentAction,
  input: PlanInput,
  options: RunOptions,
): Promise<ComponentRun> {
  const plan = planOf(action, input);
  if (plan.steps.length > 0) await makeBuildFolder(input.root);
  const results = await runPlan(plan, options);
  const built = results.filter((result) => result.step.kind === 'build');
  const allBuilt =
    built.length > 0 &&
    plan.steps.every(
      (step) =>
        step.kind === 'smoke' || results.some((result) => result.step === step && result.kind === 'ok'),
    );
  if (action !== 'test' && allBuilt) await writeRecord(input, plan, results);
  if (action === 'test') await writeTestRecord(input, results);
  // A build is good without QEMU too; its smoke run then says what is missing.
  const lacksEmulator = allBuilt && results.at(-1)?.kind === 'missing-tool' && action === 'build';
  return { plan, results, ok: succeeded(plan, results) || lacksEmulator };
}

/** The build record of a component, or undefined where there is none that can be read. */
export async function readBuildRecord(
  input: Pick<PlanInput, 'root' | 'component' | 'target'>,
): Promise<BuildRecord | undefined> {
  try {
    return parseBuildRecord(await readFile(recordPath(input), 'utf8'));
  } catch {
    return undefined;
  }
}

/** What the file system says of an artifact, to compare with a record; undefined where it is not there. */
export async function artifactStamp(path: string): Promise<{ size: number; modified: number } | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { size, modified: mtimeMs };
  } catch {
    return undefined;
  }
}

async function writeRecord(input: PlanInput, plan: Plan, results: readonly StepResult[]): Promise<void> {
  const artifacts: ArtifactRecord[] = [];
  for (const { path } of artifactsOf(input.component, input.target)) {
    const absolute = join(input.root, path);
    const stamp = await artifactStamp(absolute);
    if (stamp) artifacts.push({ path, ...stamp, sha256: await sha256(absolute) });
  }
  const smoke = smokeRecord(results) ?? (await keptSmoke(input, artifacts));
  const record: BuildRecord = {
    version: 1,
    component: input.component.name,
    target: input.target.goarch,
    builtAt: new Date().toISOString(),
    commands: plan.steps.flatMap((step) => (step.kind === 'build' ? [printCommand(step)] : [])),
    artifacts,
    ...(smoke ? { smoke } : {}),
  };
  const path = recordPath(input);
  await mkdir(join(input.root, outputFolder(input.component, input.target)), { recursive: true });
  await writeFile(`${path}.tmp`, formatBuildRecord(record));
  await rename(`${path}.tmp`, path);
}

/** All smoke runs in one: that of the first one that failed, else of the last. */
function smokeRecord(results: readonly StepResult[]): SmokeRecord | undefined {
  const runs = results.filter(({ step }) => step.kind === 'smoke');
  const result = runs.find(({ kind }) => kind !== 'ok') ?? runs.at(-1);
  if (result?.step.kind !== 'smoke' || result.kind === 'cancelled' || result.kind === 'missing-tool') {
    return undefined;
  }
  return {
    passed: result.kind === 'ok',
    at: new Date().toISOString(),
    command: printCommand(result.step),
    message: result.message,
    output: runs
      .map(({ output = '' }) => output)
      .join('')
      .slice(-smokeOutput),
  };
}

/** The last smoke result, where a build made the very same bytes again. */
async function keptSmoke(
  input: PlanInput,
  artifacts: readonly ArtifactRecord[],
): Promise<SmokeRecord | undefined> {
  const before = await readBuildRecord(input);
  const same =
    before?.artifacts.length === artifacts.length &&
    before.artifacts.every((old, index) => old.sha256 === artifacts[index]?.sha256);
  return same ? before.smoke : undefined;
}

/** Makes `.mips-port` with a .gitignore that ignores the folder itself. */
async function makeBuildFolder(root: string): Promise<void> {
  const folder = join(root, buildFolder);
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function recordPath({ root, component, target }: Pick<PlanInput, 'root' | 'component' | 'target'>): string {
  return join(root, outputFolder(component, target), buildRecordName);
}
