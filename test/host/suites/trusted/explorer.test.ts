import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { cloneUpstream, gadget as texts, git } from '../../../support/gadget';
import { ComponentRows } from '../support/componentRows';
import { Dialogs } from '../support/dialogs';
import { GadgetComponent } from '../support/gadgetComponent';
import { eventually, fileUri, hasProgram, problemsOf, ruleOf } from '../support/workspace';

const branch = 'mips64le/gadget';
const inManifest = [
  ...['hello', 'devices', 'signals', 'boltlike', 'poller'],
  ...['agent', 'sockets', 'broken', 'gadget'],
];

suite('the explorer', () => {
  let gadget: GadgetComponent;
  let dialogs: Dialogs;

  suiteSetup(async () => {
    gadget = new GadgetComponent();
    vendorLinks(gadget.upstream);
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

  const vendored = 'vendor/example.org/links/links.go';

  /** Makes `v1.0` of the upstream one that has a module vendored, as `go mod vendor` leaves it. */
  function vendorLinks(upstream: string): void {
    git(upstream, 'checkout', '--quiet', '--detach', 'v1.0');
    mkdirSync(dirname(join(upstream, vendored)), { recursive: true });
    writeFileSync(join(upstream, vendored), texts.links('st.Nlink'));
    const list = '# example.org/links v1.4.0\n## explicit\nexample.org/links\n';
    writeFileSync(join(upstream, 'vendor/modules.txt'), list);
    git(upstream, 'add', '--all', '--force');
    git(upstream, 'commit', '--quiet', '--no-gpg-sign', '-m', 'Vendor links');
    git(upstream, 'tag', '--force', 'v1.0');
    git(upstream, 'checkout', '--quiet', 'main');
  }

  async function recordTwo(): Promise<readonly [string, string]> {
    cloneUpstream(gadget.upstream, gadget.source);
    gadget.put('device.go', texts.device('uint64(st.Rdev)'));
    gadget.put('links/links.go', texts.links('uint64(st.Nlink)'));
    dialogs.answer('One Patch for Each Package');
    await gadget.run('recordPatches');
    const [first, second] = gadget.names();
    assert.ok(first !== undefined && second !== undefined, dialogs.last);
    return [first, second];
  }

  test('puts vendored patches back that go mod vendor has taken away, all or none', async () => {
    cloneUpstream(gadget.upstream, gadget.source);
    await gadget.run('restorePatches');
    assert.equal(dialogs.last, 'gadget has no patches to vendored files.');

    const mended = texts.links('uint64(st.Nlink)');
    gadget.put(vendored, mended);
    dialogs.answer('One Patch for Each Package');
    await gadget.run('recordPatches');
    assert.match(dialogs.last, /patches to vendored files.*example\.org\/links v1\.4\.0/);
    assert.equal(git(gadget.source, 'branch', '--show-current'), branch);

    gadget.put(vendored, texts.links('st.Nlink'));
    await gadget.run('restorePatches');
    assert.equal(gadget.file(vendored), mended);
    assert.equal(git(gadget.source, 'status', '--porcelain'), '');

    const other = texts.links('st.Other');
    gadget.put(vendored, other);
    await gadget.run('restorePatches');
    assert.match(dialogs.last, /do not fit the vendored files of now, so nothing was changed: vendor\/0001-/);
    assert.equal(gadget.file(vendored), other);
  });

  /** Waits for the finding, and for the preview of its fix after the command. */
  async function previewed(command: string, more: object): Promise<vscode.Tab> {
    cloneUpstream(gadget.upstream, gadget.source);
    await gadget.reload();
    // The sources were taken away and cloned again a moment ago, which watchers may tell as one event.
    await vscode.commands.executeCommand('mipsPort.scanWorkspace');
    await eventually('the findings of gadget', () =>
      ['device.go', 'links/links.go'].every((file) =>
        problemsOf(vscode.Uri.file(join(gadget.source, file))).some((one) => ruleOf(one) === 'stat-width'),
      )
        ? true
        : undefined,
    );
    await gadget.run(command, more);
    return eventually('the preview', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ label }) => label.includes('(preview)')),
    );
  }

  for (const [what, command, more, title] of [
    ['every safe fix', 'fixComponent', {}, /^2 fixes \(preview\)/],
    ['the fixes of one rule', 'fixRuleInWorkspace', { rule: 'stat-width' }, /^2 fixes of stat-width \(/],
  ] as const) {
    test(`makes ${what} in a component after a look at them, and nowhere else`, async () => {
      const elsewhere = fileUri('devices/device.go').fsPath;
      const before = readFileSync(elsewhere, 'utf8');
      const { label } = await previewed(command, more);
      assert.match(label, title);
      assert.equal(gadget.file('device.go'), texts.device('st.Rdev'));
      await vscode.commands.executeCommand('mipsPort.applyPreviewedFixes');
      await vscode.workspace.saveAll(false);
      assert.equal(gadget.file('device.go'), texts.device('uint64(st.Rdev)'));
      assert.equal(gadget.file('links/links.go'), texts.links('uint64(st.Nlink)'));
      assert.equal(readFileSync(elsewhere, 'utf8'), before);
    });
  }

  test('opens a patch upstream, or says that it has no address there', async () => {
    const [first, second] = await recordTwo();
    dialogs.answer('sent', 'https://example.org/pull/12');
    await gadget.run('setUpstreamState', { patch: first });
    const opened: string[] = [];
    const env = vscode.env as unknown as { openExternal: typeof vscode.env.openExternal };
    const { openExternal } = env;
    env.openExternal = (uri) => Promise.resolve(opened.push(uri.toString()) > 0);
    try {
      await gadget.run('openPatchUpstream', { patch: second });
      assert.equal(dialogs.last, `${second} has no address upstream yet.`);
      await gadget.run('openPatchUpstream', { patch: first });
      assert.deepEqual(opened, ['https://example.org/pull/12']);
    } finally {
      env.openExternal = openExternal;
    }
  });

  test('drops no patch over changes before these are stashed', async () => {
    const [first, second] = await recordTwo();
    gadget.put('version.go', 'package gadget\n');
    dialogs.answer('Drop');
    await gadget.run('dropPatch', { patch: first });
    assert.match(dialogs.last, /^gadget has changes that are in no commit, so nothing was done: version\.go/);
    assert.deepEqual(dialogs.messages.at(-1)?.buttons, ['Stash', 'Show Changes']);
    assert.deepEqual(gadget.names(), [first, second]);
    assert.equal(gadget.file('version.go'), 'package gadget\n');

    dialogs.answer('Drop', 'Stash');
    await gadget.run('dropPatch', { patch: first });
    assert.equal(gadget.names().length, 1);
    assert.equal(git(gadget.source, 'rev-list', '--count', 'v1.0..HEAD'), '1');
    assert.match(git(gadget.source, 'stash', 'show', '-p'), /-const Version/);
  });

  test('ends a clone that is cancelled, and leaves no file of it', async () => {
    const asked = new vscode.CancellationTokenSource();
    const silent = createServer((socket) =>
      socket.once('data', () => asked.cancel()).on('error', () => undefined),
    );
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}/gadget`;
    const window = vscode.window as unknown as { withProgress: typeof vscode.window.withProgress };
    const { withProgress } = window;
    window.withProgress = (options, task) => withProgress(options, (progress) => task(progress, asked.token));
    try {
      await gadget.add(url);
      await vscode.commands.executeCommand('mipsPort.refreshComponents');
      await gadget.run('cloneSources');
      assert.ok(asked.token.isCancellationRequested, `git never asked: ${dialogs.last}`);
      assert.deepEqual(dialogs.messages, []);
      assert.ok(!existsSync(gadget.source));
      const parent = dirname(gadget.source);
      assert.deepEqual(existsSync(parent) ? readdirSync(parent) : [], []);
    } finally {
      window.withProgress = withProgress;
      silent.close();
      await gadget.add();
    }
  });

  test('sorts and filters components', async () => {
    const rows = new ComponentRows();
    const shows = (what: string, names: readonly string[]): Promise<unknown> =>
      eventually(`${what}: ${names.join()}`, () =>
        `,${rows.shown.join()},`.includes(`,${names.join()},`) ? true : undefined,
      );
    const choose = async (command: string, ...answers: readonly string[]): Promise<void> => {
      rows.clear();
      dialogs.answer(...answers);
      await vscode.commands.executeCommand(`mipsPort.${command}`);
    };
    try {
      await vscode.commands.executeCommand('mipsPort.components.focus');
      await choose('sortComponents', 'By name');
      await shows('by name', [...inManifest].sort());
      await choose('sortComponents', 'As in the manifest');
      await shows('as in the manifest', inManifest);
      await choose('filterComponents', 'Part of a name…', 'sock');
      await shows('part of a name', ['sockets']);
      assert.deepEqual([...new Set(rows.shown)], ['sockets']);
      await choose('filterComponents', '@missing');
      await shows('a state', ['gadget']);
      assert.deepEqual([...new Set(rows.shown)], ['gadget']);
      await choose('clearComponentsFilter');
      await shows('no filter', inManifest);
    } finally {
      rows.dispose();
      await vscode.commands.executeCommand('mipsPort.clearComponentsFilter');
    }
  });

  test('refuses a cluster smoke of programs for another processor, in its terminal', async function () {
    if (!hasProgram('qemu-mips64el-static')) this.skip();
    const output: string[] = [];
    const window = vscode.window as unknown as { createTerminal: (options: object) => vscode.Terminal };
    const { createTerminal } = window;
    window.createTerminal = (options) => {
      if ('pty' in options) (options.pty as vscode.Pseudoterminal).onDidWrite((text) => output.push(text));
      return createTerminal(options);
    };
    try {
      const [etcd, apiServer, kubectl] = [process.execPath, process.execPath, process.execPath];
      dialogs.answer(etcd, apiServer, kubectl, "QEMU's default");
      await vscode.commands.executeCommand('mipsPort.runClusterSmoke');
      await eventually('the end', () =>
        output.some((text) => text.includes('Close this terminal')) ? true : undefined,
      );
    } finally {
      window.createTerminal = createTerminal;
    }
    const said = output.join('');
    assert.match(said, /is not for mips64le: 64-bit little-endian/);
    assert.match(said, /verify the ELF header of etcd/);
    assert.equal(said.split('\x1b[31m').length - 1, 1, said);
    assert.doesNotMatch(said, /answers on/);
    assert.deepEqual(dialogs.messages, []);
    const terminal = vscode.window.terminals.find(({ name }) => name === 'Cluster smoke');
    assert.ok(terminal, 'the terminal went away with what it said');
    terminal.dispose();
  });
});
