import { createScanSession } from '../../node/scanSession';
import type { ScanResult } from '../../core/types';
import { CliError, type CliContext } from '../io';
import type { ScanCommandOptions, SourceOptions } from '../options';
import { report } from '../report';
import { scanOptionsOf } from '../sources';

/** `mips-port scan`: tier 0 alone, or with `--check` both tiers merged. */
export async function runScan(path: string, options: ScanCommandOptions, context: CliContext): Promise<number> {
  return report(await scanSources(path, options, context), options, context);
}

/** Reads the sources without Go. */
export async function scanSources(path: string, options: SourceOptions, context: CliContext): Promise<ScanResult> {
  const scanOptions = scanOptionsOf(path, options, context);
  const session = await createScanSession();
  try {
    return session.scan(scanOptions, { cancelled: () => context.signal.aborted });
  } catch (error) {
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    if (code === undefined) throw error;
    throw new CliError(context.t('{0} cannot be read ({1})', path, code));
  }
}
