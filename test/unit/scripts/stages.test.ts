import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe as suite, expect, it } from 'vitest';
import { describe, goTestCounts, runStages, vitestCounts } from '../../../scripts/lib/stages.mjs';

suite('the count line', () => {
  it('names skipped tests only where there are some', () => {
    expect(describe({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
    expect(describe({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
  });

  it('counts a stage that could not be run as a failed test, and goes on', async () => {
    const said: string[] = [];
    const total = await runStages(
      [
        { name: 'breaks', run: () => Promise.reject(new Error('no such tool')) },
        { name: 'works', run: () => Promise.resolve({ passed: 2, failed: 0, skipped: 1 }) },
      ],
      (line) => said.push(line),
    );
    expect(said.join('\n')).toContain('no such tool');
    expect(total).toEqual({ passed: 2, failed: 1, skipped: 1 });
  });
});

suite('counts of go test -json', () => {
  // As Go 1.19 prints them for a package with one test of each kind and one without tests.
  const events = [
    '{"Time":"2026-11-23T07:00:00Z","Action":"run","Package":"p","Test":"TestA"}',
    '{"Time":"2026-11-23T07:00:00Z","Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\\n"}',
    '{"Time":"2026-11-23T07:00:00Z","Action":"pass","Package":"p","Test":"TestA","Elapsed":0}',
    '{"Time":"2026-11-23T07:00:00Z","Action":"skip","Package":"p","Test":"TestB","Elapsed":0}',
    '{"Time":"2026-11-23T07:00:00Z","Action":"fail","Package":"p","Test":"TestC","Elapsed":0}',
    '{"Time":"2026-11-23T07:00:00Z","Action":"fail","Package":"p","Elapsed":0.004}',
    '{"Time":"2026-11-23T07:00:00Z","Action":"skip","Package":"q","Elapsed":0}',
  ].join('\n');

  it('are of tests, not of packages', () => {
    expect(goTestCounts(events, 1)).toEqual({ passed: 1, failed: 1, skipped: 1 });
  });

  it('have a failure for a package that does not build', () => {
    const output = '{"Action":"output","Package":"p","Output":"FAIL\\tp [build failed]\\n"}\n';
    expect(goTestCounts(output, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

suite('counts of a vitest report', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mips-port-stages-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function counts(report: object, code: number): object {
    const file = join(folder, 'report.json');
    writeFileSync(file, JSON.stringify(report));
    return vitestCounts(file, code);
  }

  const test = { status: 'passed' };

  it('have a failure for a file that could not be loaded', () => {
    const report = {
      numPassedTests: 1,
      numFailedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
      testResults: [
        { status: 'passed', assertionResults: [test] },
        { status: 'failed', assertionResults: [] },
      ],
    };
    expect(counts(report, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it('have a failure where vitest failed and no test did', () => {
    const report = {
      numPassedTests: 1,
      numFailedTests: 0,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [{ status: 'passed', assertionResults: [test] }],
    };
    expect(counts(report, 1)).toEqual({ passed: 1, failed: 1, skipped: 3 });
  });

  it('are one failure where vitest left no report', () => {
    expect(vitestCounts(join(folder, 'none.json'), 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
