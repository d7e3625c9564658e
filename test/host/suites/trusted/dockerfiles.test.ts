import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { Dialogs, escape } from '../support/dialogs';
import { eventually, fileUri, problemsOf, ruleOf, undo } from '../support/workspace';

/** As Kubernetes' agnhost of v1.16 begins, and with what its older forks add users. */
const agnhost = `# A test image on the base that most of them have.
FROM alpine:3.6

# bind-tools has dig, iproute2 has ss.
RUN apk --no-cache add bind-tools curl netcat-openbsd iproute2 \\
  && ln -s /usr/bin/dig /usr/local/bin/dig # kept
RUN addgroup -g 1000 agn && adduser -S -D -H -G agn -u 1000 agn
COPY agnhost /
ENTRYPOINT ["/agnhost"]
`;

const converted = `# A test image on the base that most of them have.
FROM debian:bookworm-slim

# bind-tools has dig, iproute2 has ss.
RUN apt-get update && apt-get install -y --no-install-recommends bind9-dnsutils curl netcat-openbsd iproute2 && rm -rf /var/lib/apt/lists/* \\
  && ln -s /usr/bin/dig /usr/local/bin/dig # kept
RUN groupadd -g 1000 agn && useradd -r -M -g agn -u 1000 -s /usr/sbin/nologin agn
COPY agnhost /
ENTRYPOINT ["/agnhost"]
`;

const wholeTitle = 'Convert this Dockerfile to Debian for mips64le';

suite('the light bulb of a Dockerfile', () => {
  const manifest = fileUri('mips-port.yaml');
  const folder = fileUri('light');
  let dialogs: Dialogs;
  let before: string;

  suiteSetup(() => {
    before = readFileSync(manifest.fsPath, 'utf8');
  });
  setup(() => {
    dialogs = new Dialogs();
  });
  teardown(async () => {
    dialogs.dispose();
    await vscode.commands.executeCommand('mipsPort.discardPreviewedFixes');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder.fsPath, { recursive: true, force: true });
    await setManifest('');
  });

  /** Lets the manifest be the sample's and more, and waits until the editor has it so. */
  async function setManifest(more: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(manifest);
    writeFileSync(manifest.fsPath, before + more);
    await eventually('the manifest', () =>
      document.getText() === before + more || document.isClosed ? true : undefined,
    );
  }

  /** Opens a Dockerfile of `light/NAME` and waits for what is wrong with it. Each test has a name of its own. */
  async function open(name: string, text: string, more: Readonly<Record<string, string>> = {}) {
    const uri = vscode.Uri.joinPath(folder, name, 'Dockerfile');
    mkdirSync(dirname(uri.fsPath), { recursive: true });
    for (const [file, content] of Object.entries(more)) {
      writeFileSync(vscode.Uri.joinPath(folder, name, file).fsPath, content);
    }
    writeFileSync(uri.fsPath, text);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    await eventually('what is wrong with it', () => problemsOf(uri)[0]);
    return document;
  }

  async function actionsAt(document: vscode.TextDocument, text: string): Promise<vscode.CodeAction[]> {
    const start = document.positionAt(document.getText().indexOf(text));
    const all = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(start, start.translate(0, text.length)),
    );
    return all.filter(({ title }) => title.startsWith('Convert'));
  }

  /**
   * An action at the base, once it is offered under this title: the
   * editor gives none for diagnostics that change at that moment, and the
   * extension reads the manifest a moment after it was written.
   */
  function actionAt(document: vscode.TextDocument, title: string): Promise<vscode.CodeAction> {
    return eventually(title, async () =>
      (await actionsAt(document, 'alpine:3.6')).find((action) => action.title === title),
    );
  }

  /** Does what the editor does when an action is chosen. */
  async function take({ command, edit }: vscode.CodeAction): Promise<void> {
    if (edit) assert.ok(await vscode.workspace.applyEdit(edit));
    const args: readonly unknown[] = command?.arguments ?? [];
    if (command) await vscode.commands.executeCommand(command.command, ...args);
  }

  test('says why it cannot work, converts it where nothing is open, and undo brings it back', async () => {
    await setManifest('\nbases:\n  debian:bookworm-slim: { use: debian }\n');
    const document = await open('known', agnhost);
    const [problem] = problemsOf(document.uri);
    assert.ok(problem);
    assert.equal(ruleOf(problem), 'image-base');
    assert.equal(problem.message, 'There is no alpine:3.6 for mips64le: Alpine was never built for it');
    assert.equal(document.getText(problem.range), 'alpine:3.6');
    const action = await actionAt(document, wholeTitle);
    await take(action);
    assert.equal(document.getText(), converted);
    assert.deepEqual(dialogs.questions, []);
    await eventually('nothing wrong with it', () =>
      problemsOf(document.uri).length === 0 ? true : undefined,
    );
    await undo(document, agnhost);
    await eventually('what is wrong with it, again', () => problemsOf(document.uri)[0]);
  });

  test('converts one place alone', async () => {
    const document = await open('place', agnhost);
    await take(await actionAt(document, 'Convert this place for Debian'));
    assert.equal(document.getText(), agnhost.replace('alpine:3.6', 'debian:bookworm-slim'));
  });

  test('asks for the base and for names that it does not know, and remembers the answers', async () => {
    const document = await open('asks', agnhost.replace('curl', 'porter-tools curl'));
    const action = await actionAt(document, `${wholeTitle}…`);
    dialogs.answer('$(vm) a Debian bookworm root', 'debian-porter  tools-of-it');
    await take(action);
    assert.deepEqual(dialogs.questions, [
      'What stands for debian:bookworm-slim on mips64le?',
      'What does apt call porter-tools?',
    ]);
    assert.equal(document.getText(), agnhost.replace('curl', 'porter-tools curl'), 'before it was accepted');
    await vscode.commands.executeCommand('mipsPort.applyPreviewedFixes');
    assert.equal(document.getText(), converted.replace('curl', 'debian-porter tools-of-it curl'));
    const written = readFileSync(manifest.fsPath, 'utf8');
    assert.ok(written.startsWith(before.slice(0, 200)), 'the rest has changed');
    assert.match(written, /\nbases:\n {2}debian:bookworm-slim:\n {4}use: debian\n/);
    assert.match(written, /\npackages:\n {2}porter-tools:\n {4}- debian-porter\n {4}- tools-of-it\n/);

    // What was answered once is not asked again.
    const next = await open('asks-not', agnhost.replace('curl', 'porter-tools'));
    await take(await actionAt(next, wholeTitle));
    assert.ok(next.getText().includes('bind9-dnsutils debian-porter tools-of-it netcat-openbsd'));
  });

  test('changes nothing where the user gives up', async () => {
    const document = await open('given-up', agnhost);
    dialogs.answer(escape);
    await take(await actionAt(document, `${wholeTitle}…`));
    assert.equal(document.getText(), agnhost);
    assert.equal(readFileSync(manifest.fsPath, 'utf8'), before);
    assert.deepEqual(dialogs.messages, []);
  });

  test('shows scripts that are copied in and run as a diff before it changes them', async () => {
    await setManifest('\nbases:\n  debian:bookworm-slim: { use: debian }\n');
    const script = '#!/bin/sh\n# What the image needs.\napk add --no-cache curl\n';
    const text = 'FROM alpine:3.6\nCOPY install.sh /\nRUN ["sh", "-c", "/install.sh"]\n';
    const document = await open('script', text, { 'install.sh': script });
    const path = vscode.Uri.joinPath(folder, 'script/install.sh').fsPath;
    const action = await actionAt(document, `${wholeTitle}…`);
    await take(action);
    assert.equal(readFileSync(path, 'utf8'), script);
    assert.equal(document.getText(), text);
    await vscode.commands.executeCommand('mipsPort.applyPreviewedFixes');
    assert.equal(document.getText(), text.replace('alpine:3.6', 'debian:bookworm-slim'));
    await eventually('the script', () =>
      readFileSync(path, 'utf8').includes('apt-get update && apt-get install -y --no-install-recommends curl')
        ? true
        : undefined,
    );
  });

  test('has nothing to offer for a base that is there', async () => {
    const uri = vscode.Uri.joinPath(folder, 'fine/Dockerfile');
    mkdirSync(dirname(uri.fsPath), { recursive: true });
    writeFileSync(uri.fsPath, 'FROM debian:bookworm-slim\nRUN apt-get update\n');
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    assert.deepEqual(await actionsAt(document, 'debian:bookworm-slim'), []);
  });
});
