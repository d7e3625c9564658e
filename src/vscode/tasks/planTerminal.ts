import * as vscode from 'vscode';
import { printCommand } from '../../core/plan/printPlan';
import type { Step } from '../../core/plan/plan';
import type { StepResult } from '../../node/runPlan';
import type { Services } from '../services';

/** ANSI: what is ours in the terminal is told from the tools' output by these. */
const style = { bold: '\x1b[1m', dim: '\x1b[2m', red: '\x1b[31m', green: '\x1b[32m', off: '\x1b[0m' };

export type LineStyle = Exclude<keyof typeof style, 'off'>;

/**
 * A terminal that carries out a plan: it prints each command as it starts, its
 * output live, and each result. Closing it, or Ctrl+C in it, ends everything
 * that was started.
 */
export abstract class PlanTerminal implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<number>();
  protected readonly controller = new AbortController();

  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;

  /** @param what What the log calls it. */
  constructor(
    protected readonly services: Services,
    private readonly what: string,
  ) {}

  /** Does it, and answers with the exit status. */
  protected abstract run(): Promise<number>;

  open(): void {
    void this.runTrusted()
      .catch((error: unknown) => {
        this.services.log.error(this.what, error);
        this.line('red', error instanceof Error ? error.message : String(error));
        return 1;
      })
      .then((exitCode) => this.end(exitCode));
  }

  close(): void {
    this.controller.abort();
  }

  /** Ctrl+C. */
  handleInput(data: string): void {
    if (data === '\x03') this.controller.abort();
  }

  protected end(exitCode: number): void {
    this.closed.fire(exitCode);
  }

  private async runTrusted(): Promise<number> {
    if (vscode.workspace.isTrusted) return this.run();
    return this.fail(vscode.l10n.t('A folder in restricted mode may not start programs.'));
  }

  /** Output of a program, as it comes. */
  protected write(text: string): void {
    this.written.fire(text.replace(/\r?\n/g, '\r\n'));
  }

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

  protected fail(message: string): number {
    this.line('red', message);
    return 1;
  }

  protected line(name: LineStyle, text: string): void {
    this.written.fire(`${style[name]}${text.replace(/\r?\n/g, '\r\n')}${style.off}\r\n`);
  }
}
