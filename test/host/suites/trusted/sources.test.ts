import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { cloneUpstream, git } from '../../../support/gadget';
import { Dialogs } from '../support/dialogs';
import { GadgetComponent } from '../support/gadgetComponent';
import { fileUri } from '../support/workspace';

suite('sources of a component', () => {
  let gadget: GadgetComponent;
  let dialogs: Dialogs;

  suiteSetup(async () => {
    gadget = new GadgetComponent();
    await gadget.add();
  });
  suiteTeardown(() => gadget.dispose());
  setup(() => {
    dialogs = new Dialogs();
  });
  teardown(async () => {
    dialogs.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    gadget.clear();
  });

  test('are cloned at the ref of the manifest', async () => {
    await gadget.run('cloneSources');
    assert.equal(git(gadget.source, 'describe', '--tags'), 'v1.0');
    assert.deepEqual(dialogs.messages, []);
  });

  test('are cloned from a list of those that are missing', async () => {
    dialogs.answer(['gadget']);
    await vscode.commands.executeCommand('mipsPort.cloneSources');
    assert.equal(git(gadget.source, 'describe', '--tags'), 'v1.0');
  });

  test('are left alone where something else is in their folder', async () => {
    const file = vscode.Uri.joinPath(fileUri('src/gadget'), 'notes.txt');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('mine'));
    await gadget.run('cloneSources');
    assert.match(dialogs.last, /has files that are no clone/);
    assert.equal(readFileSync(file.fsPath, 'utf8'), 'mine');
  });

  test('are checked out at another ref, named or chosen', async () => {
    cloneUpstream(gadget.upstream, gadget.source);
    await gadget.run('checkOutRef', { ref: 'v1.1' });
    assert.equal(git(gadget.source, 'describe', '--tags'), 'v1.1');
    dialogs.answer('v1.2');
    await gadget.run('checkOutRef');
    assert.equal(git(gadget.source, 'describe', '--tags'), 'v1.2');
    dialogs.answer('Another Tag, Branch or Commit…', 'v1.0');
    await gadget.run('checkOutRef');
    assert.equal(git(gadget.source, 'describe', '--tags'), 'v1.0');
  });

  test('with changes are refused, with three ways on', async () => {
    cloneUpstream(gadget.upstream, gadget.source);
    gadget.put('version.go', 'package gadget\n');
    await gadget.run('checkOutRef', { ref: 'v1.1' });
    assert.match(dialogs.last, /^gadget has changes that are in no commit, so nothing was done: version\.go/);
    assert.deepEqual(dialogs.messages.at(-1)?.buttons, ['Stash', 'Use a Worktree', 'Show Changes']);
    assert.equal(git(gadget.source, 'describe', '--tags'), 'v1.0');
    assert.equal(gadget.file('version.go'), 'package gadget\n');
  });

  test('with changes are checked out when these are stashed', async () => {
    cloneUpstream(gadget.upstream, gadget.source);
    gadget.put('version.go', 'package gadget\n');
    dialogs.answer('Stash');
    await gadget.run('checkOutRef', { ref: 'v1.1' });
    assert.match(dialogs.last, /Your changes are in git stash/);
    assert.equal(git(gadget.source, 'describe', '--tags'), 'v1.1');
    assert.match(git(gadget.source, 'stash', 'list'), /mips-port: before v1\.1/);
    assert.match(git(gadget.source, 'stash', 'show', '-p'), /-const Version = "v1\.0"/);
  });

  test('with changes stay, and the ref comes beside them, in a worktree', async () => {
    cloneUpstream(gadget.upstream, gadget.source);
    gadget.put('version.go', 'package gadget\n');
    dialogs.answer('Use a Worktree');
    await gadget.run('checkOutRef', { ref: 'v1.1' });
    const beside = `${gadget.worktree}@v1.1`;
    assert.match(readFileSync(join(beside, 'version.go'), 'utf8'), /v1\.1/);
    assert.equal(gadget.file('version.go'), 'package gadget\n');
    assert.match(dialogs.last, /gadget is at v1\.1 in .*gadget@v1\.1/);
  });

  test('show their changes as one diff', async () => {
    cloneUpstream(gadget.upstream, gadget.source);
    gadget.put('version.go', 'package gadget\n');
    gadget.put('new.go', 'package gadget\n');
    dialogs.answer('Show Changes');
    await gadget.run('checkOutRef', { ref: 'v1.1' });
    const labels = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    assert.ok(
      labels.some((label) => label.startsWith('Changes of gadget')),
      labels.join(),
    );
    const before = vscode.Uri.file(join(gadget.source, 'version.go')).with({
      scheme: 'mips-port-git',
      query: JSON.stringify({ folder: gadget.source, revision: 'HEAD', file: 'version.go' }),
    });
    assert.match((await vscode.workspace.openTextDocument(before)).getText(), /const Version = "v1\.0"/);
    assert.ok(existsSync(join(gadget.source, 'new.go')));
  });
});
