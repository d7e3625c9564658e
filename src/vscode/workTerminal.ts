import * as vscode from 'vscode';
import { isCancelled } from '../node/cancelled';
import type { Services } from './services';

/** ANSI: what is ours in the terminal is told from the tools' output by these. */
const style = { bold: '\x1b[1m', dim: '\x1b[2m', red: '\x1b[31m', green: '\x1b[32m', off: '\x1b[0m' };

export type LineStyle = Exclude<keyof typeof style, 'off'>;

/**
 * A terminal that shows a piece of work, which a folder in restricted mode
 * does not start. Closing it, or Ctrl+C in it, ends the work.
 */
export abstract class WorkTerminal implements vscode.Pseudoterminal {
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
        if (isCancelled(error)) {
          this.line('dim', vscode.l10n.t('cancelled'));
          return 1;
        }
        this.services.log.error(this.what, error);
        return this.fail(error instanceof Error ? error.message : String(error));
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

  protected fail(message: string): number {
    this.line('red', message);
    return 1;
  }

  protected line(name: LineStyle, text: string): void {
    this.write(`${style[name]}${text}${style.off}\n`);
  }
}
