import type { CommandStep } from '../core/plan/plan';
import { runProcess, type ProcessEnd } from './runProcess';

/** A program that goes on until it is told to end. */
export interface Server {
  readonly step: CommandStep;
  /** How it ended, where it has. */
  readonly ended: ProcessEnd | undefined;
  /** The last that it said, at most 4 KB. */
  readonly lastOutput: string;
  /** Ends it and everything that it started; resolves when it is gone. */
  readonly stop: () => Promise<void>;
}

const keptOutput = 4096;

/** Starts a step without waiting for its end. What is expected of the step's outcome is not looked at. */
export function startServer(step: CommandStep): Server {
  const controller = new AbortController();
  let ended: ProcessEnd | undefined;
  let lastOutput = '';
  const running = runProcess({
    command: step.command,
    args: step.args,
    cwd: step.cwd,
    env: step.env,
    signal: controller.signal,
    onOutput: (text) => {
      lastOutput = (lastOutput + text).slice(-keptOutput);
    },
  }).then((end) => {
    ended = end;
  });
  return {
    step,
    get ended() {
      return ended;
    },
    get lastOutput() {
      return lastOutput;
    },
    stop: () => {
      controller.abort();
      return running;
    },
  };
}
