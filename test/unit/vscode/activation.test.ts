import { build, type Metafile } from 'esbuild';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(__dirname, '../../..');

/** The files that an entry point loads at once, that is without those behind an `import()`. */
function loadedAtOnce({ inputs }: Metafile, entry: string): ReadonlySet<string> {
  const loaded = new Set([entry]);
  for (const file of loaded) {
    for (const { kind, path } of inputs[file]?.imports ?? []) {
      if (kind !== 'dynamic-import' && path in inputs) loaded.add(path);
    }
  }
  return loaded;
}

it('activation loads the code of the project alone, no package', async () => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/extension.ts'],
    outdir: 'out',
    write: false,
    bundle: true,
    splitting: true,
    metafile: true,
    format: 'esm',
    platform: 'node',
    external: ['vscode', 'web-tree-sitter'],
  });
  const loaded = [...loadedAtOnce(metafile, 'src/extension.ts')];
  expect(loaded).toContain('src/vscode/components/register.ts');
  expect(loaded.filter((file) => file.includes('node_modules/'))).toEqual([]);
  // What later commands need is in the build, behind an import().
  expect(Object.keys(metafile.inputs).some((file) => file.includes('node_modules/yaml/'))).toBe(true);
});
