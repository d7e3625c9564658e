/**
 * The parts of an OCI image layout that delivery reads and writes, after the
 * OCI image specification (descriptor.md, manifest.md, image-layout.md).
 */
export interface Descriptor {
  readonly mediaType: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** One image of one architecture, all of whose blobs are there. */
export interface StoredImage {
  /** What it is called where it is delivered to: `registry.local:5000/k8s/pause:3.1`. */
  readonly name: string;
  readonly manifest: Descriptor;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  /** GOARCH that its configuration names. */
  readonly architecture: string;
}

const manifestTypes: ReadonlySet<string> = new Set([
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]);
const indexTypes: ReadonlySet<string> = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]);

/** An entry of an index, with the platform that it is for where the index says it. */
export interface IndexEntry extends Descriptor {
  readonly platform: { readonly os: string; readonly architecture: string } | undefined;
}

/** What the text of a manifest is. */
export type ManifestReading =
  | { readonly kind: 'manifest'; readonly config: Descriptor; readonly layers: readonly Descriptor[] }
  | { readonly kind: 'index'; readonly entries: readonly IndexEntry[] }
  | { readonly kind: 'unknown' };

/** Reads a manifest or an index; `unknown` for everything that is neither, whatever it holds. */
export function readManifestText(text: string): ManifestReading {
  const value = parse(text);
  if (!isRecord(value)) return { kind: 'unknown' };
  const type = typeof value['mediaType'] === 'string' ? value['mediaType'] : undefined;
  const { manifests, config, layers } = value;
  if (Array.isArray(manifests) && (type === undefined || indexTypes.has(type))) {
    const entries = manifests.map(indexEntry);
    return entries.every((entry) => entry !== undefined) ? { kind: 'index', entries } : { kind: 'unknown' };
  }
  if (!Array.isArray(layers) || (type !== undefined && !manifestTypes.has(type))) return { kind: 'unknown' };
  const read = [config, ...(layers as readonly unknown[])].map(descriptor);
  const [first, ...rest] = read.filter((one) => one !== undefined);
  return first && read.length === rest.length + 1
    ? { kind: 'manifest', config: first, layers: rest }
    : { kind: 'unknown' };
}

/** Operating system and architecture of an image's configuration, or undefined where it is none. */
export function readPlatform(config: string): { os: string; architecture: string } | undefined {
  const value = parse(config);
  if (!isRecord(value)) return undefined;
  const { os, architecture } = value;
  return typeof os === 'string' && typeof architecture === 'string' ? { os, architecture } : undefined;
}

/** Whether a text is a sha256 digest; the only one that file names are made of here. */
export function isSha256(digest: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(digest);
}

/** Where a blob lies in a layout. */
export function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

/**
 * The files of a layout beside its blobs. `manifest.json` is Docker's: with it
 * `docker load` reads the same layout, as it does what `docker save` writes.
 * The names stand where containerd looks for them (images/annotations.go:
 * `io.containerd.image.name`) and where OCI has them.
 */
export function layoutFiles(images: readonly StoredImage[]): ReadonlyMap<string, string> {
  const sorted = [...images].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const manifests = sorted.map(({ name, manifest, architecture }) => ({
    ...manifest,
    platform: { architecture, os: 'linux' },
    annotations: {
      'io.containerd.image.name': name,
      'org.opencontainers.image.ref.name': name.slice(name.lastIndexOf(':') + 1),
    },
  }));
  const docker = sorted.map(({ name, config, layers }) => ({
    Config: blobPath(config.digest),
    RepoTags: [name],
    Layers: layers.map(({ digest }) => blobPath(digest)),
  }));
  const index = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests };
  return new Map([
    ['oci-layout', '{"imageLayoutVersion":"1.0.0"}'],
    ['index.json', JSON.stringify(index)],
    ['manifest.json', JSON.stringify(docker)],
  ]);
}

/** Every blob of some images, each once, in the order of their digests. */
export function blobsOf(images: readonly StoredImage[]): readonly Descriptor[] {
  const all = images.flatMap(({ manifest, config, layers }) => [manifest, config, ...layers]);
  const byDigest = new Map(all.map((blob) => [blob.digest, blob]));
  return [...byDigest.values()].sort((a, b) => (a.digest < b.digest ? -1 : 1));
}

function indexEntry(value: unknown): IndexEntry | undefined {
  const read = descriptor(value);
  if (!read || !isRecord(value)) return undefined;
  const platform = isRecord(value['platform']) ? value['platform'] : {};
  const { os, architecture } = platform;
  return {
    ...read,
    platform: typeof os === 'string' && typeof architecture === 'string' ? { os, architecture } : undefined,
  };
}

function descriptor(value: unknown): Descriptor | undefined {
  if (!isRecord(value)) return undefined;
  const { mediaType, digest, size } = value;
  if (typeof mediaType !== 'string' || typeof digest !== 'string' || !isSha256(digest)) return undefined;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return undefined;
  return { mediaType, digest, size };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
