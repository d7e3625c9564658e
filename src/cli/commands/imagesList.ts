import { choiceFor } from '../../core/images/bases';
import { describeState, nameOfState } from '../../core/images/describe';
import { stateKinds, type ImageState } from '../../core/images/classify';
import type { ImageNode } from '../../core/images/graph';
import { formatReference, readReference, shortName } from '../../core/images/reference';
import { exitCodes, type CliContext } from '../io';
import { openImages, type ImagesOptions, type ImageWorkspace } from '../imageWorkspace';

export interface ImagesListOptions extends ImagesOptions {
  readonly state?: readonly ImageState['kind'][];
  readonly format: 'text' | 'json';
}

/** `mips-port images list`: every image and how it stands for the target. */
export async function runImagesList(
  path: string | undefined,
  options: ImagesListOptions,
  context: CliContext,
): Promise<number> {
  const { io, t } = context;
  const images = await openImages(path, options, context);
  const wanted = new Set<string>(options.state ?? stateKinds);
  const nodes = [...images.graph.nodes.values()].filter(({ id }) =>
    wanted.has(images.states.get(id)?.kind ?? ''),
  );
  if (options.format === 'json') io.stdout.write(json(nodes, images));
  else io.stdout.write(text(nodes, images, t));
  return exitCodes.clean;
}

function json(nodes: readonly ImageNode[], images: ImageWorkspace): string {
  const { availability, graph, root, states, target } = images;
  const listed = nodes.map(({ buildNeeds, demands, dependents, id, known, needs, otherVersion, recipe }) => ({
    id,
    state: states.get(id),
    registry: availability.get(id) ?? null,
    reason: unansweredOf(id, images),
    demands: demands.map(({ at, key }) => ({ key: key ?? null, at: at ?? null })),
    neededFor: known?.neededFor ?? null,
    recipe: recipe?.origin ?? null,
    recipeVersion: otherVersion ?? null,
    needs,
    buildNeeds,
    dependents,
  }));
  const report = {
    version: 1,
    target: target.goarch,
    root,
    counts: countsOf(nodes, states),
    images: listed,
    order: graph.order,
    cycles: graph.cycles,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** Why the registry of an image, or of what stands for it, has not said whether it has it; null where it has. */
function unansweredOf(
  id: string,
  { availability, choices, graph }: Pick<ImageWorkspace, 'availability' | 'choices' | 'graph'>,
): string | null {
  const reference = graph.nodes.get(id)?.reference;
  const chosen = reference && choiceFor(reference, choices)?.choice;
  const other = chosen?.use === 'image' ? readReference(chosen.image) : undefined;
  const answer = availability.get(other ? formatReference(other) : id);
  return answer?.kind === 'unknown' ? answer.reason : null;
}

function countsOf(
  nodes: readonly ImageNode[],
  states: ImageWorkspace['states'],
): Readonly<Record<ImageState['kind'], number>> {
  const counts = Object.fromEntries(stateKinds.map((kind) => [kind, 0])) as Record<
    ImageState['kind'],
    number
  >;
  for (const { id } of nodes) {
    const kind = states.get(id)?.kind;
    if (kind) counts[kind]++;
  }
  return counts;
}

function text(nodes: readonly ImageNode[], { states, target }: ImageWorkspace, t: CliContext['t']): string {
  const lines: string[] = [];
  for (const kind of stateKinds) {
    const ofKind = nodes.flatMap((node) => {
      const state = states.get(node.id);
      return state?.kind === kind ? [{ node, state }] : [];
    });
    if (ofKind.length === 0) continue;
    lines.push(`${nameOfState(kind, t)} (${ofKind.length})`);
    const width = Math.max(...ofKind.map(({ node }) => shortName(node.id).length));
    for (const { node, state } of ofKind) {
      const mark = node.demands.length === 0 ? '·' : '*';
      const why = describeState(state, target.goarch, t);
      lines.push(`  ${mark} ${shortName(node.id).padEnd(width)}  ${why}`.trimEnd());
    }
  }
  lines.push(t('* is asked for; · is only a base'));
  return `${lines.join('\n')}\n`;
}
