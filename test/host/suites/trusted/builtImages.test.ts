import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as vscode from 'vscode';
import { Dialogs, escape } from '../support/dialogs';
import { ImageFolder } from '../support/imageFolder';
import { hasProgram, root } from '../support/workspace';

const web = 'localhost/web:latest';

suite('images that were built', () => {
  const run = vscode.commands.executeCommand;
  const before = { ...process.env };
  const tasks = vscode.tasks as unknown as { executeTask: (task: vscode.Task) => PromiseLike<unknown> };
  const executeTask = vscode.tasks.executeTask.bind(vscode.tasks);
  const storage = mkdtempSync(join(tmpdir(), 'mips-port-storage-'));
  let folder: ImageFolder;
  let dialogs: Dialogs;
  /** What was to be run in the terminal, which has its own tests. */
  let commandLines: (readonly string[])[] = [];

  suiteSetup(async function () {
    if (!hasProgram('buildah') || process.getuid?.() !== 0) this.skip();
    useOwnStorage();
    folder = new ImageFolder();
    dialogs = new Dialogs();
    try {
      await folder.begin(dialogs);
      folder.put('web/Dockerfile', 'FROM scratch\nCOPY page /page\n');
      folder.put('web/page', 'hello');
      await folder.until(dialogs, { [web]: 'buildable' });
      const ended = new Promise<number | undefined>((resolve) => {
        const subscription = vscode.tasks.onDidEndTaskProcess(({ exitCode, execution }) => {
          if (execution.task.definition.type !== 'mips-port-image') return;
          subscription.dispose();
          resolve(exitCode);
        });
      });
      await run('mipsPort.buildImages', folder.id(web));
      assert.equal(await ended, 0);
      await folder.until(dialogs, { [web]: 'built' });
    } finally {
      dialogs.dispose();
    }
    tasks.executeTask = (task) => {
      assert.ok(task.execution instanceof vscode.ProcessExecution);
      commandLines.push(task.execution.args);
      return Promise.resolve();
    };
  });
  suiteTeardown(async () => {
    tasks.executeTask = executeTask;
    process.env = before;
    await folder.dispose();
    rmSync(storage, { recursive: true, force: true });
    rmSync(join(root().fsPath, '.mips-port'), { recursive: true, force: true });
  });
  setup(async () => {
    dialogs = new Dialogs();
    commandLines = [];
    await setManifest('');
  });
  teardown(async () => {
    dialogs.dispose();
    await run('workbench.action.closeAllEditors');
  });

  /** Buildah with a storage of its own, so that nothing of this machine's is seen or left, and no other engine. */
  function useOwnStorage(): void {
    const config = join(storage, 'storage.conf');
    const places = `graphroot = "${storage}/graph"\nrunroot = "${storage}/run"\n`;
    writeFileSync(config, `[storage]\ndriver = "vfs"\n${places}`);
    const bin = join(storage, 'bin');
    mkdirSync(bin);
    for (const name of ['buildah', 'go', 'git']) {
      const dir = (before['PATH'] ?? '').split(delimiter).find((one) => existsSync(join(one, name)));
      if (dir !== undefined) symlinkSync(join(dir, name), join(bin, name));
    }
    Object.assign(process.env, { CONTAINERS_STORAGE_CONF: config, BUILDAH_ISOLATION: 'chroot', PATH: bin });
  }

  async function setManifest(more: string): Promise<void> {
    await folder.setManifest(more);
    await folder.until(dialogs, { [web]: 'built' });
    dialogs.questions.length = 0;
  }

  /** The one command line that was to be run, behind the program's own script. */
  function commandLine(): readonly string[] {
    assert.equal(commandLines.length, 1, dialogs.last);
    const [script = '', ...args] = commandLines[0] ?? [];
    assert.match(script, /dist\/cli\.js$/);
    return args;
  }

  /** The user gives up at what a command asks: nothing is run. */
  async function leaveAlone(command: string): Promise<void> {
    commandLines = [];
    dialogs.answer(escape);
    await run(command, folder.id(web));
    assert.deepEqual(commandLines, []);
  }

  test('are pushed to a registry that is asked for once, and kept in the manifest', async () => {
    dialogs.answer('registry.local:5000/port');
    await run('mipsPort.pushImages', folder.id(web));
    assert.deepEqual(dialogs.questions, ['Push localhost/web:latest to which registry?']);
    assert.deepEqual(commandLine(), ['images', 'push', root().fsPath, '--image', web]);
    assert.match(folder.manifestText, /\nregistries:\n {2}localhost: registry\.local:5000\/port\n/);
    await folder.until(dialogs, { [web]: 'built' });
    commandLines = [];
    dialogs.questions.length = 0;
    await run('mipsPort.pushImages', folder.id(web));
    assert.deepEqual(dialogs.questions, []);
    assert.equal(commandLines.length, 1);
  });

  for (const [place, why] of [
    ['registry.local; touch x', 'Write a registry'],
    ['$(touch x)', 'Write a registry'],
    ['https://registry.local', 'Write a registry'],
    ['', 'Write a registry'],
    ['localhost', 'That is where it comes from'],
  ] as const) {
    test(`are not pushed to ${JSON.stringify(place)}, and it is said why`, async () => {
      dialogs.answer(place);
      await assert.rejects(
        async () => run('mipsPort.pushImages', folder.id(web)),
        new RegExp(`is refused: "${why}`),
      );
      assert.deepEqual(commandLines, []);
      assert.equal(folder.manifestText.trim(), '');
    });
  }

  test('are not delivered where there are no nodes; the message leads to the manifest', async () => {
    dialogs.answer('Open Manifest');
    await run('mipsPort.deliverImages', folder.id(web));
    assert.deepEqual(
      dialogs.messages.map(({ text }) => text),
      ['The manifest has no nodes; write them as nodes: { worker-1: { ssh: root@worker-1 } }'],
    );
    assert.match(vscode.window.activeTextEditor?.document.uri.path ?? '', /\/mips-port\.yaml$/);
    assert.deepEqual(commandLines, []);
  });

  test('are delivered to the nodes that the user picks, under their names there', async () => {
    await setManifest(
      '\nregistries: { localhost: registry.local:5000/port }\nnodes:\n  one: { ssh: root@one }\n  two: { ssh: root@two }\n  three: { ssh: root@three }\n',
    );
    dialogs.answer(['one', 'three']);
    await run('mipsPort.deliverImages', folder.id(web));
    assert.deepEqual(dialogs.questions.at(-1), 'Deliver to which nodes?');
    assert.deepEqual(commandLine(), [
      'images',
      'deliver',
      'localhost/web:latest-mips64le=registry.local:5000/port/web:latest',
      '--node=one',
      '--node=three',
    ]);
    await leaveAlone('mipsPort.deliverImages');
  });

  test('are written to the file that the user names, whatever is in its name', async () => {
    const path = join(root().fsPath, "it's $(touch x);.tar");
    dialogs.answer(path);
    await run('mipsPort.bundleImages', folder.id(web));
    assert.deepEqual(commandLine(), [
      'images',
      'bundle',
      '--output',
      path,
      'localhost/web:latest-mips64le=localhost/web:latest',
    ]);
    await leaveAlone('mipsPort.bundleImages');
  });

  test('are to be built again once what they were built from has changed', async () => {
    folder.put('web/Dockerfile', 'FROM scratch\nCOPY page /other\n');
    await folder.until(dialogs, { [web]: 'buildable' });
    folder.put('web/Dockerfile', 'FROM scratch\nCOPY page /page\n');
    await folder.until(dialogs, { [web]: 'built' });
  });
});
