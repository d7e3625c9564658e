import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readManifest } from '../support/manifest';

suite('activation', () => {
  test('happens by itself in a folder with go.mod files', async () => {
    const extension = vscode.extensions.getExtension('mips-port.mips-port');
    assert.ok(extension, 'the extension is not loaded');
    for (let waited = 0; !extension.isActive && waited < 30_000; waited += 100) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.ok(extension.isActive, 'the extension is not active after 30 seconds');
  });

  test('registers every command that the manifest contributes', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = readManifest().commands.filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  test('finds the folder trusted', () => {
    assert.equal(vscode.workspace.isTrusted, true);
  });
});
