import * as vscode from 'vscode';
import type { ComponentAction } from '../../core/plan/componentPlans';
import { taskType } from '../contributions';
import type { ComponentRef } from '../manifests';

/** A `mips-port` task as tasks.json writes it. */
export interface ComponentTaskDefinition extends vscode.TaskDefinition {
  readonly component: string;
  readonly action: ComponentAction;
  /** Name of the workspace folder, where several have a component of that name. */
  readonly folder?: string;
}

export const actions: readonly ComponentAction[] = ['build', 'test', 'run'];

/** The definition that tasks.json gave, or undefined where it is not one of ours or not whole. */
export function readDefinition(definition: vscode.TaskDefinition): ComponentTaskDefinition | undefined {
  const { type, component, action, folder } = definition as Readonly<Record<string, unknown>>;
  if (type !== taskType || typeof component !== 'string') return undefined;
  const known = actions.find((candidate) => candidate === action);
  if (!known) return undefined;
  return { type: taskType, component, action: known, ...(typeof folder === 'string' ? { folder } : {}) };
}

/** Opens the terminal that carries a definition out. */
export type OpenTerminal = (
  definition: ComponentTaskDefinition,
  scope: vscode.WorkspaceFolder | undefined,
) => vscode.Pseudoterminal;

/** Makes a task; its definition stays as it was given, as VS Code asks for resolved tasks. */
export function makeTask(
  definition: ComponentTaskDefinition,
  scope: vscode.WorkspaceFolder | undefined,
  open: OpenTerminal,
): vscode.Task {
  const task = new vscode.Task(
    definition,
    scope ?? vscode.TaskScope.Workspace,
    `${definition.action} ${definition.component}`,
    taskType,
    new vscode.CustomExecution((resolved) =>
      Promise.resolve(open(readDefinition(resolved) ?? definition, scope)),
    ),
    // Errors go to the Problems panel from the parser of the plan's output, which knows each step's folder.
    [],
  );
  if (definition.action === 'build') task.group = vscode.TaskGroup.Build;
  if (definition.action === 'test') task.group = vscode.TaskGroup.Test;
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    clear: true,
  };
  return task;
}

/** Every action of every component, and the tasks of tasks.json. */
export class ComponentTaskProvider implements vscode.TaskProvider {
  constructor(
    private readonly components: () => Promise<readonly ComponentRef[]>,
    private readonly open: OpenTerminal,
  ) {}

  async provideTasks(): Promise<vscode.Task[]> {
    return (await this.components()).flatMap(({ folder, component }) =>
      actions
        .filter((action) => action !== 'test' || component.test !== false)
        .map((action) => makeTask({ type: taskType, component: component.name, action }, folder, this.open)),
    );
  }

  resolveTask(task: vscode.Task): vscode.Task | undefined {
    const definition = readDefinition(task.definition);
    if (!definition) return undefined;
    const scope = typeof task.scope === 'object' ? task.scope : undefined;
    return makeTask(definition, scope, this.open);
  }
}
