import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { cloneUpstream, gadget as texts, git } from '../../../support/gadget';
import { Dialogs } from '../support/dialogs';
import { GadgetComponent } from '../support/gadgetComponent';

const branch = 'mips64le/gadget';

suite('patches of a component', () => {
  let gadget: GadgetComponent;
  let dialogs: Dialogs;

  suiteSetup(async () => {
    gadget = new GadgetComponent();
    await gadget.add();
  });
  suiteTeardown(() => gadget.dispose());
  setup(() => {
    dialogs = new Dialogs();
    cloneUpstream(gadget.upstream, gadget.source);
  });
  teardown(async () => {
    dialogs.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    gadget.clear();
  });

  /** Two patches, one for each package, as commits on the branch. */
  async function recordTwo(): Promise<void> {
    gadget.put('device.go', texts.device('uint64(st.Rdev)'));
    gadget.put('links/links.go', texts.links('uint64(st.Nlink)'));
    dialogs.answer('One Patch for Each Package');
    await gadget.run('recordPatches');
    assert.equal(gadget.names().length, 2, dialogs.last);
  }

  /** The file that the active editor shows. */
  function shownFile(): string | undefined {
    return vscode.window.activeTextEditor?.document.uri.fsPath;
  }

  /** The sources as upstream has them, without the patches. */
  function leaveBranch(): void {
    git(gadget.source, 'checkout', '--quiet', 'v1.0');
    git(gadget.source, 'branch', '--quiet', '-D', branch);
  }

  test('are recorded from fixes, those in unsaved editors too', async () => {
    await gadget.reload();
    const document = await vscode.workspace.openTextDocument(join(gadget.source, 'device.go'));
    const editor = await vscode.window.showTextDocument(document);
    const at = document.getText().indexOf('st.Rdev');
    await editor.edit((edit) =>
      edit.replace(new vscode.Range(document.positionAt(at), document.positionAt(at + 7)), 'uint64(st.Rdev)'),
    );
    assert.ok(document.isDirty);
    dialogs.answer('One Patch for Each Rule');
    await gadget.run('recordPatches');
    const [name] = gadget.names();
    assert.match(name ?? dialogs.last, /^0001-.*\.patch$/);
    const mail = readFileSync(join(gadget.patches, name ?? ''), 'utf8');
    assert.match(mail, /^Signed-off-by: Ada Porter <ada@example\.org>$/m);
    assert.match(mail, /^\+\treturn number\(uint64\(st\.Rdev\)\), nil$/m);
    assert.match(gadget.series(), /rules: \[ ?stat-width ?\]/);
    assert.equal(git(gadget.source, 'branch', '--show-current'), branch);
    assert.equal(git(gadget.source, 'status', '--porcelain'), '');
  });

  test('are not recorded where nothing has changed, which is said', async () => {
    dialogs.answer('One Patch for Each Rule');
    await gadget.run('recordPatches');
    assert.match(dialogs.last, /gadget has no changes to record/);
    assert.equal(gadget.series(), '');
  });

  test('are applied as commits on a branch of their own', async () => {
    await recordTwo();
    leaveBranch();
    await gadget.run('applyPatches');
    assert.equal(git(gadget.source, 'branch', '--show-current'), branch);
    assert.equal(git(gadget.source, 'rev-list', '--count', 'v1.0..HEAD'), '2');
  });

  test('are not applied over changes; the message offers a stash, a worktree and a look', async () => {
    await recordTwo();
    leaveBranch();
    gadget.put('version.go', 'package gadget\n');
    await gadget.run('applyPatches');
    assert.match(dialogs.last, /^gadget has changes that are in no commit, so nothing was done: version\.go/);
    assert.deepEqual(dialogs.messages.at(-1)?.buttons, ['Stash', 'Use a Worktree', 'Show Changes']);
    assert.equal(git(gadget.source, 'describe', '--tags'), 'v1.0');

    dialogs.answer('Use a Worktree');
    await gadget.run('applyPatches');
    assert.equal(gadget.file('version.go'), 'package gadget\n');
    assert.equal(git(gadget.worktree, 'rev-list', '--count', 'v1.0..HEAD'), '2');
    git(gadget.source, 'worktree', 'remove', gadget.worktree);

    dialogs.answer('Stash');
    await gadget.run('applyPatches');
    assert.match(dialogs.last, /Your changes are in git stash/);
    assert.equal(git(gadget.source, 'branch', '--show-current'), branch);
    assert.match(git(gadget.source, 'stash', 'show', '-p'), /-const Version/);
  });

  test('apply whole or not at all', async () => {
    await recordTwo();
    leaveBranch();
    const second = join(gadget.patches, gadget.names()[1] ?? '');
    const [place = ''] = /(?:st\.Rdev|st\.Nlink)/.exec(readFileSync(second, 'utf8')) ?? [];
    writeFileSync(second, readFileSync(second, 'utf8').replaceAll(place, 'st.Other'));
    await gadget.run('applyPatches');
    assert.match(dialogs.last, /does not apply: .*Nothing was changed/);
    assert.equal(git(gadget.source, 'describe', '--tags'), 'v1.0');
    dialogs.answer('Open Patch');
    await gadget.run('applyPatches');
    assert.equal(shownFile(), second);
  });

  test('are refreshed from the commits of their branch', async () => {
    await recordTwo();
    git(gadget.source, 'commit', '--quiet', '--amend', '--no-gpg-sign', '-m', 'links: count in 64 bits');
    await gadget.run('refreshPatches');
    assert.match(gadget.names()[1] ?? '', /^0002-links-count-in-64-bits\.patch$/);
  });

  test('are moved up and down', async () => {
    await recordTwo();
    const [first = '', second = ''] = gadget.names().map((name) => name.slice(5));
    await gadget.run('movePatchUp', { patch: gadget.names()[1] });
    assert.deepEqual(gadget.names(), [`0001-${second}`, `0002-${first}`]);
    await gadget.run('movePatchDown', { patch: gadget.names()[0] });
    assert.deepEqual(gadget.names(), [`0001-${first}`, `0002-${second}`]);
  });

  test('are not moved over changes before these are stashed', async () => {
    await recordTwo();
    const before = gadget.names();
    gadget.put('version.go', 'package gadget\n');
    await gadget.run('movePatchUp', { patch: before[1] });
    assert.deepEqual(gadget.names(), before);
    assert.deepEqual(dialogs.messages.at(-1)?.buttons, ['Stash', 'Show Changes']);
    dialogs.answer('Stash');
    await gadget.run('movePatchUp', { patch: before[1] });
    assert.notDeepEqual(gadget.names(), before);
    assert.match(git(gadget.source, 'stash', 'list'), /mips-port: Moving 0002/);
  });

  test('are dropped when the user says so again, with their change', async () => {
    await recordTwo();
    const [first = ''] = gadget.names();
    await gadget.run('dropPatch', { patch: first });
    assert.equal(gadget.names().length, 2);
    dialogs.answer('Drop');
    await gadget.run('dropPatch', { patch: first });
    assert.equal(gadget.names().length, 1);
    assert.equal(git(gadget.source, 'rev-list', '--count', 'v1.0..HEAD'), '1');
    assert.ok(!existsSync(join(gadget.patches, first)));
  });

  test('say where they stand upstream', async () => {
    await recordTwo();
    const [first, second] = gadget.names();
    dialogs.answer('sent', 'https://example.org/pull/12');
    await gadget.run('setUpstreamState', { patch: first });
    dialogs.answer('merged', 'v1.2');
    await gadget.run('setUpstreamState', { patch: second });
    assert.match(gadget.series(), /state: sent, url: https:\/\/example\.org\/pull\/12/);
    assert.match(gadget.series(), /state: merged, release: v1\.2/);
    dialogs.answer('merged', '08ebbfc8c1');
    await gadget.run('setUpstreamState', { patch: second });
    assert.match(gadget.series(), /state: merged, commit: ["']?08ebbfc8c1/);
    for (const [row, state] of [
      ['dropped', 'dropped'],
      ['kept local', 'local'],
      ['not sent', 'not-sent'],
    ] as const) {
      dialogs.answer(row);
      await gadget.run('setUpstreamState', { patch: second });
      assert.match(gadget.series(), new RegExp(`state: ${state}`));
    }
  });

  test('are exported ready to send', async () => {
    await recordTwo();
    await gadget.run('exportPatches');
    assert.match(dialogs.last, /gadget: ready to send in /);
    assert.match(shownFile() ?? '', /\.mips-port\/export\/gadget\/.*pull-request\.md$/);
  });

  test('open as the diff of their commit where they are applied, and as a file elsewhere', async () => {
    await recordTwo();
    const [first = ''] = gadget.names();
    await gadget.run('openPatch', { patch: first });
    const labels = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    const mail = readFileSync(join(gadget.patches, first), 'utf8');
    const [, subject = ''] = /^Subject: \[PATCH\] (.*)$/m.exec(mail) ?? [];
    assert.notEqual(subject, '');
    assert.ok(
      labels.some((label) => label.startsWith(subject)),
      `${subject}: ${labels.join()}`,
    );
    leaveBranch();
    await gadget.run('openPatch', { patch: first });
    assert.equal(shownFile(), join(gadget.patches, first));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await gadget.run('openPatchFile', { patch: first });
    assert.equal(shownFile(), join(gadget.patches, first));
  });
});
