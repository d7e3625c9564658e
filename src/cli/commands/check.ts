import { homedir } from 'node:os';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { ScanResult } from '../../core/types';
import type { ScanOptions } from '../../node/engine';
import { createJudge, type JudgeResult } from '../../node/judge/judge';
import { createScanSession } from '../../node/scanSession';
import { baselineContext, openBaseline } from '../baseline';
import { CliError, type CliContext } from '../io';
import type { ScanCommandOptions, SourceOptions } from '../options';
import { report } from '../report';
import { scanOptionsOf } from '../sources';

/** `mips-port check`: the judge alone. */
export async function runCheck(
  path: string,
  options: ScanCommandOptions,
  context: CliContext,
): Promise<number> {
  const sift = openBaseline(options, context);
  const { result } = await checkSources(path, options, baselineContext(options, context));
  return report(sift(result), options, context);
}

/** What the judge found, as findings of the rules. */
export interface CheckedSources {
  readonly result: ScanResult;
  readonly judged: JudgeResult;
}

/**
 * Asks the judge about a path. What could not be loaded is told on stderr.
 *
 * @param more The GOARCH to compare with, amd64 where absent, and whether ignore comments count.
 */
export async function checkSources(
  path: string,
  options: SourceOptions,
  context: CliContext,
  more: Pick<ScanOptions, 'host' | 'keepIgnored'> = {},
): Promise<CheckedSources> {
  const { io, t, signal } = context;
  const scanOptions = { ...scanOptionsOf(path, options, context), ...more };
  const started = performance.now();
  const judge = createJudge({
    goCommand: options.go,
    storageDir: cacheDir(io.env),
    // Whoever calls the command line on a folder has chosen to work with it.
    trusted: () => true,
    gocheckSourceDir: join(__dirname, 'gocheck'),
    t,
    env: io.env,
  });
  try {
    const outcome = await judge.check(
      {
        root: scanOptions.root,
        target: scanOptions.target,
        ...(more.host !== undefined && { host: more.host }),
        ...(options.tags && { tags: options.tags }),
        ...(options.vendor === true && { vendor: true }),
        ...(options.allowNetwork === true && { network: true }),
      },
      signal,
    );
    if (outcome.kind === 'unavailable') throw new CliError(outcome.message);
    const { result: judged } = outcome;
    for (const note of judged.notes) io.stderr.write(`mips-port: ${t('note: {0}', note)}\n`);
    const session = await createScanSession();
    const files = [...judged.checkedFiles];
    return {
      judged,
      result: {
        target: options.target,
        root: scanOptions.root,
        stats: {
          files: files.length,
          goFiles: files.length,
          bytes: files.reduce((sum, file) => sum + sizeOf(join(scanOptions.root, file)), 0),
          milliseconds: Math.round(performance.now() - started),
        },
        findings: session.explain(scanOptions, judged.facts),
        skipped: [],
      },
    };
  } finally {
    await judge.dispose();
  }
}

/** Where the command line keeps the judge's program, by the XDG base directory rules. */
function cacheDir(env: CliContext['io']['env']): string {
  const base = env['XDG_CACHE_HOME'];
  return join(
    base !== undefined && base !== '' ? base : join(env['HOME'] ?? homedir(), '.cache'),
    'mips-port',
  );
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
