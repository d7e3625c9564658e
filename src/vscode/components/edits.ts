import { sep } from 'node:path';
import * as vscode from 'vscode';

/** Files of git whose change says that a repository is another one now. */
const gitState = /\/\.git\/(?:HEAD|index|packed-refs|FETCH_HEAD|logs\/HEAD|refs\/.+)$/;
/** What is read for the view besides sources: series of patches, rebases that wait, and what was built. */
const ownState = /\.patch$|\/series\.yaml$|\/\.mips-port\/(?:build\/|worktrees\/[^/]+\.rebase\.json$)/;

/**
 * Counts the changes of files below folders: what git says of a folder holds
 * for as long as its count stays the same. Windows that come to the front
 * count too, for not all file systems tell of every change.
 */
export class Edits implements vscode.Disposable {
  private readonly counts = new Map<string, number>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable;

  /** Something of the folders that were asked about has changed, or may have. */
  readonly onDidChange = this.changed.event;

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*');
    const touch = (uri: vscode.Uri): void => this.touch(uri);
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      watcher,
      watcher.onDidChange(touch),
      watcher.onDidCreate(touch),
      watcher.onDidDelete(touch),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.touchAll();
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** How often something below a folder has changed since it was first asked about. */
  count(folder: string): number {
    const count = this.counts.get(folder) ?? 0;
    this.counts.set(folder, count);
    return count;
  }

  /** Takes everything for changed. */
  touchAll(): void {
    for (const [folder, count] of this.counts) this.counts.set(folder, count + 1);
    this.changed.fire();
  }

  private touch({ fsPath, path, scheme }: vscode.Uri): void {
    if (scheme !== 'file') return;
    if (ownState.test(path) || gitState.test(path)) this.changed.fire();
    if (/\/(?:\.git|\.mips-port)\//.test(path)) return;
    let counted = false;
    for (const [folder, count] of this.counts) {
      if (fsPath !== folder && !fsPath.startsWith(folder + sep)) continue;
      this.counts.set(folder, count + 1);
      counted = true;
    }
    if (counted) this.changed.fire();
  }
}
