import { compareText } from '../order';
import type { Finding, ScanResult } from '../types';
import { fingerprints } from './fingerprint';
import { sortedFindings } from './reported';

/** The findings that were there when a baseline was written. */
export interface Baseline {
  readonly target: string;
  readonly fingerprints: ReadonlySet<string>;
}

/**
 * The baseline file of a result: JSON, the same for the same findings however
 * their lines have moved and in whatever language they were shown, sorted so
 * that a change of it reads well in a diff.
 */
export function baselineText(result: Pick<ScanResult, 'findings' | 'target'>): string {
  const findings = sortedFindings(result);
  const marks = fingerprints(findings);
  const entries = findings
    .map(({ rule, file, message, messageInEnglish }, at) => ({
      file,
      rule,
      message: messageInEnglish ?? message,
      fingerprint: marks[at] ?? '',
    }))
    .sort(
      (a, b) =>
        compareText(a.file, b.file) ||
        compareText(a.rule, b.rule) ||
        compareText(a.message, b.message) ||
        compareText(a.fingerprint, b.fingerprint),
    );
  return `${JSON.stringify({ version: 1, target: result.target, findings: entries }, null, 2)}\n`;
}

/** Reads what `baselineText` wrote; undefined for anything else, a version that is not known included. */
export function parseBaseline(text: string): Baseline | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
  if (!isRecord(content) || content['version'] !== 1) return undefined;
  const { target, findings } = content;
  if (typeof target !== 'string' || !Array.isArray(findings)) return undefined;
  const marks = findings.map((finding: unknown) => (isRecord(finding) ? finding['fingerprint'] : undefined));
  const valid = marks.filter((mark) => typeof mark === 'string');
  return valid.length === marks.length ? { target, fingerprints: new Set(valid) } : undefined;
}

/**
 * The findings that a baseline does not list, in the order of reports. Of
 * several alike in one file, as many count as known as the baseline lists.
 */
export function withoutBaseline(
  result: Pick<ScanResult, 'findings'>,
  baseline: Baseline,
): readonly Finding[] {
  const findings = sortedFindings(result);
  const marks = fingerprints(findings);
  return findings.filter((_, at) => !baseline.fingerprints.has(marks[at] ?? ''));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
