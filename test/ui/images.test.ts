import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import { TestRegistry } from '../unit/support/registry';
import { openGraph, openImages, withCatalogue } from './support/images';
import { workbenchTest } from './support/workbench';

function withoutImages(folder: string): void {
  rmSync(join(folder, 'agent/Dockerfile'));
}

interface ImagesList {
  /** How many images stand how. */
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
}

/** The images of a folder as the command line lists them. */
function listOf(folder: string): ImagesList {
  const cli = join(root, 'dist/cli.js');
  const output = execFileSync(process.execPath, [cli, 'images', 'list', folder, '--format', 'json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const { counts, images } = JSON.parse(output) as { counts: ImagesList['counts']; images: unknown[] };
  return { counts, total: images.length };
}

describe('the images view', () => {
  workbenchTest('groups the images of a release by state', { prepare: withCatalogue }, async (workbench) => {
    await openImages(workbench);
    const { counts } = listOf(workbench.folder);
    await workbench.treeItem(new RegExp(`^Needs conversion${counts['needs-conversion'] ?? ''}`)).waitFor();
    await workbench.treeItem(new RegExp(`^Buildable${counts['buildable'] ?? ''}`)).waitFor();

    const agnhost = workbench.treeItem(/^agnhost:2\.6/);
    await agnhost.click();
    await workbench.treeItem(/^it calls apk/).waitFor();
    await workbench.treeItem(/^alpine:3\.6source unknown/).waitFor();
    await workbench.screenshot('images');

    await workbench.runCommand('MIPS Port: Filter Images…');
    await workbench.answer('Show images that contain', 'sample-apiserver');
    await workbench.treeItem(/^sample-apiserver/).waitFor();
    await agnhost.waitFor({ state: 'hidden' });
    await workbench.runCommand('MIPS Port: Clear Image Filter');
    await agnhost.waitFor();
  });

  workbenchTest('leads from nothing to the catalogue', { prepare: withoutImages }, async (workbench) => {
    await openImages(workbench);
    await workbench.page.getByRole('button', { name: 'Use the Catalogue of v1.16.2' }).click();
    await workbench.treeItem(/^agnhost:2\.6/).waitFor();
    expect(readFileSync(join(workbench.folder, 'mips-port.yaml'), 'utf8')).toMatch(
      /# Does not compile anywhere\.[^]*\nimages:\n {2}catalogue: v1\.16\.2\n/,
    );
  });

  workbenchTest(
    'shows the images of a folder in restricted mode',
    { restricted: true },
    async (workbench) => {
      await openImages(workbench);
      await workbench.treeItem(/^agent:latest/).click();
      await workbench.treeItem(/agent\/Dockerfile/).click();
      await workbench.page.locator('.tab.active', { hasText: 'Dockerfile' }).waitFor();
    },
  );

  workbenchTest(
    'takes the choice of a base for all images on it',
    { prepare: withCatalogue },
    async (workbench) => {
      await openImages(workbench);
      await workbench.runCommand('MIPS Port: Choose Base…');
      await workbench.answer('Choose what stands for which base?', 'alpine:3.6');
      await workbench.quickPick(/a Debian bookworm root/);
      await workbench.quickPick(/^alpine:\*/);
      await expect
        .poll(() => readFileSync(join(workbench.folder, 'mips-port.yaml'), 'utf8'))
        .toMatch(/\nbases:\n {2}alpine:\*:\n {4}use: debian\n/);
      const { counts } = listOf(workbench.folder);
      await workbench.treeItem(new RegExp(`^Needs conversion${counts['needs-conversion'] ?? ''}`)).waitFor();
    },
  );
});

const dockerfile = [
  '# A program of this folder, on the base that most Dockerfiles have.',
  'FROM alpine:3.18',
  'COPY hello /usr/local/bin/hello',
  'ENTRYPOINT ["/usr/local/bin/hello"]',
  '',
].join('\n');

/** A folder with a Dockerfile on Alpine, and the program that it copies, built for the target. */
function withApp(folder: string): void {
  rmSync(join(folder, 'agent/Dockerfile'));
  const app = join(folder, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'Dockerfile'), dockerfile);
  execFileSync('go', ['build', '-o', join(app, 'hello'), '.'], {
    cwd: join(folder, 'hello'),
    env: { ...process.env, CGO_ENABLED: '0', GOARCH: 'mips64le', GOFLAGS: '' },
  });
}

/** Buildah with a storage of its own, so that nothing of this machine's is seen or left. */
function ownStorage(): { readonly folder: string; readonly env: NodeJS.ProcessEnv } {
  const folder = mkdtempSync(join(tmpdir(), 'mips-port-storage-'));
  const config = join(folder, 'storage.conf');
  const places = `graphroot = "${folder}/graph"\nrunroot = "${folder}/run"\n`;
  writeFileSync(config, `[storage]\ndriver = "vfs"\n${places}`);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of ['buildah', 'go', 'git']) symlinkSync(which(name), join(bin, name));
  return { folder, env: { CONTAINERS_STORAGE_CONF: config, BUILDAH_ISOLATION: 'chroot', PATH: bin } };
}

function which(name: string): string {
  return execFileSync('which', [name], { encoding: 'utf8' }).trim();
}

/** What Buildah makes of images in a storage. */
function buildah(env: NodeJS.ProcessEnv, ...args: readonly string[]): string {
  return execFileSync('buildah', args, { encoding: 'utf8', env: { ...process.env, ...env } });
}

describe('an image of the workspace', () => {
  const storage = ownStorage();
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await TestRegistry.start(join(storage.folder, 'registry'));
  });
  afterAll(async () => {
    await registry.stop();
    rmSync(storage.folder, { recursive: true, force: true });
  });

  workbenchTest(
    'is converted, previewed, accepted and built from the tree',
    { prepare: withApp, env: storage.env },
    async (workbench) => {
      const { page, folder } = workbench;
      const path = join(folder, 'app/Dockerfile');
      await openImages(workbench);
      await workbench.treeItem(/^Needs conversion1/).waitFor();
      const app = workbench.treeItem(/^app:latest/);
      await app.hover();
      await app.getByRole('button', { name: 'Convert Dockerfiles…' }).click();
      await workbench.quickPick(/an empty image/);
      await page.locator('.monaco-diff-editor .line-insert').first().waitFor();
      await workbench.screenshot('image-convert');
      expect(readFileSync(path, 'utf8')).toBe(dockerfile);
      await workbench.runCommand('MIPS Port: Apply Previewed Changes');
      await expect
        .poll(() => readFileSync(path, 'utf8'), { timeout: 15_000 })
        .toBe(dockerfile.replace('alpine:3.18', 'scratch'));
      await workbench.treeItem(/^Buildable/).waitFor();

      await app.hover();
      await app.getByRole('button', { name: 'Build Images…' }).click();
      await workbench.waitForTerminal(/app:latest-mips64le: programs and libraries: 1/, 90_000);
      await workbench.treeItem(/^Built/).waitFor({ timeout: 30_000 });
      await workbench.screenshot('image-built');
      const inspected = buildah(storage.env, 'inspect', '--type', 'image', 'localhost/app:latest-mips64le');
      expect(JSON.parse(inspected)).toMatchObject({ OCIv1: { architecture: 'mips64le', os: 'linux' } });

      // To a registry, which is asked for once, and back by digest.
      await app.hover();
      await app.getByRole('button', { name: 'Push Images…' }).click();
      await workbench.answer('Push localhost/app:latest to which registry?', `${registry.host}/port`);
      const pushed = `${registry.host}/port/app:latest-mips64le@sha256:`;
      const terminal = await workbench.waitForTerminal(new RegExp(`${pushed}\\w{64}`));
      const digest = terminal.slice(terminal.indexOf(pushed) + pushed.length - 'sha256:'.length).slice(0, 71);
      expect(readFileSync(join(folder, 'mips-port.yaml'), 'utf8')).toContain(
        `\nregistries:\n  localhost: ${registry.host}/port\n`,
      );
      const remote = `${registry.host}/port/app@${digest}`;
      buildah(storage.env, 'pull', '--quiet', '--tls-verify=false', '--arch', 'mips64le', remote);
      expect(JSON.parse(buildah(storage.env, 'inspect', '--type', 'image', remote))).toMatchObject({
        OCIv1: { architecture: 'mips64le' },
      });

      // What was built is known by what it was built from: a change takes it back.
      appendFileSync(path, 'LABEL changed=yes\n');
      await workbench.treeItem(/^Buildable/).waitFor();
    },
  );
});

interface Box {
  readonly label: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

describe('the graph of images', () => {
  workbenchTest('shows sixty images that can be read', { prepare: withCatalogue }, async (workbench) => {
    const { page } = workbench;
    const graph = await openGraph(workbench);
    const labels = graph.locator('.node text');
    const boxes: readonly Box[] = await labels.evaluateAll((texts) =>
      texts.map((text) => {
        const { left, top, right, bottom } = text.getBoundingClientRect();
        return { label: text.textContent, left, top, right, bottom };
      }),
    );
    const { counts, total } = listOf(workbench.folder);
    expect(boxes.length).toBe(total);
    expect(boxes.length).toBeGreaterThanOrEqual(60);
    const overlapping = boxes.flatMap((a, index) =>
      boxes
        .slice(index + 1)
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        .map((b) => `${a.label} over ${b.label}`),
    );
    expect(overlapping).toEqual([]);
    const heights = boxes.map(({ bottom, top }) => bottom - top);
    expect(Math.min(...heights), 'pixels that a label is high').toBeGreaterThan(10);
    const legend = (await graph.locator('svg.legend').textContent()) ?? '';
    expect(legend).toContain(`needs conversion (${counts['needs-conversion'] ?? ''})`);
    await workbench.screenshot('image-graph');

    await graph.getByRole('textbox').fill('alpine');
    await expect.poll(() => graph.locator('.found').first().textContent()).toMatch(/^\d+ of \d+$/);
    await graph.locator('.node.found').first().waitFor();
    await workbench.screenshot('image-graph-search');
    await graph.getByRole('textbox').fill('');

    await graph.getByRole('button', { name: 'Export SVG' }).click();
    await workbench.takeOfferedFile('Export the graph of images', 'images.svg');
    const file = join(workbench.folder, 'images.svg');
    const written = (): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
    await expect.poll(written, { timeout: 15_000 }).toMatch(/<\/svg>$/);
    const svg = readFileSync(file, 'utf8');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    for (const { label } of boxes) expect(svg).toContain(`>${label}</text>`);

    const widthOf = async (): Promise<number> => (await labels.first().boundingBox())?.width ?? 0;
    const fitted = await widthOf();
    await graph.getByRole('button', { name: 'Zoom in' }).click();
    await expect.poll(widthOf).toBeGreaterThan(fitted);
    await graph.getByRole('button', { name: 'Fit' }).click();
    await expect.poll(widthOf).toBeCloseTo(fitted, 0);

    // The arrow leads from an image to what it stands on; the line below the picture says what is selected.
    await graph.locator('.node', { hasText: 'golang:1.19-bullseye' }).first().focus();
    await page.keyboard.press('ArrowRight');
    await graph.locator('.details', { hasText: /^localhost\/agent:latest: / }).waitFor();
    await page.keyboard.press('+');
    await expect.poll(widthOf).toBeGreaterThan(fitted);
    await page.keyboard.press('0');
    await workbench.screenshot('image-graph-selected');
    await page.keyboard.press('Enter');
    await page.locator('.tab', { hasText: 'Dockerfile' }).waitFor();
  });
});
