import { defineConfig } from 'vitest/config';

// Tests of the real workbench: one at a time, since each has a VS Code server
// and a browser of its own.
export default defineConfig({
  test: {
    include: ['test/ui/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    fileParallelism: false,
    maxWorkers: 1,
    minWorkers: 1,
  },
});
