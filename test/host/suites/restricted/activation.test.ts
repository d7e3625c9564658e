import assert from 'node:assert/strict';
import * as vscode from 'vscode';

suite('restricted mode', () => {
  test('is what this window is in', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  test('still activates the extension, for analysis', async () => {
    const extension = vscode.extensions.getExtension('mips-port.mips-port');
    assert.ok(extension, 'the extension is not loaded');
    await extension.activate();
    assert.ok(extension.isActive);
  });
});
