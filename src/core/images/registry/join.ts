import { readManifestText, type Descriptor } from '../deliver/layout';

/** The platform of an image, as an index has it. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

export interface PlatformEntry extends Descriptor {
  readonly platform: Platform;
}

export const ociIndex = 'application/vnd.oci.image.index.v1+json';

/**
 * The text of an index in which one platform's image has taken its place among
 * the others; what else the index says is kept, also what it says of each entry.
 *
 * @param before The index that there was, or undefined.
 * @param others Further entries, of platforms that the index does not have.
 */
export function joinedIndex(
  before: string | undefined,
  own: PlatformEntry,
  others: readonly PlatformEntry[] = [],
): string {
  const old = before !== undefined && readManifestText(before).kind === 'index' ? parsed(before) : {};
  const entries = (Array.isArray(old['manifests']) ? old['manifests'] : others) as readonly unknown[];
  const kept = entries.filter((entry) => !isOf(entry, own.platform));
  return JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, ...old, manifests: [...kept, own] });
}

function isOf(entry: unknown, { architecture, os, variant }: Platform): boolean {
  const { platform } = entry as { readonly platform?: Partial<Platform> };
  return platform?.os === os && platform.architecture === architecture && platform.variant === variant;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}
