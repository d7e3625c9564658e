import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import { Workbench } from './support/workbench';

test('npm start opens the sample workspace with findings, and Ctrl-C ends it', async () => {
  const start = spawn(process.execPath, [join(root, 'scripts/start.mjs'), '--no-open'], { cwd: root });
  const ended = new Promise<number | null>((resolve) => {
    start.on('exit', resolve);
  });
  const url = await printedUrl(start);
  const folder = new URL(url).searchParams.get('folder') ?? '';
  const workbench = await Workbench.visit(url, folder, async () => {
    start.kill('SIGINT');
    expect(await ended).toBe(0);
  });
  try {
    await workbench.waitForProblem(/st\.Rdev is uint32 on mips64le/, 'device.go');
    await workbench.screenshot('npm-start');
  } finally {
    await workbench.close();
  }
  await expect(fetch(new URL(url).origin)).rejects.toThrow();
}, 300_000);

/** The address that `npm start` prints. */
function printedUrl(start: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const read = (chunk: unknown): void => {
      printed += String(chunk);
      const url = /http:\/\/127\.0\.0\.1:\S+/.exec(printed)?.[0];
      if (url !== undefined) resolve(url);
    };
    start.stdout?.on('data', read);
    start.stderr?.on('data', read);
    start.on('exit', (code) => {
      reject(new Error(`npm start ended with ${String(code)}:\n${printed}`));
    });
  });
}
