import { Option, type Command } from 'commander';
import { catalogueReleases } from '../core/images/catalogue/catalogue';
import { stateKinds } from '../core/images/classify';
import { engines } from '../node/deliver/engines';
import { parseMirror, parseTarget } from './arguments';
import type { ImagesBuildOptions } from './commands/imagesBuild';
import type { ImagesListOptions } from './commands/imagesList';
import type { ImagesPlanOptions } from './commands/imagesPlan';
import type { ImagesPushOptions } from './commands/imagesPush';
import { mapOption, parseCount } from './deliveryCommands';
import type { CliContext } from './io';

/** `images list`, `images plan`, `images build` and `images push`. */
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
      finish(
        await import('./commands/imagesList').then(({ runImagesList }) =>
          runImagesList(path, options, context),
        ),
      ),
    );

  withSources(images.command('plan'))
    .description(t('say which images would be built, in which order, and on what'))
    .addOption(new Option('--image <name...>', t('only these images, with all that they need')))
    .action(async (path: string | undefined, options: ImagesPlanOptions) =>
      finish(
        await import('./commands/imagesPlan').then(({ runImagesPlan }) =>
          runImagesPlan(path, options, context),
        ),
      ),
    );

  const withEngine = (command: Command): Command =>
    withSources(command)
      .addOption(new Option('--image <name...>', t('only these images, with all that they need')))
      .addOption(
        new Option(
          '--engine <engine>',
          t('the engine that has the images; the one on the PATH where absent'),
        ).choices(engines),
      );

  withEngine(images.command('build'))
    .description(
      t('build the images that can be, each after its bases, and check them; go on where it stopped'),
    )
    .addOption(
      new Option('--builder <name>', t('with Docker, the buildx builder in place of the current one')),
    )
    .addOption(
      new Option('--parallel <number>', t('with Buildah and Podman, how many images to build at once'))
        .default(2)
        .argParser(parseCount(t)),
    )
    .addOption(
      new Option('--mirror <url>', t('where Debian roots take their packages from')).argParser(
        parseMirror(t),
      ),
    )
    .option('--force', t('build also what is there'))
    .action(async (path: string | undefined, options: ImagesBuildOptions) =>
      finish(
        await import('./commands/imagesBuild').then(({ runImagesBuild }) =>
          runImagesBuild(path, options, context),
        ),
      ),
    );

  withEngine(images.command('push'))
    .description(t('push what was built, each image under its architecture and in the list of all'))
    .addOption(mapOption('--registry <from=to>', t('a registry or repository, and what takes its place'), t))
    .addOption(
      mapOption('--tag <image=tag>', t('an image, and its tag for the target; {tag} is the old one'), t),
    )
    .option('--no-join', t('write no list of architectures'))
    .action(async (path: string | undefined, options: ImagesPushOptions) =>
      finish(
        await import('./commands/imagesPush').then(({ runImagesPush }) =>
          runImagesPush(path, options, context),
        ),
      ),
    );
}
