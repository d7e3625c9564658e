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
});
