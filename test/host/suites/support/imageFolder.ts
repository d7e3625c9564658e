import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { escape, type Dialogs } from './dialogs';
import { eventually, root } from './workspace';

/**
 * Sources of images in the open workspace, by the side of the sample's own. A
 * test that ends calls `clear`, and the next one has another folder: the editor
 * holds documents of the first for a while, with the texts that they had.
 */
export class ImageFolder {
  private count = 0;
  private markers = 0;
  private readonly manifest = join(root().fsPath, 'mips-port.yaml');
  private readonly before = readFileSync(this.manifest, 'utf8');

  /** Relative to the workspace. */
  get name(): string {
    return `img${this.count}`;
  }

  /** Absolute. */
  get path(): string {
    return join(root().fsPath, this.name);
  }

  /** Writes a file below the folder. */
  put(file: string, text: string): void {
    const path = join(this.path, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  text(file: string): string {
    return readFileSync(join(this.path, file), 'utf8');
  }

  has(file: string): boolean {
    return existsSync(join(this.path, file));
  }

  uri(file: string): vscode.Uri {
    return vscode.Uri.file(join(this.path, file));
  }

  /** What the manifest gained since `setManifest('')`. */
  get manifestText(): string {
    const text = readFileSync(this.manifest, 'utf8');
    const start = this.start.trimEnd();
    assert.ok(text.startsWith(start), 'what was in the manifest has changed');
    return text.slice(start.length);
  }

  /** The sample's manifest, with a component of a name of its own, by which one can tell that it was read. */
  private get start(): string {
    return `${this.before}\n  - name: marker${this.markers}\n    path: hello\n`;
  }

  /** Lets the manifest be the sample's and more, and waits until the extension has read it. */
  async setManifest(more: string): Promise<void> {
    this.markers++;
    const text = this.start + more;
    await this.write(text);
    const task = `build marker${this.markers}`;
    await eventually(
      'the manifest in the extension',
      async () =>
        (await vscode.tasks.fetchTasks({ type: 'mips-port' })).some(({ name }) => name === task) || undefined,
    );
  }

  private async write(text: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.manifest);
    writeFileSync(this.manifest, text);
    await eventually(
      'the manifest in the editor',
      () => document.isClosed || document.getText() === text || undefined,
    );
  }

  /** How every image stands, as a list of them says it. */
  async states(dialogs: Dialogs): Promise<ReadonlyMap<string, string>> {
    dialogs.rows = [];
    dialogs.answer(escape);
    await vscode.commands.executeCommand('mipsPort.copyImageName');
    return new Map(
      dialogs.rows.flatMap((row) =>
        typeof row === 'string' ? [] : [[row.label, row.description ?? ''] as const],
      ),
    );
  }

  /** Waits until images stand so: `undefined` for one that is not there. */
  async until(dialogs: Dialogs, wanted: Readonly<Record<string, string | undefined>>): Promise<void> {
    let last: ReadonlyMap<string, string> = new Map();
    await eventually('images as they should be', async () => {
      last = await this.states(dialogs);
      return Object.entries(wanted).every(([name, state]) => last.get(name) === state) ? true : undefined;
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${JSON.stringify([...last])}`);
    });
  }

  /** Begins a test: an empty folder, and a manifest with no more than the sample's and this. */
  async begin(dialogs: Dialogs, more = ''): Promise<void> {
    this.count++;
    await this.makeWatched();
    await this.setManifest(more);
    await eventually('no images of an earlier test', async () => {
      const names = [...(await this.states(dialogs)).keys()].filter((name) => name.startsWith('localhost/'));
      return names.every((name) => name === 'localhost/agent:latest') || undefined;
    });
    dialogs.questions.length = 0;
  }

  /**
   * Makes the folder, and waits until the editor watches it. On Linux it never
   * hears of changes in a folder that was made before its parent was watched
   * (https://github.com/parcel-bundler/watcher/issues/97).
   */
  private async makeWatched(): Promise<void> {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*');
    let isWatched = false;
    watcher.onDidCreate(({ fsPath }) => (isWatched ||= fsPath === this.path));
    try {
      mkdirSync(this.path);
      await eventually('the folder in the editor', () => isWatched || undefined);
    } finally {
      watcher.dispose();
    }
  }

  /** Takes the files away again. */
  clear(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  /** Takes away what the manifest gained, too. */
  async dispose(): Promise<void> {
    this.clear();
    await this.write(this.before);
  }

  /** What commands take as their argument. */
  id(image: string): { readonly folder: string; readonly image: string } {
    return { folder: root().toString(), image };
  }
}
