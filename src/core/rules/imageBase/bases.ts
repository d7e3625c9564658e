import { baseKind, imageName, knownName } from '../../images/convert/bases';

/** Why an image is not there for mips64le: its distribution was never built for it, or is no longer. */
export type Lack = { readonly kind: 'never'; readonly family: string } | { readonly kind: 'no-longer' };

/**
 * Why there is no image of a name for mips64le; undefined where there is one,
 * where one can be made, and where nothing is known.
 *
 * @param image As FROM writes it; variables may stand in its tag.
 */
export function lackOf(image: string): Lack | undefined {
  const known = image.includes('$') ? knownName(image) : image;
  if (known === undefined) return undefined;
  const { name, tag, repository } = imageName(known);
  switch (baseKind(known)) {
    case 'alpine':
    case 'alpine-program':
    case 'alpine-other':
      // Prefixes of Docker Hub say that it is for another machine.
      return /^(?:i386|arm\w*|ppc64le|s390x|riscv64)\//.test(repository)
        ? undefined
        : { kind: 'never', family: 'Alpine' };
    case 'rpm':
      return { kind: 'never', family: name.replace(/^.*\//, '') };
    case 'distroless':
      return { kind: 'never', family: 'distroless' };
    case 'device':
      return { kind: 'never', family: 'CUDA' };
    case 'debian':
      return ofDebian(name, image.includes('$') ? undefined : tag);
    case 'kept':
    case 'windows':
    case 'unknown':
      return undefined;
  }
}

function ofDebian(name: string, tag: string | undefined): Lack | undefined {
  if (name === 'ubuntu') return { kind: 'never', family: 'Ubuntu' };
  if (name !== 'debian' && name !== 'buildpack-deps') return { kind: 'never', family: 'debian-base' };
  if (tag === undefined || tag.startsWith('bookworm')) return undefined;
  if (/^(?:wheezy|jessie|[78])\b/.test(tag)) return { kind: 'never', family: `Debian ${tag}` };
  const isOther =
    /^(?:$|latest|stretch|buster|bullseye|trixie|forky|sid|unstable|testing|stable|oldstable|experimental|rc-buggy|(?:9|10|11|13|14)\b)/;
  return isOther.test(tag) ? { kind: 'no-longer' } : undefined;
}
