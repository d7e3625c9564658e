import { jsonReport, markdownReport, sarifReport, textReport } from '../core/report';
import { rules } from '../core/rules';
import type { ScanResult } from '../core/types';
import { version } from '../../package.json';
import { exitCodes, type CliContext } from './io';
import { failsOn, type ScanCommandOptions } from './options';

/** Prints a result in the format asked for and returns the exit status that `--fail-on` gives it. */
export function report(result: ScanResult, options: ScanCommandOptions, { io, t }: CliContext): number {
  const color = io.stdout.isTTY === true && io.env['NO_COLOR'] === undefined;
  io.stdout.write(render(result, options.format, t, color));
  return result.findings.some((finding) => failsOn(finding.severity, options.failOn))
    ? exitCodes.found
    : exitCodes.clean;
}

function render(
  result: ScanResult,
  format: ScanCommandOptions['format'],
  t: CliContext['t'],
  color: boolean,
): string {
  switch (format) {
    case 'text':
      return textReport(result, { t, color });
    case 'json':
      return jsonReport(result);
    case 'sarif':
      return sarifReport(result, { rules, version });
    case 'markdown':
      return markdownReport(result, { rules, t });
  }
}
