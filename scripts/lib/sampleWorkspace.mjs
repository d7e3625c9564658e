// @ts-check
// Copies of the sample workspace, for whoever is going to change it.
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleDir } from './paths.mjs';
import { findProgram, run } from './processes.mjs';

/**
 * Copies the sample into a new folder of the system's temporary one and makes
 * it a git repository with one commit, so that changes show as changes.
 *
 * @returns {Promise<string>} absolute path of the copy; it is named `sample`
 */
export async function copySample() {
  const folder = join(mkdtempSync(join(tmpdir(), 'mips-port-')), 'sample');
  cpSync(sampleDir, folder, { recursive: true });
  if (findProgram('git') === undefined) return folder;
  const identity = ['-c', 'user.name=MIPS Port', '-c', 'user.email=mips-port@localhost'];
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '--all'],
    [...identity, 'commit', '--quiet', '--no-verify', '--no-gpg-sign', '-m', 'The sample as it comes'],
  ]) {
    const { code, stderr } = await run('git', args, { cwd: folder, capture: true });
    if (code !== 0) throw new Error(`git ${args.join(' ')} in ${folder} failed: ${stderr}`);
  }
  return folder;
}
