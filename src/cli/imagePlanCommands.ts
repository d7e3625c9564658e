import { Option, type Command } from 'commander';
import { catalogueReleases } from '../core/images/catalogue/catalogue';
import { stateKinds } from '../core/images/classify';
import { parseTarget } from './arguments';
import { runImagesList, type ImagesListOptions } from './commands/imagesList';
import { runImagesPlan, type ImagesPlanOptions } from './commands/imagesPlan';
import type { CliContext } from './io';

/** `images list` and `images plan`. */
export function addImagePlanCommands(
  images: Command,
  context: CliContext,
  finish: (code: number) => void,
): void {
  const { t } = context;
  const withSources = (command: Command): Command =>
    command
      .argument(
        '[path]',
        t('a folder with Dockerfiles and Kubernetes objects; this one where nothing is named'),
      )
      .addOption(
        new Option(
          '--list <file...>',
          t("a list of images: one on each line, Kubernetes' manifest.go, or YAML; - for standard input"),
        ),
      )
      .addOption(
        new Option('--catalogue <release>', t('the images that the tests of a release ask for')).choices(
          catalogueReleases,
        ),
      )
      .addOption(
        new Option('--target <goarch>', t("GOARCH to port to; the manifest's where absent")).argParser(
          (value: string) => parseTarget(value, t),
        ),
      )
      .option('--ask', t('ask the registries which images they have for the target'))
      .addOption(
        new Option('--format <format>', t('how to print')).choices(['text', 'json']).default('text'),
      );

  withSources(images.command('list'))
    .description(t('list every image and its bases, and how each stands for the target'))
    .addOption(new Option('--state <state...>', t('only images that stand so')).choices(stateKinds))
    .action(async (path: string | undefined, options: ImagesListOptions) =>
      finish(await runImagesList(path, options, context)),
    );

  withSources(images.command('plan'))
    .description(t('say which images would be built, in which order, and on what'))
    .addOption(new Option('--image <name...>', t('only these images, with all that they need')))
    .action(async (path: string | undefined, options: ImagesPlanOptions) =>
      finish(await runImagesPlan(path, options, context)),
    );
}
