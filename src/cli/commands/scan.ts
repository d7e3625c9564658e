import { mergeFindings } from '../../core/scan/mergeFindings';
import type { ScanResult } from '../../core/types';
import { createScanSession } from '../../node/scanSession';
import { CliError, type CliContext } from '../io';
import type { ScanCommandOptions, SourceOptions } from '../options';
import { report } from '../report';
import { scanOptionsOf } from '../sources';
import type { CheckedSources, Checker } from './check';

/** `mips-port scan`: tier 0 alone, or with `--check` both tiers merged. */
export async function runScan(
  path: string,
  options: ScanCommandOptions,
  context: CliContext,
): Promise<number> {
  const { baseline, writeBaseline } = options;
  // What a command does not need is not loaded: a scan of a small tree is over sooner than all of it is.
  const sift =
    baseline === undefined && writeBaseline === undefined
      ? undefined
      : await import('../baseline').then(({ openBaseline }) => openBaseline(options, context));
  const found = await findInSources(path, options, context);
  return report(sift?.(found) ?? found, options, context);
}

/**
 * What tier 0 finds, merged with the judge's verdict where `check` asks for it.
 *
 * @param checker A judge that is running; one is started and ended for the question where absent.
 */
export async function findInSources(
  path: string,
  options: SourceOptions & { readonly check?: boolean },
  context: CliContext,
  checker?: Checker,
): Promise<ScanResult> {
  const scanned = await scanSources(path, options, context);
  if (options.check !== true) return scanned;
  const check = (running: Checker): Promise<CheckedSources> => running.check(path, options);
  const { result, judged } = await (checker
    ? check(checker)
    : import('./check').then(({ withChecker }) => withChecker(options, context, check)));
  return {
    ...scanned,
    stats: {
      ...scanned.stats,
      milliseconds: scanned.stats.milliseconds + result.stats.milliseconds,
    },
    findings: mergeFindings(scanned.findings, result.findings, judged.checkedFiles),
  };
}

async function scanSources(path: string, options: SourceOptions, context: CliContext): Promise<ScanResult> {
  const scanOptions = scanOptionsOf(path, options, context);
  const session = await createScanSession();
  // Nothing can abort while a scan runs, which is synchronous; asking the signal at each file takes 2 % of it.
  const { aborted } = context.signal;
  try {
    return session.scan(scanOptions, { cancelled: () => aborted });
  } catch (error) {
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    if (code === undefined) throw error;
    throw new CliError(context.t('{0} cannot be read ({1})', path, code));
  }
}
