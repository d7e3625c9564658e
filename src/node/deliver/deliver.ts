import type { Readable } from 'node:stream';
import {
  blobsCommand,
  importCommand,
  listCommand,
  presentBlobs,
  presentImages,
  sshCommand,
  type DeliveryNode,
  type SshOptions,
} from '../../core/images/deliver/node';
import { blobsOf, type StoredImage } from '../../core/images/deliver/layout';
import { nodeFailure, type NodeFailure } from '../../core/images/deliver/nodeFailure';
import type { NodeDelivery } from '../../core/images/deliver/table';
import type { Translate } from '../../core/l10n';
import { CancelledError } from '../cancelled';
import { runProcess } from '../runProcess';
import type { ImageStore } from './imageStore';

export interface DeliverOptions extends SshOptions {
  readonly t: Translate;
  readonly goarch: string;
  /** How many nodes are served at once. */
  readonly parallel: number;
  /** Whether nodes are only asked what they have. */
  readonly onlyAsk?: boolean;
  readonly signal?: AbortSignal;
  /** What is going on, a line at a time. */
  readonly onProgress?: (node: DeliveryNode, message: string) => void;
}

/**
 * Loads images onto nodes over ssh. Every node is asked first what it has, so
 * that nothing is sent twice and a broken delivery goes on where it stopped;
 * and it is asked again at the end, so that "loaded" is what the node says.
 * What fails on one node does not touch the others. Never rejects for what a
 * node does.
 *
 * @throws AbortError where the signal is aborted
 */
export async function deliver(
  images: readonly StoredImage[],
  nodes: readonly DeliveryNode[],
  store: ImageStore,
  options: DeliverOptions,
): Promise<readonly NodeDelivery[]> {
  const results = new Map<DeliveryNode, NodeDelivery>();
  const waiting = [...nodes];
  const worker = async (): Promise<void> => {
    for (let node = waiting.shift(); node; node = waiting.shift()) {
      results.set(node, await new Session(node, store, options).deliver(images));
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.parallel, nodes.length) }, worker));
  return nodes.flatMap((node) => results.get(node) ?? []);
}

type Answer =
  | { readonly kind: 'answer'; readonly stdout: string }
  | { readonly kind: 'failure'; readonly failure: NodeFailure };

class Session {
  private sentBytes = 0;
  /** What the node took without complaint. */
  private readonly taken = new Set<StoredImage>();

  constructor(
    private readonly node: DeliveryNode,
    private readonly store: ImageStore,
    private readonly options: DeliverOptions,
  ) {}

  async deliver(images: readonly StoredImage[]): Promise<NodeDelivery> {
    const before = await this.present(images);
    if (before.failure) return this.result(images, before.has, before.has, before.failure);
    if (this.options.onlyAsk === true) return this.result(images, before.has, before.has, undefined);
    const failure = await this.load(images.filter((image) => !before.has.has(image)));
    // A node that broke in the middle may be back already, or answer no more; what was there before is still known.
    const after = await this.present(images);
    const known = after.failure ? new Set([...before.has, ...this.taken]) : after.has;
    const unseen = images.some((image) => !known.has(image));
    return this.result(
      images,
      before.has,
      known,
      failure ??
        after.failure ??
        (unseen ? this.failed(this.options.t('it does not show what was loaded')) : undefined),
    );
  }

  /** Loads images one by one until one fails. */
  private async load(images: readonly StoredImage[]): Promise<NodeFailure | undefined> {
    const { t, goarch, onProgress } = this.options;
    const { node, store } = this;
    const words = images.length > 0 ? blobsCommand(node) : undefined;
    const listed = words ? await this.run(words) : undefined;
    if (listed?.kind === 'failure') return listed.failure;
    const there = new Set(presentBlobs(listed?.stdout ?? ''));
    for (const [index, image] of images.entries()) {
      const send = async (without: ReadonlySet<string>): Promise<Answer> => {
        const { stream, bytes } = store.tar([image], without);
        const place = t('{0} of {1}', index + 1, images.length);
        onProgress?.(node, t('{0}: {1}, {2} MB', place, image.name, megabytes(bytes)));
        this.sentBytes += bytes;
        const answer = await this.run(importCommand(node, goarch), stream);
        stream.destroy();
        return answer;
      };
      let loaded = await send(there);
      // What was listed may have been collected as garbage since; then everything is sent.
      const lacks = loaded.kind === 'failure' && /not found/.test(loaded.failure.message);
      if (lacks && there.size > 0) loaded = await send(new Set());
      if (loaded.kind === 'failure') return loaded.failure;
      this.taken.add(image);
      // Docker does not say which blobs it has, and wants a whole archive each time.
      if (words) for (const { digest } of blobsOf([image])) there.add(digest);
    }
    return undefined;
  }

  private async present(
    images: readonly StoredImage[],
  ): Promise<{ readonly has: ReadonlySet<StoredImage>; readonly failure?: NodeFailure }> {
    if (images.length === 0) return { has: new Set() };
    const answer = await this.run(listCommand(this.node, images));
    return answer.kind === 'failure'
      ? { has: new Set(), failure: answer.failure }
      : { has: presentImages(this.node, answer.stdout, images) };
  }

  private async run(words: readonly string[], input?: Readable): Promise<Answer> {
    const { node, options } = this;
    const { t, signal } = options;
    let stdout = '';
    let stderr = '';
    const end = await runProcess({
      ...sshCommand(node, words, options),
      cwd: '/',
      ...(signal ? { signal } : {}),
      ...(input ? { input } : {}),
      onOutput: (text, stream) => {
        if (stream === 'stdout') stdout = (stdout + text).slice(-keptOutput);
        else stderr = (stderr + text).slice(-keptOutput);
      },
    });
    switch (end.kind) {
      case 'cancelled':
        throw new CancelledError();
      case 'not-found': {
        const message = t('ssh was not found on this machine');
        return { kind: 'failure', failure: { kind: 'ssh-missing', message } };
      }
      case 'not-started':
        return { kind: 'failure', failure: this.failed(end.reason) };
      case 'timeout':
      case 'exited':
        break;
    }
    const exitCode = end.kind === 'exited' ? end.exitCode : 1;
    if (exitCode === 0 || isMissingDockerImage(node, stderr)) return { kind: 'answer', stdout };
    return { kind: 'failure', failure: nodeFailure(exitCode, stderr, node, t) };
  }

  private failed(message: string): NodeFailure {
    return { kind: 'failed', message };
  }

  private result(
    images: readonly StoredImage[],
    before: ReadonlySet<StoredImage>,
    now: ReadonlySet<StoredImage>,
    failure: NodeFailure | undefined,
  ): NodeDelivery {
    return {
      node: this.node.name,
      images: images.map((image) => ({
        name: image.name,
        digest: image.manifest.digest,
        state: before.has(image) ? 'present' : now.has(image) ? 'loaded' : 'missing',
      })),
      failure,
      sentBytes: this.sentBytes,
    };
  }
}

/** `docker image inspect` ends with 1 where it lacks some of the images, and tells the others all the same. */
function isMissingDockerImage(node: DeliveryNode, stderr: string): boolean {
  const lines = stderr.trim().split('\n');
  return node.runtime === 'docker' && lines.every((line) => /No such image/i.test(line));
}

const keptOutput = 8 << 20;

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
