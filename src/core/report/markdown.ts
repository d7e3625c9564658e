import type { Translate } from '../l10n';
import type { Finding, ScanResult } from '../types';
import { onOneLine, sortedFindings } from './reported';
import type { ReportedRule } from './reported';
import { severityName, summaryLine } from './text';

export interface MarkdownReportOptions {
  readonly t: Translate;
  /** The rules, for what each of them says it looks for. */
  readonly rules: readonly ReportedRule[];
}

/** The report for an issue or a pull request: a summary and a table for each rule that found something. */
export function markdownReport(result: ScanResult, { t, rules }: MarkdownReportOptions): string {
  const byRule = new Map<string, Finding[]>();
  for (const finding of sortedFindings(result)) {
    const group = byRule.get(finding.rule);
    if (group) group.push(finding);
    else byRule.set(finding.rule, [finding]);
  }
  const sections = [
    `## ${t('Findings for linux/{0}', result.target)}`,
    escapeText(summaryLine(result, t)),
    ...[...byRule].flatMap(([rule, findings]) => {
      const summary = rules.find(({ id }) => id === rule)?.documentation.summary;
      return [`### ${rule}`, ...(summary === undefined ? [] : [summary]), table(findings, t)];
    }),
    ...(result.skipped.length > 0
      ? [
          `### ${t('Left out')}`,
          result.skipped.map(({ file, reason }) => `- ${code(file)}: ${escapeText(reason)}`).join('\n'),
        ]
      : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

function table(findings: readonly Finding[], t: Translate): string {
  const rows = findings.map((finding) => [
    code(`${finding.file}:${finding.line}:${finding.column}`),
    severityName(finding.severity, t),
    finding.certainty,
    escapeText(finding.message),
    finding.fixes[0] ? escapeText(finding.fixes[0].title) : '',
  ]);
  const head = [t('Place'), t('Severity'), t('Certainty'), t('Finding'), t('Fix')];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Inline code in a table: a longer fence than any inside, and no bare `|`, which would end the cell. */
function code(text: string): string {
  const line = onOneLine(text);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const padded = line.startsWith('`') || line.endsWith('`') ? ` ${line} ` : line;
  return `${fence}${padded.replaceAll('|', '\\|')}${fence}`;
}

/** Text that shows as it is written: no markup, no HTML, no mention of a user, no cell end. */
function escapeText(text: string): string {
  return onOneLine(text)
    .replace(/[\\`*_[\]<>|~#]/g, '\\$&')
    .replace(/@(?=\w)/g, '@\u200b');
}
