import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/**
 * What VS Code calls in its extension host. Runs the suites of the folder that
 * MIPS_PORT_HOST_SUITES names (`trusted` or `restricted`) and appends what
 * happens to the file MIPS_PORT_HOST_EVENTS, a JSON object a line:
 * `{ kind: 'pass' | 'fail' | 'skip', title, error? }`, and last
 * `{ kind: 'end', passed, failed, skipped }`. Rejects when a test failed, so
 * that desktop VS Code exits with an error.
 */
export async function run(): Promise<void> {
  const suites = join(__dirname, 'suites', process.env['MIPS_PORT_HOST_SUITES'] ?? 'trusted');
  const mocha = new Mocha({ ui: 'tdd', color: false, timeout: 60_000 });
  const grep = process.env['MIPS_PORT_HOST_GREP'];
  if (grep !== undefined) mocha.fgrep(grep);
  for (const file of readdirSync(suites)) {
    if (file.endsWith('.test.js')) mocha.addFile(join(suites, file));
  }
  const failed = await new Promise<number>((resolve) => {
    report(mocha.run(resolve));
  });
  if (failed > 0) throw new Error(`${failed} failed`);
}

/** Appends an event for every test as it ends. */
function report(runner: Mocha.Runner): void {
  const file = process.env['MIPS_PORT_HOST_EVENTS'];
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const append = (event: object): void => {
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(event)}\n`);
  };
  runner.on(Mocha.Runner.constants.EVENT_TEST_PASS, (test) => {
    counts.passed++;
    append({ kind: 'pass', title: test.fullTitle() });
  });
  runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test, error: unknown) => {
    counts.failed++;
    append({ kind: 'fail', title: test.fullTitle(), error: textOf(error) });
  });
  runner.on(Mocha.Runner.constants.EVENT_TEST_PENDING, (test) => {
    counts.skipped++;
    append({ kind: 'skip', title: test.fullTitle() });
  });
  runner.on(Mocha.Runner.constants.EVENT_RUN_END, () => append({ kind: 'end', ...counts }));
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
