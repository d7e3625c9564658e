/**
 * What scripts of a tree put in place of the words that its Dockerfiles hold
 * before they build them: `test/images/image-util.sh` of Kubernetes.
 */
export interface PlaceholderValues {
  /** GOARCH of the target. */
  readonly goarch: string;
  /** What BASEIMAGE stands for. */
  readonly base?: string;
  /** What REGISTRY stands for. */
  readonly registry?: string;
}

/** An image's name with its placeholders filled in. */
export function fillName(written: string, { goarch, registry }: PlaceholderValues): string {
  const filled = registry === undefined ? written : written.replace(/^REGISTRY(?=\/)/, registry);
  return filled.replace(/-(?:BASE)?ARCH\b/g, '').replace(/\bBASEARCH\b/g, goarch);
}

/**
 * A Dockerfile as its script would hand it to the builder for the target.
 * Lines that put a static QEMU into the image (`CROSS_BUILD_COPY`) are left
 * out: the kernel has the emulator open already, with the flag F.
 */
export function fillPlaceholders(text: string, values: PlaceholderValues): string {
  const { base, goarch, registry } = values;
  return text
    .split(/(?<=\n)/)
    .filter((line) => !line.startsWith('CROSS_BUILD_'))
    .map((line) => {
      const from = /^(\s*FROM\s+(?:--\S+\s+)*)(\S+)(.*)$/is.exec(line);
      if (!from) return line.replace(/(?<![A-Za-z0-9])BASEARCH(?![A-Za-z0-9])/g, goarch);
      const [, before = '', image = '', after = ''] = from;
      const name = image === 'BASEIMAGE' && base !== undefined ? base : image;
      return `${before}${name === 'scratch' ? name : fillName(name, { goarch, ...(registry !== undefined && { registry }) })}${after}`;
    })
    .join('');
}
