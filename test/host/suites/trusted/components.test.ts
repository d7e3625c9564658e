import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { eventually, fileUri, hasProgram, problemsOf, processes } from '../support/workspace';

const timeoutMs = 240_000;

/** Runs a task of the provider and answers with its exit status. */
async function runTask(component: string, action: string): Promise<number | undefined> {
  const tasks = await vscode.tasks.fetchTasks({ type: 'mips-port' });
  const task = tasks.find(
    ({ definition }) => definition['component'] === component && definition['action'] === action,
  );
  assert.ok(task, `no task ${action} ${component} among ${tasks.map(({ name }) => name).join()}`);
  const ended = exitOf((execution) => execution.task.name === task.name);
  await vscode.tasks.executeTask(task);
  return ended;
}

/** The exit status of the next matching task that ends. */
function exitOf(matches: (execution: vscode.TaskExecution) => boolean): Promise<number | undefined> {
  return new Promise((resolve) => {
    const subscription = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (!matches(execution)) return;
      subscription.dispose();
      resolve(exitCode);
    });
  });
}

suite('components', () => {
  suiteSetup(function () {
    const missing = ['go', 'qemu-mips64el-static'].filter((name) => !hasProgram(name));
    if (missing.length > 0) this.skip();
  });

  teardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('of the manifest have tasks that build, test and run them', async () => {
    const names = (await vscode.tasks.fetchTasks({ type: 'mips-port' })).map(({ name }) => name);
    for (const name of ['build hello', 'test hello', 'run hello', 'build broken']) {
      assert.ok(names.includes(name), `${name} is not among ${names.join()}`);
    }
  });

  test('build, verify and run under QEMU', async () => {
    assert.equal(await runTask('hello', 'run'), 0);
    const artifact = fileUri('.mips-port/build/mips64le/hello/hello').fsPath;
    const head = readFileSync(artifact).subarray(0, 20);
    assert.equal(head.readUInt16LE(18), 8, 'e_machine is not MIPS');
    const record = JSON.parse(
      readFileSync(fileUri('.mips-port/build/mips64le/hello/build.json').fsPath, 'utf8'),
    ) as { smoke: { passed: boolean } };
    assert.equal(record.smoke.passed, true);
  }).timeout(timeoutMs);

  test('leave the errors of a broken build at their lines, until the next build', async () => {
    assert.equal(await runTask('broken', 'build'), 1);
    const uri = fileUri('broken/main.go');
    const problems = problemsOf(uri, 'mips-port build');
    assert.ok(problems.length > 0, 'no problem in broken/main.go');
    const document = await vscode.workspace.openTextDocument(uri);
    for (const { message, range } of problems) {
      const name = /undefined: (?:\w+\.)*(\w+)/.exec(message)?.[1];
      if (name !== undefined) assert.match(document.getText(range), new RegExp(name));
    }
    const original = document.getText();
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('package main\n\nfunc main() {}\n'));
    try {
      assert.equal(await runTask('broken', 'build'), 0);
      assert.deepEqual(problemsOf(uri, 'mips-port build'), []);
    } finally {
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(original));
    }
  }).timeout(timeoutMs);

  test('leave the failures of tests under QEMU in Problems', async () => {
    const uri = fileUri('sockets/options_test.go');
    assert.equal(await runTask('sockets', 'test'), 1);
    assert.ok(problemsOf(uri, 'mips-port build').length > 0, 'no problem in sockets/options_test.go');
  }).timeout(timeoutMs);

  test('stop with everything that they started', async () => {
    const folder = fileUri('slow');
    const text = (path: string, content: string): Thenable<void> =>
      vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, path), new TextEncoder().encode(content));
    await text('go.mod', 'module example.org/slow\n\ngo 1.18\n');
    await text('main.go', 'package main\n\nimport "time"\n\nfunc main() { time.Sleep(time.Hour) }\n');
    const manifestUri = fileUri('mips-port.yaml');
    const manifest = new TextDecoder().decode(await vscode.workspace.fs.readFile(manifestUri));
    const added = `${manifest}\n  - name: slow\n    path: slow\n    build: { packages: [.] }\n    smoke: { timeout: 3000 }\n`;
    await vscode.workspace.fs.writeFile(manifestUri, new TextEncoder().encode(added));
    const find = (): number | undefined =>
      [...processes()].find(([, command]) => command.includes('qemu') && command.includes('/slow/slow'))?.[0];
    try {
      await eventually('the task of slow', async () =>
        (await vscode.tasks.fetchTasks({ type: 'mips-port' })).find(({ name }) => name === 'run slow'),
      );
      const ended = exitOf(({ task }) => task.name === 'run slow');
      await vscode.commands.executeCommand('mipsPort.runComponent', {
        folder: vscode.workspace.workspaceFolders?.[0]?.uri.toString(),
        component: 'slow',
      });
      const pid = await eventually('the emulator', find, 120_000);
      await vscode.commands.executeCommand('mipsPort.stopComponent', {
        folder: vscode.workspace.workspaceFolders?.[0]?.uri.toString(),
        component: 'slow',
      });
      assert.equal(await ended, 1);
      await eventually('the emulator gone', () => (existsSync(`/proc/${pid}`) ? undefined : true));
    } finally {
      await vscode.workspace.fs.writeFile(manifestUri, new TextEncoder().encode(manifest));
      await vscode.workspace.fs.delete(folder, { recursive: true });
    }
  }).timeout(timeoutMs);
});

suite('the manifest', () => {
  teardown(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('shows its mistakes where they are', async () => {
    const uri = fileUri('mips-port.yaml');
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(document.lineCount, 0), '\ntraget: arm64\n'));
    const problem = await eventually('a problem', () => problemsOf(uri, 'mips-port.yaml')[0]);
    assert.match(problem.message, /did you mean "target"/);
    assert.equal(document.getText(problem.range), 'traget');
    await editor.edit((edit) =>
      edit.delete(problem.range.with({ end: new vscode.Position(document.lineCount, 0) })),
    );
    await eventually('no problem', () => (problemsOf(uri, 'mips-port.yaml').length === 0 ? true : undefined));
  });
});
