import { choiceFor, type BaseChoice, type BaseChoices } from './bases';
import type { SkipReason } from './catalogue/types';
import { unportedFamily } from './distributions';
import type { ImageGraph, ImageNode } from './graph';
import type { Obstacle } from './recipe';
import { formatReference, readReference } from './reference';

/** What a registry says of an image and the target. */
export type Availability =
  /** `digest` is that of the target's own manifest. */
  | { readonly kind: 'available'; readonly digest: string }
  /** It is there, for these platforms: `linux/amd64`. */
  | { readonly kind: 'other-platforms'; readonly platforms: readonly string[] }
  | { readonly kind: 'not-found' }
  /** Nobody asked, or there was no answer; `reason` is one line for the user. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** Why a recipe has to be converted before it can be built. */
export type ConversionCause =
  | Obstacle
  /** A base that has no port and that something else can stand for. */
  | { readonly kind: 'base'; readonly image: string; readonly family: string };

/** Why an image cannot be had however its own recipe is converted. */
export type BlockReason =
  /** The base has no recipe and is in no registry for the target. */
  | 'no-source'
  /** The base never had a port, and nothing can stand for it. */
  | 'no-port'
  /** FROM names something that cannot be told. */
  | 'unresolved'
  /** The image needs itself. */
  | 'cycle';

/** How an image stands for the target. */
export type ImageState =
  | {
      readonly kind: 'available';
      /** In a registry under its own name, or because of a choice in the manifest, or it is `scratch`. */
      readonly by: 'registry' | 'choice' | 'scratch';
      readonly digest?: string;
      readonly choice?: BaseChoice;
    }
  | {
      readonly kind: 'buildable';
      /** Set where a chosen base is made and not a Dockerfile. */
      readonly choice?: BaseChoice;
    }
  | { readonly kind: 'needs-conversion'; readonly causes: readonly ConversionCause[] }
  | {
      readonly kind: 'blocked';
      /** The nearest base that cannot be had, as `formatReference` writes it or, where it cannot be told, as written. */
      readonly by: string;
      readonly reason: BlockReason;
    }
  | {
      readonly kind: 'source-unknown';
      /** Whether it never had a port, or a registry was asked and has it for others only, or nothing is known. */
      readonly reason: 'no-port' | 'not-in-registry' | 'not-asked';
    }
  /** A registry was asked; `message` is one line about why it has not answered. */
  | { readonly kind: 'source-unknown'; readonly reason: 'no-answer'; readonly message: string }
  /** Nothing is to be built: the list says that it must not exist, or it is for other machines. */
  | { readonly kind: 'skip'; readonly reason: SkipReason };

/** Every kind of state, in the order in which they are shown. */
export const stateKinds = [
  'available',
  'buildable',
  'needs-conversion',
  'blocked',
  'source-unknown',
  'skip',
] as const satisfies readonly ImageState['kind'][];

export interface ClassifyOptions {
  /** GOARCH of the target. */
  readonly goarch: string;
  readonly choices: BaseChoices;
  /** What registries said, by the ids of images; an image that is missing was not asked for. */
  readonly availability: ReadonlyMap<string, Availability>;
}

/** The state of every image of a graph, by its id. */
export function classify(graph: ImageGraph, options: ClassifyOptions): ReadonlyMap<string, ImageState> {
  const states = new Map<string, ImageState>();
  for (const id of chosenLast(graph, options.choices)) {
    const node = graph.nodes.get(id);
    if (node) states.set(id, stateOf(node, states, options));
  }
  return states;
}

/**
 * The build order, and after it what is in a cycle or stands on one. An image
 * that another is chosen for comes after that other one.
 */
function chosenLast({ nodes, order }: ImageGraph, choices: BaseChoices): readonly string[] {
  const done = new Set(order);
  const all = [...order, ...[...nodes.keys()].filter((id) => !done.has(id))];
  const result = new Set<string>();
  const open = new Set<string>();
  const add = (id: string): void => {
    if (result.has(id) || open.has(id)) return;
    open.add(id);
    const reference = nodes.get(id)?.reference;
    const chosen = reference && choiceFor(reference, choices)?.choice;
    if (chosen?.use === 'image') {
      const other = idOf(chosen.image);
      if (other !== undefined && nodes.has(other)) add(other);
    }
    result.add(id);
  };
  for (const id of all) add(id);
  return [...result];
}

function stateOf(
  node: ImageNode,
  states: ReadonlyMap<string, ImageState>,
  options: ClassifyOptions,
): ImageState {
  const { id, known, recipe, reference } = node;
  if (!reference) return { kind: 'available', by: 'scratch' };
  if (known?.skip && known.id === id) return { kind: 'skip', reason: known.skip };
  const chosen = choiceFor(reference, options.choices)?.choice;
  if (chosen) return stateOfChoice(chosen, states, options);
  const asked = options.availability.get(id);
  if (asked?.kind === 'available') return { kind: 'available', by: 'registry', digest: asked.digest };
  if (recipe) return stateOfRecipe(node, states, options);
  if (unportedFamily(reference, options.goarch)?.port === 'never') {
    return { kind: 'source-unknown', reason: 'no-port' };
  }
  if (asked === undefined) return { kind: 'source-unknown', reason: 'not-asked' };
  if (asked.kind !== 'unknown') return { kind: 'source-unknown', reason: 'not-in-registry' };
  return { kind: 'source-unknown', reason: 'no-answer', message: asked.reason };
}

function stateOfChoice(
  choice: BaseChoice,
  states: ReadonlyMap<string, ImageState>,
  { availability }: ClassifyOptions,
): ImageState {
  if (choice.use === 'debian' || choice.use === 'busybox') return { kind: 'buildable', choice };
  if (choice.use === 'scratch') return { kind: 'available', by: 'choice', choice };
  const id = idOf(choice.image);
  const inGraph = id === undefined ? undefined : states.get(id);
  const asked = id === undefined ? undefined : availability.get(id);
  if (asked?.kind === 'available') {
    return { kind: 'available', by: 'choice', digest: asked.digest, choice };
  }
  if (asked && asked.kind !== 'unknown')
    return { kind: 'blocked', by: id ?? choice.image, reason: 'no-source' };
  if (inGraph && inGraph.kind !== 'source-unknown') return inGraph;
  // The user says that it is there; a registry that was not asked does not say otherwise.
  return { kind: 'available', by: 'choice', choice };
}

function stateOfRecipe(
  { id, needs, recipe }: ImageNode,
  states: ReadonlyMap<string, ImageState>,
  { goarch }: ClassifyOptions,
): ImageState {
  const causes: ConversionCause[] = [...(recipe?.obstacles ?? [])];
  const [unresolved] = recipe?.unresolved ?? [];
  if (unresolved) return { kind: 'blocked', by: unresolved.written, reason: 'unresolved' };
  for (const need of needs) {
    const state = states.get(need);
    // Bases come first in the order, so one that has no state yet needs this image itself.
    if (!state || need === id) return { kind: 'blocked', by: need, reason: 'cycle' };
    if (state.kind === 'blocked') return state.reason === 'cycle' ? { ...state, by: need } : state;
    if (state.kind !== 'source-unknown' && state.kind !== 'skip') continue;
    const reference = readReference(need);
    const family = reference && unportedFamily(reference, goarch);
    if (family?.replaceable !== true) {
      const isNever = state.kind === 'skip' || state.reason === 'no-port';
      return { kind: 'blocked', by: need, reason: isNever ? 'no-port' : 'no-source' };
    }
    causes.push({ kind: 'base', image: need, family: family.id });
  }
  return causes.length === 0 ? { kind: 'buildable' } : { kind: 'needs-conversion', causes };
}

function idOf(written: string): string | undefined {
  const reference = readReference(written);
  return reference && formatReference(reference);
}
