import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect } from 'vitest';
import { processesWith } from './support/processes';
import { workbenchTest, type Workbench } from './support/workbench';

const container = 'MIPS Port';

/** Clicks an inline action of a component in the explorer. */
async function act(workbench: Workbench, component: string, action: string): Promise<void> {
  const item = workbench.treeItem(new RegExp(`^${component}`));
  await item.hover();
  await item.getByRole('button', { name: action }).click();
}

describe('the component explorer', () => {
  workbenchTest('builds a component that then runs under QEMU', {}, async (workbench) => {
    await workbench.openSidebar(container);
    await act(workbench, 'hello', 'Build Component');
    const shown = await workbench.waitForTerminal(/^hello from linux\/mips64le/m);
    expect(shown).toMatch(/\$ .*GOARCH=mips64le .*go build /);
    expect(shown).toMatch(/mips64le ELF: 64-bit little-endian/);
    expect(shown).toMatch(/\$ .*qemu-mips64el/);
    await workbench.treeItem(/^hello.*mips64le ELF, runs under QEMU/s).waitFor();
    await workbench.screenshot('component-runs');
  });

  workbenchTest('does the same from the command palette', {}, async (workbench) => {
    await workbench.runCommand('MIPS Port: Build Component');
    await workbench.quickPick(/^hello/);
    await workbench.waitForTerminal(/^hello from linux\/mips64le/m);
    await workbench.openSidebar(container);
    await workbench.treeItem(/^hello.*mips64le ELF, runs under QEMU/s).waitFor();
  });

  workbenchTest('leaves the errors of a broken build in Problems, at their lines', {}, async (workbench) => {
    await workbench.openSidebar(container);
    // A tree holds no more rows than fit, and this one is the last.
    await workbench.toggleView('Findings', false);
    await workbench.toggleView('Toolchain', false);
    await act(workbench, 'broken', 'Build Component');
    await workbench.waitForTerminal(/undefined: missing/);
    await workbench.waitForProblem(/"three".* at line 8 and character 18/, 'broken/**');
    await workbench.waitForProblem(/undefined: missing.* at line 9 and character 21/, 'broken/**');
    await workbench.treeItem(/^broken.*2 errors in the last run/s).waitFor();
    await workbench.screenshot('component-broken');
  });

  const cache = join(tmpdir(), `mips-port-gocache-${process.pid}`);
  afterAll(() => {
    rmSync(cache, { recursive: true, force: true });
  });
  workbenchTest(
    'stops the compiler when a build is cancelled',
    { env: { GOCACHE: cache }, settings: { 'mipsPort.judge.enable': false } },
    async (workbench) => {
      // The judge is off, since it uses Go and the cache as well.
      const compilers = (): string[] =>
        processesWith('GOCACHE', cache).filter((name) => ['go', 'compile', 'asm', 'link'].includes(name));
      await workbench.openSidebar(container);
      // With an empty cache the standard library is compiled first, which takes a while.
      await act(workbench, 'hello', 'Build Component');
      await expect.poll(compilers, { timeout: 60_000, interval: 50 }).toContain('compile');
      await act(workbench, 'hello', 'Stop');
      await expect.poll(compilers, { timeout: 10_000 }).toEqual([]);
      await workbench.treeItem(/^hello.*not built/s).waitFor();
    },
  );
});
