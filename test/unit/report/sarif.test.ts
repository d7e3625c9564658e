import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { sarifReport } from '../../../src/core/report';
import { rules } from '../../../src/core/rules';
import type { ScanResult } from '../../../src/core/types';
import { createScanSession } from '../../../src/node/scanSession';

const root = join(__dirname, '../../..');
const schema = JSON.parse(
  readFileSync(
    createRequire(__filename).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'),
    'utf8',
  ),
) as object;

// The schema's pattern for languages is no regular expression with the `u` flag.
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats(ajv);
const validate = ajv.compile(schema);

/** What the schema of SARIF 2.1.0 has against a log. */
function complaints(log: unknown): readonly string[] {
  validate(log);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message ?? ''}`);
}

const session = await createScanSession();
const sample = session.scan({ root: join(root, 'test/fixtures/sample'), target: 'mips64le' });
const logOf = (result: ScanResult): Log =>
  JSON.parse(sarifReport(result, { rules, version: '1.2.3' })) as Log;

describe('SARIF by the schema of version 2.1.0', () => {
  it('takes the report of the sample, which has findings with and without fixes', () => {
    expect(sample.findings.some(({ fixes }) => fixes.length > 0)).toBe(true);
    expect(sample.findings.some(({ fixes }) => fixes.length === 0)).toBe(true);
    expect(complaints(logOf(sample))).toEqual([]);
  });

  it('takes a report without findings, and one of a scan that left files out', () => {
    const skipped = [{ file: 'a b/ü%.go', reason: 'the file is not UTF-8 text' }];
    expect(complaints(logOf({ ...sample, findings: [], skipped }))).toEqual([]);
  });

  it('takes every rule as one that found something', () => {
    const [finding] = sample.findings;
    if (!finding) throw new Error('a finding');
    const findings = rules.map(({ id }) => ({ ...finding, rule: id, file: `${id}/ü [x].go` }));
    expect(complaints(logOf({ ...sample, findings }))).toEqual([]);
  });

  it('would not take a report with a column of 0', () => {
    const log = logOf(sample);
    const region = log.runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation?.region;
    if (!region) throw new Error('a region');
    region.startColumn = 0;
    expect(complaints(log)).toEqual([expect.stringMatching(/region\/startColumn: must be >= 1/)]);
  });
});

/** What GitHub asks beyond the schema: "SARIF support for code scanning" in its documentation. */
describe("SARIF by GitHub's rules for code scanning", () => {
  const [run] = logOf(sample).runs;
  if (!run) throw new Error('a run');

  it.each((run.tool.driver.rules ?? []).map((rule) => [rule.id, rule] as const))(
    'describes the rule %s within the limits',
    (id, rule) => {
      expect(id.length).toBeLessThanOrEqual(255);
      expect(rule.name?.length).toBeLessThanOrEqual(255);
      for (const { text } of [rule.shortDescription, rule.fullDescription].map(
        (found) => found ?? { text: '' },
      )) {
        expect(text).not.toBe('');
        expect(text.length).toBeLessThanOrEqual(1024);
      }
      expect(rule.help?.text).not.toBe('');
    },
  );

  it('has one place for each result, relative to the root of the sources, and a text', () => {
    expect(run.results?.length).toBe(sample.findings.length);
    for (const { locations, message, ruleId } of run.results ?? []) {
      expect(locations).toHaveLength(1);
      expect(locations?.[0]?.physicalLocation?.artifactLocation?.uri).not.toMatch(/^(?:[/]|\w+:|\.\.)/);
      expect(message.text).not.toBe('');
      expect(run.tool.driver.rules?.map((rule) => rule.id)).toContain(ruleId);
    }
  });

  it('tells runs for different targets apart, so that one does not close the alerts of the other', () => {
    const other = logOf({ ...sample, target: 'riscv64' }).runs[0];
    expect(other?.automationDetails?.id).not.toBe(run.automationDetails?.id);
  });
});
