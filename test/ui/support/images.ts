import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import type { Workbench } from './workbench';

/** Makes a copy of the sample ask for the test images of a release. */
export function withCatalogue(folder: string): void {
  appendFileSync(join(folder, 'mips-port.yaml'), '\nimages:\n  catalogue: v1.16.2\n');
}

/** Leaves nothing but the Images view open. */
export async function openImages(workbench: Workbench): Promise<void> {
  await workbench.openSidebar('MIPS Port');
  for (const other of ['Components', 'Findings', 'Toolchain']) await workbench.toggleView(other, false);
  await workbench.toggleView('Images', true);
}

/** Opens the graph in a window of its whole width, where it can be read; the page of it. */
export async function openGraph(workbench: Workbench): Promise<FrameLocator> {
  const { page } = workbench;
  await page.setViewportSize({ width: 1600, height: 1000 });
  await workbench.runCommand('MIPS Port: Show Graph of Images');
  const graph = graphOf(workbench);
  await graph.locator('.node').first().waitFor({ timeout: 30_000 });
  await page.keyboard.press('Control+B');
  await page.waitForTimeout(1_000);
  await graph.getByRole('button', { name: 'Fit' }).click();
  return graph;
}

/** The page of the graph, inside the two frames that VS Code puts around a webview. */
function graphOf({ page }: Workbench): FrameLocator {
  return page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
}
