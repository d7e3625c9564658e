import { join } from 'node:path';
import * as vscode from 'vscode';
import { readReference } from '../../core/images/reference';
import { mapReference, type ImageMapping } from '../../core/images/rewrite/mapReference';
import { pushPlace } from '../../core/images/rewrite/pushPlace';
import { rememberRegistries } from '../../core/manifest/rememberImages';
import type { Manifest } from '../../core/manifest/manifest';
import { commands, imageTaskType } from '../contributions';
import { editManifest } from '../editManifest';
import { mayRunProcesses, runCommand, type Services } from '../services';
import { readSettings } from '../settings';
import { chooseImages } from './choose';
import { byFolder, nameOf, standingOf, type ImageRef } from './model';
import type { WorkspaceImages } from './workspaceImages';

/** Images of one folder that were built, and what its manifest says. */
interface Built {
  readonly folder: vscode.WorkspaceFolder;
  readonly refs: readonly ImageRef[];
  readonly manifest: Manifest | undefined;
}

/** The words behind `images` on the command line; undefined where the user gave up. */
type Words = (built: Built) => Promise<readonly string[] | undefined>;

/** Pushes images to where the manifest says, which is asked for once where it says nothing. */
export function pushImages(services: Services, images: WorkspaceImages, argument: unknown): Promise<void> {
  return bring(services, images, argument, vscode.l10n.t('Push Images'), async (built) => {
    if (!(await askRegistries(services, built))) return undefined;
    return ['push', built.folder.uri.fsPath, '--image', ...built.refs.map(({ id }) => id.image)];
  });
}

/** Loads images onto the nodes that the manifest names; onto some of them where the user picks. */
export function deliverImages(services: Services, images: WorkspaceImages, argument: unknown): Promise<void> {
  return bring(services, images, argument, vscode.l10n.t('Deliver Images to Nodes'), async (built) => {
    const nodes = await askNodes(built);
    // A name that begins with a dash stays a name behind `=`.
    return nodes && ['deliver', ...engineNames(built), ...nodes.map((name) => `--node=${name}`)];
  });
}

/** Writes images as one file for machines without a network. */
export function bundleImages(services: Services, images: WorkspaceImages, argument: unknown): Promise<void> {
  return bring(services, images, argument, vscode.l10n.t('Write Image Bundle'), async (built) => {
    const uri = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Write the bundle of images'),
      defaultUri: vscode.Uri.file(join(built.folder.uri.fsPath, 'images.tar')),
    });
    return uri && ['bundle', '--output', uri.fsPath, ...engineNames(built)];
  });
}

/** Runs the command line's own `images …` for images that were built, in the terminal. */
async function bring(
  services: Services,
  images: WorkspaceImages,
  argument: unknown,
  title: string,
  words: Words,
): Promise<void> {
  if (!(await mayRunProcesses(title))) return;
  const refs = await chooseImages(images, argument, title, (ref) => standingOf(ref) === 'built');
  for (const [folder, ofFolder] of byFolder(refs ?? [])) {
    const manifest = await services.manifests.of(folder);
    const args = await words({ folder, refs: ofFolder, manifest });
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

function mappingOf({ manifest }: Built): ImageMapping {
  return { registries: manifest?.registries ?? {}, tags: manifest?.tags ?? {} };
}

/** Images as the local engine calls them, each with the name that it gets where it goes. */
function engineNames(built: Built): readonly string[] {
  return built.refs.flatMap(({ id, images }) => {
    const mapped = mapReference(id.image, mappingOf(built));
    const tag = images.built.get(id.image)?.tag;
    return tag === undefined ? [] : [`${tag}=${mapped.kind === 'mapped' ? mapped.reference : id.image}`];
  });
}

/** Asks where images go of which the manifest does not say it, by their registries. False where the user gave up. */
async function askRegistries(services: Services, built: Built): Promise<boolean> {
  const open = built.refs.filter(({ id }) => !pushPlace(id.image, mappingOf(built)));
  const answers = new Map<string, string>();
  for (const ref of open) {
    const from = ref.node.reference?.registry;
    if (from === undefined || answers.has(from)) continue;
    const to = await vscode.window.showInputBox({
      title: vscode.l10n.t('Push {0} to which registry?', nameOf(ref)),
      prompt: vscode.l10n.t('For all images of {0}; mips-port.yaml keeps it.', from),
      placeHolder: 'registry.local:5000/port',
      validateInput: (value) => placeProblem(value.trim(), ref),
    });
    if (to === undefined) return false;
    answers.set(from, to.trim());
  }
  if (answers.size === 0) return true;
  return editManifest(services, built.folder, (text) => rememberRegistries(text, answers));
}

/** What is wrong with a place to push to. */
function placeProblem(place: string, { id, node }: ImageRef): string | undefined {
  const from = node.reference?.registry ?? '';
  if (!readReference(`${place}/x`)) {
    return vscode.l10n.t(
      'Write a registry, with the beginning of a path where it has one: {0}',
      'host:5000/path',
    );
  }
  if (pushPlace(id.image, { registries: { [from]: place }, tags: {} })) return undefined;
  return vscode.l10n.t('That is where it comes from; write another registry.');
}

/** The nodes to serve; undefined where there are none, which was told, or the user gave up. */
async function askNodes({ manifest }: Built): Promise<readonly string[] | undefined> {
  const nodes = Object.entries(manifest?.nodes ?? {});
  if (nodes.length === 0) {
    const open = vscode.l10n.t('Open Manifest');
    const choice = await vscode.window.showWarningMessage(
      vscode.l10n.t('The manifest has no nodes; write them as nodes: { worker-1: { ssh: root@worker-1 } }'),
      open,
    );
    if (choice === open) await runCommand(commands.openManifest);
    return undefined;
  }
  if (nodes.length === 1) return nodes.map(([name]) => name);
  const items = nodes.map(([name, { ssh }]) => ({ label: name, description: ssh, picked: true }));
  const title = vscode.l10n.t('Deliver to which nodes?');
  const picked = await vscode.window.showQuickPick(items, { canPickMany: true, title });
  return picked === undefined || picked.length === 0 ? undefined : picked.map(({ label }) => label);
}
