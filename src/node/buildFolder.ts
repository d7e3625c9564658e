import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildFolder } from '../core/plan/artifacts';

/**
 * Makes `.mips-port` with a .gitignore that ignores the folder itself.
 *
 * @param root Absolute path of the manifest's folder.
 * @returns Its absolute path.
 */
export async function makeBuildFolder(root: string): Promise<string> {
  const folder = join(root, buildFolder);
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return folder;
}
