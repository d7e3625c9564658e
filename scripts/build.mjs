// Bundles the extension, the command line and the worker into dist/, with the
// files they read at run time beside them. `--watch` rebuilds on change.
import { copyFileSync, cpSync, mkdirSync, rmSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const require = createRequire(import.meta.url);
const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  outdir: dist,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'info',
  // web-tree-sitter's ES module asks import.meta for its own address, which a
  // CommonJS bundle does not have; require() gets its CommonJS form.
  alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
};

const bundles = [
  { ...common, entryPoints: { extension: 'src/extension.ts' }, external: ['vscode'] },
  // Without `external: ['vscode']`: an import of it that leaks below src/vscode breaks this build.
  { ...common, entryPoints: { commands: 'src/cli/runCli.ts' } },
  { ...common, entryPoints: { cli: 'src/cli/main.ts' }, banner: { js: '#!/usr/bin/env node' } },
  { ...common, entryPoints: { worker: 'src/node/worker.ts' } },
  {
    ...common,
    entryPoints: { imageGraph: 'src/webview/imageGraph.ts' },
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
  },
];

function assets() {
  copyFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm'), join(dist, 'web-tree-sitter.wasm'));
  copyFileSync(
    require.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-go.wasm'),
    join(dist, 'tree-sitter-go.wasm'),
  );
  cpSync(join(root, 'src/gocheck'), join(dist, 'gocheck'), {
    recursive: true,
    filter: (path) => !path.endsWith('_test.go') && !path.includes('testdata'),
  });
  if (existsSync(join(root, 'src/core/target/data'))) {
    cpSync(join(root, 'src/core/target/data'), join(dist, 'abi'), { recursive: true });
  }
}

if (watch) {
  const contexts = await Promise.all(bundles.map((options) => esbuild.context(options)));
  await Promise.all(contexts.map((context) => context.watch()));
  assets();
} else {
  await Promise.all(bundles.map((options) => esbuild.build(options)));
  assets();
}
