import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createEngine } from '../../src/node/workerEngine';

const edits = 20;

/**
 * What an edit in the editor costs: from the text in hand to the file's
 * findings, through the worker thread. Arguments: the root, and a Go file in it.
 */
export async function run([dir, file]: readonly string[]): Promise<void> {
  if (dir === undefined || file === undefined) throw new Error('name a folder, and a Go file in it');
  const options = { root: resolve(dir), target: 'mips64le' };
  const engine = createEngine({ workerPath: join(__dirname, 'worker.js') });
  // The engine's threads do not keep a program alive, and here nothing else does.
  const alive = setInterval(() => undefined, 1000);
  const text = readFileSync(join(options.root, file), 'utf8');
  const timed = async (name: string, changed: string): Promise<number> => {
    const started = performance.now();
    const findings = await engine.scanFile(options, file, changed);
    const spent = performance.now() - started;
    if (name !== '') console.log(`${name.padEnd(34)} ${spent.toFixed(1)} ms, ${findings.length} findings`);
    return spent;
  };
  await timed('first look at the file', text);
  const spent: number[] = [];
  for (let i = 1; i <= edits; i++) {
    const middle = text.indexOf('\n', text.length / 2);
    spent.push(await timed('', `${text.slice(0, middle)}${'\n'.repeat(i)}${text.slice(middle)}`));
  }
  spent.sort((a, b) => a - b);
  const at = (part: number): string => (spent[Math.floor((spent.length - 1) * part)] ?? 0).toFixed(1);
  console.log(`${`${edits} edits`.padEnd(34)} median ${at(0.5)} ms, slowest ${at(1)} ms`);
  clearInterval(alive);
  await engine.dispose();
}
