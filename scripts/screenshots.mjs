// Takes the pictures of every view, light and dark, for the README: media/screenshots/*.png.
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './lib/build.mjs';
import { ensureNpmPackages } from './lib/npmPackages.mjs';
import { root } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';
import { ensureServer } from './lib/vscodeServer.mjs';

const folder = join(root, 'media/screenshots');
const limitBytes = 150 * 1024;
const say = (line) => console.log(`- ${line}`);

async function main() {
  await ensureNpmPackages(say);
  await ensureServer(say);
  await build();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { code } = await run(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'vitest.ui.config.ts'],
    { cwd: root, env: { ...process.env, PICTURES: '1' } },
  );
  process.exitCode = code ?? 1;
  for (const name of readdirSync(folder)) {
    const { size } = statSync(join(folder, name));
    say(`${name}: ${Math.round(size / 1024)} kB`);
    if (size > limitBytes) {
      console.error(`${name} is larger than ${limitBytes / 1024} kB`);
      process.exitCode = 1;
    }
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
