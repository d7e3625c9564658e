import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, fileUri, problemsOf, ruleOf, undo } from '../support/workspace';

suite('findings', () => {
  teardown(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('of the whole folder are in the Problems panel without opening a file', async () => {
    for (const [path, rule] of [
      ['devices/device.go', 'stat-width'],
      ['signals/signals.go', 'undefined-on-target'],
    ] as const) {
      const problems = await eventually(`problems of ${path}`, () => {
        const found = problemsOf(fileUri(path)).filter((diagnostic) => ruleOf(diagnostic) === rule);
        return found.length > 0 ? found : undefined;
      });
      assert.equal(problems[0]?.severity, vscode.DiagnosticSeverity.Error);
    }
  });

  test('underline the very words, and link to the rule', async () => {
    const document = await vscode.workspace.openTextDocument(fileUri('devices/device.go'));
    const words = await eventually('problems', () => {
      const found = problemsOf(document.uri);
      return found.length > 0 ? found.map(({ range }) => document.getText(range)) : undefined;
    });
    assert.ok(words.includes('st.Rdev'), words.join());
    const [first] = problemsOf(document.uri);
    assert.ok(first && typeof first.code === 'object');
    assert.match(first.code.target.toString(true), /:\/\/mips-port\.mips-port\/rules\/stat-width$/);
  });

  test('follow what is typed, before it is saved', async () => {
    const document = await vscode.workspace.openTextDocument(fileUri('devices/device.go'));
    const editor = await vscode.window.showTextDocument(document);
    const original = document.getText();
    const before = await eventually('problems', () => problemsOf(document.uri).length || undefined);
    const line = document
      .getText()
      .split('\n')
      .findIndex((text) => text.includes('Number: st.Rdev'));
    const at = document.lineAt(line).text.indexOf('st.Rdev');
    await editor.edit((edit) => {
      edit.replace(new vscode.Range(line, at, line, at + 'st.Rdev'.length), 'uint64(st.Rdev)');
    });
    await eventually('one problem less', () =>
      problemsOf(document.uri).length === before - 1 ? true : undefined,
    );
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// A line above.\n'));
    await eventually('problems one line down', () =>
      problemsOf(document.uri).every(({ range }) => document.getText(range).includes('Rdev'))
        ? true
        : undefined,
    );
    await undo(document, original);
    await eventually('all problems again', () =>
      problemsOf(document.uri).length === before ? true : undefined,
    );
  });

  test('follow changes that others make on disk', async () => {
    const uri = fileUri('hello/late.go');
    const text =
      'package main\n\nimport "syscall"\n\nvar late uint64 = first.Dev\n\nvar first syscall.Stat_t\n';
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    try {
      await eventually('a problem in the new file', () => problemsOf(uri)[0]);
    } finally {
      await vscode.workspace.fs.delete(uri);
    }
    await eventually('no problem after it is gone', () => (problemsOf(uri).length === 0 ? true : undefined));
  });

  test('leave excluded files alone', async () => {
    const uri = fileUri('devices/mount.go');
    await eventually('problems', () => problemsOf(uri)[0]);
    const settings = vscode.workspace.getConfiguration('mipsPort');
    await settings.update('scan.exclude', ['**/mount.go'], vscode.ConfigurationTarget.Workspace);
    try {
      await eventually('no problems', () => (problemsOf(uri).length === 0 ? true : undefined));
      assert.ok(problemsOf(fileUri('devices/device.go')).length > 0);
    } finally {
      await settings.update('scan.exclude', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await eventually('problems again', () => problemsOf(uri)[0]);
  });

  test('are the chosen target’s', async () => {
    const uri = fileUri('devices/device.go');
    await eventually('problems', () => problemsOf(uri)[0]);
    const settings = vscode.workspace.getConfiguration('mipsPort');
    await settings.update('target', 'arm64', vscode.ConfigurationTarget.Workspace);
    try {
      await eventually('no problems on arm64', () => (problemsOf(uri).length === 0 ? true : undefined));
    } finally {
      await settings.update('target', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await eventually('problems again', () => problemsOf(uri)[0]);
  });
});

suite('hovers', () => {
  test('show host and target side by side', async () => {
    const document = await vscode.workspace.openTextDocument(fileUri('devices/device.go'));
    const offset = document.getText().indexOf('st.Rdev') + 'st.R'.length;
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      document.positionAt(offset),
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
      .join('\n');
    assert.match(text, /Rdev/);
    assert.match(text, /\*\*amd64\*\* \| host \| `uint64`/);
    assert.match(text, /\*\*mips64le\*\* \| target \| `uint32`/);
    assert.match(text, /\| arm64 \|/);
  });
});
