import { Command, CommanderError, Option } from 'commander';
import { makeTranslate } from '../core/l10n';
import { isCancelled } from '../node/cancelled';
import { readTranslations } from '../node/localization';
import type { DoctorOptions } from './commands/doctor';
import { addComponentCommands } from './componentCommands';
import { addPatchCommands } from './patchCommands';
import { addImageCommands } from './imageCommands';
import { parseList, parseTarget } from './arguments';
import { CliError, exitCodes, type CliContext, type CliIo } from './io';
import { formats, severities, type FixOptions, type ScanCommandOptions } from './options';

/** Ctrl+C, the end that a supervisor asks for, and a terminal that was closed. */
const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs the command line.
 *
 * @param argv Arguments without node and script.
 * @returns The exit status: 0 nothing at or above `--fail-on`, 1 something is, 2 the command could not be carried out.
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  const bundle = readTranslations(io.env['LC_ALL'] ?? io.env['LC_MESSAGES'] ?? io.env['LANG'] ?? '');
  const t = makeTranslate(bundle);
  const abort = new AbortController();
  const onInterrupt = (): void => abort.abort();
  for (const name of endSignals) process.once(name, onInterrupt);
  const context: CliContext = { io, t, bundle, signal: abort.signal };
  let code: number = exitCodes.clean;
  const program = createProgram(context, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version are answers, not failures; commander has already printed its line.
      return error.exitCode === 0 ? exitCodes.clean : exitCodes.failed;
    }
    const message =
      error instanceof CliError
        ? error.message
        : isCancelled(error)
          ? t('cancelled')
          : t(
              'unexpected error: {0}',
              error instanceof Error ? (error.stack ?? error.message) : String(error),
            );
    io.stderr.write(`mips-port: ${message}\n`);
    return exitCodes.failed;
  } finally {
    for (const name of endSignals) process.removeListener(name, onInterrupt);
  }
}

function createProgram(context: CliContext, finish: (code: number) => void): Command {
  const { io, t } = context;
  const program = new Command('mips-port')
    .description(t('Finds, fixes and builds what breaks in Go sources on mips64el'))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(`mips-port: ${text.replace(/^error: /, '')}`),
    })
    .helpCommand(false);

  const withScanOptions = (command: Command): Command =>
    command
      .argument('[path]', t('folder or file to look at'), '.')
      .addOption(
        new Option('--target <goarch>', t('GOARCH to port to'))
          .default('mips64le')
          .argParser((value: string) => parseTarget(value, t)),
      )
      .addOption(new Option('--rule <id...>', t('only these rules; may be given more than once')))
      .addOption(new Option('--without <id...>', t('not these rules; may be given more than once')))
      .addOption(new Option('--tags <list>', t('build tags, separated by commas')).argParser(parseList))
      .option('--vendor', t('look at files under vendor/ too'))
      .option(
        '--deps',
        t(
          "with Go's type checker, check function bodies of dependencies too: vendored ones as --vendor does, others in notes",
        ),
      )
      .addOption(new Option('--go <command>', t('the go command to use')))
      .option('--allow-network', t('let go download modules'));

  const withReportOptions = (command: Command): Command =>
    withScanOptions(command)
      .addOption(new Option('--format <format>', t('how to print findings')).choices(formats).default('text'))
      .addOption(
        new Option('--fail-on <severity>', t('exit with 1 from this severity on'))
          .choices(severities)
          .default('error'),
      )
      .addOption(
        new Option('--baseline <file>', t('leave out the findings that this file lists')).conflicts(
          'writeBaseline',
        ),
      )
      .addOption(new Option('--write-baseline <file>', t('list the findings in this file')));

  withReportOptions(program.command('scan'))
    .description(t('find what breaks on the target, without needing Go'))
    .option('--check', t("confirm with Go's type checker"))
    .action(async (path: string, options: ScanCommandOptions) => {
      finish(await import('./commands/scan').then(({ runScan }) => runScan(path, options, context)));
    });

  withReportOptions(program.command('check'))
    .description(t("ask Go's type checker alone, for host and target"))
    .action(async (path: string, options: ScanCommandOptions) => {
      finish(await import('./commands/check').then(({ runCheck }) => runCheck(path, options, context)));
    });

  withScanOptions(program.command('fix'))
    .description(t('apply fixes: the safe ones of proven and certain findings'))
    .option('--all', t('apply also fixes that are not safe and fixes of likely findings'))
    .option('--dry-run', t('print a unified diff and change nothing'))
    .option('--check', t("find with Go's type checker too"))
    .option('--verify', t('check with Go after each round of fixes, until the target and the host compile'))
    .action(async (path: string, options: FixOptions) => {
      finish(await import('./commands/fix').then(({ runFix }) => runFix(path, options, context)));
    });

  program
    .command('doctor')
    .description(t('say which tools are there and which are missing'))
    .addOption(new Option('--format <format>', t('how to print')).choices(['text', 'json']).default('text'))
    .addOption(new Option('--go <command>', t('the go command to use')))
    .addOption(
      new Option('--target <goarch>', t('GOARCH to port to'))
        .default('mips64le')
        .argParser((value: string) => parseTarget(value, t)),
    )
    .action(async (options: DoctorOptions) => {
      finish(await import('./commands/doctor').then(({ runDoctor }) => runDoctor(options, context)));
    });

  addComponentCommands(program, context, finish);
  addPatchCommands(program, context, finish);
  addImageCommands(program, context, finish);
  return program;
}
