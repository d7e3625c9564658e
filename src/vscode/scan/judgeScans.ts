import * as vscode from 'vscode';
import type { ChangedFile, Judge, JudgeOutcome } from '../../node/judge/judge';
import { diskFolders, scopeOf } from '../scopes';
import { t, type Services } from '../services';
import { readSettings } from '../settings';
import { storeVerdict } from './verdicts';

/** With what the judge takes for the edited package of a warm tree, its verdict is there within 300 ms. */
const typingDelayMs = 150;

/** Files whose change can change a verdict. */
const judgedFile = /\.(?:go|s|mod|sum|work)$/;

/**
 * Keeps the judge's verdict on every folder: checks a folder once, then asks
 * again about what changed, on disk or in an editor. The packages that changed
 * are answered first; those that import them follow while nothing else changes.
 * Does nothing in restricted mode and where the settings turn it off.
 */
export class JudgeScans implements vscode.Disposable {
  private judge: Promise<Judge> | undefined;
  private readonly checks = new Map<string, AbortController>();
  private readonly follows = new Map<string, AbortController>();
  /** What changed since the judge was last asked about a root. */
  private readonly changed = new Map<string, Map<string, ChangedFile>>();
  private readonly queues = new Map<string, Promise<void>>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly services: Services) {
    this.subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.edited(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        const scope = scopeOf(document.uri);
        if (scope?.folder && document.isDirty) this.touched(scope.folder, new Set([scope.file]));
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.checkAll()),
    );
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.subscriptions.dispose();
    void this.stop();
  }

  checkAll(): void {
    for (const folder of diskFolders()) this.check(folder);
  }

  async restart(): Promise<void> {
    await this.stop();
    this.checkAll();
  }

  /** Checks a whole folder. */
  check(folder: vscode.WorkspaceFolder): void {
    const { analysis, findings, log, manifests } = this.services;
    const root = folder.uri.fsPath;
    const settings = readSettings(folder.uri);
    this.checks.get(root)?.abort();
    this.follows.get(root)?.abort();
    // A verdict for another target or with other settings says nothing any more.
    findings.setVerdict(root, undefined);
    if (!vscode.workspace.isTrusted || !settings.judge) {
      findings.setJudgeState(root, { kind: 'off' });
      return;
    }
    const controller = new AbortController();
    this.checks.set(root, controller);
    this.changed.delete(root);
    findings.setJudgeState(root, { kind: 'checking' });
    this.enqueue(folder, async () => {
      if (controller.signal.aborted) return;
      const judge = await this.start();
      const overlay = Object.fromEntries(
        dirtyDocuments(root).map((document) => [scopeOf(document.uri)?.file ?? '', document.getText()]),
      );
      const options = analysis.options({ root, folder });
      await this.conclude(folder, controller.signal, () =>
        judge.check(
          {
            root,
            target: options.target,
            host: manifests.hostOf(folder.uri),
            tags: settings.tags,
            vendor: settings.vendor,
            deps: settings.judgeDependencies,
            network: settings.network,
            overlay,
          },
          controller.signal,
          ({ part, parts }) => log.debug(`type check of ${root}: part ${part} of ${parts}`),
        ),
      );
      // What changed while the judge was at work.
      this.update(folder);
    });
  }

  /** Forgets a folder that the window has no more. */
  leave(root: string): void {
    for (const asked of [this.checks, this.follows]) {
      asked.get(root)?.abort();
      asked.delete(root);
    }
    this.changed.delete(root);
  }

  /** Asks again about files that changed on disk. */
  touched(folder: vscode.WorkspaceFolder, files: ReadonlySet<string>): void {
    const state = this.services.findings.judgeState(folder.uri.fsPath).kind;
    if (state === 'unavailable' && [...files].some((file) => /\.(?:mod|work)$/.test(file))) {
      this.check(folder);
      return;
    }
    for (const file of files) {
      if (judgedFile.test(file)) this.note(folder, { file });
    }
    this.update(folder);
  }

  private edited(document: vscode.TextDocument): void {
    const scope = scopeOf(document.uri);
    const folder = scope?.folder;
    if (!scope || !folder || !judgedFile.test(scope.file)) return;
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => {
        this.timers.delete(key);
        // Its last change may have been to take the others back: then what is on disk counts.
        this.note(
          folder,
          document.isClosed ? { file: scope.file } : { file: scope.file, text: document.getText() },
        );
        this.update(folder);
      }, typingDelayMs),
    );
  }

  private note(folder: vscode.WorkspaceFolder, change: ChangedFile): void {
    const root = folder.uri.fsPath;
    const changes = this.changed.get(root) ?? new Map<string, ChangedFile>();
    this.changed.set(root, changes.set(change.file, change));
  }

  private update(folder: vscode.WorkspaceFolder): void {
    const root = folder.uri.fsPath;
    if (this.services.findings.judgeState(root).kind !== 'judged' || !this.changed.has(root)) return;
    this.follows.get(root)?.abort();
    this.enqueue(folder, async () => {
      const changes = [...(this.changed.get(root)?.values() ?? [])];
      this.changed.delete(root);
      if (changes.length === 0) return;
      const judge = await this.start();
      const signal = this.checks.get(root)?.signal ?? AbortSignal.abort();
      const pending = await this.conclude(folder, signal, () => judge.update(root, changes, signal));
      // What changed meanwhile comes first, and is followed by all that is pending then.
      if (pending > 0 && !this.changed.has(root)) this.follow(folder);
    });
  }

  /** Asks for what edits left pending; a newer edit or check aborts it. */
  private follow(folder: vscode.WorkspaceFolder): void {
    const root = folder.uri.fsPath;
    const controller = new AbortController();
    const { signal } = controller;
    this.follows.set(root, controller);
    this.enqueue(folder, async () => {
      if (signal.aborted) return;
      const judge = await this.start();
      await this.conclude(folder, signal, () => judge.follow(root, signal));
    });
  }

  /** One question at a time for each root. */
  private enqueue(folder: vscode.WorkspaceFolder, work: () => Promise<void>): void {
    const root = folder.uri.fsPath;
    const before = this.queues.get(root) ?? Promise.resolve();
    const next = before.then(work).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'AbortError') return;
      const message = error instanceof Error ? error.message : String(error);
      this.services.log.error(`type check of ${root} failed`, error);
      this.services.findings.setJudgeState(root, { kind: 'unavailable', message });
    });
    this.queues.set(root, next);
  }

  private conclude(
    folder: vscode.WorkspaceFolder,
    signal: AbortSignal,
    ask: () => Promise<JudgeOutcome>,
  ): Promise<number> {
    const unsent = ({ uri }: vscode.TextDocument): boolean => this.timers.has(uri.toString());
    return storeVerdict(this.services, folder, signal, unsent, ask);
  }

  private start(): Promise<Judge> {
    this.judge ??= this.create();
    return this.judge;
  }

  private async create(): Promise<Judge> {
    const { extensionUri, storageUri } = this.services;
    const { createJudge } = await import('../../node/judge/judge');
    return createJudge({
      goCommand: readSettings(diskFolders()[0]?.uri).goPath,
      storageDir: storageUri.fsPath,
      trusted: () => vscode.workspace.isTrusted,
      gocheckSourceDir: vscode.Uri.joinPath(extensionUri, 'dist', 'gocheck').fsPath,
      t,
    });
  }

  private async stop(): Promise<void> {
    for (const controller of [...this.checks.values(), ...this.follows.values()]) controller.abort();
    const judge = this.judge;
    this.judge = undefined;
    await (await judge)?.dispose();
  }
}

function dirtyDocuments(root: string): readonly vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(
    (document) => document.isDirty && scopeOf(document.uri)?.root === root,
  );
}
