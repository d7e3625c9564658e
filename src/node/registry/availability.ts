import type { Availability } from '../../core/images/classify';
import { choiceFor, type BaseChoices } from '../../core/images/bases';
import { readManifestText, readPlatform } from '../../core/images/deliver/layout';
import type { ImageGraph } from '../../core/images/graph';
import { formatReference, readReference, type ImageReference } from '../../core/images/reference';
import type { Translate } from '../../core/l10n';
import { RegistryClient, type ClientOptions } from './client';
import { RegistryProblem } from './session';

export interface AskOptions extends ClientOptions {
  readonly goarch: string;
  readonly choices: BaseChoices;
  readonly onAnswer?: (id: string, answer: Availability) => void;
}

/** How many images are asked for at once. */
const atOnce = 6;

/**
 * Asks registries for every image of a graph and for what the manifest chooses
 * in its place. What is only on this machine (`localhost/…`) is not asked for;
 * a registry that gives no answer leaves its images `unknown`, with the reason.
 *
 * @throws AbortError where the signal is aborted
 */
export async function askRegistries(
  graph: ImageGraph,
  options: AskOptions,
): Promise<ReadonlyMap<string, Availability>> {
  const client = new RegistryClient(options);
  const references = referencesOf(graph, options.choices);
  const open = [...references];
  const answers = new Map<string, Availability>();
  const work = async (): Promise<void> => {
    for (let next = open.shift(); next; next = open.shift()) {
      const [id, reference] = next;
      const answer = await askFor(client, reference, options.goarch, options.t);
      answers.set(id, answer);
      options.onAnswer?.(id, answer);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  // In the order of the graph, however the answers came.
  return new Map(
    [...references.keys()].flatMap((id) => {
      const answer = answers.get(id);
      return answer ? [[id, answer]] : [];
    }),
  );
}

function referencesOf(graph: ImageGraph, choices: BaseChoices): ReadonlyMap<string, ImageReference> {
  const found = new Map<string, ImageReference>();
  const add = (reference: ImageReference | undefined): void => {
    if (reference && reference.registry !== 'localhost') found.set(formatReference(reference), reference);
  };
  for (const { id, known, reference } of graph.nodes.values()) {
    // Some must not be there, and some are for other machines.
    if (!reference || (known?.skip && known.id === id)) continue;
    const chosen = choiceFor(reference, choices)?.choice;
    if (chosen === undefined) add(reference);
    else if (chosen.use === 'image') add(readReference(chosen.image));
  }
  return found;
}

/**
 * What a registry says of one image and the target: of an index the target's
 * entry counts, of a single manifest the platform that its configuration names.
 *
 * @throws AbortError
 */
export async function askFor(
  client: RegistryClient,
  { digest, registry, repository, tag }: ImageReference,
  goarch: string,
  t: Translate,
): Promise<Availability> {
  try {
    const manifest = await client.manifest(registry, repository, digest ?? tag ?? 'latest');
    if (!manifest) return { kind: 'not-found' };
    const reading = readManifestText(manifest.bytes.toString('utf8'));
    if (reading.kind === 'index') {
      const platforms = reading.entries.flatMap(({ platform }) => platform ?? []);
      const own = reading.entries.find(
        ({ platform }) => platform?.os === 'linux' && platform.architecture === goarch,
      );
      if (own) return { kind: 'available', digest: own.digest };
      return { kind: 'other-platforms', platforms: named(platforms) };
    }
    if (reading.kind === 'unknown') {
      return { kind: 'unknown', reason: t('{0}: its manifest cannot be read', `${registry}/${repository}`) };
    }
    const config = await client.blob(registry, repository, reading.config.digest);
    const platform = readPlatform(config.toString('utf8'));
    if (platform?.os === 'linux' && platform.architecture === goarch) {
      return { kind: 'available', digest: manifest.digest };
    }
    return { kind: 'other-platforms', platforms: named(platform ? [platform] : []) };
  } catch (error) {
    if (error instanceof RegistryProblem) return { kind: 'unknown', reason: error.message };
    throw error;
  }
}

function named(
  platforms: readonly { readonly os: string; readonly architecture: string }[],
): readonly string[] {
  const names = platforms
    .filter(({ os }) => os !== 'unknown')
    .map(({ architecture, os }) => `${os}/${architecture}`);
  return [...new Set(names)].sort();
}
