import { choiceFor } from '../../core/images/bases';
import { describeChoice, describeState, nameOfState } from '../../core/images/describe';
import { shortName } from '../../core/images/reference';
import { imagePlan, type ImageBuild, type ImagePlan } from '../../core/plan/imagePlan';
import { exitCodes, type CliContext } from '../io';
import { idsOf, openImages, type ImagesOptions, type ImageWorkspace } from '../imageWorkspace';

export interface ImagesPlanOptions extends ImagesOptions {
  readonly image?: readonly string[];
  readonly format: 'text' | 'json';
}

/** `mips-port images plan`: which images to build, in which order, and on what. Builds nothing. */
export async function runImagesPlan(
  path: string | undefined,
  options: ImagesPlanOptions,
  context: CliContext,
): Promise<number> {
  const { io, t } = context;
  const images = await openImages(path, options, context);
  const plan = planOf(images, options.image, context);
  if (options.format === 'json') {
    const report = { version: 1, root: images.root, order: images.graph.order, cycles: images.graph.cycles };
    io.stdout.write(`${JSON.stringify({ ...report, ...plan, target: plan.goarch }, undefined, 2)}\n`);
    return exitCodes.clean;
  }
  io.stdout.write(text(plan, images, t));
  return exitCodes.clean;
}

/** The plan for the images that are named, or for all. */
export function planOf(
  images: ImageWorkspace,
  names: readonly string[] | undefined,
  context: CliContext,
): ImagePlan {
  const { availability, choices, graph, states, target } = images;
  const wanted = names && idsOf(names, images, context);
  return imagePlan({
    graph,
    states,
    choices,
    availability,
    goarch: target.goarch,
    ...(wanted && { wanted }),
  });
}

function text(
  plan: ImagePlan,
  { choices, graph, states, target }: ImageWorkspace,
  t: CliContext['t'],
): string {
  const lines: string[] = [];
  plan.builds.forEach((build, at) => lines.push(...describeBuild(build, at + 1, t)));
  const made = new Set(
    plan.builds.flatMap((build) => (build.kind === 'base' ? build.standsFor : [build.id])),
  );
  const isChosen = (id: string): boolean => {
    const reference = graph.nodes.get(id)?.reference;
    return reference !== undefined && choiceFor(reference, choices) !== undefined;
  };
  const rest = graph.order.filter((id) => !made.has(id) && id !== 'scratch' && !isChosen(id));
  if (rest.length > 0) {
    lines.push(t('Not built, in the order of what they need:'));
    for (const id of rest) {
      const state = states.get(id);
      if (!state) continue;
      const why = describeState(state, target.goarch, t);
      lines.push(`  ${shortName(id)}: ${nameOfState(state.kind, t)}${why === '' ? '' : `: ${why}`}`);
    }
  }
  for (const cycle of graph.cycles) {
    lines.push(t('These need each other: {0}', cycle.map(shortName).join(' → ')));
  }
  return `${lines.join('\n')}\n`;
}

function describeBuild(build: ImageBuild, number: number, t: CliContext['t']): readonly string[] {
  if (build.kind === 'base') {
    const names = build.standsFor.map(shortName).join(', ');
    return [
      `${number}. ${build.tag}`,
      `     ${describeChoice(build.choice, t)}`,
      `     ${t('for {0}', names)}`,
    ];
  }
  const bases = Object.entries(build.bases).map(
    ([written, base]) => `     ${written} ← ${base.kind === 'build' ? base.build : base.image}`,
  );
  return [`${number}. ${shortName(build.tag)}`, `     ${build.origin.path}`, ...bases];
}
