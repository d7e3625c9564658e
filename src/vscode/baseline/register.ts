import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { baselineText, parseBaseline, type Baseline } from '../../core/report/baseline';
import { errorCode } from '../../node/diskFiles';
import { placeInRoot } from '../../node/insideRoot';
import { replaceFiles } from '../../node/replaceFiles';
import { commands, contextKeys, settings, settingsSection } from '../contributions';
import { diskFolders } from '../scopes';
import { onCommand, t, type Services } from '../services';
import { readSettings } from '../settings';

/** Where a baseline is written when the settings name none. */
const defaultFile = 'mips-port-baseline.json';

/** Baselines: what a folder's baseline file lists is not shown. */
export function register(services: Services): vscode.Disposable {
  const baselines = new Baselines(services);
  return vscode.Disposable.from(
    baselines,
    onCommand(commands.writeBaseline, () => baselines.write()),
    onCommand(commands.leaveBaseline, () => baselines.leave()),
  );
}

/** Keeps the store's baselines as the settings and the files have them. */
class Baselines implements vscode.Disposable {
  private watchers: vscode.Disposable = vscode.Disposable.from();
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly services: Services) {
    this.subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeConfiguration((event) => {
        const { baseline, target } = settings;
        const keys = [baseline, target].map((key) => `${settingsSection}.${key}`);
        if (keys.some((key) => event.affectsConfiguration(key))) this.restart();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.restart()),
      services.manifests.onDidChange(() => this.readAll()),
    );
    this.restart();
  }

  dispose(): void {
    this.watchers.dispose();
    this.subscriptions.dispose();
  }

  /** Writes what is found now to the baseline of each folder, and names the file in the settings where none is. */
  async write(): Promise<void> {
    const { findings, analysis } = this.services;
    const folder = await pickFolder();
    if (!folder) return;
    const root = folder.uri.fsPath;
    const set = readSettings(folder.uri).baseline;
    const file = set === '' ? defaultFile : set;
    const place = placeInRoot(root, file);
    if (place.kind !== 'inside') {
      void vscode.window.showErrorMessage(
        vscode.l10n.t(
          '{0}: a baseline is a file inside the folder; see the setting mipsPort.baseline.',
          file,
        ),
      );
      return;
    }
    const found = findings.everythingIn(root);
    const text = baselineText({ target: analysis.options({ root, folder }).target, findings: found });
    const failures = replaceFiles([{ file, path: place.path, before: undefined, after: text }], t);
    if (failures.length > 0) {
      void vscode.window.showErrorMessage(failures.join('\n'));
      return;
    }
    if (set === '') {
      await vscode.workspace
        .getConfiguration(settingsSection, folder.uri)
        .update(settings.baseline, file, targetOf());
    }
    this.read(folder);
    const open = vscode.l10n.t('Open');
    const message = vscode.l10n.t(
      '{0} findings are in {1} now; only new ones are shown. In CI: mips-port scan --baseline {1}',
      found.length,
      file,
    );
    if ((await vscode.window.showInformationMessage(message, open)) !== open) return;
    await vscode.window.showTextDocument(vscode.Uri.file(place.path));
  }

  /** Shows everything again; the file stays where it is. */
  async leave(): Promise<void> {
    for (const folder of diskFolders()) {
      if (readSettings(folder.uri).baseline === '') continue;
      const configuration = vscode.workspace.getConfiguration(settingsSection, folder.uri);
      const set = configuration.inspect<string>(settings.baseline);
      const target =
        set?.workspaceFolderValue !== undefined
          ? vscode.ConfigurationTarget.WorkspaceFolder
          : set?.workspaceValue !== undefined
            ? vscode.ConfigurationTarget.Workspace
            : vscode.ConfigurationTarget.Global;
      await configuration.update(settings.baseline, undefined, target);
    }
  }

  private restart(): void {
    this.watchers.dispose();
    const watched = diskFolders().flatMap((folder) => {
      const { baseline } = readSettings(folder.uri);
      if (baseline === '') return [];
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, baseline));
      const reread = (): void => this.read(folder);
      return [watcher, watcher.onDidChange(reread), watcher.onDidCreate(reread), watcher.onDidDelete(reread)];
    });
    this.watchers = vscode.Disposable.from(...watched);
    this.readAll();
  }

  private readAll(): void {
    const folders = diskFolders();
    for (const folder of folders) this.read(folder);
    const some = folders.some((folder) => readSettings(folder.uri).baseline !== '');
    void vscode.commands.executeCommand('setContext', contextKeys.hasBaseline, some);
  }

  private read(folder: vscode.WorkspaceFolder): void {
    const { findings, log } = this.services;
    const { baseline: file } = readSettings(folder.uri);
    const found = file === '' ? undefined : this.load(folder, file);
    if (typeof found === 'string') {
      log.warn(`baseline of ${folder.uri.fsPath}: ${found}`);
      void vscode.window.showWarningMessage(found);
    }
    findings.setBaseline(folder.uri.fsPath, typeof found === 'string' ? undefined : found);
  }

  /** A folder's baseline, or why there is none. */
  private load(folder: vscode.WorkspaceFolder, file: string): Baseline | string {
    const root = folder.uri.fsPath;
    const { target } = this.services.analysis.options({ root, folder });
    const place = placeInRoot(root, file);
    if (place.kind !== 'inside') {
      return t('{0}: a baseline is a file inside the folder; see the setting mipsPort.baseline.', file);
    }
    let text: string;
    try {
      text = readFileSync(place.path, 'utf8');
    } catch (error) {
      return t('{0} cannot be read ({1}); everything that is found is shown.', file, errorCode(error));
    }
    const baseline = parseBaseline(text);
    if (!baseline) return t('{0} is no baseline; everything that is found is shown.', file);
    if (baseline.target === target) return baseline;
    return t('{0} is a baseline for linux/{1}, not for linux/{2}.', file, baseline.target, target);
  }
}

async function pickFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = diskFolders();
  if (folders.length < 2) return folders[0];
  return vscode.window.showWorkspaceFolderPick({
    placeHolder: vscode.l10n.t('A baseline for which folder?'),
  });
}

/** Settings of one folder of several are that folder's own. */
function targetOf(): vscode.ConfigurationTarget {
  return diskFolders().length > 1
    ? vscode.ConfigurationTarget.WorkspaceFolder
    : vscode.ConfigurationTarget.Workspace;
}
