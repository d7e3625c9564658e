import assert from 'node:assert/strict';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { Dialogs, escape } from '../support/dialogs';
import { eventually, problemsOf, ruleOf } from '../support/workspace';

function folder(name: string): vscode.WorkspaceFolder {
  const found = vscode.workspace.workspaceFolders?.find((one) => one.name === name);
  assert.ok(found, `${name} is not open`);
  return found;
}

const inFolder = (name: string, file: string): vscode.Uri => vscode.Uri.joinPath(folder(name).uri, file);

suite('a workspace of several folders', () => {
  const device = (): vscode.Uri => inFolder('devices', 'device.go');
  const signals = (): vscode.Uri => inFolder('signals', 'signals.go');

  test('has the findings of each', async () => {
    const width = await eventually('problems of the first', () => problemsOf(device())[0]);
    const missing = await eventually('problems of the second', () => problemsOf(signals())[0]);
    assert.deepEqual([ruleOf(width), ruleOf(missing)], ['stat-width', 'undefined-on-target']);
  });

  test('gives each folder its own target', async () => {
    await eventually('problems of the first', () => problemsOf(device())[0]);
    const settings = vscode.workspace.getConfiguration('mipsPort', folder('devices').uri);
    await settings.update('target', 'arm64', vscode.ConfigurationTarget.WorkspaceFolder);
    try {
      await eventually('no problems on arm64', () => (problemsOf(device()).length === 0 ? true : undefined));
      assert.ok(problemsOf(signals()).length > 0);
    } finally {
      await settings.update('target', undefined, vscode.ConfigurationTarget.WorkspaceFolder);
    }
    await eventually('problems again', () => problemsOf(device())[0]);
  });

  test('keeps a baseline to its folder', async () => {
    await eventually('problems of both', () => problemsOf(device())[0] && problemsOf(signals())[0]);
    const { uri } = folder('devices');
    const settings = vscode.workspace.getConfiguration('mipsPort', uri);
    const document = await vscode.workspace.openTextDocument(device());
    const found = problemsOf(device()).map(({ message }) => message);
    assert.ok(found.length > 0);
    const dialogs = new Dialogs();
    dialogs.answer('devices');
    try {
      await vscode.commands.executeCommand('mipsPort.writeBaseline');
      await eventually('no problems in the first', () =>
        problemsOf(device()).length === 0 ? true : undefined,
      );
      assert.ok(problemsOf(signals()).length > 0);
    } finally {
      dialogs.dispose();
      await settings.update('baseline', undefined, vscode.ConfigurationTarget.WorkspaceFolder);
    }
    await eventually('problems again', () => problemsOf(document.uri)[0]);
  });

  test('has the images of each, told apart by their folders', async () => {
    const dialogs = new Dialogs();
    const recipe = (name: string): vscode.Uri => inFolder(name, 'Dockerfile');
    try {
      writeFileSync(recipe('devices').fsPath, 'FROM scratch\nCOPY device.go /\n');
      writeFileSync(recipe('signals').fsPath, 'FROM alpine:3.18\n');
      const rows = async (): Promise<readonly string[]> => {
        dialogs.answer(escape);
        await vscode.commands.executeCommand('mipsPort.copyImageName');
        return dialogs.rows.map((row) =>
          typeof row === 'string' ? row : `${row.label}: ${row.description}`,
        );
      };
      const wanted = [
        'localhost/image:latest: buildable · devices',
        'localhost/image:latest: needs conversion · signals',
      ];
      let found: readonly string[] = [];
      await eventually('the images of both', async () => {
        found = await rows();
        return wanted.every((row) => found.includes(row)) || undefined;
      }).catch((error: unknown) => {
        throw new Error(`${String(error)}: ${found.join('; ')}`);
      });
      await vscode.commands.executeCommand('mipsPort.openDockerfile', {
        folder: folder('signals').uri.toString(),
        image: 'localhost/image:latest',
      });
      const opened = vscode.window.activeTextEditor?.document.uri.toString();
      assert.equal(opened, recipe('signals').toString());
    } finally {
      dialogs.dispose();
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      for (const name of ['devices', 'signals']) rmSync(recipe(name).fsPath, { force: true });
    }
  });

  test('forgets what a folder had when it goes, and a scan that it was about to get', async () => {
    const uri = signals();
    await eventually('problems of the second', () => problemsOf(uri)[0]);
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.go');
    try {
      let isTold = false;
      watcher.onDidChange((changed) => (isTold ||= changed.toString() === uri.toString()));
      appendFileSync(uri.fsPath, '\n// changed\n');
      await eventually('the change in the editor', () => isTold || undefined);
    } finally {
      watcher.dispose();
    }
    assert.ok(vscode.workspace.updateWorkspaceFolders(folder('signals').index, 1));
    await eventually('no problems of the second', () => (problemsOf(uri).length === 0 ? true : undefined));
    // A change is scanned when 1.5 s have been quiet.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    assert.deepEqual(problemsOf(uri), []);
    assert.ok(problemsOf(device()).length > 0);
  });
});
