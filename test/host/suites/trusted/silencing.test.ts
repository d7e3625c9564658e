import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, fileUri, problemsOf, ruleOf, undo } from '../support/workspace';

const device = 'devices/device.go';

const rulesIn = (uri: vscode.Uri): readonly string[] => problemsOf(uri).map(ruleOf);

async function open(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(fileUri(path));
  await vscode.window.showTextDocument(document);
  await eventually(`problems of ${path}`, () => problemsOf(document.uri)[0]);
  return document;
}

function tabLabels(): readonly string[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
}

teardown(async () => {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
});

suite('numbers', () => {
  test('say in their hover what they stand for on host and target', async () => {
    const document = await open('sockets/options.go');
    const offset = document.getText().indexOf('soReuseAddr, 1)');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      document.positionAt(offset),
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
      .join('\n');
    assert.match(text.replaceAll('\\', ''), /unix\.SO_REUSEADDR/);
    assert.match(text, /\*\*amd64\*\* \| host \| `?2/);
    assert.match(text, /\*\*mips64le\*\* \| target \| `?4/);
  });
});

suite('ignoring', () => {
  test('puts a comment there by the light bulb, which the finding heeds until the comment goes', async () => {
    const document = await open(device);
    const offset = document.getText().indexOf('st.Rdev');
    const place = document.positionAt(offset);
    const here = (): boolean =>
      problemsOf(document.uri).some(({ range }) => document.getText(range).includes('st.Rdev'));
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(place, place.translate(0, 'st.Rdev'.length)),
    );
    const ignore = actions.find(({ title }) => title === 'Ignore this finding here (stat-width)');
    assert.ok(ignore?.edit, actions.map(({ title }) => title).join());
    const before = problemsOf(document.uri).length;
    const original = document.getText();
    assert.ok(await vscode.workspace.applyEdit(ignore.edit));
    assert.match(document.getText(), /\/\/ mips-port:ignore stat-width \(say why\)\n.*st\.Rdev/);
    await eventually('fewer problems', () => (problemsOf(document.uri).length < before ? true : undefined));
    await undo(document, original);
    await eventually('the problem again', () =>
      problemsOf(document.uri).length === before && here() ? true : undefined,
    );
  });
});

suite('the link of a problem', () => {
  test('opens the documentation of its rule', async () => {
    const document = await open(device);
    const problem = problemsOf(document.uri).find((found) => ruleOf(found) === 'stat-width');
    assert.ok(problem && typeof problem.code === 'object');
    await vscode.commands.executeCommand('vscode.open', problem.code.target);
    await eventually('the page', () => tabLabels().find((label) => label.includes('stat-width.md')));
  });

  test('opens it by the command too, as the Findings view calls it', async () => {
    await vscode.commands.executeCommand('mipsPort.showDocumentation', { kind: 'rule', rule: 'build-mode' });
    await eventually('the page', () => tabLabels().find((label) => label.includes('build-mode.md')));
  });
});

suite('the setting for rules', () => {
  test('turns a rule off, and gives its findings another severity', async () => {
    const document = await open(device);
    const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('mipsPort');
    const set = (value: unknown): Thenable<void> =>
      settings().update('rules', value, vscode.ConfigurationTarget.Workspace);
    try {
      void vscode.commands.executeCommand('mipsPort.turnOffRule', 'stat-width');
      await eventually('no such problem', () =>
        rulesIn(document.uri).includes('stat-width') ? undefined : true,
      );
      assert.deepEqual(settings().get('rules'), { 'stat-width': 'off' });
      await set({ 'stat-width': 'info' });
      const problem = await eventually('the problem as information', () =>
        problemsOf(document.uri).find((found) => ruleOf(found) === 'stat-width'),
      );
      assert.equal(problem.severity, vscode.DiagnosticSeverity.Information);
    } finally {
      await set(undefined);
    }
    await eventually('errors again', () =>
      problemsOf(document.uri).find(({ severity }) => severity === vscode.DiagnosticSeverity.Error),
    );
  });
});

suite('a baseline', () => {
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('mipsPort');
  const file = 'mips-port-baseline.json';

  suiteTeardown(async () => {
    await settings().update('baseline', undefined, vscode.ConfigurationTarget.Workspace);
    await vscode.workspace.fs.delete(fileUri(file));
  });

  test('leaves out what is in it, shows what is new, and everything again when it is left', async () => {
    const document = await open(device);
    const before = problemsOf(document.uri).length;
    void vscode.commands.executeCommand('mipsPort.writeBaseline');
    await eventually('the setting', () => (settings().get('baseline') === file ? true : undefined));
    await eventually('no problems', () => (problemsOf(document.uri).length === 0 ? true : undefined));
    const written = JSON.parse(
      new TextDecoder().decode(await vscode.workspace.fs.readFile(fileUri(file))),
    ) as { readonly target: string; readonly findings: readonly { readonly file: string }[] };
    assert.equal(written.target, 'mips64le');
    assert.equal(written.findings.filter((finding) => finding.file === device).length, before);

    const original = document.getText();
    const edit = new vscode.WorkspaceEdit();
    const end = document.lineAt(document.lineCount - 1).range.end;
    edit.insert(document.uri, end, '\nfunc inode(st *syscall.Stat_t) uint64 { return st.Dev }\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    const fresh = await eventually('the new problem', () => problemsOf(document.uri)[0]);
    assert.equal(problemsOf(document.uri).length, 1);
    assert.equal(document.getText(fresh.range), 'st.Dev');
    await undo(document, original);

    await vscode.commands.executeCommand('mipsPort.leaveBaseline');
    await eventually('all problems again', () =>
      problemsOf(document.uri).length === before ? true : undefined,
    );
  });

  test('that is none hides nothing', async () => {
    const document = await open(device);
    const before = problemsOf(document.uri).length;
    await vscode.workspace.fs.writeFile(fileUri(file), new TextEncoder().encode('{"version": 7}'));
    await settings().update('baseline', file, vscode.ConfigurationTarget.Workspace);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(problemsOf(document.uri).length, before);
  });
});
