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

/** The page of the graph, inside the two frames that VS Code puts around a webview. */
export function graphOf({ page }: Workbench): FrameLocator {
  return page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
}
