import type { ScanResult } from '../types';
import { sortedFindings } from './reported';

/**
 * The JSON of `mips-port scan --format json`, version 1 of the contract that
 * scripts rely on, with a line end. Lines and columns count from 1, columns in
 * UTF-16 code units, ends are exclusive, `file` is relative to `root` with `/`.
 * Fields may be added to this version, but none is removed or changed.
 */
export function jsonReport(result: ScanResult): string {
  const { target, root, stats } = result;
  const report = {
    version: 1,
    target,
    root,
    stats: {
      files: stats.files,
      goFiles: stats.goFiles,
      bytes: stats.bytes,
      milliseconds: stats.milliseconds,
    },
    findings: sortedFindings(result).map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      certainty: finding.certainty,
      file: finding.file,
      line: finding.line,
      column: finding.column,
      endLine: finding.endLine,
      endColumn: finding.endColumn,
      message: finding.message,
      fixes: finding.fixes.map(({ title, safe, edits }) => ({
        title,
        safe,
        edits: edits.map(({ file, line, column, endLine, endColumn, newText }) => ({
          file,
          line,
          column,
          endLine,
          endColumn,
          newText,
        })),
      })),
    })),
    skipped: result.skipped.map(({ file, reason }) => ({ file, reason })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
