import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { packPng } from '../../../scripts/lib/png.mjs';
import { root } from '../../../scripts/lib/paths.mjs';
import { useGadgetWithSeries } from '../support/gadgetWorkspace';
import { openGraph, openImages, withCatalogue } from '../support/images';
import { workbenchTest, type Theme, type Workbench } from '../support/workbench';

const folder = join(root, 'media/screenshots');

/** Leaves a folder without findings and without a manifest. */
function leaveOneComponent(sample: string): void {
  for (const name of readdirSync(sample)) {
    if (!['hello', '.git', '.gitignore'].includes(name)) rmSync(join(sample, name), { recursive: true });
  }
}

/** Every view, as the README shows it: `media/screenshots/NAME-THEME.png`. */
describe.each<Theme>(['light', 'dark'])('pictures, %s', (theme) => {
  /** `pointerAway` gets rid of the tip that a view's icon shows after the click on it. */
  const take = async ({ page }: Workbench, name: string, pointerAway = false): Promise<void> => {
    mkdirSync(folder, { recursive: true });
    if (pointerAway) {
      await page.mouse.move(800, 300);
      await page.waitForTimeout(800);
    }
    const png = await page.screenshot({ animations: 'disabled', caret: 'initial' });
    writeFileSync(join(folder, `${name}-${theme}.png`), packPng(png));
  };

  workbenchTest('of findings and fixes', { theme }, async (workbench) => {
    const { page } = workbench;
    await workbench.openFile('devices/mount.go', 16, 12);
    await workbench.waitForSquiggle('st.Dev');
    await workbench.waitForProblem(/st\.Rdev/, 'devices/**');
    await (await workbench.hoverAtCursor()).locator('table').waitFor();
    await take(workbench, 'hover');
    await page.keyboard.press('Escape');
    await workbench.codeActions();
    await take(workbench, 'quick-fix');
    await page.keyboard.press('Escape');
    await workbench.runCommand('MIPS Port: Fix All in Workspace…');
    await page.locator('.monaco-diff-editor').nth(1).waitFor();
    // The diffs are coloured once both sides have been compared.
    await page.locator('.monaco-diff-editor .line-insert').first().waitFor();
    await take(workbench, 'fix-preview');
    await workbench.runCommand('MIPS Port: Show Rule Documentation');
    await workbench.answer('Documentation of which rule?', 'stat-width');
    await page.locator('iframe.webview').first().waitFor();
    await page.waitForTimeout(2_000);
    await take(workbench, 'documentation');
  });

  workbenchTest('of a build that fails', { theme }, async (workbench) => {
    await workbench.runCommand('MIPS Port: Build Component');
    await workbench.quickPick(/^broken/);
    await workbench.waitForTerminal(/undefined: missing/);
    await workbench.openSidebar('MIPS Port');
    await workbench.waitForProblem(/undefined: missing/, 'broken/**');
    await workbench.page.getByText(/^Showing 2 of/).waitFor();
    await workbench.treeItem(/^build-mode/).waitFor();
    await take(workbench, 'broken-build', true);
  });

  workbenchTest('of a folder without anything', { theme, prepare: leaveOneComponent }, async (workbench) => {
    await workbench.openSidebar('MIPS Port');
    await workbench.page.getByText('Nothing found that breaks on the target').waitFor();
    await take(workbench, 'empty', true);
  });

  workbenchTest('of restricted mode', { theme, restricted: true }, async (workbench) => {
    await workbench.openSidebar('MIPS Port');
    await workbench.treeItem(/^build-mode/).waitFor();
    await take(workbench, 'restricted', true);
  });

  workbenchTest('of components and the terminal', { theme }, async (workbench) => {
    await workbench.runCommand('MIPS Port: Build Component');
    await workbench.quickPick(/^hello/);
    await workbench.waitForTerminal(/^hello from linux\/mips64le/m);
    await workbench.openSidebar('MIPS Port');
    const hello = workbench.treeItem(/^hello.*runs under QEMU/s);
    await hello.click();
    await workbench.treeItem(/^Findings/).waitFor();
    await take(workbench, 'components');
  });

  workbenchTest('of patches', { theme, prepare: useGadgetWithSeries }, async (workbench) => {
    await workbench.openSidebar('MIPS Port');
    for (const other of ['Findings', 'Toolchain']) await workbench.toggleView(other, false);
    await workbench.treeItem(/^gadget/).click();
    await workbench.treeItem(/^Patches/).click();
    await workbench.treeItem(/^links: /).click();
    await workbench.page.getByText('Signed-off-by').first().waitFor();
    await take(workbench, 'patches', true);
  });

  workbenchTest('of images and their graph', { theme, prepare: withCatalogue }, async (workbench) => {
    await openImages(workbench);
    await workbench.treeItem(/^agnhost:2\.6/).click();
    await workbench.treeItem(/^it calls apk/).waitFor();
    await take(workbench, 'images', true);
    await openGraph(workbench);
    await take(workbench, 'image-graph', true);
  });

  workbenchTest('of a folder without images', { theme, prepare: leaveOneComponent }, async (workbench) => {
    await openImages(workbench);
    await workbench.page.getByRole('button', { name: 'Use the Catalogue of v1.16.2' }).waitFor();
    await take(workbench, 'images-empty', true);
  });

  workbenchTest('of the walkthrough', { theme }, async (workbench) => {
    await workbench.runCommand('MIPS Port: Open Walkthrough');
    await workbench.page.locator('.gettingStartedContainer .category-title').first().waitFor();
    await take(workbench, 'walkthrough');
  });
});
