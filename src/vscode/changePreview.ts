import * as vscode from 'vscode';
import { contextKeys } from './contributions';
import { makeWorkspaceEdit, planFiles, type PlannedFile, type RootEdits } from './workspaceEdit';

const changedScheme = 'mips-port-changed';

/**
 * Shows what fixes and conversions would make of files as a diff, and makes the
 * changes when the user says so. One preview at a time, whoever asks for it.
 */
export class ChangePreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private shown: { readonly title: string; readonly files: readonly PlannedFile[] } | undefined;
  private count = 0;
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly log: vscode.LogOutputChannel) {
    this.subscriptions = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(changedScheme, this),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.some((tab) => this.isOurs(tab))) this.forget();
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  /** Opens the diff. Does nothing but say so where no edit fits any more. */
  async show(what: string, parts: readonly RootEdits[]): Promise<void> {
    await this.discard();
    const { files, stale } = await planFiles(parts);
    if (stale.length > 0) this.reportStale(stale);
    if (files.length === 0) return;
    this.count++;
    const title = vscode.l10n.t('{0} (preview)', what);
    this.shown = { title, files };
    const rows = files.map((file): [vscode.Uri, vscode.Uri | undefined, vscode.Uri] => {
      const changed = file.uri.with({ scheme: changedScheme, query: String(this.count) });
      this.texts.set(changed.toString(), file.after);
      return [file.uri, file.document && file.uri, changed];
    });
    await vscode.commands.executeCommand('vscode.changes', title, rows);
    await vscode.commands.executeCommand('setContext', contextKeys.previewing, true);
    const apply = vscode.l10n.t('Apply');
    const discard = vscode.l10n.t('Discard');
    const question = vscode.l10n.t('{0}: change these {1} files?', what, files.length);
    const { shown } = this;
    void vscode.window.showInformationMessage(question, apply, discard).then(async (choice) => {
      if (this.shown !== shown) return;
      if (choice === apply) await this.apply();
      if (choice === discard) await this.discard();
    });
  }

  /** Makes the changes that are shown, except in files that were edited since. */
  async apply(): Promise<void> {
    const { shown } = this;
    if (!shown) return;
    await this.discard();
    const current = shown.files.filter(({ document, version }) => document?.version === version);
    const stale = shown.files.filter((file) => !current.includes(file));
    if (stale.length > 0) this.reportStale(stale.map(({ uri }) => uri));
    if (current.length === 0) return;
    const saved = current.flatMap(({ document }) => (document && !document.isDirty ? [document] : []));
    await vscode.workspace.applyEdit(makeWorkspaceEdit(current), { isRefactoring: true });
    // VS Code saves the files of a refactoring where they are several, and leaves a single one unsaved.
    const saves = vscode.workspace.getConfiguration('files').get<boolean>('refactoring.autoSave', true);
    if (saves) await Promise.all(saved.map((document) => document.save()));
  }

  /** Closes the diff and forgets the changes. */
  async discard(): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const ours = tabs.filter((tab) => this.isOurs(tab));
    this.forget();
    if (ours.length > 0) await vscode.window.tabGroups.close(ours);
  }

  /** VS Code adds the number of files to the title of a diff of many files. */
  private isOurs({ label }: vscode.Tab): boolean {
    return this.shown !== undefined && label.startsWith(this.shown.title);
  }

  private forget(): void {
    this.shown = undefined;
    this.texts.clear();
    void vscode.commands.executeCommand('setContext', contextKeys.previewing, false);
  }

  private reportStale(uris: readonly vscode.Uri[]): void {
    this.log.warn('not changed, because the text has changed:', ...uris.map(({ fsPath }) => fsPath));
    void vscode.window.showWarningMessage(
      vscode.l10n.t('{0} files have changed meanwhile and are left as they are.', uris.length),
    );
  }
}
