import { InvalidArgumentError, Option, type Command } from 'commander';
import { engines } from '../node/deliver/engines';
import { parseTarget } from './arguments';
import type { BundleOptions } from './commands/imagesBundle';
import type { DeliverCommandOptions } from './commands/imagesDeliver';
import type { RewriteOptions } from './commands/imagesRewrite';
import type { CliContext } from './io';

/** The commands below `images` that bring images to where they run. */
export function addDeliveryCommands(
  images: Command,
  context: CliContext,
  finish: (code: number) => void,
): void {
  const { t } = context;
  const withNames = (command: Command): Command =>
    command
      .addOption(
        mapOption('--registry <from=to>', t('a registry or repository, and what takes its place'), t),
      )
      .addOption(
        mapOption('--tag <image=tag>', t('an image, and its tag for the target; {tag} is the old one'), t),
      )
      .addOption(
        new Option('--target <goarch>', t("GOARCH to port to; the manifest's where absent")).argParser(
          (value: string) => parseTarget(value, t),
        ),
      )
      .addOption(
        new Option('--format <format>', t('how to print')).choices(['text', 'json']).default('text'),
      );
  const withImages = (command: Command): Command =>
    withNames(command)
      .argument('<image...>', t('images of the local engine, each as image or image=name-to-give'))
      .addOption(
        new Option(
          '--engine <engine>',
          t('the engine that has the images; the one on the PATH where absent'),
        ).choices(engines),
      );

  withNames(images.command('rewrite'))
    .argument('<path...>', t('files or folders of Kubernetes YAML; - for standard input'))
    .description(t("point Kubernetes YAML at the port's images, in place, with comments kept"))
    .option('--keep-pull-policy', t('leave imagePullPolicy as it is'))
    .option('--dry-run', t('print a unified diff and change nothing'))
    .action(async (paths: string[], options: RewriteOptions) =>
      finish(
        await import('./commands/imagesRewrite').then(({ runImagesRewrite }) =>
          runImagesRewrite(paths, options, context),
        ),
      ),
    );

  withImages(images.command('deliver'))
    .description(t('load images onto the nodes of the manifest over ssh; what is there is not sent again'))
    .addOption(new Option('--node <name...>', t('only these nodes of the manifest')))
    .addOption(
      new Option('--parallel <number>', t('how many nodes to serve at once'))
        .default(3)
        .argParser(parseCount(t)),
    )
    .option('--ssh-config <file>', t('configuration for ssh in place of your own'))
    .option('--status', t('only ask the nodes what they have'))
    .action(async (names: string[], options: DeliverCommandOptions) =>
      finish(
        await import('./commands/imagesDeliver').then(({ runImagesDeliver }) =>
          runImagesDeliver(names, options, context),
        ),
      ),
    );

  withImages(images.command('bundle'))
    .description(t('write images as one tar with checksums and a script that loads it'))
    .requiredOption('-o, --output <file>', t('the file to write'))
    .action(async (names: string[], options: BundleOptions) =>
      finish(
        await import('./commands/imagesBundle').then(({ runImagesBundle }) =>
          runImagesBundle(names, options, context),
        ),
      ),
    );
}

export function parseCount(t: CliContext['t']): (value: string) => number {
  return (value) => {
    if (!/^[1-9]\d?$/.test(value)) throw new InvalidArgumentError(t('it must be a number from 1 to 99.'));
    return Number(value);
  };
}

/** An option that takes `key=value`, once or more, and gives a map. */
export function mapOption(flags: string, description: string, t: CliContext['t']): Option {
  return new Option(flags, description).argParser(
    (value: string, previous: Readonly<Record<string, string>> | undefined) => {
      const at = value.indexOf('=');
      if (at <= 0 || at === value.length - 1) {
        throw new InvalidArgumentError(t('write it as from=to.'));
      }
      return { ...previous, [value.slice(0, at)]: value.slice(at + 1) };
    },
  );
}
