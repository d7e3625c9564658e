import { compareFindings } from '../order';
import type { Finding, ScanResult, Severity } from '../types';

/** What a report says of a rule; every `Rule` has this shape. */
export interface ReportedRule {
  readonly id: string;
  readonly severity: Severity;
  readonly documentation: {
    readonly summary: string;
    readonly why: readonly string[];
    readonly fix: readonly string[];
  };
}

/** The findings in the order in which every report lists them: file, place, rule. */
export function sortedFindings(result: Pick<ScanResult, 'findings'>): readonly Finding[] {
  return [...result.findings].sort(compareFindings);
}

/** How many findings there are of each severity. */
export function countSeverities(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

/**
 * A text on one line that cannot steer a terminal: control characters, which
 * a file name or a message quoted from a source may hold, become `\x1b` and the like.
 */
export function onOneLine(text: string): string {
  return text
    .replace(/\s*\r?\n\s*/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (char) => {
      const code = char.charCodeAt(0);
      return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
    });
}
