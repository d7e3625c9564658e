import type { Translate } from '../l10n';
import { linuxGoarchs } from '../target/architectureNames';

/**
 * An image reference with its defaults filled in, as the distribution
 * specification and Docker's `reference` package read it.
 */
export interface ImageReference {
  /** Host and port: `docker.io`, `k8s.gcr.io`, `localhost:5000`. */
  readonly registry: string;
  /** Path on the registry; Docker Hub's own images have `library/` in front. */
  readonly repository: string;
  /** `latest` where neither tag nor digest is written. */
  readonly tag: string | undefined;
  /** `sha256:…`. */
  readonly digest: string | undefined;
}

export type ReferenceReading =
  | { readonly kind: 'reference'; readonly reference: ImageReference }
  /** One line that says what is wrong with it. */
  | { readonly kind: 'problem'; readonly message: string };

/** The longest name that registries take; tag and digest do not count. */
const longestName = 255;

const hostLabel = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const host = new RegExp(`^(?:${hostLabel}(?:\\.${hostLabel})*|\\[[0-9A-Fa-f:]+\\])(?::[0-9]{1,5})?$`);
const pathPart = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
/** The registered algorithms, with the length of each one's hexadecimal digits. */
const digests: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/**
 * Reads an image reference. What a shell, a path or a header could take for
 * something else never gets through: the grammar has no such characters.
 */
export function parseReference(text: string, t: Translate): ReferenceReading {
  const problem = (why: string): ReferenceReading => ({
    kind: 'problem',
    message: t('"{0}" is no image reference: {1}', shown(text), why),
  });
  if (text === '') return problem(t('it is empty'));
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const named = at < 0 ? text : text.slice(0, at);
  if (digest !== undefined && !isDigest(digest)) return problem(t('the digest after "@" is not one'));
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const tag = hasTag ? named.slice(colon + 1) : undefined;
  if (tag !== undefined && !tagPattern.test(tag)) {
    return problem(t('a tag has at most 128 letters, digits, ".", "_" and "-"'));
  }
  const { registry, path } = splitHost(hasTag ? named.slice(0, colon) : named);
  if (!host.test(registry)) return problem(t('"{0}" is no registry', shown(registry)));
  const parts = path.split('/');
  const wrong = parts.find((part) => !pathPart.test(part));
  if (wrong !== undefined) {
    return problem(
      /[A-Z]/.test(wrong)
        ? t('the name must be in lower case')
        : t('"{0}" cannot be part of a name', shown(wrong)),
    );
  }
  const ofHub = registry === 'docker.io' || registry === 'index.docker.io';
  const repository = ofHub && parts.length === 1 ? `library/${path}` : path;
  if (registry.length + 1 + repository.length > longestName) {
    return problem(t('the name is longer than {0} characters', longestName));
  }
  if (/^[0-9a-f]{64}$/.test(text)) return problem(t('it is the ID of an image, which no registry knows'));
  return {
    kind: 'reference',
    reference: {
      registry: ofHub ? 'docker.io' : registry,
      repository,
      tag: tag ?? (digest === undefined ? 'latest' : undefined),
      digest,
    },
  };
}

/** The reference of a text, or undefined where it is none. */
export function readReference(text: string): ImageReference | undefined {
  const reading = parseReference(text, (template) => template);
  return reading.kind === 'reference' ? reading.reference : undefined;
}

/** Whether a text is a digest with a registered algorithm. */
export function isDigest(text: string): boolean {
  const [algorithm = '', hex = '', ...rest] = text.split(':');
  return rest.length === 0 && hex.length === digests[algorithm] && /^[0-9a-f]+$/.test(hex);
}

/** The whole name, with every default written out: what the graph and its answers are keyed by. */
export function formatReference({ registry, repository, tag, digest }: ImageReference): string {
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** The name as one writes it: Docker Hub's own images without registry and `library/`. */
export function shortReference(reference: ImageReference): string {
  const whole = formatReference(reference);
  return reference.registry === 'docker.io' ? whole.replace(/^docker\.io\/(?:library\/)?/, '') : whole;
}

/** The same for a name that `formatReference` made. */
export function shortName(name: string): string {
  if (name === 'scratch') return name;
  const reference = readReference(name);
  return reference ? shortReference(reference) : name;
}

/**
 * The part of a name that tells images apart, and what stands before it:
 * `agnhost:2.6` and `gcr.io/kubernetes-e2e-test-images`. A digest is cut to
 * twelve digits, as the engines show it.
 */
export function partsOfName(name: string): { readonly own: string; readonly place: string } {
  const short = shortName(name).replace(/@(\w+):([0-9a-f]{12})[0-9a-f]+$/, '@$1:$2');
  const slash = short.lastIndexOf('/');
  return { own: short.slice(slash + 1), place: short.slice(0, Math.max(0, slash)) };
}

/** Prefixes that Docker's official images have on Docker Hub for one architecture: `arm32v6/alpine`. */
const hubArchitectures: ReadonlySet<string> = new Set([
  ...linuxGoarchs,
  'i386',
  'arm32v5',
  'arm32v6',
  'arm32v7',
  'arm64v8',
]);
const goarchs: ReadonlySet<string> = new Set(linuxGoarchs);

/**
 * The image that a name with an architecture in it is one architecture's part
 * of: `arm64v8/alpine:3.6` is `alpine:3.6`, `…/debian-base-amd64:v1.0.0` is
 * `…/debian-base:v1.0.0`, `…/agnhost:2.21-linux-arm64` is `…/agnhost:2.21`.
 * Kubernetes' scripts and Docker Hub name them so.
 */
export function withoutArchitecture(reference: ImageReference): ImageReference {
  const { registry, repository, tag } = reference;
  const [first = '', ...rest] = repository.split('/');
  const last = rest.at(-1);
  if (registry === 'docker.io' && rest.length === 1 && last !== undefined && hubArchitectures.has(first)) {
    return { ...reference, repository: `library/${last}` };
  }
  const inTag = /^(.+)-(?:linux|windows)-([a-z0-9]+)(?:-[\w.]+)?$/.exec(tag ?? '');
  if (inTag && goarchs.has(inTag[2] ?? '')) return { ...reference, tag: inTag[1] };
  const inName = /^(.+)-([a-z0-9]+)$/.exec(repository);
  if (inName && goarchs.has(inName[2] ?? '')) return { ...reference, repository: inName[1] ?? repository };
  return reference;
}

/** The first part is a registry where it has a dot, a colon or a capital, or is `localhost`. */
function splitHost(name: string): { readonly registry: string; readonly path: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(0, slash));
  const isHost = slash >= 0 && (/[.:A-Z]/.test(first) || first === 'localhost');
  return isHost ? { registry: first, path: name.slice(slash + 1) } : { registry: 'docker.io', path: name };
}

/** At most sixty printable characters of what somebody else wrote. */
function shown(text: string): string {
  const printable = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
  return printable.length > 60 ? `${printable.slice(0, 59)}…` : printable;
}
