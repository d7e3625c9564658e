// @ts-check
// What `npm test` is made of: stages that count tests, and the line that adds them up.
import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {() => Promise<Counts>} run rejects where the stage could not be run at all
 */

/**
 * Runs stages one after the other, says how long each took, and goes on after
 * one that fails.
 *
 * @param {readonly Stage[]} stages
 * @param {(line: string) => void} [say]
 * @returns {Promise<Counts>} the sums; a stage that rejects counts as one failed test
 */
export async function runStages(stages, say = console.log) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, run } of stages) {
    say(`\n=== ${name}`);
    const begin = performance.now();
    const counts = await run().catch((error) => {
      say(error instanceof Error ? error.message : String(error));
      return { passed: 0, failed: 1, skipped: 0 };
    });
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    say(`=== ${name}: ${describe(counts)} (${seconds} s)`);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  }
  return total;
}

/**
 * `N passed, N failed`, and `, N skipped` where some were.
 *
 * @param {Counts} counts
 */
export function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * A check that passes or fails as a whole: one test.
 *
 * @param {boolean} ok
 * @returns {Counts}
 */
export function oneTest(ok) {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/**
 * Counts of vitest's JSON report. A file that could not be loaded has no
 * tests, and counts as one that failed.
 *
 * @param {string} file
 * @param {number | null} code vitest's exit status
 * @returns {Counts}
 */
export function vitestCounts(file, code) {
  if (!existsSync(file)) return oneTest(false);
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const unloaded = report.testResults.filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ result) =>
      result.status === 'failed' && result.assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + unloaded;
  return {
    passed: report.numPassedTests,
    // An error outside of any test makes the run fail and shows in its status only.
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * Counts of the events that `go test -json` prints. A package that does not
 * build has no tests, and counts as one that failed.
 *
 * @param {string} events
 * @param {number | null} code go's exit status
 * @returns {Counts}
 */
export function goTestCounts(events, code) {
  const actions = events
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .filter((event) => event.Test !== undefined)
    .map((event) => event.Action);
  const count = (/** @type {string} */ action) => actions.filter((found) => found === action).length;
  const failed = count('fail');
  return {
    passed: count('pass'),
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: count('skip'),
  };
}
