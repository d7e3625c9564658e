import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { safeSelection, selectFixes, unifiedDiff, type FileChange, type LeftFinding } from '../../core/fix';
import { textReport } from '../../core/report';
import type { ScanResult } from '../../core/types';
import { planEdits, writeChanges } from '../../node/applyEdits';
import { findGofmt, gofmt } from '../../node/gofmt';
import { findGo } from '../../node/tools';
import { CliError, exitCodes, type CliContext } from '../io';
import type { FixOptions } from '../options';
import { checkSources } from './check';
import { findInSources } from './scan';

/**
 * `mips-port fix`: applies fixes, all or none. Exits with 1 where an error is
 * left that got no fix, or where `--verify` still finds one.
 */
export async function runFix(path: string, options: FixOptions, context: CliContext): Promise<number> {
  const { io, t } = context;
  const verify = options.verify === true && options.dryRun !== true;
  const found = await findInSources(path, { ...options, check: options.check === true || verify }, context);
  const selection = selectFixes(
    found.findings,
    options.all === true ? { safeOnly: false, minCertainty: 'likely' } : safeSelection,
  );
  const root = statSync(found.root).isFile() ? dirname(found.root) : found.root;
  const planned = planEdits(root, selection.edits, { t });
  if (planned.kind === 'refused') throw new CliError(planned.problems.join('\nmips-port: '));
  const changes = await formatted(planned.changes, options, context);
  if (options.dryRun === true) {
    io.stdout.write(unifiedDiff(changes));
    return exitCodes.clean;
  }
  const written = writeChanges(root, changes, t);
  if (written.kind === 'refused') throw new CliError(written.problems.join('\nmips-port: '));
  for (const file of written.files) io.stdout.write(`${file}\n`);
  io.stdout.write(`${t('{0} fixed in {1} files.', selection.chosen.length, written.files.length)}\n`);
  const open = reportLeft(selection.left, found, context);
  if (!verify) return open ? exitCodes.found : exitCodes.clean;
  return (await compiles(path, options, context)) ? exitCodes.clean : exitCodes.found;
}

/** Changes as gofmt would write them, for files that were so before and where gofmt is there. */
async function formatted(
  changes: readonly FileChange[],
  options: FixOptions,
  { io }: CliContext,
): Promise<readonly FileChange[]> {
  const go = await findGo(options.go, io.env);
  const command = go && findGofmt(go.command);
  if (command === undefined) return changes;
  return Promise.all(
    changes.map(async (change) => {
      if (!change.file.endsWith('.go')) return change;
      const wasFormatted =
        change.before === undefined || (await gofmt(command, change.before)) === change.before;
      const after = wasFormatted ? await gofmt(command, change.after) : undefined;
      return after === undefined ? change : { ...change, after };
    }),
  );
}

/** Prints the findings that got no fix; says whether an error is among them. */
function reportLeft(left: readonly LeftFinding[], found: ScanResult, { io, t }: CliContext): boolean {
  if (left.length === 0) return false;
  const findings = left.map(({ finding }) => finding);
  io.stdout.write(`\n${t('Left:')}\n${textReport({ ...found, findings, skipped: [] }, { t })}`);
  return findings.some(({ severity }) => severity === 'error');
}

/**
 * Whether nothing is left that Go rejects for the target and accepts for the
 * host, nor the other way round: a fix must not move the break to the host.
 * Go does not read ignore comments, so they silence nothing here.
 */
async function compiles(path: string, options: FixOptions, context: CliContext): Promise<boolean> {
  const { io, t } = context;
  const host = 'amd64';
  const onTarget = await checkSources(path, options, context, { host, keepIgnored: true });
  const onHost = await checkSources(path, { ...options, target: host }, context, {
    host: options.target,
    keepIgnored: true,
  });
  const results = [onTarget.result, onHost.result].filter(({ findings }) => findings.length > 0);
  for (const result of results) io.stdout.write(textReport(result, { t }));
  if (results.length > 0) return false;
  io.stdout.write(`${t("Go's type checker accepts linux/{0} and linux/{1}.", options.target, host)}\n`);
  return true;
}
