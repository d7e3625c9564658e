import { dirname } from 'node:path/posix';
import * as vscode from 'vscode';
import { contextKeys } from '../contributions';
import { diskFolders, scopeOf } from '../scopes';
import type { Services } from '../services';
import { rescanDocuments } from './documents';
import type { JudgeScans } from './judgeScans';

/** How long files must be quiet before a folder is scanned again. */
const quietMs = 1500;
/** Folders whose scan takes longer than this are not scanned again for every saved file. */
const cheapScanMs = 2000;

/** What changes often and holds no sources of the user's. */
const unscanned = /(?:^|\/)(?:\.git|\.mips-port|node_modules)\//;

/** Scans whole workspace folders in the background and keeps them up to date. */
export class FolderScans implements vscode.Disposable {
  private readonly running = new Map<string, AbortController>();
  private readonly pending = new Map<string, NodeJS.Timeout>();
  private readonly changedFiles = new Map<string, Set<string>>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly services: Services,
    private readonly judge: Pick<JudgeScans, 'check' | 'leave' | 'touched'>,
  ) {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*');
    const touched = (uri: vscode.Uri): void => this.touched(uri);
    this.subscriptions = [
      watcher,
      watcher.onDidChange(touched),
      watcher.onDidCreate(touched),
      watcher.onDidDelete((uri) => {
        const under = `${uri.toString()}/`;
        services.findings.forget(
          (entry) => entry.uri.toString() === uri.toString() || entry.uri.toString().startsWith(under),
        );
        this.touched(uri);
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of removed) this.leave(uri.fsPath);
        for (const folder of added) void this.scan(folder).then(() => judge.check(folder));
      }),
    ];
  }

  dispose(): void {
    for (const timer of this.pending.values()) clearTimeout(timer);
    this.cancel();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** Scans every folder; resolves when all are done or cancelled. */
  async scanAll(signal?: AbortSignal): Promise<void> {
    await Promise.all(diskFolders().map((folder) => this.scan(folder, signal)));
  }

  /** Cancels the scan of a root, or all of them. */
  cancel(root?: string): void {
    for (const [key, controller] of this.running) {
      if (root === undefined || key === root) controller.abort();
    }
  }

  /** Forgets a folder that the window has no more, and what is under way about it. */
  private leave(root: string): void {
    this.cancel(root);
    this.running.delete(root);
    clearTimeout(this.pending.get(root));
    this.pending.delete(root);
    this.changedFiles.delete(root);
    this.judge.leave(root);
    this.services.findings.forgetRoot(root);
  }

  private async scan(folder: vscode.WorkspaceFolder, signal?: AbortSignal): Promise<void> {
    const { analysis, findings, log } = this.services;
    const root = folder.uri.fsPath;
    this.cancel(root);
    const controller = new AbortController();
    const stop = (): void => controller.abort();
    signal?.addEventListener('abort', stop, { once: true });
    this.running.set(root, controller);
    const before = findings.state(root);
    findings.setState(root, { kind: 'scanning', done: 0, total: 0 });
    try {
      const scope = { root, folder };
      const result = await analysis.engine.scan(analysis.options(scope), controller.signal, (progress) => {
        if (this.running.get(root) === controller) findings.setState(root, { kind: 'scanning', ...progress });
      });
      // A newer scan has begun, or the folder has left the window.
      if (this.running.get(root) !== controller) return;
      findings.setScannedRoot(root, result.findings, isOpenAndChanged);
      const { stats, skipped } = result;
      findings.setState(root, { kind: 'done', at: new Date(), stats, skipped });
      log.info(
        `scanned ${root} for ${result.target}: ${stats.files} files, ${stats.goFiles} of Go, ${result.findings.length} findings, ${Math.round(stats.milliseconds)} ms`,
      );
      for (const { file, reason } of skipped) log.info(`left out ${file}: ${reason}`);
      await rescanDocuments(this.services, root);
    } catch (error) {
      if (this.running.get(root) !== controller) return;
      if (controller.signal.aborted) {
        findings.setState(root, before.kind === 'done' ? before : { kind: 'cancelled' });
        return;
      }
      const message = error instanceof Error ? error.message : String(error);
      log.error(`scan of ${root} failed`, error);
      findings.setState(root, { kind: 'failed', message });
    } finally {
      signal?.removeEventListener('abort', stop);
      if (this.running.get(root) === controller) this.running.delete(root);
    }
  }

  /** Notes a file that changed on disk, and scans its folder when no more follow. */
  private touched(uri: vscode.Uri): void {
    const scope = scopeOf(uri);
    const folder = scope?.folder;
    if (!scope || !folder || unscanned.test(scope.file)) return;
    const { root } = scope;
    const files = this.changedFiles.get(root) ?? new Set();
    this.changedFiles.set(root, files.add(scope.file));
    clearTimeout(this.pending.get(root));
    this.pending.set(
      root,
      setTimeout(() => {
        this.pending.delete(root);
        this.changedFiles.delete(root);
        void this.update(folder, files).then(() => this.judge.touched(folder, files));
      }, quietMs),
    );
  }

  /** Scans a folder whole where that is cheap, else the changed files and their packages. */
  private async update(folder: vscode.WorkspaceFolder, files: ReadonlySet<string>): Promise<void> {
    const { analysis, findings, log } = this.services;
    const root = folder.uri.fsPath;
    const state = findings.state(root);
    if (state.kind !== 'done' || state.stats.milliseconds <= cheapScanMs) {
      await this.scan(folder);
      return;
    }
    const scope = { root, folder };
    const excluded = analysis.isExcluded(scope);
    const packages = new Set([...files].map((file) => dirname(file)));
    const known = findings
      .all()
      .filter((entry) => entry.root === root && packages.has(dirname(entry.file)))
      .map(({ file }) => file);
    try {
      for (const file of new Set([...files, ...known])) {
        if (excluded(file) || isOpenAndChanged(vscode.Uri.joinPath(folder.uri, file))) continue;
        const found = await analysis.engine.scanFile(analysis.options(scope), file);
        if (!isInWindow(folder)) return;
        findings.setScanned(root, file, found);
      }
      await rescanDocuments(this.services, root);
    } catch (error) {
      log.error(`scan of changed files in ${root} failed`, error);
    }
  }
}

/** Keeps the context key that welcome views and buttons read. */
export function publishScanState({ findings }: Services): vscode.Disposable {
  const publish = (): void => {
    const states = findings.roots().map(([, state]) => state.kind);
    const state = states.includes('scanning')
      ? 'scanning'
      : states.includes('failed')
        ? 'failed'
        : findings.all().length > 0
          ? 'found'
          : states.includes('done')
            ? 'clean'
            : 'none';
    void vscode.commands.executeCommand('setContext', contextKeys.scanState, state);
  };
  publish();
  return vscode.Disposable.from(findings.onDidChangeState(publish), findings.onDidChange(publish));
}

function isInWindow({ uri }: vscode.WorkspaceFolder): boolean {
  return diskFolders().some((folder) => folder.uri.toString() === uri.toString());
}

function isOpenAndChanged(uri: vscode.Uri): boolean {
  const key = uri.toString();
  return vscode.workspace.textDocuments.some(
    (document) => document.isDirty && document.uri.toString() === key,
  );
}
