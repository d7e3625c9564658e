import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'vitest';

const goldens = resolve(__dirname, '../../fixtures/goldens');

/**
 * Compares a text with the golden file of this name under
 * `test/fixtures/goldens/`. Where they differ, or there is no golden, the test
 * fails and leaves the text beside it as `<name>.actual`. With
 * UPDATE_GOLDENS=1 the golden is written instead; look at the diff before you
 * commit it.
 */
export function expectGolden(name: string, actual: string): void {
  const golden = join(goldens, name);
  const actualFile = `${golden}.actual`;
  mkdirSync(dirname(golden), { recursive: true });
  if (process.env['UPDATE_GOLDENS'] === '1') {
    writeFileSync(golden, actual);
    rmSync(actualFile, { force: true });
    return;
  }
  const wanted = existsSync(golden) ? readFileSync(golden, 'utf8') : undefined;
  if (wanted === actual) {
    rmSync(actualFile, { force: true });
    return;
  }
  writeFileSync(actualFile, actual);
  if (wanted === undefined) {
    throw new Error(`there is no golden ${name}; look at ${actualFile} and run again with UPDATE_GOLDENS=1`);
  }
  expect(actual, `differs from test/fixtures/goldens/${name}; see ${name}.actual`).toBe(wanted);
}
