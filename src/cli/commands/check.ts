import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { ScanResult } from '../../core/types';
import type { ScanOptions } from '../../node/engine';
import { cacheFolderOf } from '../../node/cacheFolder';
import { createJudge, type JudgeOptions, type JudgeResult } from '../../node/judge/judge';
import { createScanSession } from '../../node/scanSession';
import { openBaseline } from '../baseline';
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
  const { result } = await withChecker(options, context, (checker) => checker.check(path, options));
  return report(sift(result), options, context);
}

/** What the judge found, as findings of the rules. */
export interface CheckedSources {
  readonly result: ScanResult;
  readonly judged: JudgeResult;
}

/** The judge, kept running between questions. */
export interface Checker {
  /**
   * Asks about a path as it is on disk now. What could not be loaded is told on stderr, each thing once.
   *
   * @param more The GOARCH to compare with, amd64 where absent, and whether ignore comments count.
   * @throws CliError where there is no verdict, with what to do
   */
  check(
    path: string,
    options: SourceOptions,
    more?: Pick<ScanOptions, 'host' | 'keepIgnored'>,
  ): Promise<CheckedSources>;
  dispose(): Promise<void>;
}

export function openChecker(options: SourceOptions, { io, t, signal, bundle }: CliContext): Checker {
  const context: CliContext = { io, t, signal, bundle };
  const told = new Set<string>();
  const judge = createJudge({
    goCommand: options.go,
    storageDir: cacheFolderOf(io.env),
    // Whoever calls the command line on a folder has chosen to work with it.
    trusted: () => true,
    gocheckSourceDir: join(__dirname, 'gocheck'),
    t,
    env: io.env,
  });
  return {
    check: async (path, asked, more = {}) => {
      const scanOptions = { ...scanOptionsOf(path, asked, context), ...more };
      const started = performance.now();
      const outcome = await judge.check(judgeOptions(scanOptions, asked, more.host), signal);
      if (outcome.kind === 'unavailable') throw new CliError(outcome.message);
      const { result: judged } = outcome;
      for (const note of judged.notes.filter((one) => !told.has(one))) {
        told.add(note);
        io.stderr.write(`mips-port: ${t('note: {0}', note)}\n`);
      }
      // A new one each time: files may have changed on disk since the last question.
      const session = await createScanSession();
      const files = [...judged.checkedFiles];
      return {
        judged,
        result: {
          target: asked.target,
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
    },
    dispose: () => judge.dispose(),
  };
}

function judgeOptions(scan: ScanOptions, options: SourceOptions, host: string | undefined): JudgeOptions {
  return {
    root: scan.root,
    target: scan.target,
    ...(host !== undefined && { host }),
    ...(options.tags && { tags: options.tags }),
    ...(options.vendor === true && { vendor: true }),
    ...(options.deps === true && { deps: true }),
    ...(options.allowNetwork === true && { network: true }),
  };
}

/** Runs something with a judge, which is ended afterwards. */
export async function withChecker<T>(
  options: SourceOptions,
  context: CliContext,
  act: (checker: Checker) => Promise<T>,
): Promise<T> {
  const checker = openChecker(options, context);
  try {
    return await act(checker);
  } finally {
    await checker.dispose();
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
