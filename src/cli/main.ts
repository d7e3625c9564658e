import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { cacheFolderOf } from '../node/cacheFolder';
import { requireCompiled } from './compiledCode';
import type * as Commands from './runCli';

// A command is over in about a second. By its own measure V8 would spend a third
// of that on optimizing functions, which pays off only where they run for longer:
// twenty times its measure leaves those that do, and a thousand times for those of
// WebAssembly, where optimizing one function, the parser's, costs as much as parsing
// 100 kB without it. It has to be said before they are hot.
// Later V8 than Node 20's no longer knows the first and would print that: Node 22 has 12, VS Code's terminal 13.
if (Number.parseInt(process.versions.v8, 10) < 12) {
  setFlagsFromString('--interrupt-budget=1500000');
  setFlagsFromString('--wasm-tiering-budget=2000000000');
}

const argv = process.argv.slice(2);
const [command = ''] = argv;
// The other commands are no shorter for it: they wait for programs that they start.
const purpose = command === 'scan' || command === 'fix' ? command : undefined;
const file = join(__dirname, 'commands.js');
const bundle =
  purpose === undefined
    ? { exports: createRequire(file)(file) as unknown }
    : requireCompiled(file, join(cacheFolderOf(process.env), 'compiled'), purpose);
const { runCli } = bundle.exports as typeof Commands;

// The only place that sets the exit code; everything below returns it.
void runCli(argv, {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
}).then((code) => {
  process.exitCode = code;
  if ('keep' in bundle) bundle.keep();
});
