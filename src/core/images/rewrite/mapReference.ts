import { readReference } from '../reference';

/**
 * Where images of a port are found: registries or repositories to replace,
 * and tags to give. Both may be empty, which maps nothing.
 */
export interface ImageMapping {
  /**
   * From a registry, or a registry with the beginning of a path, to what takes
   * its place: `k8s.gcr.io` → `registry.local:5000/k8s`. The longest that fits
   * counts; `*` stands for every registry that no other key names.
   */
  readonly registries: Readonly<Record<string, string>>;
  /**
   * From a repository with or without its tag, as it is before the mapping, to
   * the new tag: `nginx`, `k8s.gcr.io/pause:3.1`; `*` for all others. `{tag}`
   * stands for the old tag: `{tag}-mips64le`.
   */
  readonly tags: Readonly<Record<string, string>>;
}

/** An image reference taken apart; `name` is the whole repository, Docker Hub's in full (`docker.io/library/nginx`). */
export interface ReferenceParts {
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

export type MappedReference =
  | { readonly kind: 'same' }
  | { readonly kind: 'mapped'; readonly reference: string }
  /** It names its content by digest, which another build cannot have. */
  | { readonly kind: 'pinned' }
  /** It is no image reference. */
  | { readonly kind: 'invalid' };

const tagForm = /^\w[\w.-]{0,127}$/;

/** An image reference with Docker Hub's names in full, and its tag only where it is written. Undefined where the text is none. */
export function splitReference(text: string): ReferenceParts | undefined {
  const reference = readReference(text);
  if (!reference) return undefined;
  const { registry, repository, tag, digest } = reference;
  const hasTag = /:[^:/]*$/.test(text.replace(/@.*$/, ''));
  return { name: `${registry}/${repository}`, tag: hasTag ? tag : undefined, digest };
}

/**
 * What an image of a Kubernetes file or of a list is called after the mapping.
 *
 * @param scope `named` leaves alone what only `*` would map: for texts that
 *   may be something else than an image.
 */
export function mapReference(
  text: string,
  mapping: ImageMapping,
  scope: 'all' | 'named' = 'all',
): MappedReference {
  const parts = splitReference(text);
  if (!parts) return { kind: 'invalid' };
  const name = mapName(parts.name, mapping.registries, scope);
  const byDefault = scope === 'all' && Object.keys(mapping.registries).length === 0;
  const tag = mapTag(parts, mapping.tags, name !== undefined || byDefault);
  if (parts.digest !== undefined && tag === undefined) {
    return name === undefined ? { kind: 'same' } : { kind: 'pinned' };
  }
  if (name === undefined && (tag === undefined || tag === parts.tag)) return { kind: 'same' };
  const repository = name ?? writtenName(text);
  const reference = `${repository}${tag === undefined ? suffix(parts.tag) : `:${tag}`}`;
  if (!splitReference(reference)) return { kind: 'invalid' };
  return reference === text ? { kind: 'same' } : { kind: 'mapped', reference };
}

function suffix(tag: string | undefined): string {
  return tag === undefined ? '' : `:${tag}`;
}

/** The repository of a reference as it is written, without tag and digest. */
function writtenName(text: string): string {
  return text.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
}

/** The new repository, or undefined where no key fits or it stands at its new place already. */
function mapName(
  name: string,
  registries: ImageMapping['registries'],
  scope: 'all' | 'named',
): string | undefined {
  const best = registryKeys(registries)
    .filter(({ from }) => name === from || name.startsWith(`${from}/`))
    .sort((a, b) => b.from.length - a.from.length)[0];
  if (best) return moved(best.to, name.slice(best.from.length));
  const rest = scope === 'all' ? registries['*'] : undefined;
  if (rest === undefined || isAtHome(name, registries)) return undefined;
  return moved(rest, name.slice(name.indexOf('/')));
}

function moved(to: string, rest: string): string {
  return `${to.replace(/\/+$/, '')}${rest}`;
}

/** Whether a repository lies where some key puts images, so that mapping twice is mapping once. */
function isAtHome(name: string, registries: ImageMapping['registries']): boolean {
  return Object.values(registries).some((to) => {
    const place = fullPrefix(to);
    return name === place || name.startsWith(`${place}/`);
  });
}

function registryKeys(registries: ImageMapping['registries']): readonly { from: string; to: string }[] {
  return Object.entries(registries)
    .filter(([key]) => key !== '*')
    .map(([key, to]) => ({ from: fullPrefix(key), to }));
}

/** A key with Docker Hub written out: `nginx` → `docker.io/library/nginx`, `docker.io` as it is. */
function fullPrefix(key: string): string {
  const plain = key.replace(/\/+$/, '');
  const [first = ''] = plain.split('/');
  if (/[.:]|^localhost$/.test(first)) return plain.replace(/^index\.docker\.io(?=\/|$)/, 'docker.io');
  return plain.includes('/') ? `docker.io/${plain}` : `docker.io/library/${plain}`;
}

/** The new tag, or undefined where none is given. `*` is for images that get another registry, or for all where no registries are given. */
function mapTag(parts: ReferenceParts, tags: ImageMapping['tags'], byDefault: boolean): string | undefined {
  const keyed = Object.entries(tags)
    .filter(([key]) => key !== '*')
    .map(([key, tag]) => ({ parts: splitReference(key), tag }));
  const old = parts.tag ?? 'latest';
  const exact = keyed.find(({ parts: key }) => key?.name === parts.name && key.tag === old);
  const named = exact ?? keyed.find(({ parts: key }) => key?.name === parts.name && key.tag === undefined);
  const template = named?.tag ?? (byDefault && parts.digest === undefined ? tags['*'] : undefined);
  if (template === undefined || hasForm(old, template)) return undefined;
  const tag = template.replaceAll('{tag}', old);
  return tagForm.test(tag) ? tag : undefined;
}

/** Whether a tag is what the template makes of another one already. */
function hasForm(tag: string, template: string): boolean {
  const [before = '', after] = template.split('{tag}');
  if (after === undefined) return false;
  return tag.length > before.length + after.length && tag.startsWith(before) && tag.endsWith(after);
}
