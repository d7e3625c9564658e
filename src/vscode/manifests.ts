import * as vscode from 'vscode';
import { manifestFileName } from '../core/manifest/fileName';
import type { Component, HostRecipe, Manifest } from '../core/manifest/manifest';
import type { ManifestReading } from '../core/manifest/readManifest';
import { findTarget, type Target } from '../core/target/targets';
import { diskFolders } from './scopes';
import { readSettings } from './settings';

/** The manifest of a workspace folder. */
export interface FolderManifest {
  readonly folder: vscode.WorkspaceFolder;
  readonly uri: vscode.Uri;
  readonly reading: ManifestReading;
}

/** A component and the folder whose manifest names it. */
export interface ComponentRef {
  readonly folder: vscode.WorkspaceFolder;
  readonly component: Component;
}

/**
 * Reads the manifests of all workspace folders, from the editor where one is
 * open and from disk elsewhere, and tells when they change.
 */
export class Manifests implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly disposables: readonly { dispose(): unknown }[];
  private known = new Map<string, FolderManifest>();
  private reading: Promise<void> | undefined;
  private reads = 0;
  /** The reading that began last. */
  private latest: Promise<void> | undefined;

  readonly onDidChange = this.changed.event;

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${manifestFileName}`);
    const reread = (): void => this.refresh();
    this.disposables = [
      this.changed,
      watcher,
      watcher.onDidChange(reread),
      watcher.onDidCreate(reread),
      watcher.onDidDelete(reread),
      vscode.workspace.onDidChangeWorkspaceFolders(reread),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.path.endsWith(`/${manifestFileName}`)) this.refresh();
      }),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** Reads again, soon; several calls in a row read once. */
  refresh(): void {
    this.reading ??= new Promise<void>((resolve) => setTimeout(resolve, 100)).then(async () => {
      this.reading = undefined;
      await this.read();
      this.changed.fire();
    });
  }

  /** The manifests as last read; the first call waits for the reading. */
  async all(): Promise<readonly FolderManifest[]> {
    if (this.known.size === 0 || this.reading) await (this.reading ?? this.read());
    return [...this.known.values()];
  }

  /** What the manifest of a folder says; undefined where there is none, or it cannot be used. */
  async of(folder: vscode.WorkspaceFolder): Promise<Manifest | undefined> {
    return (await this.all()).find((one) => one.folder === folder)?.reading.manifest;
  }

  /** Every component of every folder. */
  async components(): Promise<readonly ComponentRef[]> {
    return (await this.all()).flatMap(({ folder, reading }) =>
      (reading.manifest?.components ?? []).map((component) => ({ folder, component })),
    );
  }

  /** The target of a folder: the setting where it was set, else the manifest's, else mips64le. */
  targetOf(folder: vscode.Uri | undefined): Target {
    const chosen = readSettings(folder).target;
    const named = folder && this.known.get(folder.toString())?.reading.manifest?.target;
    return (
      findTarget(chosen ?? named ?? defaultTarget) ?? findTarget(named ?? defaultTarget) ?? fallbackTarget()
    );
  }

  /** The GOARCH that a folder is known to build on, chosen as the target is; amd64 otherwise. */
  hostOf(folder: vscode.Uri | undefined): string {
    const named = folder && this.known.get(folder.toString())?.reading.manifest?.host;
    return readSettings(folder).host ?? named ?? 'amd64';
  }

  /** The machines of the target's architecture that a folder's manifest names. */
  machinesOf(folder: vscode.Uri): Readonly<Record<string, HostRecipe>> {
    return this.known.get(folder.toString())?.reading.manifest?.hosts ?? {};
  }

  private read(): Promise<void> {
    const read = ++this.reads;
    this.latest = this.readFolders().then(async (found) => {
      // A reading that began later knows better, so who waits for this one waits for that one.
      if (read === this.reads) this.known = found;
      else await this.latest;
    });
    return this.latest;
  }

  private async readFolders(): Promise<Map<string, FolderManifest>> {
    const found = new Map<string, FolderManifest>();
    // The YAML parser is most of the extension's code, and no window needs it before its first manifest.
    const { readManifest } = await import('../core/manifest/readManifest');
    for (const folder of diskFolders()) {
      const uri = vscode.Uri.joinPath(folder.uri, manifestFileName);
      const text = await readText(uri);
      if (text === undefined) continue;
      found.set(folder.uri.toString(), {
        folder,
        uri,
        reading: readManifest(text, (template, ...args) => vscode.l10n.t(template, ...args)),
      });
    }
    return found;
  }
}

const defaultTarget = 'mips64le';

function fallbackTarget(): Target {
  const target = findTarget(defaultTarget);
  if (!target) throw new Error(`the table of targets lacks ${defaultTarget}`);
  return target;
}

/** The text of a file as the editor has it, else as on disk; undefined where there is none. */
async function readText(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
