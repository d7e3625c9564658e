import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { Dialogs } from '../support/dialogs';
import { eventually, fileUri } from '../support/workspace';

suite('the manifest grows', () => {
  let dialogs: Dialogs;
  let before: Uint8Array;
  const manifest = fileUri('mips-port.yaml');
  const text = async (): Promise<string> =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(manifest));

  setup(async () => {
    dialogs = new Dialogs();
    before = await vscode.workspace.fs.readFile(manifest);
  });
  teardown(async () => {
    dialogs.dispose();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.writeFile(manifest, before);
    // The editor and the tasks follow the file a moment later, and so would the next test's.
    const original = new TextDecoder().decode(before);
    await eventually('the manifest as it was', async () => {
      const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === manifest.toString());
      if (open && (open.isDirty || open.getText() !== original)) return undefined;
      const names = (await vscode.tasks.fetchTasks({ type: 'mips-port' })).map(({ name }) => name);
      const isOld =
        names.includes('build broken') && !names.some((name) => / (?:etcd|coredns|fresh)$/.test(name));
      return isOld || undefined;
    });
  });

  test('by components of the catalogue, for a set of versions', async () => {
    dialogs.answer('From the Catalogue', 'v1.16.2', ['etcd', 'runc']);
    await vscode.commands.executeCommand('mipsPort.addComponent');
    const written = await text();
    assert.match(written, /catalogue: etcd@v1\.16\.2/);
    assert.match(written, /catalogue: runc@v1\.16\.2/);
    assert.ok(written.startsWith(new TextDecoder().decode(before).slice(0, 200)), 'the rest has changed');
    assert.match(dialogs.last, /^Added: (?:etcd, runc|runc, etcd)$/);
    assert.deepEqual(dialogs.messages.at(-1)?.buttons, ['Clone Sources']);
    assert.deepEqual(dialogs.left, []);
    await eventually('the task of etcd', async () =>
      (await vscode.tasks.fetchTasks({ type: 'mips-port' })).find(({ name }) => name === 'build etcd'),
    );
  });

  test('by a folder of the workspace', async () => {
    const folder = fileUri('fresh');
    const put = (name: string, content: string): Thenable<void> =>
      vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), new TextEncoder().encode(content));
    await put('go.mod', 'module example.org/fresh\n\ngo 1.18\n');
    await put('main.go', 'package main\n\nfunc main() {}\n');
    try {
      await vscode.commands.executeCommand('mipsPort.addComponent', folder);
      assert.match(await text(), /- name: fresh\n {4}path: fresh/);
    } finally {
      await vscode.workspace.fs.delete(folder, { recursive: true });
    }
  });

  test('by nothing that is outside of it', async () => {
    await vscode.commands.executeCommand('mipsPort.addComponent', vscode.Uri.file('/usr'));
    assert.match(dialogs.last, /\/usr is outside of /);
    assert.deepEqual(await vscode.workspace.fs.readFile(manifest), before);
  });

  test('anew, from the folder and the catalogue', async () => {
    dialogs.answer('Replace It', ['Found in sample', 'From the Catalogue'], 'today', ['hello', 'coredns']);
    await vscode.commands.executeCommand('mipsPort.initializeWorkspace');
    const document = await eventually('the manifest', () => {
      const open = vscode.window.activeTextEditor?.document;
      return open?.uri.toString() === manifest.toString() ? open : undefined;
    });
    assert.match(document.getText(), /- name: hello\n {4}path: hello/);
    assert.match(document.getText(), /catalogue: coredns@today/);
    assert.ok(!document.getText().includes('devices'));
    assert.ok(existsSync(manifest.fsPath));
  });
});
