import { unportedFamily } from './distributions';
import { formatReference, readReference, shortReference, type ImageReference } from './reference';

/** What stands for a base image that the target does not have. */
export type BaseChoice =
  /** A Debian system made with debootstrap or mmdebstrap for the target, and imported as an image. */
  | { readonly use: 'debian'; readonly suite: string; readonly packages: readonly string[] }
  /** Nothing: for static programs. */
  | { readonly use: 'scratch' }
  /** Debian's static BusyBox and its applets, and nothing else. */
  | { readonly use: 'busybox' }
  /** Another image, of a registry or of the graph; with a digest it stays what it is. */
  | { readonly use: 'image'; readonly image: string };

/** Base choices by what they are for: a reference as one writes it, `alpine:3.6`, or `alpine:*` for all its tags. */
export type BaseChoices = Readonly<Record<string, BaseChoice>>;

/** The last Debian release with a port to mips64el, and its name for the JSON of the choice. */
export const debianSuite = 'bookworm';

/**
 * The choice for a base image: the one for its tag before the one for all tags.
 *
 * @returns the choice with the key that it stands under
 */
export function choiceFor(
  reference: ImageReference,
  choices: BaseChoices,
): { readonly key: string; readonly choice: BaseChoice } | undefined {
  const id = formatReference(reference);
  const repository = `${reference.registry}/${reference.repository}`;
  let general: { readonly key: string; readonly choice: BaseChoice } | undefined;
  for (const [key, choice] of Object.entries(choices)) {
    const isGeneral = key.endsWith(':*');
    const named = readReference(isGeneral ? key.slice(0, -2) : key);
    if (!named) continue;
    if (!isGeneral && formatReference(named) === id) return { key, choice };
    if (isGeneral && `${named.registry}/${named.repository}` === repository) general ??= { key, choice };
  }
  return general;
}

/** One way to have a base, to offer to the user; the best first in a list of such. */
export interface BaseOffer {
  readonly choice: BaseChoice;
  /** Why it may not do: no package manager, no security updates. */
  readonly caution?: 'no-packages' | 'no-security-updates' | 'may-vanish';
}

/**
 * What can stand for a base image, best first: for a distribution a Debian
 * root, then a static BusyBox and nothing; for BusyBox its like; for an image
 * of Docker Hub that had a port, its archived per-architecture name.
 */
export function offersFor(reference: ImageReference, goarch: string): readonly BaseOffer[] {
  const family = unportedFamily(reference, goarch);
  const debian: BaseOffer = {
    choice: { use: 'debian', suite: debianSuite, packages: [] },
    caution: 'no-security-updates',
  };
  const busybox: BaseOffer = { choice: { use: 'busybox' }, caution: 'no-packages' };
  const scratch: BaseOffer = { choice: { use: 'scratch' }, caution: 'no-packages' };
  const archived = archivedOffer(reference, goarch);
  if (family?.id === 'BusyBox') return [busybox, ...archived, debian, scratch];
  if (family?.packages === 'none') return [scratch, busybox, debian];
  return [debian, ...archived, busybox, scratch];
}

/** Docker Hub's `mips64le/debian:…`, for tags that once had the port. */
function archivedOffer(reference: ImageReference, goarch: string): readonly BaseOffer[] {
  const isOfficial = reference.registry === 'docker.io' && reference.repository.startsWith('library/');
  if (!isOfficial || unportedFamily(reference, goarch)?.port === 'never') return [];
  const image = `${goarch}/${shortReference(reference)}`;
  return [{ choice: { use: 'image', image }, caution: 'may-vanish' }];
}
