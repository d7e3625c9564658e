import { Option, type Command } from 'commander';
import { parseMirror, parseTarget } from './arguments';
import type { ConvertOptions } from './commands/imagesConvert';
import type { CliContext } from './io';

/** `images convert`. */
export function addConvertCommand(
  images: Command,
  context: CliContext,
  finish: (code: number) => void,
): void {
  const { t } = context;
  images
    .command('convert')
    .argument('[path...]', t('Dockerfiles, or folders with some'))
    .description(t('rewrite Dockerfiles for Debian and for the target, with comments kept'))
    .addOption(
      new Option('--base <image>', t('the image that takes the place of Alpine, Fedora and their like')),
    )
    .addOption(
      new Option('--mirror <url>', t('where rewritten sources of apt take packages from')).argParser(
        parseMirror(t),
      ),
    )
    .addOption(
      new Option('--target <goarch>', t("GOARCH to port to; the manifest's where absent")).argParser(
        (value: string) => parseTarget(value, t),
      ),
    )
    .option('--dry-run', t('print a unified diff and change nothing'))
    .addOption(new Option('--format <format>', t('how to print')).choices(['text', 'json']).default('text'))
    .action(async (paths: string[], options: ConvertOptions) =>
      finish(
        await import('./commands/imagesConvert').then(({ runImagesConvert }) =>
          runImagesConvert(paths, options, context),
        ),
      ),
    );
}
