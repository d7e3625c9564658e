import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputFolder, type PlanInput } from '../core/plan/componentPlans';
import { printCommand } from '../core/plan/printPlan';
import { formatTestRecord, parseTestRecord, testRecordName, type TestRecord } from '../core/plan/testRecord';
import type { SourceRecord } from '../core/plan/buildRecord';
import type { StepResult } from './runPlan';

type Named = Pick<PlanInput, 'root' | 'component' | 'target'>;

/**
 * Writes how a component's tests ended. A run that was stopped, or that lacked
 * a tool, says nothing about the tests and leaves the record as it is. Rejects
 * where the file cannot be written.
 */
export async function writeTestRecord(
  input: Named,
  results: readonly StepResult[],
  source: SourceRecord,
): Promise<void> {
  const result = results.filter(({ step }) => step.kind === 'test').at(-1);
  if (result?.step.kind !== 'test' || result.kind === 'cancelled' || result.kind === 'missing-tool') return;
  const record: TestRecord = {
    version: 1,
    component: input.component.name,
    target: input.target.goarch,
    passed: result.kind === 'ok',
    at: new Date().toISOString(),
    command: printCommand(result.step),
    message: result.message,
    output: result.output ?? '',
    source,
  };
  const path = recordPath(input);
  await mkdir(join(input.root, outputFolder(input.component, input.target)), { recursive: true });
  await writeFile(`${path}.tmp`, formatTestRecord(record));
  await rename(`${path}.tmp`, path);
}

/** The record of a component's last tests, or undefined where there is none that can be read. */
export async function readTestRecord(input: Named): Promise<TestRecord | undefined> {
  try {
    return parseTestRecord(await readFile(recordPath(input), 'utf8'));
  } catch {
    return undefined;
  }
}

function recordPath({ root, component, target }: Named): string {
  return join(root, outputFolder(component, target), testRecordName);
}
