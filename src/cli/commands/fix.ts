import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { safeSelection, selectFixes, unifiedDiff, type FileChange } from '../../core/fix';
import type { Translate } from '../../core/l10n';
import { compareFindings } from '../../core/order';
import { findingLine } from '../../core/report';
import type { Finding, ScanResult } from '../../core/types';
import { planEdits } from '../../node/applyEdits';
import { findGofmt, gofmt } from '../../node/gofmt';
import { findGo } from '../../node/tools';
import { fixInRounds, type FixRoundsResult, type FixRoundsSetup, type LeftCause } from '../fixRounds';
import { CliError, exitCodes, type CliContext } from '../io';
import type { FixOptions } from '../options';
import { scanOptionsOf } from '../sources';
import { withChecker, type CheckedSources, type Checker } from './check';
import { findInSources } from './scan';

/**
 * `mips-port fix`: applies fixes, all or none. With `--verify` it looks again
 * after each round, with Go's type checker, until nothing more can be done.
 * Exits with 1 where an error is left, or where `--verify` still finds one.
 */
export async function runFix(path: string, options: FixOptions, context: CliContext): Promise<number> {
  const verify = options.verify === true && options.dryRun !== true;
  if (!verify) return fixOnce(path, options, context);
  return withChecker(options, context, async (checker) => {
    const found = (): Promise<ScanResult> =>
      findInSources(path, { ...options, check: true }, context, checker);
    const hostProblems = async (): Promise<readonly Finding[]> =>
      (await onHost(checker, path, options)).result.findings;
    const outcome = await fixInRounds({
      ...(await roundsSetup(path, options, context)),
      find: found,
      hostProblems,
    });
    tell(outcome, context);
    const clean = !reportLeft(outcome, context);
    const listed = new Set(outcome.left.map(({ finding }) => lineOf(finding, context)));
    return (await compiles(checker, path, options, context, listed)) && clean
      ? exitCodes.clean
      : exitCodes.found;
  });
}

async function fixOnce(path: string, options: FixOptions, context: CliContext): Promise<number> {
  const find = (): Promise<ScanResult> => findInSources(path, options, context);
  const setup = await roundsSetup(path, options, context);
  if (options.dryRun === true) {
    const { findings } = await find();
    const planned = planEdits(setup.root, selectFixes(findings, setup.selection).edits, context);
    if (planned.kind === 'refused') throw new CliError(planned.problems.join('\nmips-port: '));
    context.io.stdout.write(unifiedDiff(await setup.format(planned.changes)));
    return exitCodes.clean;
  }
  const outcome = await fixInRounds({ ...setup, find });
  tell(outcome, context);
  return reportLeft(outcome, context) ? exitCodes.found : exitCodes.clean;
}

async function roundsSetup(
  path: string,
  options: FixOptions,
  context: CliContext,
): Promise<Pick<FixRoundsSetup, 'root' | 'selection' | 't' | 'format'>> {
  const { root } = scanOptionsOf(path, options, context);
  const real = realpathSync(root);
  const go = await findGo(options.go, context.io.env);
  return {
    root: statSync(real).isFile() ? dirname(real) : real,
    selection: options.all === true ? { safeOnly: false, minCertainty: 'likely' } : safeSelection,
    t: context.t,
    format: (changes) => formatted(changes, go && findGofmt(go.command)),
  };
}

/** Names the files that were changed. */
function tell({ applied, files }: FixRoundsResult, { io, t }: CliContext): void {
  for (const file of files) io.stdout.write(`${file}\n`);
  const line =
    applied === 1
      ? t('1 finding fixed.')
      : files.length === 1
        ? t('{0} findings fixed in 1 file.', applied)
        : t('{0} findings fixed in {1} files.', applied, files.length);
  io.stdout.write(`${line}\n`);
}

/** Changes as gofmt would write them, for files that were so before and where gofmt is there. */
async function formatted(
  changes: readonly FileChange[],
  command: string | undefined,
): Promise<readonly FileChange[]> {
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

/** Lists the findings that are left, by cause; says whether an error is among them. */
function reportLeft({ left }: FixRoundsResult, { io, t }: CliContext): boolean {
  const groups = new Map<LeftCause, Finding[]>();
  for (const { finding, cause } of left) groups.set(cause, [...(groups.get(cause) ?? []), finding]);
  for (const cause of causes) {
    const findings = groups.get(cause);
    if (!findings) continue;
    io.stdout.write(`\n${t('{0}: {1}', describeCause(cause, t), findings.length)}\n`);
    for (const finding of [...findings].sort(compareFindings)) {
      io.stdout.write(`${lineOf(finding, { t })}\n`);
    }
  }
  return left.some(({ finding }) => finding.severity === 'error');
}

function lineOf(finding: Finding, { t }: Pick<CliContext, 't'>): string {
  return `  ${findingLine(finding, { t })}`;
}

/** In the order in which they are listed: what the user can do something about comes last. */
const causes: readonly LeftCause[] = [
  'no-fix',
  'breaks-host',
  'no-help',
  'overlap',
  'command',
  'unsafe',
  'uncertain',
];

function describeCause(cause: LeftCause, t: Translate): string {
  switch (cause) {
    case 'no-fix':
      return t('Left, no fix is known');
    case 'breaks-host':
      return t('Left, the fix breaks the build for the host');
    case 'no-help':
      return t('Left, the fix did not help');
    case 'overlap':
      return t('Left, the fix overlaps another one');
    case 'command':
      return t('Left, a command has to follow the fix, such as go mod tidy');
    case 'unsafe':
      return t('Left, the fix may change what the host does (--all applies it)');
    case 'uncertain':
      return t('Left, found by a pattern and not certain (--all fixes it)');
  }
}

/** What Go accepts for the target and rejects for the host. */
function onHost(checker: Checker, path: string, options: FixOptions): Promise<CheckedSources> {
  return checker.check(path, { ...options, target: host }, { host: options.target, keepIgnored: true });
}

const host = 'amd64';

/**
 * Whether nothing is left that Go rejects for the target and accepts for the
 * host, nor the other way round: a fix must not move the break to the host.
 * Go does not read ignore comments, so they silence nothing here.
 *
 * @param listed Lines that were printed before and are not printed again.
 */
async function compiles(
  checker: Checker,
  path: string,
  options: FixOptions,
  { io, t }: CliContext,
  listed: ReadonlySet<string>,
): Promise<boolean> {
  const onTarget = await checker.check(path, options, { host, keepIgnored: true });
  const swapped = await onHost(checker, path, options);
  const results = [onTarget.result, swapped.result].filter(({ findings }) => findings.length > 0);
  io.stdout.write('\n');
  for (const { target, findings } of results) {
    io.stdout.write(`${t("Go's type checker rejects for linux/{0}: {1}", target, findings.length)}\n`);
    for (const line of findings.map((finding) => lineOf(finding, { t }))) {
      if (!listed.has(line)) io.stdout.write(`${line}\n`);
    }
  }
  if (results.length > 0) return false;
  io.stdout.write(`${t("Go's type checker accepts linux/{0} and linux/{1}.", options.target, host)}\n`);
  return true;
}
