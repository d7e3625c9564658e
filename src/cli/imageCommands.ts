import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseTarget } from './arguments';
import { runImagesRewrite, type RewriteOptions } from './commands/imagesRewrite';
import type { CliContext } from './io';

/** The commands about images: from a list of them to images of the target on every node. */
export function addImageCommands(
  program: Command,
  context: CliContext,
  finish: (code: number) => void,
): void {
  const { t } = context;
  const images = program.command('images').description(t('plan, convert, build and deliver images'));
  images.helpCommand(false);

  images
    .command('rewrite')
    .argument('<path...>', t('files or folders of Kubernetes YAML; - for standard input'))
    .description(t("point Kubernetes YAML at the port's images, in place, with comments kept"))
    .addOption(mapOption('--registry <from=to>', t('a registry or repository, and what takes its place'), t))
    .addOption(
      mapOption('--tag <image=tag>', t('an image, and its tag for the target; {tag} is the old one'), t),
    )
    .addOption(
      new Option('--target <goarch>', t("GOARCH to port to; the manifest's where absent")).argParser(
        (value: string) => parseTarget(value, t),
      ),
    )
    .option('--keep-pull-policy', t('leave imagePullPolicy as it is'))
    .option('--dry-run', t('print a unified diff and change nothing'))
    .addOption(new Option('--format <format>', t('how to print')).choices(['text', 'json']).default('text'))
    .action((paths: string[], options: RewriteOptions) => finish(runImagesRewrite(paths, options, context)));
}

/** An option that takes `key=value` once or more and gives a map. */
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
