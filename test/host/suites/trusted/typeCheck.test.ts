import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, fileUri, hasProgram, problemsOf, ruleOf } from '../support/workspace';

suite('the type check', () => {
  suiteSetup(function () {
    if (!hasProgram('go')) this.skip();
  });

  test('finds what only Go can say, in a file that is not saved', async () => {
    const uri = fileUri('hello/main.go');
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document);
    try {
      // SO_RCVBUF is 8 on amd64 and 4098 on mips64le, which no uint8 holds.
      const text = '\nvar small uint8 = syscall.SO_RCVBUF\n';
      const start = document.getText().indexOf('import (');
      assert.ok(start >= 0, 'hello/main.go has no import block');
      await editor.edit((edit) => {
        edit.insert(document.positionAt(start + 'import ('.length), '\n\t"syscall"');
        edit.insert(new vscode.Position(document.lineCount, 0), text);
      });
      const problem = await eventually('a problem', () =>
        problemsOf(uri).find((one) => ruleOf(one) === 'rejected-on-target'),
      );
      assert.match(document.getText(problem.range), /SO_RCVBUF/);
    } finally {
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await eventually('no problem', () => (problemsOf(uri).length === 0 ? true : undefined));
  });

  test('follows an edit that is not saved into the files of packages that import it', async () => {
    const [declaring, importing] = [fileUri('devices/device.go'), fileUri('devices/cmd/devinfo/main.go')];
    const append = async (uri: vscode.Uri, text: string): Promise<vscode.TextDocument> => {
      const document = await vscode.workspace.openTextDocument(uri);
      const editor = await vscode.window.showTextDocument(document, { preview: false });
      await editor.edit((edit) => edit.insert(new vscode.Position(document.lineCount, 0), text));
      return document;
    };
    const problem = (): vscode.Diagnostic | undefined =>
      problemsOf(importing).find((one) => ruleOf(one) === 'rejected-on-target');
    try {
      const user = await append(importing, '\nvar small uint8 = devices.Size\n');
      const document = await append(declaring, '\nconst Size = syscall.SO_RCVBUF\n');
      const range = (await eventually('a problem', problem)).range;
      assert.equal(user.getText(range), 'devices.Size');
      // From here on the importing file stays as it is.
      for (const [value, before] of [
        ['1', 'syscall.SO_RCVBUF'],
        ['syscall.SO_RCVBUF', '1'],
      ] as const) {
        const at = document.getText().indexOf(`Size = ${before}`) + 'Size = '.length;
        const edit = new vscode.WorkspaceEdit();
        const end = document.positionAt(at + before.length);
        edit.replace(declaring, new vscode.Range(document.positionAt(at), end), value);
        await vscode.workspace.applyEdit(edit);
        await eventually(`Size to be ${value}`, () =>
          (problem() !== undefined) === (value !== '1') ? true : undefined,
        );
      }
    } finally {
      for (const uri of [declaring, importing]) {
        await vscode.window.showTextDocument(uri);
        await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      }
    }
    await eventually('no problem', () => (problemsOf(importing).length === 0 ? true : undefined));
  });
});
