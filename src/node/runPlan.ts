import { mkdir, open, rename, rm, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Translate } from '../core/l10n';
import { describeElf, elfHeadBytes, isElfOf, parseElf, type ElfHeader } from '../core/target/elf';
import type { CommandStep, Plan, Step, VerifyStep } from '../core/plan/plan';
import { findTarget } from '../core/target/targets';
import { runProcess, type ProcessEnd } from './runProcess';

/** What a run tells while it goes on. */
export interface RunEvents {
  onStep?: (step: Step) => void;
  /** Output of a step as it comes. */
  onOutput?: (text: string, step: Step) => void;
  /** The result of a step in one line. */
  onResult?: (result: StepResult) => void;
}

/** How a step ended; `message` says it in one line, with what to do where something is missing. */
export interface StepResult {
  readonly step: Step;
  readonly kind: 'ok' | 'failed' | 'timeout' | 'cancelled' | 'missing-tool' | 'disk-full';
  readonly message: string;
  /** Exit status, where a process ended by itself. */
  readonly exitCode?: number;
  /** The last output of a command, at most 4 KB. */
  readonly output?: string;
}

export interface RunOptions {
  readonly t: Translate;
  readonly signal?: AbortSignal;
  readonly events?: RunEvents;
}

/** How much of a step's output is kept to look for expected text. */
const keptOutput = 1 << 20;
const shownOutput = 4096;

/**
 * Runs the steps of a plan one after the other until one of them does not
 * succeed; what has to be taken away again is taken away all the same.
 * Resolves with the result of every step that began; never rejects for what a
 * tool or the file system does.
 */
export async function runPlan(plan: Plan, options: RunOptions): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  let stopped = false;
  for (const step of plan.steps) {
    if (stopped && step.always !== true) continue;
    options.events?.onStep?.(step);
    const result = await runUnlessCancelled(step, options);
    results.push(result);
    options.events?.onResult?.(result);
    stopped ||= result.kind !== 'ok';
  }
  return results;
}

/** How long a step has that runs after a cancel. */
const afterCancelMs = 60_000;

function runUnlessCancelled(step: Step, options: RunOptions): Promise<StepResult> {
  if (options.signal?.aborted !== true) return runStep(step, options);
  if (step.always !== true) {
    return Promise.resolve({ step, kind: 'cancelled', message: options.t('cancelled') });
  }
  const { t, events } = options;
  const calm: RunOptions = events === undefined ? { t } : { t, events };
  return runStep('command' in step ? { ...step, timeoutMs: afterCancelMs } : step, calm);
}

/** Whether every step of a plan succeeded. */
export function succeeded(plan: Plan, results: readonly StepResult[]): boolean {
  return results.length === plan.steps.length && results.every((result) => result.kind === 'ok');
}

async function runStep(step: Step, options: RunOptions): Promise<StepResult> {
  switch (step.kind) {
    case 'folder':
      try {
        await mkdir(step.path, { recursive: true });
        return { step, kind: 'ok', message: '' };
      } catch (error) {
        return fileProblem(step, error, options.t);
      }
    case 'link':
      try {
        await link(step.path, step.to);
        return { step, kind: 'ok', message: '' };
      } catch (error) {
        return fileProblem(step, error, options.t);
      }
    case 'verify':
      return verify(step, options.t);
    case 'prepare':
    case 'build':
    case 'test':
    case 'smoke':
      return runCommand(step, options);
  }
}

async function runCommand(step: CommandStep, { t, signal, events }: RunOptions): Promise<StepResult> {
  let kept = '';
  let diskFull = false;
  const end = await runProcess({
    command: step.command,
    args: step.args,
    cwd: step.cwd,
    env: step.env,
    ...(step.timeoutMs === undefined ? {} : { timeoutMs: step.timeoutMs }),
    ...(signal ? { signal } : {}),
    onOutput: (text) => {
      kept = (kept + text).slice(-keptOutput);
      diskFull ||= text.includes('no space left on device') || text.includes('No space left on device');
      events?.onOutput?.(text, step);
    },
  });
  return commandResult(step, end, kept, diskFull, t);
}

function commandResult(
  step: CommandStep,
  end: ProcessEnd,
  kept: string,
  diskFull: boolean,
  t: Translate,
): StepResult {
  switch (end.kind) {
    case 'cancelled':
      return { step, kind: 'cancelled', message: t('cancelled') };
    case 'timeout':
      return {
        step,
        kind: 'timeout',
        message: t('no end after {0} s: stopped, with every process it had started', end.milliseconds / 1000),
        output: kept.slice(-shownOutput),
      };
    case 'not-found':
      return {
        step,
        kind: 'missing-tool',
        message: t('{0} was not found; "mips-port doctor" says how to install it', step.command),
      };
    case 'not-started':
      return {
        step,
        kind: 'failed',
        message: t('{0} could not be started: {1}', step.command, end.reason),
      };
    case 'exited':
      break;
  }
  const { exitCode, signal } = end;
  const output = kept.slice(-shownOutput);
  if (diskFull) {
    return {
      step,
      kind: 'disk-full',
      message: t('the disk is full: make room, then try again'),
      exitCode,
      output,
    };
  }
  const wanted = step.expect?.exitCode ?? 0;
  if (signal !== undefined) {
    return { step, kind: 'failed', message: t('ended by signal {0}', signal), exitCode, output };
  }
  if (exitCode !== wanted) {
    return { step, kind: 'failed', message: t('exit status {0}', exitCode), exitCode, output };
  }
  const text = step.expect?.output;
  if (text !== undefined && !kept.includes(text)) {
    return { step, kind: 'failed', message: t('the output does not contain "{0}"', text), exitCode, output };
  }
  return { step, kind: 'ok', message: '', exitCode, output };
}

/** Makes a link under another name first, so that one that is there is replaced at once. */
async function link(path: string, to: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.tmp`;
  await rm(fresh, { force: true });
  await symlink(to, fresh);
  await rename(fresh, path);
}

async function verify(step: VerifyStep, t: Translate): Promise<StepResult> {
  let header: ElfHeader | undefined;
  try {
    header = await readElf(step.file);
  } catch (error) {
    return fileProblem(step, error, t);
  }
  const target = findTarget(step.target);
  if (!header) return { step, kind: 'failed', message: t('{0} is not an ELF file', step.file) };
  if (!target || !isElfOf(header, target)) {
    return {
      step,
      kind: 'failed',
      message: t('{0} is not for {1}: {2}', step.file, step.target, describeElf(header)),
    };
  }
  return { step, kind: 'ok', message: t('{0} ELF: {1}', step.target, describeElf(header)) };
}

/** Reads the ELF header of a file; undefined where it is not ELF. Rejects where the file cannot be read. */
export async function readElf(file: string): Promise<ElfHeader | undefined> {
  const handle = await open(file, 'r');
  try {
    const bytes = new Uint8Array(elfHeadBytes);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return parseElf(bytes.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

function fileProblem(step: Step, error: unknown, t: Translate): StepResult {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC') {
    return { step, kind: 'disk-full', message: t('the disk is full: make room, then try again') };
  }
  return { step, kind: 'failed', message: error instanceof Error ? error.message : String(error) };
}
