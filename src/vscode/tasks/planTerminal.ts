import * as vscode from 'vscode';
import { printCommand } from '../../core/plan/printPlan';
import type { Step } from '../../core/plan/plan';
import type { StepResult } from '../../node/runPlan';
import { WorkTerminal } from '../workTerminal';

/**
 * A terminal that carries out a plan: it prints each command as it starts, its
 * output live, and each result.
 */
export abstract class PlanTerminal extends WorkTerminal {
  protected announce(step: Step): void {
    switch (step.kind) {
      case 'folder':
      case 'link':
        return;
      case 'verify':
        this.line('dim', `# ${step.title}`);
        return;
      case 'prepare':
      case 'build':
      case 'test':
      case 'smoke':
        this.line('dim', `# ${step.title}: ${step.cwd}`);
        this.line('bold', `$ ${printCommand(step)}`);
    }
  }

  protected result({ kind, message, step }: StepResult): void {
    if (kind !== 'ok') this.line('red', `${step.title}: ${message}`);
    else if (message !== '') this.line('green', message);
    else if (step.kind === 'smoke') this.line('green', vscode.l10n.t('runs under QEMU'));
  }
}
