import * as vscode from 'vscode';
import { isCancelled } from '../../node/cancelled';
import type { Services } from '../services';

/** ANSI: what is ours in the terminal is told from the tools' output by these. */
const style = { bold: '\x1b[1m', dim: '\x1b[2m', red: '\x1b[31m', green: '\x1b[32m', off: '\x1b[0m' };

/** What a piece of work writes to, and what ends it. */
export interface JobOutput {
  readonly write: (text: string) => void;
  readonly line: (name: Exclude<keyof typeof style, 'off'>, text: string) => void;
  readonly signal: AbortSignal;
}

/** Does it, and answers with the exit status. */
export type Job = (output: JobOutput) => Promise<number>;

/** A terminal that shows a piece of work; closing it, or Ctrl+C in it, ends the work. */
export class JobTerminal implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<number>();
  private readonly controller = new AbortController();

  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;

  constructor(
    private readonly services: Services,
    private readonly job: Job,
  ) {}

  open(): void {
    const line: JobOutput['line'] = (name, text) => this.write(`${style[name]}${text}${style.off}\n`);
    const run = async (): Promise<number> => {
      if (vscode.workspace.isTrusted) {
        return this.job({ write: (text) => this.write(text), line, signal: this.controller.signal });
      }
      line('red', vscode.l10n.t('A folder in restricted mode may not start programs.'));
      return 1;
    };
    void run()
      .catch((error: unknown) => {
        if (isCancelled(error)) line('dim', vscode.l10n.t('cancelled'));
        else {
          this.services.log.error(String(error));
          line('red', error instanceof Error ? error.message : String(error));
        }
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

  private write(text: string): void {
    this.written.fire(text.replace(/\r?\n/g, '\r\n'));
  }
}

/** Runs a piece of work in the integrated terminal, as a task of that name. */
export async function runInTerminal(
  services: Services,
  folder: vscode.WorkspaceFolder,
  definition: vscode.TaskDefinition,
  name: string,
  job: Job,
): Promise<void> {
  const saving = vscode.workspace.getConfiguration('task').get<string>('saveBeforeRun');
  if (saving !== 'never') await vscode.workspace.saveAll(false);
  await vscode.tasks.executeTask(jobTask(services, folder, definition, name, job));
}

export function jobTask(
  services: Services,
  folder: vscode.WorkspaceFolder,
  definition: vscode.TaskDefinition,
  name: string,
  job: Job,
): vscode.Task {
  const task = new vscode.Task(
    definition,
    folder,
    name,
    definition.type,
    new vscode.CustomExecution(() => Promise.resolve(new JobTerminal(services, job))),
    [],
  );
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    clear: true,
  };
  return task;
}
