import { choiceFor, type BaseChoice, type BaseChoices } from '../images/bases';
import type { Availability, ImageState } from '../images/classify';
import { fillName } from '../images/dockerfile/placeholders';
import type { ImageGraph, ImageNode } from '../images/graph';
import type { ImageRecipe, RecipeOrigin } from '../images/recipe';
import { formatReference, readReference, shortReference, type ImageReference } from '../images/reference';

/** What a base of a build is replaced by, or comes from. */
export type BaseSource =
  /** Another build of the same plan, by its name. */
  | { readonly kind: 'build'; readonly build: string }
  /** An image of a registry; with a digest where the registry said it. */
  | { readonly kind: 'image'; readonly image: string };

interface BuildBase {
  /** Unique in the plan; of letters, digits, `_` and `-`, as bake wants the names of targets. */
  readonly name: string;
  /** What the local engine calls what it makes. */
  readonly tag: string;
}

/** An image that a Dockerfile makes. */
export interface DockerfileBuild extends BuildBase {
  readonly kind: 'dockerfile';
  /** Of the graph, as `formatReference` writes it. */
  readonly id: string;
  readonly origin: Extract<RecipeOrigin, { kind: 'dockerfile' }>;
  /** Build arguments: those of the recipe, and those that a script of the tree would give. */
  readonly args: Readonly<Record<string, string>>;
  /** What the images that the Dockerfile names for the target are, by the names that it uses. */
  readonly bases: Readonly<Record<string, BaseSource>>;
}

/** A base that a choice of the manifest makes. */
export interface ChosenBuild extends BuildBase {
  readonly kind: 'base';
  readonly choice: Exclude<BaseChoice, { use: 'image' }>;
  /** Ids of the images that it stands for. */
  readonly standsFor: readonly string[];
}

export type ImageBuild = DockerfileBuild | ChosenBuild;

/** Which images to build, each after those it stands on, and which cannot be. */
export interface ImagePlan {
  readonly goarch: string;
  readonly builds: readonly ImageBuild[];
  /** Wanted images that are not built: there already, to be converted first, or blocked. */
  readonly left: readonly { readonly id: string; readonly state: ImageState }[];
}

export interface ImagePlanInput {
  readonly graph: ImageGraph;
  readonly states: ReadonlyMap<string, ImageState>;
  readonly choices: BaseChoices;
  readonly availability: ReadonlyMap<string, Availability>;
  readonly goarch: string;
  /** Ids of the images to build with all that they need; every image that can be where absent. */
  readonly wanted?: readonly string[];
}

/** Plans the builds of images in the order of what they need. Nothing is read or asked. */
export function imagePlan(input: ImagePlanInput): ImagePlan {
  return new Planner(input).plan();
}

/** What a built image is called in the local engine: its name, with the architecture behind the tag. */
export function localTag(reference: ImageReference, goarch: string): string {
  const { registry, repository, tag } = reference;
  return formatReference({ registry, repository, tag: `${tag ?? 'latest'}-${goarch}`, digest: undefined });
}

class Planner {
  private readonly builds: ImageBuild[] = [];
  private readonly byImage = new Map<string, ImageBuild>();
  private readonly byChoice = new Map<string, ChosenBuild & { readonly standsFor: string[] }>();
  private readonly names = new Set<string>();
  private readonly open = new Set<string>();

  constructor(private readonly input: ImagePlanInput) {}

  plan(): ImagePlan {
    const { goarch, graph, states, wanted } = this.input;
    const done = new Set(graph.order);
    const all = [...graph.order, ...[...graph.nodes.keys()].filter((id) => !done.has(id))];
    const asked = new Set(wanted ?? all.filter((id) => this.isAskedFor(id)));
    const reached = this.reached(asked);
    const left: { id: string; state: ImageState }[] = [];
    // In the order of the graph, so that nothing here descends as deep as the graph is.
    for (const id of all.filter((one) => reached.has(one))) {
      const state = states.get(id);
      const isAsked = asked.has(id);
      if (state === undefined || id === 'scratch' || (!isAsked && !this.isMade(id))) continue;
      if (this.buildOf(id) === undefined && isAsked) left.push({ id, state });
    }
    return { goarch, builds: this.builds, left };
  }

  /** Whether something wants an image for itself, and not only as a base. */
  private isAskedFor(id: string): boolean {
    const node = this.input.graph.nodes.get(id);
    return node !== undefined && (node.demands.length > 0 || this.isMade(id));
  }

  private isMade(id: string): boolean {
    return this.input.graph.nodes.get(id)?.recipe?.origin.kind === 'dockerfile';
  }

  /** Images and all that they need for the target. */
  private reached(from: ReadonlySet<string>): ReadonlySet<string> {
    const found = new Set<string>();
    const open = [...from];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (found.has(id)) continue;
      found.add(id);
      open.push(...(this.input.graph.nodes.get(id)?.needs ?? []));
    }
    return found;
  }

  /** The build that makes an image; undefined where none does. */
  private buildOf(id: string): ImageBuild | undefined {
    const known = this.byImage.get(id);
    if (known !== undefined || this.open.has(id)) return known;
    const node = this.input.graph.nodes.get(id);
    const state = this.input.states.get(id);
    if (!node?.reference || !state) return undefined;
    this.open.add(id);
    const build = this.make(node, node.reference, state);
    if (build) this.byImage.set(id, build);
    return build;
  }

  private make(node: ImageNode, reference: ImageReference, state: ImageState): ImageBuild | undefined {
    const chosen = choiceFor(reference, this.input.choices)?.choice;
    if (chosen) return this.chosen(node.id, chosen);
    if (state.kind !== 'buildable' || node.recipe?.origin.kind !== 'dockerfile') return undefined;
    return this.dockerfile(node.id, reference, node.recipe, node.recipe.origin);
  }

  private chosen(id: string, choice: BaseChoice): ImageBuild | undefined {
    if (choice.use === 'image') {
      const other = readReference(choice.image);
      return other && this.buildOf(formatReference(other));
    }
    const key = JSON.stringify(choice);
    const known = this.byChoice.get(key);
    if (known) {
      known.standsFor.push(id);
      return known;
    }
    const { goarch } = this.input;
    const called =
      choice.use === 'debian'
        ? `debian:${choice.suite}${choice.packages.map((one) => `-${one.replace(/[^a-z0-9.-]+/g, '-')}`).join('')}`
        : `${choice.use}:latest`;
    const tag = `localhost/mips-port/${called.slice(0, 120)}-${goarch}`;
    const made = { kind: 'base' as const, name: this.nameFor(called), tag, choice, standsFor: [id] };
    this.byChoice.set(key, made);
    this.builds.push(made);
    return made;
  }

  private dockerfile(
    id: string,
    reference: ImageReference,
    recipe: ImageRecipe,
    origin: DockerfileBuild['origin'],
  ): DockerfileBuild {
    const { goarch } = this.input;
    const { base, registry } = origin.placeholders ?? {};
    const values = { goarch, ...(registry !== undefined && { registry }) };
    const bases = new Map<string, BaseSource>();
    for (const { image, platform, written } of recipe.bases) {
      if (platform === 'build' || image === 'scratch') continue;
      const source = this.source(image);
      if (source) bases.set(fillName(written, values), source);
    }
    const build: DockerfileBuild = {
      kind: 'dockerfile',
      id,
      name: this.nameFor(shortReference(reference)),
      tag: localTag(reference, goarch),
      origin,
      args: {
        ...(base !== undefined && { BASEIMAGE: fillName(base, values) }),
        ...(registry !== undefined && { REGISTRY: registry }),
        ...origin.args,
      },
      bases: Object.fromEntries(bases),
    };
    this.builds.push(build);
    return build;
  }

  /** Where a base comes from; undefined where the engine finds it by its own name. */
  private source(id: string): BaseSource | undefined {
    const build = this.buildOf(id);
    if (build) return { kind: 'build', build: build.name };
    const reference = readReference(id);
    if (!reference) return undefined;
    const chosen = choiceFor(reference, this.input.choices)?.choice;
    const other = chosen?.use === 'image' ? readReference(chosen.image) : undefined;
    const named = other ?? reference;
    const said = this.input.availability.get(formatReference(named));
    if (said?.kind === 'available') {
      const { registry, repository } = named;
      const image = formatReference({ registry, repository, tag: undefined, digest: said.digest });
      return { kind: 'image', image };
    }
    return other && { kind: 'image', image: formatReference(other) };
  }

  private nameFor(called: string): string {
    const plain = called.replace(/^.*\//, '').replace(/[^A-Za-z0-9]+/g, '-');
    let name = plain;
    for (let count = 2; this.names.has(name); count++) name = `${plain}-${count}`;
    this.names.add(name);
    return name;
  }
}
