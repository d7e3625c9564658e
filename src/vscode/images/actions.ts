import * as vscode from 'vscode';
import { commands, imageTaskType } from '../contributions';
import { mayRunProcesses, onCommand, type Services } from '../services';
import { chooseImages } from './choose';
import { jobTask, runInTerminal, type Job } from './jobTerminal';
import { byFolder, nameOf, type ImageRef } from './model';
import type { WorkspaceImages } from './workspaceImages';

/** What is done to images in the integrated terminal: by command, and as tasks. */
export function registerActions(services: Services, images: WorkspaceImages): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.tasks.registerTaskProvider(imageTaskType, new ImageTasks(services, images)),
    onCommand(commands.buildImages, (argument) => build(services, images, argument)),
    onCommand(commands.pushImages, async (argument) =>
      (await import('./bring')).pushImages(services, images, argument),
    ),
    onCommand(commands.deliverImages, async (argument) =>
      (await import('./bring')).deliverImages(services, images, argument),
    ),
    onCommand(commands.bundleImages, async (argument) =>
      (await import('./bring')).bundleImages(services, images, argument),
    ),
  );
}

function isBuildable(ref: ImageRef): boolean {
  const { node, state } = ref;
  if (state.kind !== 'buildable') return false;
  return node.recipe?.origin.kind === 'dockerfile' || state.choice !== undefined;
}

async function build(services: Services, images: WorkspaceImages, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Build Images');
  if (!(await mayRunProcesses(title))) return;
  const refs = await chooseImages(images, argument, title, isBuildable);
  for (const [folder, ofFolder] of byFolder(refs ?? [])) {
    const wanted = ofFolder.map(({ id }) => id.image);
    const name =
      wanted.length === 1 ? `build ${ofFolder.map(nameOf).join()}` : `build ${wanted.length} images`;
    const definition = { type: imageTaskType, action: 'build', images: wanted };
    await runInTerminal(services, folder, definition, name, buildJob(services, images, folder, wanted));
  }
}

function buildJob(
  services: Services,
  images: WorkspaceImages,
  folder: vscode.WorkspaceFolder,
  wanted: readonly string[] | undefined,
): Job {
  return async (output) =>
    (await import('./buildImages')).buildImages(services, images, folder, wanted, output);
}

/** A task that builds all images of each folder that has some, and the tasks of tasks.json. */
class ImageTasks implements vscode.TaskProvider {
  constructor(
    private readonly services: Services,
    private readonly images: WorkspaceImages,
  ) {}

  async provideTasks(): Promise<vscode.Task[]> {
    return (await this.images.all())
      .filter(({ graph }) => graph.nodes.size > 0)
      .map(({ folder }) => this.task({ type: imageTaskType, action: 'build' }, folder, undefined));
  }

  resolveTask(task: vscode.Task): vscode.Task | undefined {
    const { action, images } = task.definition as Readonly<Record<string, unknown>>;
    const folder = typeof task.scope === 'object' ? task.scope : vscode.workspace.workspaceFolders?.[0];
    if (action !== 'build' || !folder) return undefined;
    const wanted = Array.isArray(images) ? images.filter((one) => typeof one === 'string') : undefined;
    return this.task(task.definition, folder, wanted);
  }

  private task(
    definition: vscode.TaskDefinition,
    folder: vscode.WorkspaceFolder,
    wanted: readonly string[] | undefined,
  ): vscode.Task {
    const job = buildJob(this.services, this.images, folder, wanted);
    const task = jobTask(this.services, folder, definition, 'build images', job);
    task.group = vscode.TaskGroup.Build;
    return task;
  }
}
