import { defaultBase } from './types';

/** What a base image is to the conversion. */
export type BaseKind =
  /** There for the target, or to be made for it as it is: Debian bookworm, scratch, BusyBox. */
  | 'kept'
  | 'alpine'
  | 'rpm'
  /** Debian of another release, Ubuntu, Kubernetes' debian-base. */
  | 'debian'
  | 'distroless'
  /** Official images that are Alpine with a program in it, which Debian has too: `nginx:1.15-alpine`. */
  | 'alpine-program'
  /** Others that stand on Alpine by their name: `golangci/golangci-lint:v2-alpine`. */
  | 'alpine-other'
  | 'windows'
  | 'device'
  /** Nothing is known of it. */
  | 'unknown';

export interface ImageName {
  /** Without registry and the prefix of an architecture. */
  readonly name: string;
  readonly tag: string;
  /** The whole without tag and digest. */
  readonly repository: string;
}

const archPrefix = /^(?:amd64|i386|arm32v[5-7]|arm64v8|ppc64le|s390x|mips64le|riscv64)\//;

/** Takes an image's name apart. */
export function imageName(image: string): ImageName {
  const plain = image.replace(/@.*$/, '');
  const tag = /:([^/:]*)$/.exec(plain)?.[1] ?? '';
  const repository = plain.replace(/:[^/:]*$/, '');
  const name = repository
    .replace(/^(?:docker\.io|index\.docker\.io|registry-1\.docker\.io)\//, '')
    // Mirrors have the official images under the same name: mirror.gcr.io/library/alpine.
    .replace(/^(?:[\w-]+(?:\.[\w-]+)+(?::\d+)?\/(?:docker\/)?)?library\//, '')
    .replace(archPrefix, '');
  return { name, tag, repository };
}

/** What an image is, by its name. */
export function baseKind(image: string): BaseKind {
  const { name, tag } = imageName(image);
  if (name === 'scratch') return 'kept';
  if (/windows|nanoserver|servercore/i.test(image)) return 'windows';
  if (/(?:^|\/)(?:cuda|cuda-ppc64le|tensorflow)(?:$|-)|nvidia\//.test(name)) return 'device';
  if (/(?:^|\/)alpine(?:-(?:amd64|386|arm\w*|ppc64le|s390x))?$/.test(name)) return 'alpine';
  if (/(?:^|[-.])alpine/.test(tag)) return packagesOfProgram(image) ? 'alpine-program' : 'alpine-other';
  if (/(?:^|\/)alpine-[\w-]+$/.test(name)) return 'alpine-other';
  if (/(?:^|\/)(?:centos|fedora|rockylinux|almalinux|oraclelinux|amazonlinux|ubi\d?(?:-\w+)*)$/.test(name))
    return 'rpm';
  if (/distroless\//.test(name)) return 'distroless';
  if (name === 'debian') return /^(?:bookworm|12)/.test(tag) ? 'kept' : 'debian';
  if (/^(?:ubuntu|buildpack-deps)$|(?:^|\/)debian-base(?:-\w+)?$/.test(name)) return 'debian';
  if (name === 'busybox') return tag.includes('musl') ? 'alpine' : 'kept';
  return 'unknown';
}

/** Debian's packages of programs whose official image on Alpine cannot be had. */
const programs: Readonly<Record<string, readonly string[]>> = {
  nginx: ['nginx'],
  redis: ['redis-server'],
  httpd: ['apache2'],
  haproxy: ['haproxy'],
  memcached: ['memcached'],
  node: ['nodejs', 'npm'],
  python: ['python3', 'python3-pip'],
  golang: ['golang-go'],
  ruby: ['ruby'],
  php: ['php-cli'],
  perl: ['perl'],
  docker: ['docker.io'],
};

/** The packages that bring what an image of a program had in it. */
export function packagesOfProgram(image: string): readonly string[] | undefined {
  const { name } = imageName(image);
  return Object.hasOwn(programs, name) ? programs[name] : undefined;
}

/** What a distroless image has beside the C library: certificates, time zones, and the language it is named after. */
export function packagesOfDistroless(image: string): readonly string[] {
  const [, language = ''] = /distroless\/(java|python3|nodejs)/.exec(image) ?? [];
  const languages: Readonly<Record<string, string>> = {
    java: 'default-jre-headless',
    python3: 'python3',
    nodejs: 'nodejs',
  };
  const program = Object.hasOwn(languages, language) ? languages[language] : undefined;
  return ['ca-certificates', 'tzdata', ...(program === undefined ? [] : [program])];
}

/** Whether an image of Go has another release in it than Debian's package, which is of 1.19. */
export function isOtherGo(image: string): boolean {
  const { name, tag } = imageName(image);
  return name === 'golang' && !/^1\.19(?!\d)/.test(tag);
}

/**
 * An image's name as far as it can be told where its tag has a variable that
 * cannot: `alpine:$VERSION` is Alpine. Undefined where the variable is in the
 * name itself.
 */
export function knownName(text: string): string | undefined {
  const [, name, tag] = /^([^$:@]+(?::\d+\/[^$:@]+)?):([^/@]*)(?:@.*)?$/.exec(text) ?? [];
  if (name === undefined || tag === undefined) return undefined;
  const plain = tag.replace(/\$(?:\w+|\{[^}]*\})/g, '0');
  return plain.includes('$') ? undefined : `${name}:${plain}`;
}

/** Chooses what takes the place of bases. */
export class BaseChoice {
  private readonly base: string;

  constructor(
    private readonly bases: ReadonlyMap<string, string>,
    base: string = defaultBase,
  ) {
    this.base = bases.get(base) ?? base;
  }

  /** What the user said of an image, by its whole name, without the tag or by its short name. */
  said(image: string): string | undefined {
    const { name, repository, tag } = imageName(image);
    const short = tag === '' ? name : `${name}:${tag}`;
    // It is written into FROM as it is, so that only what is one word counts.
    return [image, short, repository, name]
      .map((key) => this.bases.get(key))
      .find((value) => value !== undefined && /^[\w./:@-]+$/.test(value));
  }

  /** What takes an image's place; undefined where it is kept. */
  replacement(image: string): string | undefined {
    const said = this.said(image);
    if (said !== undefined) return said;
    return ['kept', 'windows', 'device', 'unknown', 'alpine-other'].includes(baseKind(image))
      ? undefined
      : this.base;
  }

  get fallback(): string {
    return this.base;
  }
}

/** The release of Debian that an image's tag names. */
export function suiteOf(image: string): string | undefined {
  const { tag } = imageName(image);
  const numbers: Readonly<Record<string, string>> = {
    '8': 'jessie',
    '9': 'stretch',
    '10': 'buster',
    '11': 'bullseye',
  };
  const named = /\b(wheezy|jessie|stretch|buster|bullseye)\b/.exec(tag)?.[1];
  const number = imageName(image).name === 'debian' ? /^(\d+)/.exec(tag)?.[1] : undefined;
  return named ?? (number === undefined ? undefined : numbers[number]);
}
