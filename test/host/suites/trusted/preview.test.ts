import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, fileUri, problemsOf } from '../support/workspace';

function previewTab(): vscode.Tab | undefined {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .find(({ label }) => label.includes('(preview)'));
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(fileUri(path)));
  } catch {
    return undefined;
  }
}

suite('fixes of the whole workspace', () => {
  const paths = ['boltlike/limits_mips64x.go', 'signals/signals.go', 'signals/clock.go', 'boltlike/db.go'];
  const originals = new Map<string, string | undefined>();

  suiteSetup(async () => {
    for (const path of paths) originals.set(path, await textOf(path));
    await eventually('problems', () => problemsOf(fileUri('boltlike/db.go'))[0]);
  });

  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const [path, text] of originals) {
      const uri = fileUri(path);
      if (text !== undefined) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
      else if ((await textOf(path)) !== undefined) await vscode.workspace.fs.delete(uri);
    }
  });

  test('are shown as a diff, and discarded without a trace', async () => {
    await vscode.commands.executeCommand('mipsPort.fixRuleInWorkspace', 'undefined-on-target');
    await eventually('the preview', previewTab);
    for (const path of paths) assert.equal(await textOf(path), originals.get(path), path);
    await vscode.commands.executeCommand('mipsPort.discardPreviewedFixes');
    await eventually('no preview', () => (previewTab() ? undefined : true));
    for (const path of paths) assert.equal(await textOf(path), originals.get(path), path);
  });

  test('are made when they are applied, new files included', async () => {
    await vscode.commands.executeCommand('mipsPort.fixRuleInWorkspace', 'undefined-on-target');
    await eventually('the preview', previewTab);
    await vscode.commands.executeCommand('mipsPort.applyPreviewedFixes');
    const created = await eventually('the new file', () => textOf('boltlike/limits_mips64x.go'));
    assert.match(created, /^package boltlike$/m);
    assert.equal(previewTab(), undefined);
    await eventually('no problem', () =>
      problemsOf(fileUri('boltlike/db.go')).length === 0 ? true : undefined,
    );
  });
});
