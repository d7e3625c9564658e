import { isAscii } from 'node:buffer';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = join(__dirname, '../../..');

describe('the bundle of the commands', () => {
  // esbuild escapes other characters in texts, and leaves them in patterns.
  it('is ASCII, of which V8 needs half the time and the memory', async () => {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: ['src/cli/runCli.ts'],
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      write: false,
      alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
    });
    const [bundle] = outputFiles;
    const others = (bundle?.text.match(/.{0,40}[^\0-\x7f].{0,40}/g) ?? []).map(String);
    expect(others).toEqual([]);
    expect(isAscii(bundle?.contents ?? new Uint8Array([0xff]))).toBe(true);
  });
});
