import { Option, type Command } from 'commander';
import type { GroupBy } from '../core/patches/attribute';
import type { ExportCommandOptions } from './commands/patchExport';
import type { UpstreamOptions } from './commands/patches';
import type { CliContext } from './io';

/** Adds `mips-port patches …`: the series of patches of components. */
export function addPatchCommands(
  program: Command,
  context: CliContext,
  finish: (exitCode: number) => void,
): void {
  const { t } = context;
  const patches = program.command('patches').description(t('the patches of components'));

  patches
    .command('list')
    .argument('[component]', t('a component; all where none is named'))
    .description(t('list patches, whether they are applied, and where they stand upstream'))
    .addOption(new Option('--format <format>', t('how to print')).choices(['text', 'json']).default('text'))
    .action(async (name: string | undefined, options: { readonly format: 'text' | 'json' }) =>
      finish(
        await import('./commands/patchList').then(({ runPatchesList }) =>
          runPatchesList(name, options, context),
        ),
      ),
    );

  patches
    .command('apply')
    .argument('<component>', t('a component'))
    .description(t('make the patches commits on a branch of their own: all or none'))
    .option('--stash', t('put changes of the sources into git stash first'))
    .option('--worktree', t('work in a worktree beside sources that have changes'))
    .action(async (name: string, options: { readonly stash?: boolean; readonly worktree?: boolean }) =>
      finish(
        await import('./commands/patches').then(({ runPatchesApply }) =>
          runPatchesApply(name, options, context),
        ),
      ),
    );

  patches
    .command('record')
    .argument('<component>', t('a component'))
    .description(t('record changes of the sources as patches, signed off'))
    .addOption(
      new Option('--by <what>', t('a patch for each rule, or for each package'))
        .choices(['rule', 'package'])
        .default('rule'),
    )
    .action(async (name: string, options: { readonly by: GroupBy }) =>
      finish(
        await import('./commands/patches').then(({ runPatchesRecord }) =>
          runPatchesRecord(name, options, context),
        ),
      ),
    );

  patches
    .command('refresh')
    .argument('<component>', t('a component'))
    .description(t('write the commits of the branch of the patches into the patch files'))
    .action(async (name: string) =>
      finish(
        await import('./commands/patches').then(({ runPatchesRefresh }) => runPatchesRefresh(name, context)),
      ),
    );

  patches
    .command('restore')
    .argument('<component>', t('a component'))
    .description(t('put the patches back that go mod vendor took out of vendored files'))
    .action(async (name: string) =>
      finish(
        await import('./commands/patchRestore').then(({ runPatchesRestore }) =>
          runPatchesRestore(name, context),
        ),
      ),
    );

  patches
    .command('move')
    .argument('<component>', t('a component'))
    .argument('<patch>', t('name or number of a patch'))
    .argument('<places>', t('by how many places: 1, or -1 for up'))
    .description(t('change the order of patches'))
    .action(async (name: string, patch: string, places: string) =>
      finish(
        await import('./commands/patches').then(({ runPatchesMove }) =>
          runPatchesMove(name, patch, places, context),
        ),
      ),
    );

  patches
    .command('drop')
    .argument('<component>', t('a component'))
    .argument('<patch>', t('name or number of a patch'))
    .description(t('leave a patch out of the series'))
    .action(async (name: string, patch: string) =>
      finish(
        await import('./commands/patches').then(({ runPatchesDrop }) => runPatchesDrop(name, patch, context)),
      ),
    );

  patches
    .command('rebase')
    .argument('<component>', t('a component'))
    .argument('[ref]', t('tag, branch or commit of the upstream'))
    .description(t('move the patches onto another version, and say which of them upstream has'))
    .option('--continue', t('go on after conflicts are resolved'))
    .option('--skip', t('leave the patch out that does not fit'))
    .option('--abort', t('give the rebase up'))
    .option('--dry-run', t('say what would become of each patch, and change nothing'))
    .action(
      async (
        name: string,
        ref: string | undefined,
        options: {
          readonly continue?: boolean;
          readonly skip?: boolean;
          readonly abort?: boolean;
          readonly dryRun?: boolean;
        },
      ) =>
        finish(
          await import('./commands/patchRebase').then(({ runPatchesRebase }) =>
            runPatchesRebase(name, ref, options, context),
          ),
        ),
    );

  patches
    .command('export')
    .argument('<component>', t('a component'))
    .argument('[patch...]', t('names or numbers of patches; all that are left to send where none is named'))
    .description(t('write mails, a branch and the text of a pull request, ready to send'))
    .option('--url <url>', t('where the branch will be fetched from, for the text of git request-pull'))
    .action(async (name: string, chosen: string[], options: ExportCommandOptions) =>
      finish(
        await import('./commands/patchExport').then(({ runPatchesExport }) =>
          runPatchesExport(name, chosen, options, context),
        ),
      ),
    );

  patches
    .command('upstream')
    .argument('<component>', t('a component'))
    .argument('<patch>', t('name or number of a patch'))
    .argument('<state>', t('not-sent, sent, merged, dropped or local'))
    .description(t('say where a patch stands upstream'))
    .option('--url <url>', t('the pull request, issue or mail'))
    .option('--commit <commit>', t('the upstream commit that has the change'))
    .option('--release <release>', t('the first upstream release that has the change'))
    .action(async (name: string, patch: string, state: string, options: UpstreamOptions) =>
      finish(
        await import('./commands/patches').then(({ runPatchesUpstream }) =>
          runPatchesUpstream(name, patch, state, options, context),
        ),
      ),
    );
}
