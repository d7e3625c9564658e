import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createEngine } from '../../src/node/workerEngine';

const edits = 20;

/**
 * What an edit in the editor costs: from the text in hand to the file's
 * findings, through the worker thread. Arguments: the root, and Go files in it.
 * The first look at the first file pays for starting the thread as well.
 */
export async function run([dir, ...files]: readonly string[]): Promise<void> {
  if (dir === undefined || files.length === 0) throw new Error('name a folder, and Go files in it');
  const options = { root: resolve(dir), target: 'mips64le' };
  const engine = createEngine({ workerPath: join(__dirname, 'worker.js') });
  // The engine's threads do not keep a program alive, and here nothing else does.
  const alive = setInterval(() => undefined, 1000);
  const timed = async (file: string, text: string): Promise<{ spent: number; found: number }> => {
    const started = performance.now();
    const findings = await engine.scanFile(options, file, text);
    return { spent: performance.now() - started, found: findings.length };
  };
  console.log(`${'file'.padEnd(60)}     KB  first look   median  slowest of ${edits} edits`);
  for (const file of files) {
    const text = readFileSync(join(options.root, file), 'utf8');
    const first = await timed(file, text);
    const spent: number[] = [];
    for (let i = 1; i <= edits; i++) {
      const middle = text.indexOf('\n', text.length / 2);
      const edited = await timed(file, `${text.slice(0, middle)}${'\n'.repeat(i)}${text.slice(middle)}`);
      spent.push(edited.spent);
    }
    spent.sort((a, b) => a - b);
    const at = (part: number): number => spent[Math.floor((spent.length - 1) * part)] ?? 0;
    const cells = [first.spent, at(0.5), at(1)].map((ms) => `${ms.toFixed(1)} ms`.padStart(10));
    const kb = (text.length / 1024).toFixed(0).padStart(6);
    console.log(`${file.padEnd(60)} ${kb} ${cells.join(' ')}  ${first.found} findings`);
  }
  clearInterval(alive);
  await engine.dispose();
}
