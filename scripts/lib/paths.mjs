// Where things are, for the scripts and the tests.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Downloads and profiles of VS Code; git ignores it. */
export const vscodeTestDir = join(root, '.vscode-test');

/** The sample workspace as it is committed; it is copied before anything opens it. */
export const sampleDir = join(root, 'test/fixtures/sample');
