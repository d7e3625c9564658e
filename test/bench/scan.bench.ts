import { join, resolve } from 'node:path';
import { walkTree } from '../../src/node/walk';
import { inTurns, measure, row } from './measure';

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
    const measured = await inTurns(9, {
      'cat of every Go file': () => measure('xargs', ['-0', 'cat'], { input }),
      'mips-port scan': () => measure(process.execPath, [join(__dirname, 'cli.js'), 'scan', root]),
      'mips-port scan --vendor': () =>
        measure(process.execPath, [join(__dirname, 'cli.js'), 'scan', '--vendor', root]),
    });
    const [cat] = measured;
    for (const one of measured) if (cat) console.log(row(one.name, one.cost, cat.cost, one.ratio));
  }
}
