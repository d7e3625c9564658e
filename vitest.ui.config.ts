import { defineConfig } from 'vitest/config';

// Tests of the real workbench: one at a time, since each has a VS Code server
// and a browser of its own. `PICTURES=1` takes the README's pictures instead,
// with the same harness; see scripts/screenshots.mjs.
export default defineConfig({
  test: {
    include: [process.env['PICTURES'] === '1' ? 'test/ui/pictures/*.ts' : 'test/ui/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    pool: 'forks',
    fileParallelism: false,
    maxWorkers: 1,
    minWorkers: 1,
  },
});
