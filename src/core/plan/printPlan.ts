import type { CommandStep, Plan, Step } from './plan';
import { quoteWord as quote } from './shellWords';

/**
 * A plan as text that a POSIX shell would run, for reading and copying. It is
 * for display only: runners use the steps, never this text.
 */
export function printPlan(plan: Plan): string {
  return [`# ${plan.title}`, ...plan.steps.map((step) => printStep(step))].join('\n') + '\n';
}

/** One step on one line. */
export function printStep(step: Step): string {
  switch (step.kind) {
    case 'folder':
      return `mkdir -p ${quote(step.path)}`;
    case 'link':
      return `mkdir -p ${quote(parent(step.path))} && ln -sfn ${quote(step.to)} ${quote(step.path)}`;
    case 'verify':
      return `readelf -h ${quote(step.file)}`;
    case 'prepare':
    case 'build':
    case 'test':
    case 'smoke':
      return `(cd ${quote(step.cwd)} && ${printCommand(step)})`;
  }
}

/** The command of a step with its environment, without its folder. */
export function printCommand(step: Pick<CommandStep, 'command' | 'args' | 'env'>): string {
  const env = Object.entries(step.env).map(([name, value]) => `${name}=${quote(value)}`);
  return [...env, ...[step.command, ...step.args].map(quote)].join(' ');
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
