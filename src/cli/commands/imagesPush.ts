import { readReference, shortName } from '../../core/images/reference';
import type { ImageMapping } from '../../core/images/rewrite/mapReference';
import { pushPlace } from '../../core/images/rewrite/pushPlace';
import type { DockerfileBuild } from '../../core/plan/imagePlan';
import { RegistryClient } from '../../node/registry/client';
import { pushImage, type PushPlace } from '../../node/registry/push';
import { RegistryProblem } from '../../node/registry/session';
import { deliverySetup, withGatheredImages, type ImageSourceOptions } from '../deliverySources';
import { openImages, type ImagesOptions } from '../imageWorkspace';
import { CliError, exitCodes, type CliContext } from '../io';
import { planOf } from './imagesPlan';

export interface ImagesPushOptions extends ImagesOptions, Omit<ImageSourceOptions, 'target'> {
  readonly image?: readonly string[];
  /** False where no list of architectures is wanted. */
  readonly join: boolean;
  readonly format: 'text' | 'json';
}

interface PushRow {
  readonly id: string;
  readonly image: string;
  readonly digest: string;
  readonly list: string | null;
  readonly listDigest: string | null;
  readonly platforms: readonly string[];
  readonly sentBytes: number;
}

/**
 * `mips-port images push`: the images that were built, to where the manifest
 * or --registry says, each under the tag of its architecture and in the list
 * of all architectures; what was pushed is read back.
 */
export async function runImagesPush(
  path: string | undefined,
  options: ImagesPushOptions,
  context: CliContext,
): Promise<number> {
  const { io, signal, t } = context;
  const images = await openImages(path, options, context);
  const setup = deliverySetup(options, context, path);
  const plan = planOf(images, options.image, context);
  const builds = plan.builds.filter((build) => build.kind === 'dockerfile');
  if (builds.length === 0) {
    throw new CliError(t('there is nothing to push; "mips-port images plan" says why'));
  }
  const places = new Map(
    builds.map((build) => [build.tag, placeOf(build, setup.mapping, plan.goarch, options.join, context)]),
  );
  // Nothing is kept on disk, for what is read back must come from the registry.
  const client = new RegistryClient({ t, env: io.env, signal });
  const names = builds.map(({ tag }) => `${tag}=${nameOf(places.get(tag))}`);
  const rows: PushRow[] = [];
  await withGatheredImages(names, options, setup, context, async (stored, store) => {
    for (const [at, image] of stored.entries()) {
      const build = builds[at];
      const place = build && places.get(build.tag);
      if (!place) continue;
      io.stderr.write(`${t('pushing {0}', image.name)}\n`);
      const { digest, list, sentBytes } = await pushImage(client, store, image, place, t);
      rows.push({
        id: build.id,
        image: image.name,
        digest,
        list: place.listTag === undefined ? null : `${place.registry}/${place.repository}:${place.listTag}`,
        listDigest: list?.digest ?? null,
        platforms: list?.platforms ?? [],
        sentBytes,
      });
    }
  }).catch((error: unknown) => {
    if (error instanceof RegistryProblem) throw new CliError(error.message);
    throw error;
  });
  if (options.format === 'json') {
    io.stdout.write(`${JSON.stringify({ version: 1, target: plan.goarch, images: rows }, undefined, 2)}\n`);
    return exitCodes.clean;
  }
  for (const { digest, image, list, platforms } of rows) {
    io.stdout.write(`${image}@${digest}\n`);
    if (list !== null) io.stdout.write(`  ${list}: ${platforms.join(', ')}\n`);
  }
  return exitCodes.clean;
}

function nameOf(place: PushPlace | undefined): string {
  return place ? `${place.registry}/${place.repository}:${place.archTag}` : '';
}

/** @throws CliError where nothing says where the image goes */
function placeOf(
  { id }: DockerfileBuild,
  mapping: ImageMapping,
  goarch: string,
  join: boolean,
  { t }: CliContext,
): PushPlace {
  const to = pushPlace(id, mapping);
  if (!to) {
    throw new CliError(
      t(
        'nothing says where {0} goes; write registries into the manifest, or --registry {1}=HOST/PATH',
        shortName(id),
        readReference(id)?.registry ?? id,
      ),
    );
  }
  const suffix = `-${goarch}`;
  const tag = (to.tag ?? 'latest').replace(new RegExp(`${suffix}$`), '');
  const { registry, repository } = to;
  return { registry, repository, archTag: `${tag}${suffix}`, ...(join && { listTag: tag }) };
}
