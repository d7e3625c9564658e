import type { ImageReference } from './reference';

/**
 * A family of base images that the target has no current port of.
 *
 * Sources for mips64le: docker-library/official-images up to 2026-08-21, whose
 * `01fdecf626` of 2026-08-06 took mips64le out of the architectures, after
 * `library/*` files had dropped it one by one; Alpine's and Ubuntu's release
 * architectures; `gcr.io/distroless`'s and NVIDIA's published platforms.
 */
export interface Distribution {
  readonly id: string;
  /** `registry/repository` of its images. */
  readonly repository: RegExp;
  /** Tags it is about; all where absent. */
  readonly tag?: RegExp;
  /** Whether the target never had it, or had it until that day. */
  readonly port: 'never' | { readonly until: string };
  /** What programs come from; `none` where the image has no package manager. */
  readonly packages: 'apk' | 'apt' | 'rpm' | 'none';
  /** Whether a Debian root, a static busybox or nothing at all can stand in for it. */
  readonly replaceable: boolean;
}

const hub = (name: string): RegExp => new RegExp(`^docker\\.io/library/(?:${name})$`);

const families: readonly Distribution[] = [
  { id: 'Alpine', repository: hub('alpine'), port: 'never', packages: 'apk', replaceable: true },
  {
    id: 'Alpine',
    repository: /^docker\.io\/library\/[^/]+$/,
    tag: /(?:^|-)(?:alpine|musl)[\d.]*(?:$|-)/,
    port: 'never',
    packages: 'apk',
    replaceable: false,
  },
  { id: 'Ubuntu', repository: hub('ubuntu'), port: 'never', packages: 'apt', replaceable: true },
  {
    id: 'Ubuntu',
    repository: /^k8s\.gcr\.io\/ubuntu-slim$/,
    port: 'never',
    packages: 'apt',
    replaceable: true,
  },
  {
    id: 'Fedora, CentOS',
    repository: hub('fedora|centos|rockylinux|almalinux|oraclelinux|amazonlinux'),
    port: 'never',
    packages: 'rpm',
    replaceable: true,
  },
  {
    id: 'distroless',
    repository: /^gcr\.io\/distroless\//,
    port: 'never',
    packages: 'none',
    replaceable: true,
  },
  {
    id: 'CUDA',
    repository: /^docker\.io\/nvidia\/cuda(?:-[a-z0-9]+)?$/,
    port: 'never',
    packages: 'apt',
    replaceable: false,
  },
  {
    id: 'Windows',
    repository: /^mcr\.microsoft\.com\/windows\//,
    port: 'never',
    packages: 'none',
    replaceable: false,
  },
  {
    id: 'Debian',
    repository: hub('debian'),
    tag: /^(?:wheezy|jessie|[78])\b/,
    port: 'never',
    packages: 'apt',
    replaceable: true,
  },
  {
    id: 'Debian',
    repository: hub('debian'),
    port: { until: '2026-08-04' },
    packages: 'apt',
    replaceable: true,
  },
  {
    id: 'Debian',
    repository: hub('buildpack-deps'),
    port: { until: '2026-08-04' },
    packages: 'apt',
    replaceable: true,
  },
  {
    id: 'BusyBox',
    repository: hub('busybox'),
    port: { until: '2025-08-14' },
    packages: 'none',
    replaceable: true,
  },
];

/**
 * The family of an image of which registries list no current port for the
 * target. What is known is about mips64le only; other targets have none here.
 */
export function unportedFamily(
  { registry, repository, tag }: ImageReference,
  goarch: string,
): Distribution | undefined {
  if (goarch !== 'mips64le') return undefined;
  const name = `${registry}/${repository}`;
  return families.find(
    (family) => family.repository.test(name) && (family.tag === undefined || family.tag.test(tag ?? '')),
  );
}
