// Runs a benchmark of test/bench: npm run bench -- NAME [DIR...]. It prints
// ratios taken in one run; machines differ, and no test asserts a time.
import { readdirSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureNpmPackages } from './lib/npmPackages.mjs';
import { build } from './lib/build.mjs';
import { root } from './lib/paths.mjs';

await ensureNpmPackages(console.log);
const benches = readdirSync(join(root, 'test/bench'))
  .filter((name) => name.endsWith('.bench.ts'))
  .map((name) => name.replace(/\.bench\.ts$/, ''));
const [name, ...args] = process.argv.slice(2);
if (name === undefined || !benches.includes(name)) {
  console.error(`usage: npm run bench -- ${benches.join('|')} [DIR...]`);
  process.exit(2);
}
// What users have: packages are built so.
await build(['--production']);
const esbuild = await import('esbuild');
const outfile = join(root, 'out/bench', `${name}.mjs`);
mkdirSync(join(root, 'out/bench'), { recursive: true });
await esbuild.build({
  absWorkingDir: root,
  entryPoints: [`test/bench/${name}.bench.ts`],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  define: {
    __dirname: JSON.stringify(join(root, 'dist')),
    __filename: JSON.stringify(join(root, 'dist/cli.js')),
  },
});
const { run } = await import(pathToFileURL(outfile).href);
await run(args);
