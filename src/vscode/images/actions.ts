import { join } from 'node:path';
import * as vscode from 'vscode';
import { mapReference } from '../../core/images/rewrite/mapReference';
import { commands, imageTaskType } from '../contributions';
import { mayRunProcesses, onCommand, type Services } from '../services';
import { readSettings } from '../settings';
import { buildImages } from './buildImages';
import { chooseImages } from './choose';
import { jobTask, runInTerminal } from './jobTerminal';
import { nameOf, standingOf, type ImageRef } from './model';
import type { WorkspaceImages } from './workspaceImages';

/** What is done to images in the integrated terminal: by command, and as tasks. */
export function registerActions(services: Services, images: WorkspaceImages): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.tasks.registerTaskProvider(imageTaskType, new ImageTasks(services, images)),
    onCommand(commands.buildImages, (argument) => build(services, images, argument)),
    onCommand(commands.pushImages, (argument) =>
      withCli(services, images, argument, vscode.l10n.t('Push Images'), (refs, root) => [
        'push',
        root,
        '--image',
        ...refs.map(({ id }) => id.image),
      ]),
    ),
    onCommand(commands.deliverImages, (argument) =>
      withCli(services, images, argument, vscode.l10n.t('Deliver Images to Nodes'), async (refs) => [
        'deliver',
        ...(await engineNames(services, refs)),
      ]),
    ),
    onCommand(commands.bundleImages, (argument) =>
      withCli(services, images, argument, vscode.l10n.t('Write Image Bundle'), async (refs, root) => {
        const uri = await vscode.window.showSaveDialog({
          title: vscode.l10n.t('Write the bundle of images'),
          defaultUri: vscode.Uri.file(join(root, 'images.tar')),
        });
        return uri && ['bundle', '--output', uri.fsPath, ...(await engineNames(services, refs))];
      }),
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
    await runInTerminal(services, folder, definition, name, (output) =>
      buildImages(services, images, folder, wanted, output),
    );
  }
}

/** Runs the command line's own `images …` for images that were built, in the terminal. */
async function withCli(
  services: Services,
  images: WorkspaceImages,
  argument: unknown,
  title: string,
  words: (
    refs: readonly ImageRef[],
    root: string,
  ) => readonly string[] | undefined | Promise<readonly string[] | undefined>,
): Promise<void> {
  if (!(await mayRunProcesses(title))) return;
  const refs = await chooseImages(images, argument, title, (ref) => standingOf(ref) === 'built');
  for (const [folder, ofFolder] of byFolder(refs ?? [])) {
    const args = await words(ofFolder, folder.uri.fsPath);
    if (!args) return;
    const { imageEngine } = readSettings(folder.uri);
    const engine = imageEngine === undefined ? [] : ['--engine', imageEngine];
    const cli = vscode.Uri.joinPath(services.extensionUri, 'dist', 'cli.js').fsPath;
    // In the desktop's VS Code this process is Electron, which is Node where it is told so.
    const execution = new vscode.ProcessExecution(process.execPath, [cli, 'images', ...args, ...engine], {
      cwd: folder.uri.fsPath,
      env: { ELECTRON_RUN_AS_NODE: '1', LC_ALL: vscode.env.language === 'zh-cn' ? 'zh_CN.UTF-8' : 'C.UTF-8' },
    });
    const definition = { type: imageTaskType, action: args[0] };
    const task = new vscode.Task(definition, folder, title, imageTaskType, execution, []);
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
    await vscode.tasks.executeTask(task);
  }
}

/** Images as the local engine calls them, each with the name that it gets where it goes. */
async function engineNames({ manifests }: Services, refs: readonly ImageRef[]): Promise<readonly string[]> {
  const all = await manifests.all();
  return refs.flatMap(({ id, images }) => {
    const manifest = all.find(({ folder }) => folder === images.folder)?.reading.manifest;
    const mapped = mapReference(id.image, {
      registries: manifest?.registries ?? {},
      tags: manifest?.tags ?? {},
    });
    const tag = images.built.get(id.image)?.tag;
    return tag === undefined ? [] : [`${tag}=${mapped.kind === 'mapped' ? mapped.reference : id.image}`];
  });
}

function byFolder(refs: readonly ImageRef[]): ReadonlyMap<vscode.WorkspaceFolder, readonly ImageRef[]> {
  const found = new Map<vscode.WorkspaceFolder, ImageRef[]>();
  for (const ref of refs) found.set(ref.images.folder, [...(found.get(ref.images.folder) ?? []), ref]);
  return found;
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
    const task = jobTask(this.services, folder, definition, 'build images', (output) =>
      buildImages(this.services, this.images, folder, wanted, output),
    );
    task.group = vscode.TaskGroup.Build;
    return task;
  }
}
