import { join, resolve } from 'node:path';
import { walkTree } from '../../src/node/walk';
import { measure, median, row } from './measure';

/**
 * Tier 0 on whole trees, beside `cat` of the same Go files: the least that
 * anything which reads them can cost.
 */
export async function run(dirs: readonly string[]): Promise<void> {
  if (dirs.length === 0) throw new Error('name the folders to scan');
  for (const dir of dirs) {
    const root = resolve(dir);
    const { files } = walkTree(root);
    const goFiles = files.filter((file) => file.endsWith('.go'));
    const input = goFiles.map((file) => join(root, file)).join('\0');
    console.log(`${root}: ${files.length} files, ${goFiles.length} Go`);
    const cat = await median(3, () => measure('xargs', ['-0', 'cat'], { input }));
    const scan = await median(3, () => measure(process.execPath, [join(__dirname, 'cli.js'), 'scan', root]));
    console.log(row('cat of every Go file', cat, cat));
    console.log(row('mips-port scan', scan, cat));
    const vendor = await median(3, () =>
      measure(process.execPath, [join(__dirname, 'cli.js'), 'scan', '--vendor', root]),
    );
    console.log(row('mips-port scan --vendor', vendor, cat));
  }
}
