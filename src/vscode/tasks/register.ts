import * as vscode from 'vscode';
import type { ComponentAction } from '../../core/plan/componentPlans';
import { chooseComponent, componentIdOf } from '../componentId';
import { commands, taskType } from '../contributions';
import type { ComponentRef } from '../manifests';
import { mayRunProcesses, onCommand, type Services } from '../services';
import { readToolchain } from '../settings';
import { BuildProblems } from './buildProblems';
import { ComponentTerminal } from './componentTerminal';
import { ComponentTaskProvider, makeTask, type OpenTerminal } from './taskProvider';

/** Tasks and commands that build, test and run components in the terminal. */
export function register(services: Services): vscode.Disposable {
  const { manifests, runs } = services;
  const problems = new BuildProblems(manifests);
  const open: OpenTerminal = (definition, scope) =>
    new ComponentTerminal(services, problems, definition.action, async () => {
      const matching = (await manifests.components()).filter(
        ({ folder, component }) =>
          component.name === definition.component &&
          (definition.folder === undefined ? !scope || folder === scope : folder.name === definition.folder),
      );
      return matching[0] ?? vscode.l10n.t('mips-port.yaml has no component "{0}".', definition.component);
    });
  const execute = (action: ComponentAction) => async (argument: unknown) => {
    if (!(await mayRunProcesses(titles()[action]))) return;
    const ref = await chooseComponent(manifests, argument, titles()[action]);
    if (ref) await start(action, ref, open);
  };
  return vscode.Disposable.from(
    problems,
    vscode.tasks.registerTaskProvider(
      taskType,
      new ComponentTaskProvider(() => manifests.components(), open),
    ),
    onCommand(commands.buildComponent, execute('build')),
    onCommand(commands.testComponent, execute('test')),
    onCommand(commands.runComponent, execute('run')),
    onCommand(commands.stopComponent, async (argument) => {
      const id = componentIdOf(argument);
      const going = id ? [runs.of(id)] : await chooseRuns(services);
      for (const run of going) run?.cancel();
    }),
    onCommand(commands.runClusterSmoke, async () => {
      if (!(await mayRunProcesses(vscode.l10n.t('Run Cluster Smoke under QEMU')))) return;
      const { runCluster } = await import('./clusterSmoke');
      await runCluster(services);
    }),
    onCommand(commands.copyComponentCommands, async (argument) => {
      const ref = await chooseComponent(manifests, argument, vscode.l10n.t('Commands of which component?'));
      if (!ref) return;
      await vscode.env.clipboard.writeText(await commandsOf(ref, services));
      void vscode.window.setStatusBarMessage(vscode.l10n.t('Commands copied'), 3000);
    }),
  );
}

function titles(): Readonly<Record<ComponentAction, string>> {
  return {
    build: vscode.l10n.t('Build a Component'),
    test: vscode.l10n.t('Test a Component under QEMU'),
    run: vscode.l10n.t('Run a Component under QEMU'),
  };
}

async function start(
  action: ComponentAction,
  { folder, component }: ComponentRef,
  open: OpenTerminal,
): Promise<void> {
  const saving = vscode.workspace.getConfiguration('task').get<string>('saveBeforeRun');
  if (saving !== 'never') await vscode.workspace.saveAll(false);
  await vscode.tasks.executeTask(
    makeTask({ type: taskType, component: component.name, action, folder: folder.name }, folder, open),
  );
}

/** What the run of a component does, as text for a shell. */
async function commandsOf({ folder, component }: ComponentRef, { manifests }: Services): Promise<string> {
  const { planOf } = await import('../../core/plan/componentPlans');
  const { printPlan } = await import('../../core/plan/printPlan');
  const target = manifests.targetOf(folder.uri);
  const input = {
    root: folder.uri.fsPath,
    component,
    target,
    toolchain: readToolchain(folder.uri, target),
    hosts: manifests.machinesOf(folder.uri),
  };
  return [planOf('run', input), planOf('test', input)].map(printPlan).join('\n');
}

async function chooseRuns({ runs }: Services): Promise<ReturnType<Services['runs']['all']>> {
  const going = runs.all();
  if (going.length <= 1) return going;
  const items = going.map((run) => ({ label: `${run.action} ${run.component}`, run }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: vscode.l10n.t('Stop which?'),
  });
  return picked?.map(({ run }) => run) ?? [];
}
