import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import { workbenchTest, type Workbench } from './support/workbench';

function withCatalogue(folder: string): void {
  appendFileSync(join(folder, 'mips-port.yaml'), '\nimages:\n  catalogue: v1.16.2\n');
}

function withoutImages(folder: string): void {
  rmSync(join(folder, 'agent/Dockerfile'));
}

/** Leaves nothing but the Images view open. */
async function openImages(workbench: Workbench): Promise<void> {
  await workbench.openSidebar('MIPS Port');
  for (const other of ['Components', 'Findings', 'Toolchain']) await workbench.toggleView(other, false);
  await workbench.toggleView('Images', true);
}

/** How many images stand how, as the command line counts them. */
function countsOf(folder: string): Readonly<Record<string, number>> {
  const cli = join(root, 'dist/cli.js');
  const output = execFileSync(process.execPath, [cli, 'images', 'list', folder, '--format', 'json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return (JSON.parse(output) as { counts: Record<string, number> }).counts;
}

describe('the images view', () => {
  workbenchTest('groups the images of a release by state', { prepare: withCatalogue }, async (workbench) => {
    await openImages(workbench);
    const counts = countsOf(workbench.folder);
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
      const counts = countsOf(workbench.folder);
      await workbench.treeItem(new RegExp(`^Needs conversion${counts['needs-conversion'] ?? ''}`)).waitFor();
    },
  );
});
