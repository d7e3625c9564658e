// @ts-check
// Keeps node_modules as the lockfile says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { run } from './processes.mjs';

/**
 * Installs the npm packages where node_modules is missing or is not what the
 * lockfile says. No package's install script is run; none is needed.
 *
 * @param {(line: string) => void} say told what goes on, a line at a time
 * @returns {Promise<void>} rejects with npm's own words
 */
export async function ensureNpmPackages(say) {
  if (upToDate()) return;
  say('installing npm packages (npm ci)');
  const { code, stdout, stderr } = await run('npm', ['ci', '--ignore-scripts'], { cwd: root, capture: true });
  if (code !== 0) throw new Error(`npm ci failed:\n${stdout}${stderr}`);
}

/**
 * Whether what npm noted down in node_modules has every package of the
 * lockfile at its version. Optional ones are for one platform each.
 */
function upToDate() {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(join(root, 'node_modules/.package-lock.json'));
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional === true || present[path]?.version === version,
  );
}

/**
 * @param {string} lockfile
 * @returns {Record<string, { version?: string, optional?: boolean }>} empty where there is none
 */
function packagesOf(lockfile) {
  try {
    return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
  } catch {
    return {};
  }
}
