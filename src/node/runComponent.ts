import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  buildRecordName,
  buildRecordVersion,
  formatBuildRecord,
  parseBuildRecord,
  type ArtifactRecord,
  type BuildRecord,
  type PatchesRecord,
  type SmokeRecord,
  type SourceRecord,
} from '../core/plan/buildRecord';
import { artifactsOf, outputFolder, planOf } from '../core/plan/componentPlans';
import type { ComponentAction, PlanInput } from '../core/plan/componentPlans';
import type { Plan } from '../core/plan/plan';
import { printCommand } from '../core/plan/printPlan';
import { makeBuildFolder } from './buildFolder';
import { strategyProblem } from './preflight';
import { patchesRecord, sha256, sourceRecord, toolRecords } from './provenance';
import { runPlan, succeeded, type RunOptions, type StepResult } from './runPlan';
import { writeTestRecord } from './testRecord';

/** How much of the smoke runs' output a record keeps, of each and of all, in characters. */
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
  const [first] = plan.steps;
  if (first === undefined) return { plan, results: [], ok: true };
  const problem = await strategyProblem(input, options.t);
  if (problem !== undefined) {
    const result: StepResult = { step: first, kind: 'missing-tool', message: problem };
    options.events?.onResult?.(result);
    return { plan, results: [result], ok: false };
  }
  await makeBuildFolder(input.root);
  const before = await sourcesOf(input);
  const results = await runPlan(plan, options);
  const built = results.filter((result) => result.step.kind === 'build');
  const allBuilt =
    built.length > 0 &&
    plan.steps.every(
      (step) =>
        step.kind === 'smoke' ||
        step.always === true ||
        results.some((result) => result.step === step && result.kind === 'ok'),
    );
  if (action === 'test') await writeTestRecord(input, results, before.source);
  else if (allBuilt) await writeRecord(input, plan, results, before);
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

/** What a build is made from, as it is when the build begins. */
interface Sources {
  readonly source: SourceRecord;
  readonly patches: PatchesRecord | undefined;
}

async function sourcesOf(input: PlanInput): Promise<Sources> {
  const [source, patches] = await Promise.all([sourceRecord(input), patchesRecord(input)]);
  return { source, patches };
}

async function writeRecord(
  input: PlanInput,
  plan: Plan,
  results: readonly StepResult[],
  { source, patches }: Sources,
): Promise<void> {
  const artifacts: ArtifactRecord[] = [];
  for (const { path } of artifactsOf(input.component, input.target)) {
    const absolute = join(input.root, path);
    const stamp = await artifactStamp(absolute);
    if (stamp) artifacts.push({ path, ...stamp, sha256: await sha256(absolute) });
  }
  const smoke = smokeRecord(results) ?? (await keptSmoke(input, artifacts));
  const compiling = plan.steps.flatMap((step) =>
    step.kind === 'build' || step.kind === 'prepare' ? [step] : [],
  );
  const record: BuildRecord = {
    version: buildRecordVersion,
    component: input.component.name,
    target: input.target.goarch,
    builtAt: new Date().toISOString(),
    strategy: input.component.build.strategy,
    source,
    ...(patches ? { patches } : {}),
    tools: await toolRecords(input, results),
    commands: compiling.map((step) => printCommand(step)),
    steps: compiling.map(({ command, args, cwd, env }) => ({ command, args, cwd, env })),
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
    runs: runs.flatMap(({ kind, message, output = '', step }) =>
      step.kind === 'smoke'
        ? [
            {
              passed: kind === 'ok',
              command: printCommand(step),
              message,
              output: output.slice(-smokeOutput),
            },
          ]
        : [],
    ),
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

function recordPath({ root, component, target }: Pick<PlanInput, 'root' | 'component' | 'target'>): string {
  return join(root, outputFolder(component, target), buildRecordName);
}
