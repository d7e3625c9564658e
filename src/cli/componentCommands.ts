import { Option, type Command } from 'commander';
import { versionSets } from '../core/manifest/catalogue/types';
import { parseSeconds, parseTarget } from './arguments';
import type { ClusterSmokeOptions } from './commands/clusterSmoke';
import type { InitOptions } from './commands/init';
import type { AddOptions } from './commands/sources';
import type { StatusOptions } from './commands/status';
import type { CliContext } from './io';
import type { ToolOptions } from './options';

/** The commands about components: what the manifest names, and how it is built, tested and run. */
export function addComponentCommands(
  program: Command,
  context: CliContext,
  finish: (code: number) => void,
): void {
  const { t } = context;
  const target = (): Option =>
    new Option('--target <goarch>', t("GOARCH to port to; the manifest's where absent")).argParser(
      (value: string) => parseTarget(value, t),
    );
  const versions = (): Option =>
    new Option('--versions <set>', t('the Kubernetes whose versions are wanted')).choices(versionSets);
  const withTools = (command: Command): Command =>
    command
      .addOption(target())
      .addOption(new Option('--go <command>', t('the go command to use')))
      .addOption(new Option('--cc <command>', t('the C cross compiler to use')))
      .addOption(new Option('--qemu <command>', t('the user emulator to use')))
      .addOption(
        new Option('--qemu-arg <argument...>', t('an argument for the emulator, as in --qemu-arg=-cpu')),
      )
      .option('--async-preempt-off', t('set GODEBUG=asyncpreemptoff=1 under QEMU'))
      .option('--allow-network', t('let go download modules'))
      .option('--dry-run', t('print the commands and run nothing'));

  program
    .command('init')
    .argument('[path]', t('folder to write mips-port.yaml into'), '.')
    .description(t('write a manifest with the components found in a tree'))
    .addOption(target())
    .option(
      '--from <ids>',
      t('components of the catalogue, with commas between, instead of those in the tree'),
    )
    .addOption(versions())
    .option('--dry-run', t('print the manifest and write nothing'))
    .action(async (path: string, options: InitOptions) =>
      finish(await import('./commands/init').then(({ runInit }) => runInit(path, options, context))),
    );

  program
    .command('add')
    .argument('<name...>', t('ids or groups of the catalogue, or folders'))
    .description(t('add components to the manifest'))
    .addOption(versions())
    .option(
      '--path <folder>',
      t('the folder that has the sources already, for one component of the catalogue'),
    )
    .action(async (names: string[], options: AddOptions) =>
      finish(await import('./commands/sources').then(({ runAdd }) => runAdd(names, options, context))),
    );

  program
    .command('clone')
    .argument('[name...]', t('components; all where none is named'))
    .description(t('bring the sources of components'))
    .action(async (names: string[]) =>
      finish(await import('./commands/sources').then(({ runClone }) => runClone(names, context))),
    );

  program
    .command('checkout')
    .argument('<name>', t('a component'))
    .argument('[ref]', t("tag, branch or commit; the manifest's where absent"))
    .description(t('check out another ref of the sources of a component'))
    .action(async (name: string, ref: string | undefined) =>
      finish(await import('./commands/sources').then(({ runCheckout }) => runCheckout(name, ref, context))),
    );

  program
    .command('status')
    .argument('[path]', t('folder of the manifest, or below it'), '.')
    .description(t('say how each component stands, from git and its files'))
    .addOption(target())
    .option('--no-findings', t('do not look for findings in the sources'))
    .addOption(new Option('--format <format>', t('how to print')).choices(['text', 'json']).default('text'))
    .action(async (path: string, options: StatusOptions) =>
      finish(await import('./commands/status').then(({ runStatus }) => runStatus(path, options, context))),
    );

  withTools(program.command('build'))
    .argument('[name...]', t('components; all where none is named'))
    .description(t('cross-build components, verify their ELF headers and run their smoke commands'))
    .action(async (names: string[], options: ToolOptions) =>
      finish(
        await import('./commands/components').then(({ runComponents }) =>
          runComponents('build', names, options, context),
        ),
      ),
    );

  withTools(program.command('test'))
    .argument('[name]', t('a component, or a folder of a Go module'), '.')
    .description(t('run tests under QEMU'))
    .action(async (name: string, options: ToolOptions) =>
      finish(await import('./commands/components').then(({ runTests }) => runTests(name, options, context))),
    );

  withTools(program.command('run'))
    .argument('<file>', t('an executable of the target, or a component'))
    .argument('[args...]', t('its arguments, after --'))
    .description(t('run a program under QEMU'))
    .action(async (file: string, args: string[], options: ToolOptions) =>
      finish(
        await import('./commands/components').then(({ runProgram }) =>
          runProgram(file, args, options, context),
        ),
      ),
    );

  program
    .command('cluster-smoke')
    .description(t('start etcd and kube-apiserver under QEMU, ask kubectl, and take them down again'))
    .addOption(target())
    .addOption(new Option('--qemu <command>', t('the user emulator to use')))
    .addOption(
      new Option('--qemu-arg <argument...>', t('an argument for the emulator, as in --qemu-arg=-cpu')),
    )
    .addOption(new Option('--cpu <model>', t('CPU model to emulate, as Loongson-3A4000')))
    .addOption(new Option('--etcd <file>', t("the etcd to run; the components' where absent")))
    .addOption(
      new Option('--kube-apiserver <file>', t("the kube-apiserver to run; the components' where absent")),
    )
    .addOption(new Option('--kubectl <file>', t("the kubectl to run; the components' where absent")))
    .addOption(
      new Option('--timeout <seconds>', t('how long it may take in all'))
        .default(600)
        .argParser((value: string) => parseSeconds(value, t)),
    )
    .option('--async-preempt-off', t('set GODEBUG=asyncpreemptoff=1 under QEMU'))
    .action(async (options: ClusterSmokeOptions) =>
      finish(
        await import('./commands/clusterSmoke').then(({ runClusterSmokeCommand }) =>
          runClusterSmokeCommand(options, context),
        ),
      ),
    );
}
