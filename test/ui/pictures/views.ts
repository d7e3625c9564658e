import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { packPng } from '../../../scripts/lib/png.mjs';
import { root } from '../../../scripts/lib/paths.mjs';
import { workbenchTest, type Theme, type Workbench } from '../support/workbench';

const folder = join(root, 'media/screenshots');

/** Every view, as the README shows it: `media/screenshots/NAME-THEME.png`. */
describe.each<Theme>(['light', 'dark'])('pictures, %s', (theme) => {
  const take = async ({ page }: Workbench, name: string): Promise<void> => {
    mkdirSync(folder, { recursive: true });
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
    await page.locator('.panel .monaco-list-row', { hasText: 'uint64(st.Rdev)' }).first().waitFor();
    await take(workbench, 'fix-preview');
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

  workbenchTest('of the walkthrough', { theme }, async (workbench) => {
    await workbench.runCommand('MIPS Port: Open Walkthrough');
    await workbench.page.locator('.gettingStartedContainer .category-title').first().waitFor();
    await take(workbench, 'walkthrough');
  });
});
