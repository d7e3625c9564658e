// Builds for production and packs the extension: mips-port-VERSION.vsix, or
// the file given with --out.
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './lib/build.mjs';
import { ensureNpmPackages } from './lib/npmPackages.mjs';
import { root } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';

const { values } = parseArgs({ options: { out: { type: 'string' } } });

async function main() {
  await ensureNpmPackages((line) => console.log(`- ${line}`));
  await build(['--production']);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const out = values.out === undefined ? join(root, `mips-port-${version}.vsix`) : resolve(values.out);
  const { code, stdout, stderr } = await run(
    process.execPath,
    [
      join(root, 'node_modules/@vscode/vsce/vsce'),
      'package',
      // Everything is in the bundles.
      '--no-dependencies',
      '--allow-missing-repository',
      '--no-rewrite-relative-links',
      ...['--out', out],
    ],
    { cwd: root, capture: true },
  );
  if (code !== 0) throw new Error(`vsce package failed:\n${stdout}${stderr}`);
  console.log(`${out}: ${(statSync(out).size / 1024).toFixed(0)} kB`);
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
