import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { baselineText, parseBaseline, withoutBaseline, type Baseline } from '../core/report';
import type { ScanResult } from '../core/types';
import { errorCode } from '../node/diskFiles';
import { replaceFiles } from '../node/replaceFiles';
import { CliError, type CliContext } from './io';
import type { ScanCommandOptions } from './options';

/** A result without the findings of the baseline. */
type Sift = (result: ScanResult) => ScanResult;

/**
 * What `--baseline` and `--write-baseline` make of a result: what is listed in
 * the file, or is now written to it, is left out and counted on stderr. The
 * file is read before the search, which is in vain without it.
 *
 * @throws CliError where the file cannot be read or written, or is no baseline for the target
 */
export function openBaseline(options: ScanCommandOptions, { io, t }: CliContext): Sift {
  const { baseline: file, writeBaseline: output } = options;
  const sift =
    (baselineOf: (result: ScanResult) => Baseline): Sift =>
    (result) => {
      const findings = withoutBaseline(result, baselineOf(result));
      const known = result.findings.length - findings.length;
      const line =
        known === 1 ? t('1 finding is in the baseline') : t('{0} findings are in the baseline', known);
      io.stderr.write(`mips-port: ${line}\n`);
      return { ...result, findings };
    };
  if (output !== undefined) {
    return sift((result) => {
      const text = baselineText(result);
      const path = resolve(io.cwd, output);
      // Where it is a link, the file it leads to is replaced and the link stays.
      const real = existsSync(path) ? realpathSync(path) : path;
      const failures = replaceFiles([{ file: output, path: real, before: undefined, after: text }], t);
      if (failures.length > 0) throw new CliError(failures.join('\nmips-port: '));
      return parsed(text, output, options.target, t);
    });
  }
  if (file === undefined) return (result) => result;
  const baseline = parsed(readBaseline(file, io.cwd, t), file, options.target, t);
  return sift(() => baseline);
}

function readBaseline(file: string, cwd: string, t: CliContext['t']): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    const code = errorCode(error);
    throw new CliError(
      code === 'ENOENT'
        ? t('{0}: there is no such baseline; --write-baseline writes one', file)
        : t('{0} cannot be read ({1})', file, code),
    );
  }
}

function parsed(text: string, file: string, target: string, t: CliContext['t']): Baseline {
  const baseline = parseBaseline(text);
  if (!baseline) throw new CliError(t('{0}: not a baseline; --write-baseline writes one', file));
  if (baseline.target !== target) {
    throw new CliError(t('{0}: a baseline for linux/{1}, not for linux/{2}', file, baseline.target, target));
  }
  return baseline;
}
