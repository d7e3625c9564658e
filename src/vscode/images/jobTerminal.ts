import * as vscode from 'vscode';
import type { Services } from '../services';
import { WorkTerminal, type LineStyle } from '../workTerminal';

/** What a piece of work writes to, and what ends it. */
export interface JobOutput {
  readonly write: (text: string) => void;
  readonly line: (name: LineStyle, text: string) => void;
  readonly signal: AbortSignal;
}

/** Does it, and answers with the exit status. */
export type Job = (output: JobOutput) => Promise<number>;

/** A terminal that shows a piece of work. */
class JobTerminal extends WorkTerminal {
  constructor(
    services: Services,
    name: string,
    private readonly job: Job,
  ) {
    super(services, name);
  }

  protected run(): Promise<number> {
    return this.job({
      write: (text) => this.write(text),
      line: (name, text) => this.line(name, text),
      signal: this.controller.signal,
    });
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
    new vscode.CustomExecution(() => Promise.resolve(new JobTerminal(services, name, job))),
    [],
  );
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    clear: true,
  };
  return task;
}
