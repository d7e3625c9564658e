import assert from 'node:assert/strict';
import * as vscode from 'vscode';
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
    const command = vscode.commands.executeCommand('mipsPort.writeBaseline');
    // The folder is asked for; the first one of the list is `devices`.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    void command;
    try {
      await eventually('no problems in the first', () =>
        problemsOf(device()).length === 0 ? true : undefined,
      );
      assert.ok(problemsOf(signals()).length > 0);
    } finally {
      await settings.update('baseline', undefined, vscode.ConfigurationTarget.WorkspaceFolder);
    }
    await eventually('problems again', () => problemsOf(document.uri)[0]);
  });

  test('forgets what a folder had when it goes', async () => {
    const uri = signals();
    await eventually('problems of the second', () => problemsOf(uri)[0]);
    const index = folder('signals').index;
    assert.ok(vscode.workspace.updateWorkspaceFolders(index, 1));
    await eventually('no problems of the second', () => (problemsOf(uri).length === 0 ? true : undefined));
    assert.ok(problemsOf(device()).length > 0);
  });
});
