import { join, sep } from 'node:path';
import * as vscode from 'vscode';
import { classify, type Availability } from '../../core/images/classify';
import { isImageSource } from '../../core/images/sources/fileNames';
import { baseName } from '../../core/go/paths';
import { settings, settingsSection } from '../contributions';
import type { FolderManifest } from '../manifests';
import { diskFolders, scopeOf } from '../scopes';
import type { Services } from '../services';
import { unsavedTexts } from '../unsavedTexts';
import type { BuiltImage, FolderImages } from './model';

const refreshDelayMs = 300;

/**
 * The images of all workspace folders. They are read when somebody first asks,
 * and again when a file that says something about images changes; what a
 * registry has said stays for as long as the window is open.
 */
export class WorkspaceImages implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable;
  private readonly going = new Map<string, Map<string, string>>();
  private readonly asked = new Map<string, ReadonlyMap<string, Availability>>();
  private known: Promise<readonly FolderImages[]> | undefined;
  private timer: NodeJS.Timeout | undefined;

  readonly onDidChange = this.changed.event;

  constructor(private readonly services: Services) {
    const files = vscode.workspace.createFileSystemWatcher('**/*');
    const look = (uri: vscode.Uri): void => {
      if (this.isSource(uri)) this.refresh();
    };
    this.subscriptions = vscode.Disposable.from(
      files,
      files.onDidChange(look),
      files.onDidCreate((uri) => void this.onCreated(uri)),
      files.onDidDelete((uri) => void this.onDeleted(uri)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) look(document.uri);
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
      // Another engine has built other images.
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`${settingsSection}.${settings.imageEngine}`)) this.refresh();
      }),
      services.manifests.onDidChange(() => this.refresh()),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscriptions.dispose();
    this.changed.dispose();
  }

  /** A folder that is moved or copied in comes as one event, without those of what is in it. */
  private async onCreated(uri: vscode.Uri): Promise<void> {
    if (this.isSource(uri)) this.refresh();
    else if (this.isWatched(uri) && this.known && (await isFolder(uri))) this.refresh();
  }

  /** So does one that is taken away. */
  private async onDeleted(uri: vscode.Uri): Promise<void> {
    if (this.isSource(uri)) {
      this.refresh();
      return;
    }
    if (!this.isWatched(uri)) return;
    const known = await this.known?.catch(() => undefined);
    if (known?.some((images) => sourcesOf(images).some((path) => path.startsWith(`${uri.fsPath}${sep}`)))) {
      this.refresh();
    }
  }

  /** The images as last read; the first call reads them. */
  async all(): Promise<readonly FolderImages[]> {
    const reading = (this.known ??= this.read());
    const found = await reading;
    // A reading that began meanwhile knows better, whichever of them ends first.
    return reading === this.known ? found : this.all();
  }

  /**
   * Reads again, soon; nothing is read before somebody has asked. While a read
   * goes on at most one more waits for it, however much is typed meanwhile: a
   * tree as large as Kubernetes takes seconds.
   */
  refresh(): void {
    this.timer ??= setTimeout(() => void this.readAgain(), refreshDelayMs);
  }

  private async readAgain(): Promise<void> {
    await this.known?.catch(() => undefined);
    this.timer = undefined;
    if (!this.known) return;
    this.known = this.read();
    this.changed.fire();
  }

  /** Keeps what registries said of a folder's images. */
  setAvailability(folder: vscode.WorkspaceFolder, answers: ReadonlyMap<string, Availability>): void {
    const key = folder.uri.toString();
    this.asked.set(key, new Map([...(this.asked.get(key) ?? []), ...answers]));
    this.refresh();
  }

  /** Says what is done to images of a folder now; nothing where it is done. */
  setProgress(folder: vscode.WorkspaceFolder, images: readonly string[], step: string | undefined): void {
    const going = this.goingIn(folder);
    for (const image of images) {
      if (step === undefined) going.delete(image);
      else going.set(image, step);
    }
    this.changed.fire();
  }

  /** The images of a folder, read anew. */
  async fresh(folder: vscode.WorkspaceFolder): Promise<FolderImages> {
    this.known = this.read();
    const found = (await this.all()).find((one) => one.folder === folder);
    if (!found) throw new Error(`${folder.name} is no folder of this window any more`);
    return found;
  }

  private goingIn({ uri }: vscode.WorkspaceFolder): Map<string, string> {
    const key = uri.toString();
    const going = this.going.get(key) ?? new Map<string, string>();
    this.going.set(key, going);
    return going;
  }

  private isWatched(uri: vscode.Uri): boolean {
    const scope = scopeOf(uri);
    return (
      scope?.folder !== undefined && !/(?:^|\/)(?:\.git|\.mips-port|node_modules)(?:\/|$)/.test(scope.file)
    );
  }

  private isSource(uri: vscode.Uri): boolean {
    const scope = scopeOf(uri);
    if (!scope || !this.isWatched(uri)) return false;
    return (
      isImageSource(scope.file) ||
      ['BASEIMAGE', 'VERSION'].includes(baseName(scope.file)) ||
      this.lists.has(uri.toString())
    );
  }

  /** URIs of the lists that manifests name, as last read. */
  private lists: ReadonlySet<string> = new Set();

  private async read(): Promise<readonly FolderImages[]> {
    const manifests = await this.services.manifests.all();
    this.lists = new Set(
      manifests.flatMap(({ folder, reading }) =>
        (reading.manifest?.images.lists ?? []).map((list) =>
          vscode.Uri.joinPath(folder.uri, list).toString(),
        ),
      ),
    );
    const byFolder = new Map(manifests.map((manifest) => [manifest.folder.uri.toString(), manifest]));
    return Promise.all(
      diskFolders().map((folder) => this.readFolder(folder, byFolder.get(folder.uri.toString()))),
    );
  }

  private async readFolder(
    folder: vscode.WorkspaceFolder,
    manifest: FolderManifest | undefined,
  ): Promise<FolderImages> {
    const { analysis, manifests } = this.services;
    const { goarch } = manifests.targetOf(folder.uri);
    const read = manifest?.reading.manifest;
    const { bundle } = vscode.l10n;
    const loaded = await analysis.engine.images({
      root: folder.uri.fsPath,
      goarch,
      host: manifests.hostOf(folder.uri),
      texts: unsavedTexts(folder),
      ...(read && { manifest: { images: read.images, bases: read.bases } }),
      ...(bundle && { l10n: bundle }),
    });
    const availability = this.asked.get(folder.uri.toString()) ?? new Map<string, Availability>();
    const states = classify(loaded.graph, { goarch, choices: loaded.choices, availability });
    const target = manifests.targetOf(folder.uri);
    const progress = this.goingIn(folder);
    const known = { ...loaded, states, availability };
    const place = {
      root: folder.uri.fsPath,
      host: manifests.hostOf(folder.uri),
      target,
      engine: async () => (await import('./engine')).imageEngineOf(folder.uri),
    };
    // A build that goes on puts the same files in their places.
    const mayLook = vscode.workspace.isTrusted && progress.size === 0;
    const built = mayLook
      ? await (await import('./built')).readBuilt(known, place)
      : new Map<string, BuiltImage>();
    return { ...known, folder, goarch, built, progress };
  }
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
  } catch {
    // Gone again.
    return false;
  }
}

/** Absolute paths of the files that say something about a folder's images. */
function sourcesOf({ folder, graph }: FolderImages): readonly string[] {
  return [...graph.nodes.values()].flatMap(({ demands, recipe }) => [
    ...demands.flatMap(({ at }) => (at ? [join(folder.uri.fsPath, at.file)] : [])),
    ...(recipe?.origin.kind === 'dockerfile' ? [join(folder.uri.fsPath, recipe.origin.path)] : []),
  ]);
}
