import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { workbenchTest } from './support/workbench';

describe('a finding', () => {
  workbenchTest('is underlined, explained, fixed, and brought back by undo', {}, async (workbench) => {
    const { page } = workbench;
    // `	return st.Dev == dev, nil`, with the cursor on Dev.
    await workbench.openFile('devices/mount.go', 16, 12);
    await workbench.waitForSquiggle('st.Dev');
    await workbench.waitForProblem(/st\.Dev .* at line 16 /, 'mount.go');
    await workbench.screenshot('finding');

    const hover = await workbench.hoverAtCursor();
    const table = hover.locator('table');
    await table.waitFor();
    const text = await table.innerText();
    expect(text).toMatch(/amd64\s+.*uint64/);
    expect(text).toMatch(/mips64le\s+.*uint32/);
    await workbench.screenshot('finding-hover');
    await page.keyboard.press('Escape');

    const actions = await workbench.codeActions();
    await workbench.screenshot('finding-light-bulb');
    await actions.filter({ hasText: 'Convert st.Dev to uint64' }).first().click();
    await workbench.line('uint64(st.Dev) == dev').waitFor();
    await workbench.waitForNoSquiggle('st.Dev');
    await expect
      .poll(async () => (await workbench.problems()).some((row) => /st\.Dev .* at line 16 /.test(row)))
      .toBe(false);
    await workbench.screenshot('finding-fixed');

    await workbench.undo();
    await workbench.line('return st.Dev == dev').waitFor();
    await workbench.waitForSquiggle('st.Dev');
    // Nothing was saved by any of this.
    expect(readFileSync(join(workbench.folder, 'devices/mount.go'), 'utf8')).toContain(
      '\treturn st.Dev == dev, nil\n',
    );
  });

  workbenchTest(
    'is there again once the change that mended it is given up, without any type check',
    { settings: { 'mipsPort.judge.enable': false } },
    async (workbench) => {
      const { page } = workbench;
      await workbench.openFile('devices/mount.go', 16, 12);
      const problem = /st\.Dev .* at line 16 /;
      await workbench.waitForProblem(problem, 'mount.go');
      const actions = await workbench.codeActions();
      await actions.filter({ hasText: 'Convert st.Dev to uint64' }).first().click();
      await workbench.line('uint64(st.Dev) == dev').waitFor();
      await expect
        .poll(async () => (await workbench.problems()).some((row) => problem.test(row)))
        .toBe(false);
      await workbench.runCommand('View: Close Editor');
      await page.getByRole('dialog').getByRole('button', { name: "Don't Save" }).click();
      await page.locator('.editor-instance').waitFor({ state: 'hidden' });
      await workbench.waitForProblem(problem, 'mount.go');
    },
  );
});
