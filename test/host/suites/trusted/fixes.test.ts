import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, fileUri, problemsOf, undo } from '../support/workspace';

async function actionsAt(
  document: vscode.TextDocument,
  text: string,
  kind?: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, `${text} is not in the file`);
  const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + text.length));
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    kind?.value,
  );
}

async function apply({ edit }: vscode.CodeAction): Promise<void> {
  assert.ok(edit, 'the action has no edit');
  assert.ok(await vscode.workspace.applyEdit(edit));
}

suite('quick fixes', () => {
  teardown(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  async function open(path: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(fileUri(path));
    await vscode.window.showTextDocument(document);
    await eventually(`problems of ${path}`, () => problemsOf(document.uri)[0]);
    return document;
  }

  test('convert where the value enters; the problem goes, and undo brings it back', async () => {
    const document = await open('devices/device.go');
    const before = problemsOf(document.uri).length;
    const original = document.getText();
    const actions = await actionsAt(document, 'st.Rdev');
    const fix = actions.find(({ isPreferred }) => isPreferred === true);
    assert.ok(fix, actions.map(({ title }) => title).join());
    await apply(fix);
    assert.match(document.getText(), /uint64\(st\.Rdev\)/);
    await eventually('one problem less', () =>
      problemsOf(document.uri).length === before - 1 ? true : undefined,
    );
    await undo(document, original);
    await eventually('the problem is back', () =>
      problemsOf(document.uri).length === before ? true : undefined,
    );
  });

  test('fix all of a rule in the file at once', async () => {
    const document = await open('devices/device.go');
    const actions = await actionsAt(document, 'st.Rdev');
    const all = actions.find(({ title }) => title.startsWith('Fix all stat-width in this file'));
    assert.ok(all, actions.map(({ title }) => title).join());
    await apply(all);
    await eventually('no problems', () => (problemsOf(document.uri).length === 0 ? true : undefined));
  });

  test('are offered on save as source.fixAll.mipsPort', async () => {
    const document = await open('devices/mount.go');
    const kind = vscode.CodeActionKind.SourceFixAll.append('mipsPort');
    const actions = await actionsAt(document, 'package', kind);
    assert.deepEqual(
      actions.map(({ kind: of }) => of?.value),
      [kind.value],
    );
    assert.ok(actions[0]);
    await apply(actions[0]);
    await eventually('no problems', () => (problemsOf(document.uri).length === 0 ? true : undefined));
  });

  test('put a comment that silences the finding, whoever found it', async () => {
    const document = await open('devices/device.go');
    const before = problemsOf(document.uri).length;
    const original = document.getText();
    const actions = await actionsAt(document, 'st.Rdev');
    const ignore = actions.find(({ title }) => title === 'Ignore this finding here (stat-width)');
    assert.ok(ignore, actions.map(({ title }) => title).join());
    assert.notEqual(ignore.isPreferred, true);
    await apply(ignore);
    assert.match(document.getText(), /^\t\/\/ mips-port:ignore stat-width \(say why\)\n\t.*st\.Rdev/m);
    await eventually('one problem less', () =>
      problemsOf(document.uri).length === before - 1 ? true : undefined,
    );
    await undo(document, original);
    await eventually('the problem is back', () =>
      problemsOf(document.uri).length === before ? true : undefined,
    );
  });

  test('come with the rule’s documentation and with fixes of the workspace', async () => {
    const document = await open('devices/device.go');
    const titles = (await actionsAt(document, 'st.Rdev')).map(({ title }) => title);
    assert.ok(titles.includes('Show documentation of stat-width'), titles.join());
    assert.ok(titles.includes('Fix all stat-width in the workspace…'), titles.join());
  });

  test('are not offered where there is no finding', async () => {
    const document = await open('devices/device.go');
    const ours = (await actionsAt(document, 'import (')).filter(
      ({ title }) => title.includes('stat-width') || title.includes('uint64'),
    );
    assert.deepEqual(ours, []);
  });
});
