import type {
  ArtifactLocation,
  Fix as SarifFix,
  Log,
  Region,
  ReportingDescriptor,
  Replacement,
  Result,
} from 'sarif';
import type { Edit, Finding, Fix, Range, ScanResult, Severity } from '../types';
import { fingerprints } from './fingerprint';
import { sortedFindings } from './reported';
import type { ReportedRule } from './reported';

export interface SarifReportOptions {
  /** Every rule that ran, whether it found something or not. */
  readonly rules: readonly ReportedRule[];
  /** Version of MIPS Port, as in its package.json. */
  readonly version: string;
}

const srcRoot = '%SRCROOT%';

/** SARIF's words for severities (section 3.58.6 of the specification). */
const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/**
 * The report as SARIF 2.1.0, in the shape that GitHub's code scanning takes:
 * a rule for each result, results with one location relative to `%SRCROOT%`
 * and a fingerprint that survives moved lines, and a category per target, so
 * that the upload for one target does not close the alerts of another.
 */
export function sarifReport(result: ScanResult, { rules, version }: SarifReportOptions): string {
  const findings = sortedFindings(result);
  const ids = [...new Set([...rules.map(({ id }) => id), ...findings.map(({ rule }) => rule)])];
  const prints = fingerprints(findings);
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'MIPS Port',
            version,
            semanticVersion: version,
            rules: ids.map((id) =>
              descriptor(
                id,
                rules.find((rule) => rule.id === id),
              ),
            ),
          },
        },
        automationDetails: { id: `mips-port/${result.target}/` },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: result.skipped.map(({ file, reason }) => ({
              level: 'note',
              message: { text: reason },
              locations: [{ physicalLocation: { artifactLocation: artifact(file) } }],
            })),
          },
        ],
        originalUriBaseIds: { [srcRoot]: { uri: folderUri(result.root) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding, index) => ({
          ruleId: finding.rule,
          ruleIndex: ids.indexOf(finding.rule),
          level: levels[finding.severity],
          message: { text: finding.message },
          locations: [
            { physicalLocation: { artifactLocation: artifact(finding.file), region: region(finding) } },
          ],
          partialFingerprints: { 'mipsPortFinding/v1': prints[index] ?? '' },
          ...fixesOf(finding),
          properties: { certainty: finding.certainty, target: result.target },
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor(id: string, rule: ReportedRule | undefined): ReportingDescriptor {
  if (!rule) return { id };
  const { summary, why, fix } = rule.documentation;
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: summary },
    fullDescription: { text: withinLimit([summary, ...why]) },
    help: {
      text: [...why, ...fix].join('\n\n'),
      markdown: [...why, '## Fix', ...fix].join('\n\n'),
    },
    defaultConfiguration: { level: levels[rule.severity] },
    properties: { tags: ['portability', 'mips'] },
  };
}

/** GitHub's limit for a rule's descriptions, in characters; the help text has none. */
const descriptionLimit = 1024;

/** As many of the paragraphs, from the first on, as the limit lets in. */
function withinLimit(paragraphs: readonly string[]): string {
  return paragraphs.reduce((text, paragraph) => {
    const longer = `${text}\n\n${paragraph}`;
    return longer.length > descriptionLimit ? text : longer;
  });
}

function fixesOf(finding: Finding): Pick<Result, 'fixes'> {
  const fixes = finding.fixes.filter(({ edits }) => edits.length > 0);
  return fixes.length === 0 ? {} : { fixes: fixes.map(sarifFix) };
}

function sarifFix({ title, safe, edits }: Fix): SarifFix {
  const files = [...new Set(edits.map(({ file }) => file))];
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifact(file),
      replacements: edits.filter((edit) => edit.file === file).map(replacement),
    })),
    properties: { safe },
  };
}

function replacement(edit: Edit): Replacement {
  return { deletedRegion: region(edit), insertedContent: { text: edit.newText } };
}

function region({ line, column, endLine, endColumn }: Range): Region {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function artifact(file: string): ArtifactLocation {
  return { uri: encodePath(file), uriBaseId: srcRoot };
}

/** A `file:` URI of a folder, with the `/` at its end that a base URI needs; Windows paths become `file:///C:/…`. */
function folderUri(path: string): string {
  const slashed = path.replaceAll('\\', '/').replace(/\/*$/, '/');
  return `file://${slashed.startsWith('/') ? '' : '/'}${encodePath(slashed).replace(/^([A-Za-z])%3A/, '$1:')}`;
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
