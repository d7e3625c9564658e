import { compareText } from '../order';
import type { Location } from '../types';
import { knownImageOf, knownRelativeOf, recipeOfKnown, type KnownImage } from './catalogue/catalogue';
import type { ImageRecipe } from './recipe';
import { formatReference, readReference, type ImageReference } from './reference';

/** A place that asks for an image. */
export interface Demand {
  readonly reference: ImageReference;
  /** What the place calls it: `Agnhost`, `Deployment/web`. */
  readonly key?: string;
  /** Absent where no file says so: the catalogue, standard input. */
  readonly at?: Location;
}

/** An image, or a base image, or `scratch`. */
export interface ImageNode {
  /** As `formatReference` writes it. */
  readonly id: string;
  /** Undefined for `scratch`. */
  readonly reference: ImageReference | undefined;
  /** The places that ask for it; empty where it is only a base. */
  readonly demands: readonly Demand[];
  readonly recipe: ImageRecipe | undefined;
  /** The tag that the recipe is of, where it is not the one asked for. */
  readonly otherVersion: string | undefined;
  /** What the catalogue knows of it. */
  readonly known: KnownImage | undefined;
  /** Ids of the images that it needs for the target, without repetition, in the order of the recipe. */
  readonly needs: readonly string[];
  /** Ids of images that only the machine that builds has to run. */
  readonly buildNeeds: readonly string[];
  /** Ids of the images that need it, sorted. */
  readonly dependents: readonly string[];
}

export interface ImageGraph {
  /** Sorted by id. */
  readonly nodes: ReadonlyMap<string, ImageNode>;
  /** Every image after those it needs; what is in a cycle, or stands on one, is left out. Ties are in the order of ids. */
  readonly order: readonly string[];
  /** Images that need each other, each cycle once, from its smallest id. */
  readonly cycles: readonly (readonly string[])[];
}

/** A recipe of the workspace, and which images it may be of. */
export interface WorkspaceRecipe {
  readonly recipe: ImageRecipe;
  /** The end of the repository's name that it makes: `volume/nfs`. It serves every image that is named so. */
  readonly name: string;
  /** Its version; absent where no file says one. */
  readonly version?: string;
  /** Whether its name was said, and not only taken from its folder. */
  readonly isNamed: boolean;
}

/**
 * Joins what is asked for with how it is made, down to `scratch` and to images
 * of which no source is known. An image takes the recipe of its own name, else
 * one of the workspace for another version, else what the catalogue knows.
 */
export function buildGraph(demands: readonly Demand[], recipes: readonly WorkspaceRecipe[]): ImageGraph {
  const asked = new Map<string, Demand[]>();
  for (const demand of demands) {
    const id = formatReference(demand.reference);
    const ofImage = asked.get(id) ?? [];
    asked.set(id, ofImage);
    ofImage.push(demand);
  }
  const index = new RecipeIndex(recipes);
  const found = new Map<string, Omit<ImageNode, 'dependents'>>();
  const used = new Set<string>();
  const open = [...asked.keys()];
  const visit = (): void => {
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (found.has(id)) continue;
      const node = nodeOf(id, asked.get(id) ?? [], index);
      found.set(id, node);
      if (node.recipe) used.add(placeOf(node.recipe));
      open.push(...node.needs, ...node.buildNeeds);
    }
  };
  visit();
  // A Dockerfile that nothing asks for is an image of its own.
  for (const { recipe } of recipes) {
    if (!used.has(placeOf(recipe))) open.push(recipe.image);
  }
  visit();
  return withOrder(found);
}

/** The Dockerfile and stage of a recipe; the same for two images that are made of one. */
function placeOf({ image, origin }: ImageRecipe): string {
  return origin.kind === 'dockerfile' ? `${origin.path}#${origin.target ?? ''}` : image;
}

function nodeOf(id: string, demands: readonly Demand[], recipes: RecipeIndex): Omit<ImageNode, 'dependents'> {
  const reference = id === 'scratch' ? undefined : readReference(id);
  const exact = knownImageOf(id);
  const known = exact ?? (reference && knownRelativeOf(reference));
  const own = reference && recipes.find(id, reference);
  const catalogued = known && recipeOfKnown(known);
  const recipe = own?.recipe ?? catalogued;
  const isOfOther = own ? own.version !== undefined && own.version !== reference.tag : catalogued && !exact;
  const needs = bases(recipe, 'target');
  return {
    id,
    reference,
    demands,
    recipe,
    otherVersion: isOfOther === true ? (own ? own.version : known?.reference.tag) : undefined,
    known,
    needs,
    buildNeeds: bases(recipe, 'build').filter((base) => !needs.includes(base)),
  };
}

/** Recipes of the workspace by what they make. */
class RecipeIndex {
  private readonly named = new Map<string, WorkspaceRecipe>();
  /** Those whose folder alone gives the name, by that name. */
  private readonly ofFolders = new Map<string, WorkspaceRecipe[]>();

  constructor(recipes: readonly WorkspaceRecipe[]) {
    for (const recipe of recipes) {
      if (recipe.isNamed) {
        this.named.set(recipe.recipe.image, this.named.get(recipe.recipe.image) ?? recipe);
        continue;
      }
      const ofName = this.ofFolders.get(recipe.name) ?? [];
      this.ofFolders.set(recipe.name, ofName);
      ofName.push(recipe);
    }
  }

  /** The recipe of an image; one that is named so before one whose folder is called so. */
  find(id: string, { registry, repository, tag }: ImageReference): WorkspaceRecipe | undefined {
    const exact = this.named.get(id);
    if (exact) return exact;
    // A folder that happens to be called nginx does not make Docker Hub's nginx.
    if (registry === 'docker.io' && repository.startsWith('library/')) return undefined;
    const parts = repository.split('/');
    const fitting = parts.flatMap((_, from) => this.ofFolders.get(parts.slice(from).join('/')) ?? []);
    return (
      fitting.find(({ recipe }) => recipe.image === id) ??
      fitting.find(({ version }) => version === tag) ??
      (fitting.length === 1 ? fitting[0] : undefined)
    );
  }
}

function bases(recipe: ImageRecipe | undefined, platform: 'target' | 'build'): readonly string[] {
  const ids = recipe?.bases.filter((base) => base.platform === platform).map(({ image }) => image);
  return [...new Set(ids)];
}

function withOrder(found: ReadonlyMap<string, Omit<ImageNode, 'dependents'>>): ImageGraph {
  const ids = [...found.keys()].sort(compareText);
  const dependents = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const id of ids) {
    for (const need of found.get(id)?.needs ?? []) dependents.get(need)?.push(id);
  }
  const nodes = new Map<string, ImageNode>();
  for (const id of ids) {
    const node = found.get(id);
    if (node) nodes.set(id, { ...node, dependents: dependents.get(id) ?? [] });
  }
  const order = ordered(nodes);
  return { nodes, order, cycles: cyclesOf(nodes, new Set(order)) };
}

/** Layer after layer, each in the order of ids, so that the order never depends on how the graph was found. */
function ordered(nodes: ReadonlyMap<string, ImageNode>): readonly string[] {
  const waiting = new Map([...nodes.values()].map(({ id, needs }) => [id, needs.length]));
  const order: string[] = [];
  let layer = [...nodes.keys()].filter((id) => waiting.get(id) === 0);
  while (layer.length > 0) {
    order.push(...layer);
    const next: string[] = [];
    for (const id of layer) {
      for (const dependent of nodes.get(id)?.dependents ?? []) {
        const left = (waiting.get(dependent) ?? 0) - 1;
        waiting.set(dependent, left);
        if (left === 0) next.push(dependent);
      }
    }
    layer = next.sort(compareText);
  }
  return order;
}

/** The cycles that the images which have no order lead to. */
function cyclesOf(
  nodes: ReadonlyMap<string, ImageNode>,
  done: ReadonlySet<string>,
): readonly (readonly string[])[] {
  const cycles: (readonly string[])[] = [];
  const seen = new Set<string>();
  for (const start of nodes.keys()) {
    const path: string[] = [];
    let at: string | undefined = done.has(start) ? undefined : start;
    while (at !== undefined && !seen.has(at)) {
      seen.add(at);
      path.push(at);
      at = nodes.get(at)?.needs.find((need) => !done.has(need));
    }
    const from = at === undefined ? -1 : path.indexOf(at);
    if (from >= 0) cycles.push(fromSmallest(path.slice(from)));
  }
  return cycles;
}

function fromSmallest(cycle: readonly string[]): readonly string[] {
  const first = [...cycle].sort(compareText)[0];
  const at = first === undefined ? 0 : cycle.indexOf(first);
  return [...cycle.slice(at), ...cycle.slice(0, at)];
}
