import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { makeUpstream } from '../../../support/gadget';
import { eventually, fileUri, root } from './workspace';

/**
 * The component `gadget` in the open workspace: in the manifest, and an
 * upstream of it on disk. `dispose` takes both away again.
 */
export class GadgetComponent {
  /** Absolute path of its sources, which are not there yet. */
  readonly source = fileUri('src/gadget').fsPath;
  /** Absolute path of its series. */
  readonly patches = fileUri('patches/gadget').fsPath;
  readonly worktree = fileUri('.mips-port/worktrees/gadget').fsPath;
  /** What commands take as their argument. */
  readonly id = { folder: root().toString(), component: 'gadget' };
  readonly upstream: string;
  private readonly manifest = fileUri('mips-port.yaml').fsPath;
  private readonly before: string;
  private readonly scratch = mkdtempSync(join(tmpdir(), 'mips-port-gadget-'));

  constructor() {
    this.before = readFileSync(this.manifest, 'utf8');
    this.upstream = join(this.scratch, 'upstream');
    makeUpstream(this.upstream);
  }

  /** Writes it into the manifest and waits until the extension has read that. */
  async add(url = `file://${this.upstream}`): Promise<void> {
    const source = `{ git: '${url}', ref: v1.0, depth: 0 }`;
    writeFileSync(
      this.manifest,
      `${this.before}\n  - name: gadget\n    path: src/gadget\n    source: ${source}\n`,
    );
    await eventually('the component gadget', async () =>
      (await vscode.tasks.fetchTasks({ type: 'mips-port' })).find(({ name }) => name === 'build gadget'),
    );
  }

  /** Takes sources and patches away, for the next test. */
  clear(): void {
    for (const path of ['src', 'patches', '.mips-port/worktrees']) {
      rmSync(fileUri(path).fsPath, { recursive: true, force: true });
    }
  }

  /** Lets documents that the editor still holds from an earlier test have the texts that are on disk now. */
  async reload(): Promise<void> {
    const held = vscode.workspace.textDocuments.filter(({ uri }) => uri.fsPath.startsWith(`${this.source}/`));
    for (const document of held) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
  }

  dispose(): void {
    this.clear();
    writeFileSync(this.manifest, this.before);
    rmSync(this.scratch, { recursive: true, force: true });
  }

  run(command: string, more: object = {}): Thenable<unknown> {
    return vscode.commands.executeCommand(`mipsPort.${command}`, { ...this.id, ...more });
  }

  file(name: string): string {
    return readFileSync(join(this.source, name), 'utf8');
  }

  put(name: string, text: string): void {
    writeFileSync(join(this.source, name), text);
  }

  series(): string {
    const file = join(this.patches, 'series.yaml');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** The names of the patches, in the order in which they apply. */
  names(): readonly string[] {
    return [...this.series().matchAll(/file: (\S+\.patch)/g)].map(([, name]) => name ?? '');
  }
}
