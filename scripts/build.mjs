// Bundles the extension, the command line and the worker into dist/, with the
// files they read at run time beside them. `--watch` rebuilds on change.
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
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
  logLevel: 'warning',
  // web-tree-sitter's ES module asks import.meta for its own address, which a
  // CommonJS bundle does not have; require() gets its CommonJS form.
  alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
};

const output = { outdir: dist, minify: production, sourcemap: production ? false : 'linked' };

/** A program in one file. */
const single = { ...common, ...output, format: 'cjs' };

const modules = join(root, 'out/build/extension');

/**
 * The extension, whose import()s are files of their own, read when they are
 * first asked for. esbuild splits ES modules only, so a first pass makes those
 * and a second one turns each of them into CommonJS, the kind that every VS
 * Code loads.
 */
const extension = {
  ...common,
  entryPoints: { extension: 'src/extension.ts' },
  external: ['vscode'],
  splitting: true,
  format: 'esm',
  outdir: modules,
  chunkNames: 'extension-[name]-[hash]',
  sourcemap: production ? false : 'inline',
  plugins: [{ name: 'CommonJS', setup: secondPass }],
};

/** @param {esbuild.PluginBuild} pass */
function secondPass(pass) {
  pass.onStart(() => rmSync(modules, { recursive: true, force: true }));
  pass.onEnd(async ({ errors }) => {
    if (errors.length > 0) return;
    await esbuild.build({
      ...single,
      bundle: false,
      alias: {},
      entryPoints: readdirSync(modules).map((file) => join(modules, file)),
      // An import() of what is later a CommonJS file has to find it as require() does: by VS Code's own loader.
      supported: { 'dynamic-import': false },
    });
  });
}

const bundles = [
  extension,
  // Without `external: ['vscode']`: an import of it that leaks below src/vscode breaks this build.
  { ...single, entryPoints: { commands: 'src/cli/runCli.ts' } },
  { ...single, entryPoints: { cli: 'src/cli/main.ts' }, banner: { js: '#!/usr/bin/env node' } },
  { ...single, entryPoints: { worker: 'src/node/worker.ts' } },
  {
    ...single,
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
