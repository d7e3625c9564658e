// @ts-check
// Runs the build in a process of its own, as `npm run build` does.
import { join } from 'node:path';
import { root } from './paths.mjs';
import { run } from './processes.mjs';

/**
 * Builds dist/.
 *
 * @param {readonly string[]} [args] for example `--production`
 * @returns {Promise<void>} rejects with esbuild's own words
 */
export async function build(args = []) {
  const { code, stdout, stderr } = await run(process.execPath, [join(root, 'scripts/build.mjs'), ...args], {
    cwd: root,
    capture: true,
  });
  if (code !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`);
}
