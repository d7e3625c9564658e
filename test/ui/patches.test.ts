import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect } from 'vitest';
import { gadget, git } from '../support/gadget';
import { useGadget, useGadgetWithSeries } from './support/gadgetWorkspace';
import { workbenchTest, type Workbench } from './support/workbench';

/** Clicks an inline action of a row of the component explorer. */
async function act(row: Locator, action: string): Promise<void> {
  await row.hover();
  await row.getByRole('button', { name: action }).click();
}

/** Opens the component gadget in the explorer, and its patches where there are some. */
async function openGadget(workbench: Workbench): Promise<void> {
  await workbench.openSidebar('MIPS Port');
  await workbench.treeItem(/^gadget/).click();
  await workbench.treeItem(/^Source.*v1\.0/s).waitFor();
}

describe('the patches of a component', () => {
  workbenchTest(
    'show sources that are missing, and clone them from the row',
    { prepare: useGadget },
    async (workbench) => {
      await workbench.openSidebar('MIPS Port');
      const row = workbench.treeItem(/^gizmo.*no sources yet/s);
      await act(row, 'Clone Sources');
      await workbench.treeItem(/^gizmo.*not built|^gizmo.*compile|^gizmo.*error/s).waitFor();
      await workbench.treeItem(/^gizmo/).click();
      await workbench.treeItem(/^Source.*v1\.1.*detached/s).waitFor();
    },
  );

  workbenchTest('are recorded from a quick fix', { prepare: useGadget }, async (workbench) => {
    const { page } = workbench;
    await workbench.openFile('src/gadget/device.go', 11, 19);
    await workbench.waitForSquiggle('st.Rdev');
    await (await workbench.codeActions()).filter({ hasText: 'Convert st.Rdev to uint64' }).first().click();
    await workbench.line('uint64(st.Rdev)').waitFor();
    await openGadget(workbench);
    await act(workbench.treeItem(/^Patches/), 'Record Changes as Patches…');
    await workbench.quickPick(/^One Patch for Each Rule/);
    await workbench.treeItem(/^Patches.*1 of 1 applied/s).click();
    const patch = workbench.treeItem(/applied · not sent/);
    await patch.waitFor();
    await patch.click();
    await page.locator('.monaco-diff-editor .line-insert').first().waitFor();
    await workbench.screenshot('patch-recorded');
    expect(git(join(workbench.folder, 'src/gadget'), 'status', '--porcelain')).toBe('');
  });

  workbenchTest(
    'are not applied to a tree with changes, before the user says how',
    { prepare: useGadgetWithSeries },
    async (workbench) => {
      const { folder } = workbench;
      const changed = join(folder, 'src/gadget/version.go');
      writeFileSync(changed, 'package gadget\n');
      await openGadget(workbench);
      await workbench.treeItem(/^Source.*1 changed/s).waitFor();
      await act(workbench.treeItem(/^Patches.*0 of 2 applied/s), 'Apply Patches');
      const message = await workbench.notification('gadget has changes that are in no commit');
      for (const button of ['Stash', 'Use a Worktree', 'Show Changes']) {
        await message.getByRole('button', { name: button }).waitFor();
      }
      await workbench.screenshot('dirty-tree');
      expect(readFileSync(changed, 'utf8')).toBe('package gadget\n');
      await message.getByRole('button', { name: 'Stash' }).click();
      await workbench.treeItem(/^Patches.*2 of 2 applied/s).waitFor();
      expect(git(join(folder, 'src/gadget'), 'stash', 'list')).toContain('before the patches of gadget');
    },
  );

  workbenchTest(
    'open their conflicts in the merge editor',
    { prepare: useGadgetWithSeries },
    async (workbench) => {
      const { page } = workbench;
      await openGadget(workbench);
      await act(workbench.treeItem(/^Patches/), 'Apply Patches');
      await workbench.treeItem(/^Patches.*2 of 2 applied/s).click();
      // The scan after the check-out renews the rows once more; a menu that is open then knows of no row.
      await workbench.treeItem(/^Findings.*none/s).waitFor();
      await workbench.contextMenu(workbench.treeItem(/^Patches/), 'Rebase Patches…');
      await workbench.quickPick(/^v1\.2/);
      await page.locator('.merge-editor').waitFor();
      const message = await workbench.notification('does not fit');
      await message.getByRole('button', { name: 'Continue' }).waitFor();
      await workbench.treeItem(/^Rebase onto v1\.2 waits/).waitFor();
      // One for the rebase that waits, one for the finding in the file that is open.
      await workbench.badge('MIPS Port').getByText('2', { exact: true }).waitFor();
      await workbench.screenshot('merge-editor');

      const waiting = workbench.treeItem(/^Rebase onto v1\.2 waits/);
      await act(waiting, 'Continue Rebase');
      await workbench.notification('These files are not saved');
      await page.locator('.merge-editor').getByText('Accept Patch').first().click();
      await page.keyboard.press('Control+S');
      await page.locator('.tab.active:not(.dirty)', { hasText: 'Merging: device.go' }).waitFor();
      await act(waiting, 'Continue Rebase');
      await workbench.treeItem(/^Patches.*on v1\.2/s).waitFor();
      await workbench.treeItem(/links.*merged/s).waitFor();
      await workbench.badge('MIPS Port').waitFor({ state: 'hidden' });
      const head = execFileSync('git', ['show', 'HEAD:device.go'], {
        cwd: join(workbench.folder, 'src/gadget'),
        encoding: 'utf8',
      });
      expect(head).toBe(gadget.device('uint64(st.Rdev)'));
    },
  );
});
