import type { ImageRecipe, Obstacle } from '../recipe';
import { formatReference, readReference, type ImageReference } from '../reference';
import { kubernetesV1162 } from './kubernetesV1162';
import type { CatalogueImage } from './types';

/** Releases whose images are known, by the name that lists them. */
const releases: Readonly<Record<string, readonly CatalogueImage[]>> = { 'v1.16.2': kubernetesV1162 };

/** Names of the releases that the catalogue holds. */
export const catalogueReleases: readonly string[] = Object.keys(releases);

/** An image of the catalogue with its name in full. */
export interface KnownImage extends CatalogueImage {
  /** As `formatReference` writes it. */
  readonly id: string;
  readonly reference: ImageReference;
}

const known: readonly KnownImage[] = Object.values(releases).flat().flatMap(knownImage);
const byId: ReadonlyMap<string, KnownImage> = new Map(known.map((image) => [image.id, image]));

/** Images by the last part of their names; undefined where several are called so. */
const relatives = new Map<string, KnownImage | undefined>();
for (const image of known) {
  const { registry, repository } = image.reference;
  if (registry === 'docker.io') continue;
  const name = shortest(repository);
  const other = relatives.get(name);
  const isSame = !relatives.has(name) || other?.reference.repository === repository;
  relatives.set(name, isSame ? (other ?? image) : undefined);
}

/** The images that a release's tests ask for; undefined where the catalogue lacks the release. */
export function imagesOfRelease(release: string): readonly KnownImage[] | undefined {
  const images = Object.hasOwn(releases, release) ? releases[release] : undefined;
  return images?.filter(({ neededFor }) => neededFor !== undefined).flatMap(knownImage);
}

/** What the catalogue knows of an image of exactly this name. */
export function knownImageOf(id: string): KnownImage | undefined {
  return byId.get(id);
}

/**
 * What it knows of an image of which it has another tag, or that has since
 * moved to another registry: by the last part of the name, and only where that
 * means one image. Docker Hub's own images keep their tags' meaning instead.
 */
export function knownRelativeOf({ registry, repository }: ImageReference): KnownImage | undefined {
  return registry === 'docker.io' ? undefined : relatives.get(shortest(repository));
}

/** How the catalogue says an image is made; undefined where it knows no source. */
export function recipeOfKnown(image: KnownImage): ImageRecipe | undefined {
  const { baseLines, bases, packages, source } = image;
  if (!bases || source === undefined) return undefined;
  const obstacles: readonly Obstacle[] = [
    ...(baseLines ? [{ kind: 'base-line' } as const] : []),
    ...(packages ? [{ kind: 'package-manager', name: packages } as const] : []),
  ];
  return {
    image: image.id,
    origin: { kind: 'catalogue', source },
    bases: bases.map(([written, platform], at) => ({
      image: idOf(written),
      written,
      use: 'from',
      platform,
      final: at === bases.length - 1,
    })),
    obstacles,
    unresolved: [],
  };
}

function knownImage(image: CatalogueImage): readonly KnownImage[] {
  const reference = readReference(image.image);
  return reference ? [{ ...image, reference, id: formatReference(reference) }] : [];
}

function idOf(written: string): string {
  const reference = readReference(written);
  return reference && written !== 'scratch' ? formatReference(reference) : written;
}

/** The name without the project around it; a folder below it stays: `volume/nfs`. */
function shortest(repository: string): string {
  const parts = repository.split('/');
  return parts.slice(parts.at(-2) === 'volume' ? -2 : -1).join('/');
}
