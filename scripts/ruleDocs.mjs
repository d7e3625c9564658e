// Writes docs/rules/<id>.md for every rule from what the rule itself says, and
// docs/rules/README.md with the list of them. A unit test fails where these
// pages and the rules differ.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { root } from './lib/paths.mjs';

export const usage = 'node scripts/generate.mjs docs';

export async function generate() {
  const { rules, rulePage, rulesIndexPage } = await importRules();
  const folder = join(root, 'docs/rules');
  mkdirSync(folder, { recursive: true });
  const pages = new Map(rules.map((rule) => [`${rule.id}.md`, rulePage(rule)]));
  pages.set('README.md', rulesIndexPage(rules));
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.md') && !pages.has(name)) rmSync(join(folder, name));
  }
  for (const [name, text] of pages) writeFileSync(join(folder, name), text);
  process.stdout.write(`docs/rules: ${pages.size} pages\n`);
}

/** The rules are TypeScript; they are bundled in memory to be imported. */
async function importRules() {
  const result = await esbuild.build({
    stdin: {
      contents: "export * from './src/core/rules'; export * from './src/core/report';",
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    // dockerfile-ast and yaml are read from node_modules, as CommonJS.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('file:///');" },
    logLevel: 'error',
  });
  const code = Buffer.from(result.outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}
