import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Dialogs, escape } from '../support/dialogs';
import { ImageFolder } from '../support/imageFolder';
import { eventually, root } from '../support/workspace';

const onAlpine = (version: string, packages = 'curl'): string =>
  `# Why it is there.\nFROM alpine:${version}\nRUN apk add --no-cache ${packages}\n`;
const onDebian = (packages = 'curl'): string =>
  `# Why it is there.\nFROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y --no-install-recommends ${packages} && rm -rf /var/lib/apt/lists/*\n`;

const debian = '$(vm) a Debian bookworm root';
const known = '\nbases:\n  debian:bookworm-slim: { use: debian }\n';

function tabLabels(): readonly string[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
}

/** A port of the loopback where a server listens that never answers. */
async function silentServer(): Promise<{ readonly server: Server; readonly host: string }> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return { server, host: `127.0.0.1:${address.port}` };
}

suite('images of the workspace', () => {
  const run = vscode.commands.executeCommand;
  let folder: ImageFolder;
  let dialogs: Dialogs;

  suiteSetup(() => {
    folder = new ImageFolder();
  });
  suiteTeardown(() => folder.dispose());
  setup(async () => {
    dialogs = new Dialogs();
    await folder.begin(dialogs);
  });
  teardown(async () => {
    dialogs.dispose();
    await run('mipsPort.discardPreviewedFixes');
    await run('workbench.action.closeAllEditors');
    folder.clear();
  });

  /** Three images on Alpine; `odd` wants a package that no table has. */
  async function putThree(): Promise<void> {
    folder.put('web/Dockerfile', onAlpine('3.18'));
    folder.put('job/Dockerfile', onAlpine('3.6'));
    folder.put('odd/Dockerfile', onAlpine('3.18', 'porter-tools'));
    const state = 'needs conversion';
    await folder.until(dialogs, {
      'localhost/web:latest': state,
      'localhost/job:latest': state,
      'localhost/odd:latest': state,
    });
    dialogs.questions.length = 0;
  }

  suite('are converted', () => {
    test('one by one, after a look at the changes', async () => {
      await folder.setManifest(known);
      await putThree();
      await run('mipsPort.convertDockerfiles', folder.id('localhost/web:latest'));
      assert.ok(
        tabLabels().some((label) => label.startsWith(`Convert ${folder.name}/web/Dockerfile (preview)`)),
        tabLabels().join(),
      );
      assert.equal(folder.text('web/Dockerfile'), onAlpine('3.18'));
      await run('mipsPort.applyPreviewedFixes');
      await eventually('the file', () => (folder.text('web/Dockerfile') === onDebian() ? true : undefined));
      assert.deepEqual(dialogs.questions, []);
      await folder.until(dialogs, {
        'localhost/web:latest': 'buildable',
        'localhost/job:latest': 'needs conversion',
      });
    });

    test('or not, where the changes are discarded', async () => {
      await folder.setManifest(known);
      await putThree();
      await run('mipsPort.convertDockerfiles', folder.id('localhost/web:latest'));
      await run('mipsPort.discardPreviewedFixes');
      assert.equal(folder.text('web/Dockerfile'), onAlpine('3.18'));
      assert.deepEqual(
        tabLabels().filter((label) => label.includes('(preview)')),
        [],
      );
    });

    test('all at once, asking for the base and for names once, and remembering them', async () => {
      await putThree();
      dialogs.answer(
        ['localhost/job:latest', 'localhost/odd:latest', 'localhost/web:latest'],
        debian,
        'debian-porter',
      );
      await run('mipsPort.convertDockerfiles');
      assert.deepEqual(dialogs.questions, [
        'Convert Dockerfiles',
        'What stands for debian:bookworm-slim on mips64le?',
        'What does apt call porter-tools?',
      ]);
      assert.ok(
        tabLabels().some((label) => label.startsWith('Convert 3 Dockerfiles (preview)')),
        tabLabels().join(),
      );
      await run('mipsPort.applyPreviewedFixes');
      await eventually('the files', () =>
        folder.text('web/Dockerfile') === onDebian() &&
        folder.text('job/Dockerfile') === onDebian() &&
        folder.text('odd/Dockerfile') === onDebian('debian-porter')
          ? true
          : undefined,
      );
      assert.match(folder.manifestText, /\nbases:\n {2}debian:bookworm-slim:\n {4}use: debian\n/);
      assert.match(folder.manifestText, /\npackages:\n {2}porter-tools:\n {4}- debian-porter\n/);
      await folder.until(dialogs, { 'localhost/odd:latest': 'buildable' });
    });

    test('for a base of which nothing is known, too, which is asked for', async () => {
      await folder.setManifest(known);
      folder.put('lint/Dockerfile', 'FROM example.org/linter:v2-alpine\nRUN apk add --no-cache curl\n');
      await folder.until(dialogs, { 'localhost/lint:latest': 'blocked' });
      dialogs.answer('$(pinned) Another image…', 'example.org/linter:v2-debian');
      await run('mipsPort.convertDockerfiles', folder.uri('lint/Dockerfile'));
      await run('mipsPort.applyPreviewedFixes');
      await eventually('the file', () =>
        folder.text('lint/Dockerfile').startsWith('FROM example.org/linter:v2-debian\nRUN apt-get update')
          ? true
          : undefined,
      );
      assert.match(
        folder.manifestText,
        /example\.org\/linter:v2-alpine:\n {4}use: image\n {4}image: example\.org\/linter:v2-debian\n/,
      );
    });

    test('not at all while the setting for the mirror is no address, which is said', async () => {
      await putThree();
      const settings = vscode.workspace.getConfiguration('mipsPort', root());
      await settings.update(
        'images.mirror',
        'deb.example.org; touch x',
        vscode.ConfigurationTarget.Workspace,
      );
      try {
        await run('mipsPort.convertDockerfiles', folder.id('localhost/web:latest'));
      } finally {
        await settings.update('images.mirror', undefined, vscode.ConfigurationTarget.Workspace);
      }
      assert.deepEqual(
        dialogs.messages.map(({ text }) => text),
        [
          'The setting mipsPort.images.mirror is no address such as http://deb.debian.org/debian: deb.example.org; touch x',
        ],
      );
      assert.deepEqual(dialogs.questions, []);
      assert.equal(folder.text('web/Dockerfile'), onAlpine('3.18'));
    });

    test('not at all where there is none to convert, which is said once', async () => {
      await run('mipsPort.convertDockerfiles', folder.id('localhost/none:1'));
      assert.deepEqual(
        dialogs.messages.map(({ text }) => text),
        ['Convert Dockerfiles: there is no image for that now.'],
      );
    });
  });

  test('get another base, for all tags and all images that use it', async () => {
    await putThree();
    dialogs.answer(debian, 'alpine:*');
    await run('mipsPort.chooseBase', folder.id('docker.io/library/alpine:3.18'));
    assert.deepEqual(dialogs.questions, ['What stands for alpine:3.18 on mips64le?', 'For which tags?']);
    assert.match(folder.manifestText, /\nbases:\n {2}alpine:\*:\n {4}use: debian\n/);
    await folder.until(dialogs, { 'alpine:3.18': 'buildable', 'alpine:3.6': 'buildable' });

    dialogs.answer('$(dash) nothing stands for it: an empty image', 'alpine:3.6');
    await run('mipsPort.chooseBase', folder.id('docker.io/library/alpine:3.6'));
    assert.match(folder.manifestText, /\n {2}alpine:3\.6:\n {4}use: scratch\n/);
    await folder.until(dialogs, { 'alpine:3.18': 'buildable', 'alpine:3.6': 'available' });
  });

  test('keep their base where the user gives up, and where a name is no image', async () => {
    await putThree();
    dialogs.answer(escape);
    await run('mipsPort.chooseBase', folder.id('docker.io/library/alpine:3.18'));
    dialogs.answer('$(pinned) Another image…', 'debian; touch x');
    await assert.rejects(
      async () => run('mipsPort.chooseBase', folder.id('docker.io/library/alpine:3.18')),
      /debian; touch x is refused: .*is no image reference/,
    );
    assert.equal(folder.manifestText.trim(), '');
  });

  test('open with the Dockerfile of each, at the base of what is built', async () => {
    folder.put('web/Dockerfile', `FROM golang:1.19 AS build\nRUN go version\n\n${onAlpine('3.18')}`);
    await folder.until(dialogs, { 'localhost/web:latest': 'needs conversion' });
    await run('mipsPort.openDockerfile', folder.id('localhost/web:latest'));
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.fsPath, folder.uri('web/Dockerfile').fsPath);
    assert.equal(editor.document.getText(editor.selection), 'alpine:3.18');
  });

  test('have names to copy', async () => {
    await putThree();
    await run('mipsPort.copyImageName', folder.id('localhost/web:latest'));
    assert.equal(await vscode.env.clipboard.readText(), 'localhost/web:latest');
  });

  suite('in Kubernetes YAML', () => {
    const yaml = (image: string, pull: string): string =>
      `# What runs.\nkind: Pod\napiVersion: v1\nmetadata: { name: web } # one line\nspec:\n  containers:\n    - name: web\n      # the image of the release\n      image: ${image} # pinned by tag\n      imagePullPolicy: ${pull}\n    - name: side\n      image: other.example.org/side:2\n`;

    test('are rewritten in place, with the comments kept, after a look', async () => {
      await folder.setManifest('\nregistries:\n  registry.example.org: registry.local:5000/port\n');
      const before = yaml('registry.example.org/web:1', 'Always');
      folder.put('deploy/web.yaml', before);
      folder.put('deploy/notes.yaml', '# no objects\n- registry.example.org/web:1\n');
      await run('mipsPort.rewriteYaml', folder.uri('deploy'));
      assert.ok(tabLabels().some((label) => label.startsWith('Rewrite Kubernetes YAML (preview)')));
      assert.equal(folder.text('deploy/web.yaml'), before);
      await run('mipsPort.applyPreviewedFixes');
      const after = yaml('registry.local:5000/port/web:1', 'IfNotPresent');
      await eventually('the file', () => folder.text('deploy/web.yaml') === after || undefined);
      assert.match(folder.text('deploy/notes.yaml'), /registry\.example\.org/);
    });

    test('stay where nothing says where to, which is said', async () => {
      folder.put('deploy/web.yaml', yaml('registry.example.org/web:1', 'IfNotPresent'));
      await run('mipsPort.rewriteYaml', folder.uri('deploy'));
      assert.match(dialogs.last, /^There is nothing to rewrite; registries and tags of mips-port\.yaml say/);
    });
  });

  suite('whose registry is asked', () => {
    const asking = (host: string): string =>
      `kind: Pod\napiVersion: v1\nmetadata: { name: p }\nspec:\n  containers:\n    - { name: a, image: ${host}/a:1 }\n    - { name: b, image: ${host}/b:1 }\n`;

    /** Leaves nothing to ask but what a test puts there. */
    const alone =
      '\nbases:\n  golang:1.19-bullseye: { use: scratch }\n  debian:bullseye-slim: { use: scratch }\n';

    test('and does not answer are told in one message, and stand as before', async () => {
      const { server, host } = await silentServer();
      server.close();
      await folder.setManifest(alone);
      folder.put('pod.yaml', asking(host));
      await folder.until(dialogs, { [`${host}/a:1`]: 'source unknown', 'golang:1.19-bullseye': 'available' });
      await run('mipsPort.askRegistries');
      const told = dialogs.messages.filter(({ text }) => text.startsWith('Some registries'));
      assert.equal(told.length, 1);
      assert.match(
        told[0]?.text ?? '',
        new RegExp(`^Some registries gave no answer: ${host} cannot be reached: [^;]*$`),
      );
      await folder.until(dialogs, { [`${host}/a:1`]: 'source unknown' });
    });

    test('and never answers is left when the user cancels', async () => {
      const { server, host } = await silentServer();
      const connected = new Promise((resolve) => server.once('connection', resolve));
      await folder.setManifest(alone);
      folder.put('pod.yaml', asking(host));
      await folder.until(dialogs, { [`${host}/a:1`]: 'source unknown', 'golang:1.19-bullseye': 'available' });
      const cancel = new vscode.CancellationTokenSource();
      const window = vscode.window as unknown as { withProgress: typeof vscode.window.withProgress };
      const original = window.withProgress;
      window.withProgress = (options, task) => {
        assert.equal(options.cancellable, true);
        return task({ report: () => undefined }, cancel.token);
      };
      try {
        const done = run('mipsPort.askRegistries');
        await connected;
        cancel.cancel();
        await done;
      } finally {
        window.withProgress = original;
        server.close();
      }
      assert.deepEqual(dialogs.messages, []);
    });
  });

  suite('that were not built', () => {
    for (const [command, title] of [
      ['pushImages', 'Push Images'],
      ['deliverImages', 'Deliver Images to Nodes'],
      ['bundleImages', 'Write Image Bundle'],
    ] as const) {
      test(`have nothing for ${command}, which is said once`, async () => {
        await putThree();
        await run(`mipsPort.${command}`);
        await run(`mipsPort.${command}`, folder.id('localhost/web:latest'));
        const text = `${title}: there is no image for that now.`;
        assert.deepEqual(
          dialogs.messages.map((one) => one.text),
          [text, text],
        );
        assert.deepEqual(dialogs.questions, []);
      });
    }
  });

  test('with shell characters in their folders get names without, and nothing is run', async () => {
    folder.put('$(touch pwned)/Dockerfile', 'FROM scratch\nCOPY Dockerfile /\n');
    folder.put(
      'pod.yaml',
      'kind: Pod\napiVersion: v1\nspec:\n  containers:\n    - { name: a, image: "x;touch pwned" }\n',
    );
    await folder.until(dialogs, { 'localhost/touch-pwned:latest': 'buildable', 'x;touch pwned': undefined });
    for (const place of [root().fsPath, folder.path]) assert.ok(!existsSync(join(place, 'pwned')));
  });

  test('are in tasks, a task for all that can be built', async () => {
    folder.put('plain/Dockerfile', 'FROM scratch\nCOPY Dockerfile /\n');
    await folder.until(dialogs, { 'localhost/plain:latest': 'buildable' });
    const tasks = await vscode.tasks.fetchTasks({ type: 'mips-port-image' });
    assert.deepEqual(
      tasks.map(({ definition, name }) => [name, String(definition['action'])]),
      [['build images', 'build']],
    );
  });
});
