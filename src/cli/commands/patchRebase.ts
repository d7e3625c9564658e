import {
  abortRebase,
  continueRebase,
  rebaseSeries,
  type PatchOutcome,
  type RebaseResult,
} from '../../node/patches/rebaseSeries';
import { CliError, exitCodes, type CliContext } from '../io';
import { refused, scanner, seriesContext } from './patchContext';

/** `mips-port patches rebase NAME REF`, and `--continue`, `--skip`, `--abort` for one that waits. */
export async function runPatchesRebase(
  name: string,
  ref: string | undefined,
  options: {
    readonly continue?: boolean;
    readonly skip?: boolean;
    readonly abort?: boolean;
    readonly dryRun?: boolean;
  },
  context: CliContext,
): Promise<number> {
  const one = seriesContext(name, context);
  if (options.abort) {
    const result = await abortRebase(one);
    if (result.kind !== 'aborted') return tellRebase(name, result, context);
    context.io.stdout.write(`${context.t('{0}: the rebase is given up; nothing has changed', name)}\n`);
    return exitCodes.clean;
  }
  if (options.continue || options.skip) {
    return tellRebase(
      name,
      await continueRebase(one, { skip: options.skip === true, scan: await scanner(one) }),
      context,
    );
  }
  if (ref === undefined) throw new CliError(context.t('write a tag, a branch or a commit'));
  return tellRebase(
    name,
    await rebaseSeries(one, ref, { scan: await scanner(one), dryRun: options.dryRun === true }),
    context,
  );
}

function tellRebase(name: string, result: RebaseResult, context: CliContext): number {
  const { io, t } = context;
  switch (result.kind) {
    case 'rebased':
      for (const [file, outcome] of result.outcomes) {
        io.stdout.write(`${file}: ${describeOutcome(outcome, context)}\n`);
      }
      io.stdout.write(
        `${
          result.checkedOut
            ? t('{0}: {1} is at {2} and checked out', name, result.branch, result.base)
            : t(
                '{0}: {1} is at {2}; the sources have changes and stay where they are',
                name,
                result.branch,
                result.base,
              )
        }\n`,
      );
      return exitCodes.clean;
    case 'tried':
      for (const [file, outcome] of result.outcomes) {
        io.stdout.write(`${file}: ${describeOutcome(outcome, context)}\n`);
      }
      return [...result.outcomes.values()].some(({ kind }) => kind === 'conflicts')
        ? exitCodes.found
        : exitCodes.clean;
    case 'conflict':
      io.stderr.write(
        `mips-port: ${t('{0} does not fit; resolve the conflicts in {1}, then run patches rebase --continue {2}: {3}', result.patch, result.worktree, name, result.files.join(', '))}\n`,
      );
      return exitCodes.found;
    case 'unresolved':
      io.stderr.write(
        `mips-port: ${t('these files in {0} have conflict marks still: {1}', result.worktree, result.files.join(', '))}\n`,
      );
      return exitCodes.found;
    case 'no-rebase':
      throw new CliError(t('{0}: no rebase waits', name));
    case 'rebase-in-progress':
      throw new CliError(t('{0}: a rebase waits in {1}: continue or abort it', name, result.worktree));
    case 'no-repository':
    case 'dirty':
    case 'invalid':
    case 'unrecorded':
    case 'cancelled':
    case 'failed':
      throw refused(result, context);
  }
}

function describeOutcome(outcome: PatchOutcome, { t }: CliContext): string {
  switch (outcome.kind) {
    case 'applies':
      return t('applies');
    case 'resolved':
      return t('conflict resolved');
    case 'merged':
      return t('upstream has it, as {0}', outcome.commit.slice(0, 12));
    case 'contained':
      return outcome.commit === undefined
        ? t('upstream has what it does')
        : t('upstream has what it does, in other words, since {0}', outcome.commit.slice(0, 12));
    case 'conflicts':
      return t('does not fit: {0}', outcome.files.join(', '));
    case 'skipped':
      return t('left out');
  }
}
