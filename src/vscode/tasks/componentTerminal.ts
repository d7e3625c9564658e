import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ComponentAction } from '../../core/plan/componentPlans';
import { printCommand } from '../../core/plan/printPlan';
import type { Step } from '../../core/plan/plan';
import { resolveToolchain } from '../../node/resolveToolchain';
import { runComponent } from '../../node/runComponent';
import type { StepResult } from '../../node/runPlan';
import type { ComponentRef } from '../manifests';
import { t, type Services } from '../services';
import { readToolchain } from '../settings';
import type { BuildProblems } from './buildProblems';

/** ANSI: what is ours in the terminal is told from the tools' output by these. */
const style = { bold: '\x1b[1m', dim: '\x1b[2m', red: '\x1b[31m', green: '\x1b[32m', off: '\x1b[0m' };

/**
 * A terminal that carries out a component's plan: it prints each command as it
 * starts, its output live, and each result. Closing it, or Ctrl+C in it, ends
 * everything that was started.
 */
export class ComponentTerminal implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<number>();
  private readonly controller = new AbortController();

  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;

  constructor(
    private readonly services: Services,
    private readonly problems: BuildProblems,
    private readonly action: ComponentAction,
    private readonly find: () => Promise<ComponentRef | string>,
  ) {}

  open(): void {
    void this.run()
      .catch((error: unknown) => {
        this.services.log.error(this.action, error);
        this.line(style.red, error instanceof Error ? error.message : String(error));
        return 1;
      })
      .then((exitCode) => this.closed.fire(exitCode));
  }

  close(): void {
    this.controller.abort();
  }

  /** Ctrl+C. */
  handleInput(data: string): void {
    if (data === '\x03') this.controller.abort();
  }

  private async run(): Promise<number> {
    if (!vscode.workspace.isTrusted) {
      return this.fail(vscode.l10n.t('A folder in restricted mode may not start programs.'));
    }
    const found = await this.find();
    if (typeof found === 'string') return this.fail(found);
    const { action, controller, services } = this;
    const { folder, component } = found;
    const run = {
      folder: folder.uri.toString(),
      component: component.name,
      action,
      cancel: () => controller.abort(),
    };
    if (!services.runs.start(run)) {
      return this.fail(vscode.l10n.t('{0} is being worked on already; stop that first.', component.name));
    }
    const collected = this.problems.start(found);
    try {
      const target = services.manifests.targetOf(folder.uri);
      const toolchain = await resolveToolchain(
        readToolchain(folder.uri, target),
        join(folder.uri.fsPath, component.path, component.build.folder),
      );
      const { plan, ok } = await runComponent(
        action,
        {
          root: folder.uri.fsPath,
          component,
          target,
          toolchain,
          hosts: services.manifests.machinesOf(folder.uri),
        },
        {
          t,
          signal: controller.signal,
          events: {
            onStep: (step) => this.announce(step),
            onOutput: (text, step) => {
              this.written.fire(text.replace(/\r?\n/g, '\r\n'));
              if (step.kind === 'build' || step.kind === 'test') collected.write(text, step);
            },
            onResult: (result) => this.result(result),
          },
        },
      );
      if (plan.steps.length === 0) {
        this.line(style.dim, vscode.l10n.t('{0}: there is nothing to do', plan.title));
      }
      return ok ? 0 : 1;
    } finally {
      await collected.end();
      services.runs.end(run);
    }
  }

  private announce(step: Step): void {
    switch (step.kind) {
      case 'folder':
      case 'link':
        return;
      case 'verify':
        this.line(style.dim, `# ${step.title}`);
        return;
      case 'prepare':
      case 'build':
      case 'test':
      case 'smoke':
        this.line(style.dim, `# ${step.title}: ${step.cwd}`);
        this.line(style.bold, `$ ${printCommand(step)}`);
    }
  }

  private result({ kind, message, step }: StepResult): void {
    if (kind !== 'ok') this.line(style.red, `${step.title}: ${message}`);
    else if (message !== '') this.line(style.green, message);
    else if (step.kind === 'smoke') this.line(style.green, vscode.l10n.t('runs under QEMU'));
  }

  private fail(message: string): number {
    this.line(style.red, message);
    return 1;
  }

  private line(color: string, text: string): void {
    this.written.fire(`${color}${text.replace(/\r?\n/g, '\r\n')}${style.off}\r\n`);
  }
}
