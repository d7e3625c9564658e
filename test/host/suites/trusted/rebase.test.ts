import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { cloneUpstream, gadget as texts, git } from '../../../support/gadget';
import { Dialogs } from '../support/dialogs';
import { GadgetComponent } from '../support/gadgetComponent';
import { eventually } from '../support/workspace';

const branch = 'mips64le/gadget';

suite('the rebase of a component', () => {
  let gadget: GadgetComponent;
  let dialogs: Dialogs;

  suiteSetup(async () => {
    gadget = new GadgetComponent();
    await gadget.add();
  });
  suiteTeardown(() => gadget.dispose());
  setup(async () => {
    dialogs = new Dialogs();
    cloneUpstream(gadget.upstream, gadget.source);
    gadget.put('device.go', texts.device('uint64(st.Rdev)'));
    gadget.put('links/links.go', texts.links('uint64(st.Nlink)'));
    dialogs.answer('One Patch for Each Package');
    await gadget.run('recordPatches');
  });
  teardown(async () => {
    dialogs.dispose();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    gadget.clear();
  });

  /** The tab of the merge editor. Its input has no type in the API yet; it tells base, both sides and the result. */
  function mergeTab(): Record<'base' | 'input1' | 'input2' | 'result', vscode.Uri> | undefined {
    const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
    return inputs.find(
      (input): input is Record<'base' | 'input1' | 'input2' | 'result', vscode.Uri> =>
        typeof input === 'object' && input !== null && 'result' in input && 'base' in input,
    );
  }

  /** Closes the merge editor, once it has put a text of its own into the result: VS Code asks about saving that. */
  async function closeMergeEditor(): Promise<void> {
    const file = join(gadget.worktree, 'device.go');
    await eventually('an unsaved result', () =>
      vscode.workspace.textDocuments.find(({ isDirty, uri }) => isDirty && uri.fsPath === file),
    );
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await eventually('no merge editor', () => (mergeTab() ? undefined : true));
  }

  test('onto a version that fits moves the branch', async () => {
    dialogs.answer('v1.1');
    await gadget.run('rebasePatches');
    assert.match(dialogs.last, /gadget: mips64le\/gadget is rebased and checked out/);
    assert.equal(git(gadget.source, 'rev-list', '--count', 'v1.1..HEAD'), '2');
    assert.equal(mergeTab(), undefined);
  });

  test('opens a conflict in the merge editor, and goes on when it is resolved', async () => {
    await gadget.run('rebasePatches', { ref: 'v1.2' });
    assert.match(dialogs.last, /does not fit.*device\.go/);
    assert.deepEqual(dialogs.messages.at(-1)?.buttons, ['Continue', 'Skip Patch', 'Abort']);
    const tab = await eventually('the merge editor', () => mergeTab());
    const file = join(gadget.worktree, 'device.go');
    assert.equal(tab.result.fsPath, file);
    const text = async (uri: vscode.Uri): Promise<string> =>
      (await vscode.workspace.openTextDocument(uri)).getText();
    assert.equal(await text(tab.base), texts.device('st.Rdev'));
    assert.equal(await text(tab.input1), texts.device('st.Rdev & 0xffff'));
    assert.equal(await text(tab.input2), texts.device('uint64(st.Rdev)'));

    // The merge editor has put a text of its own into the result by then.
    await eventually('an unsaved result', () =>
      vscode.workspace.textDocuments.find(({ isDirty, uri }) => isDirty && uri.fsPath === file),
    );
    await gadget.run('continueRebase');
    assert.match(dialogs.last, /These files are not saved\. .*: device\.go/);
    await closeMergeEditor();
    await gadget.run('continueRebase');
    assert.match(dialogs.last, /These files have conflict marks still: device\.go/);
    await eventually('the merge editor again', () => mergeTab());

    await closeMergeEditor();
    writeFileSync(file, texts.device('uint64(st.Rdev & 0xffff)'));
    await gadget.run('continueRebase');
    assert.match(dialogs.last, /is rebased and checked out\. .*conflict resolved.*upstream has/s);
    assert.equal(gadget.file('device.go'), texts.device('uint64(st.Rdev & 0xffff)'));
    assert.match(gadget.series(), /ref: v1\.2/);
    assert.match(gadget.series(), /state: merged/);
    assert.ok(!existsSync(gadget.worktree));
    assert.equal(mergeTab(), undefined);
  });

  test('opens its conflicts again from the tree', async () => {
    await gadget.run('rebasePatches', { ref: 'v1.2' });
    await eventually('the merge editor', () => mergeTab());
    await closeMergeEditor();
    await gadget.run('openConflicts');
    await eventually('the merge editor again', () => mergeTab());
    await closeMergeEditor();
  });

  test('leaves a patch out, or is given up, as the message offers', async () => {
    const head = git(gadget.source, 'rev-parse', 'HEAD');
    dialogs.answer('Abort');
    await gadget.run('rebasePatches', { ref: 'v1.2' });
    assert.equal(git(gadget.source, 'rev-parse', 'HEAD'), head);
    assert.ok(!existsSync(gadget.worktree));
    assert.equal(gadget.names().length, 2);

    dialogs.answer('Skip Patch');
    await gadget.run('rebasePatches', { ref: 'v1.2' });
    assert.match(dialogs.last, /left out/);
    assert.match(gadget.series(), /state: dropped/);
    assert.equal(git(gadget.source, 'branch', '--show-current'), branch);
  });

  test('leaves sources with changes where they are', async () => {
    gadget.put('version.go', 'package gadget\n');
    await gadget.run('rebasePatches', { ref: 'v1.1' });
    assert.match(dialogs.last, /is rebased; the sources have changes and stay where they are/);
    assert.equal(gadget.file('version.go'), 'package gadget\n');
  });
});
