import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { writeBundle } from '../../node/deliver/bundle';
import { describeFsError } from '../../node/replaceFiles';
import { deliverySetup, withGatheredImages, type ImageSourceOptions } from '../deliverySources';
import { CliError, exitCodes, type CliContext } from '../io';

export interface BundleOptions extends ImageSourceOptions {
  readonly output: string;
}

/** `mips-port images bundle`: images as one tar, for machines without a registry. */
export async function runImagesBundle(
  names: readonly string[],
  options: BundleOptions,
  context: CliContext,
): Promise<number> {
  const { io, t, signal } = context;
  const setup = deliverySetup(options, context);
  const file = resolve(io.cwd, options.output);
  if (!existsSync(dirname(file))) throw new CliError(t('no such folder: {0}', dirname(file)));
  await withGatheredImages(names, options, setup, context, async (images, store) => {
    const bundle = await writeBundle(images, setup.target, store, file, signal).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.name !== 'AbortError') {
        throw new CliError(describeFsError(options.output, error, t));
      }
      throw error;
    });
    const rows = images.map(({ name, manifest }) => ({ name, digest: manifest.digest }));
    if (options.format === 'json') {
      const report = { version: 1, target: setup.target.goarch, file, ...bundle, images: rows };
      io.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
      return;
    }
    for (const { name, digest } of rows) io.stdout.write(`${digest}  ${name}\n`);
    io.stdout.write(`${bundle.sha256}  ${options.output}\n`);
  });
  return exitCodes.clean;
}
