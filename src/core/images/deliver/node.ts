import { isSha256, type StoredImage } from './layout';

/** A machine that images are loaded onto over ssh. */
export interface DeliveryNode {
  readonly name: string;
  /** An alias of the ssh configuration, a host, or user@host. */
  readonly ssh: string;
  readonly port: number | undefined;
  readonly runtime: 'containerd' | 'docker';
  /** containerd's namespace. */
  readonly namespace: string;
  /** Path of the runtime's socket on the node, where it is not the usual one. */
  readonly socket: string | undefined;
  readonly sudo: boolean;
}

/** A command as data: nothing of it passes through a shell of this machine. */
export interface DeliveryCommand {
  readonly command: string;
  readonly args: readonly string[];
}

export interface SshOptions {
  /** The file that `ssh -F` reads in place of the user's configuration. */
  readonly configFile?: string;
}

/**
 * ssh to a node. It never asks: not for a password or a passphrase
 * (BatchMode), and not whether to trust a host key that known_hosts lacks. A
 * node that stops answering ends the session after a minute. The words of the
 * command reach the node's shell in quotes, each as one word.
 */
export function sshCommand(
  node: Pick<DeliveryNode, 'ssh' | 'port' | 'sudo'>,
  words: readonly string[],
  { configFile }: SshOptions = {},
): DeliveryCommand {
  const settings = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'ConnectTimeout=15',
    'ServerAliveInterval=15',
    'ServerAliveCountMax=4',
    'ClearAllForwardings=yes',
  ];
  const remote = ['env', 'LC_ALL=C', ...(node.sudo ? ['sudo', '-n'] : []), ...words];
  return {
    command: 'ssh',
    args: [
      ...(configFile === undefined ? [] : ['-F', configFile]),
      ...settings.flatMap((setting) => ['-o', setting]),
      '-T',
      ...(node.port === undefined ? [] : ['-p', String(node.port)]),
      '--',
      node.ssh,
      remote.map(quoteWord).join(' '),
    ],
  };
}

/** One word for a POSIX shell. */
export function quoteWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What lists the images of a node, whole ones and parts, with their digests. */
export function listCommand(node: DeliveryNode, images: readonly StoredImage[]): readonly string[] {
  return node.runtime === 'containerd'
    ? [...ctr(node), 'images', 'check']
    : [...docker(node), 'image', 'inspect', '--format', '{{json .}}', ...images.map(({ name }) => name)];
}

/** What lists the blobs that a node has, by digest; undefined where the runtime does not tell. */
export function blobsCommand(node: DeliveryNode): readonly string[] | undefined {
  return node.runtime === 'containerd' ? [...ctr(node), 'content', 'ls', '-q'] : undefined;
}

/** What reads a layout as tar from its standard input and makes images of it. */
export function importCommand(node: DeliveryNode, goarch: string): readonly string[] {
  return node.runtime === 'containerd'
    ? [...ctr(node), 'images', 'import', '--platform', `linux/${goarch}`, '-']
    : [...docker(node), 'load'];
}

function ctr({ namespace, socket }: DeliveryNode): readonly string[] {
  return ['ctr', ...(socket === undefined ? [] : ['-a', socket]), '-n', namespace];
}

function docker({ socket }: DeliveryNode): readonly string[] {
  return ['docker', ...(socket === undefined ? [] : ['-H', `unix://${socket}`])];
}

/**
 * Which of the images a node has in whole under their names, by what
 * `listCommand` printed. An image of that name with another digest is another
 * image, and one that lacks blobs or is not unpacked is none yet.
 */
export function presentImages(
  node: DeliveryNode,
  output: string,
  images: readonly StoredImage[],
): ReadonlySet<StoredImage> {
  const has = node.runtime === 'containerd' ? containerdImages(output) : dockerImages(output);
  return new Set(
    images.filter(({ name, manifest, config }) => {
      const digests = has.get(name);
      // Docker's classic store names images by the digest of their configuration.
      return digests?.has(manifest.digest) === true || digests?.has(config.digest) === true;
    }),
  );
}

/** The digests that `ctr content ls -q` printed, a line each. */
export function presentBlobs(output: string): ReadonlySet<string> {
  return new Set(output.split('\n').filter(isSha256));
}

/** Rows of `ctr images check`: REF TYPE DIGEST STATUS (n/m) SIZE UNPACKED; sizes hold spaces. */
function containerdImages(output: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const line of output.split('\n')) {
    const [name = '', , digest = '', status] = line.trim().split(/\s+/);
    if (status === 'complete' && isSha256(digest) && /\strue\s*$/.test(line))
      found.set(name, new Set([digest]));
  }
  return found;
}

/** One JSON object a line, as `docker image inspect --format '{{json .}}'` prints them. */
function dockerImages(output: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const line of output.split('\n')) {
    const image = dockerImage(line);
    for (const tag of image?.tags ?? []) {
      const digests = found.get(tag) ?? new Set();
      digests.add(image?.id ?? '');
      found.set(tag, digests);
      found.set(`docker.io/${tag}`, digests);
      found.set(`docker.io/library/${tag}`, digests);
    }
  }
  return found;
}

function dockerImage(line: string): { readonly id: string; readonly tags: readonly string[] } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return undefined;
    const { Id: id, RepoTags: tags } = value as { readonly Id?: unknown; readonly RepoTags?: unknown };
    if (typeof id !== 'string' || !Array.isArray(tags)) return undefined;
    return { id, tags: tags.filter((tag) => typeof tag === 'string') };
  } catch {
    return undefined;
  }
}
