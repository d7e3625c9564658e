import type { Translate } from '../l10n';
import type { Finding, ScanResult, Severity } from '../types';
import { countSeverities, onOneLine, sortedFindings } from './reported';

export interface TextReportOptions {
  readonly t: Translate;
  /** Whether to colour with ANSI escapes. */
  readonly color?: boolean;
}

type Style = 'bold' | 'dim' | Severity;

const escapes: Readonly<Record<Style, string>> = {
  bold: '1',
  dim: '2',
  error: '31',
  warning: '33',
  info: '36',
};

/**
 * The report for a terminal: a line for each finding as compilers write them
 * (`file:line:column: severity: message [rule, certainty]`), so that editors
 * can jump there; findings that only a pattern suggests apart, after the
 * others; then a summary line, and a line for each thing left out.
 */
export function textReport(result: ScanResult, { t, color = false }: TextReportOptions): string {
  const paint = painter(color);
  const line = (finding: Finding): string => findingLine(finding, { t, color });
  const findings = sortedFindings(result);
  const known = findings.filter(({ certainty }) => certainty !== 'likely');
  const likely = findings.filter(({ certainty }) => certainty === 'likely');
  const sections = [
    ...groupByFile(known).map((group) => group.map(line)),
    ...(likely.length > 0 ? [[t('Worth a look (patterns, not certain):'), ...likely.map(line)]] : []),
    [paint('bold', summaryLine(result, t))],
    ...(result.skipped.length > 0
      ? [[t('Left out:'), ...result.skipped.map((s) => `  ${onOneLine(s.file)}: ${onOneLine(s.reason)}`)]]
      : []),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** A finding on one line, as compilers write theirs: `file:line:column: severity: message [rule, certainty]`. */
export function findingLine(finding: Finding, { t, color = false }: TextReportOptions): string {
  const paint = painter(color);
  const place = `${onOneLine(finding.file)}:${finding.line}:${finding.column}:`;
  const severity = paint(finding.severity, `${severityName(finding.severity, t)}:`);
  const tail = paint('dim', `[${finding.rule}, ${finding.certainty}]`);
  return `${paint('bold', place)} ${severity} ${onOneLine(finding.message)} ${tail}`;
}

function painter(color: boolean): (style: Style, text: string) => string {
  return (style, text) => (color ? `\u001b[${escapes[style]}m${text}\u001b[0m` : text);
}

/** One line that counts findings, fixes and what was read. */
export function summaryLine(result: ScanResult, t: Translate): string {
  const { files, goFiles, milliseconds } = result.stats;
  const read = t(
    '{0} files read ({1} Go) in {2} s for linux/{3}',
    files,
    goFiles,
    (milliseconds / 1000).toFixed(1),
    result.target,
  );
  if (result.findings.length === 0) return t('Nothing found; {0}.', read);
  const counts = countSeverities(result.findings);
  const parts = [
    counts.error === 1 ? t('1 error') : t('{0} errors', counts.error),
    counts.warning === 1 ? t('1 warning') : t('{0} warnings', counts.warning),
    t('{0} for information', counts.info),
  ];
  const fixable = result.findings.filter(({ fixes }) => fixes.length > 0).length;
  const fixes = fixable === 1 ? t('1 has a fix') : t('{0} have a fix', fixable);
  return t('{0}, {1}, {2}; {3}; {4}.', ...parts, fixes, read);
}

/** A severity in the user's language. */
export function severityName(severity: Severity, t: Translate): string {
  switch (severity) {
    case 'error':
      return t('error');
    case 'warning':
      return t('warning');
    case 'info':
      return t('info');
  }
}

/** Splits sorted findings where the file changes. */
function groupByFile(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups: Finding[][] = [];
  for (const finding of findings) {
    const last = groups.at(-1);
    if (last?.[0]?.file === finding.file) last.push(finding);
    else groups.push([finding]);
  }
  return groups;
}
