import * as vscode from 'vscode';
import { commands, settings, settingsSection } from '../contributions';
import { diskFolders } from '../scopes';
import { mayRunProcesses, onCommand, type Services } from '../services';
import { readSettings } from '../settings';
import { publishDiagnostics } from './diagnostics';
import { rescanDocuments, watchDocuments } from './documents';
import { FolderScans, publishScanState } from './folders';
import { JudgeScans } from './judgeScans';

/** Settings that change what a scan finds. */
const scanSettings = [
  settings.target,
  settings.host,
  settings.scanExclude,
  settings.scanVendor,
  settings.buildTags,
  settings.nolint,
  settings.rules,
].map((key) => `${settingsSection}.${key}`);

/** Settings that change how Go is asked. */
const judgeSettings = [settings.judge, settings.goPath, settings.network].map(
  (key) => `${settingsSection}.${key}`,
);

/** Findings of documents and folders, in the background. */
export function register(services: Services): vscode.Disposable {
  const judge = new JudgeScans(services);
  const folders = new FolderScans(services, judge);
  const { manifests } = services;
  const targets = (): string =>
    diskFolders()
      .map(({ uri }) => manifests.targetOf(uri).goarch)
      .join();
  let target = targets();
  const scanAgain = async (): Promise<void> => {
    target = targets();
    await folders.scanAll();
    await rescanDocuments(services);
    judge.checkAll();
  };
  const subscriptions = [
    judge,
    folders,
    publishDiagnostics(services.findings),
    publishScanState(services),
    watchDocuments(services),
    onCommand(commands.scanWorkspace, () => scanWithProgress(folders)),
    onCommand(commands.cancelScan, () => folders.cancel()),
    onCommand(commands.restartJudge, async () => {
      if (await mayRunProcesses(vscode.l10n.t('Type check'))) await judge.restart();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (scanSettings.some((key) => event.affectsConfiguration(key))) void scanAgain();
      else if (judgeSettings.some((key) => event.affectsConfiguration(key))) void judge.restart();
    }),
    manifests.onDidChange(() => {
      if (targets() !== target) void scanAgain();
    }),
  ];
  void start(folders, judge, services);
  return vscode.Disposable.from(...subscriptions);
}

/** The first scan; it waits for the manifests, which may name the target. */
async function start(folders: FolderScans, judge: JudgeScans, { manifests }: Services): Promise<void> {
  await manifests.all();
  if (!readSettings(undefined).scanOnOpen) return;
  await folders.scanAll();
  judge.checkAll();
}

/** A scan that the user asked for: with a notification that can cancel it. */
async function scanWithProgress(folders: FolderScans): Promise<void> {
  if (diskFolders().length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Open a folder first: there is nothing to scan.'),
    );
    return;
  }
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('MIPS Port: scanning the workspace'),
      cancellable: true,
    },
    async (_progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      await folders.scanAll(controller.signal);
    },
  );
}
