import { shortName } from '../../core/images/reference';
import type { ImageEngine } from '../../core/plan/imageSteps';
import type { Engine } from '../../node/deliver/engines';
import { isSound } from '../../node/images/checkImages';
import { describeCheck, describeOutcome } from '../../node/images/describeBuild';
import { PrepareProblem } from '../../node/images/prepare';
import { runImageBuild, type ImageRun } from '../../node/images/runImageBuild';
import { engineOf } from '../deliverySources';
import { openImages, type ImagesOptions } from '../imageWorkspace';
import { CliError, exitCodes, type CliContext } from '../io';
import { planOf } from './imagesPlan';

export interface ImagesBuildOptions extends ImagesOptions {
  readonly image?: readonly string[];
  readonly engine?: Engine;
  readonly builder?: string;
  readonly parallel: number;
  readonly mirror?: string;
  readonly force?: boolean;
  readonly format: 'text' | 'json';
}

/**
 * `mips-port images build`: builds the images of a workspace in the order of
 * their bases, and checks them. Exits with 1 where one could not be built, or
 * is not as it should be.
 */
export async function runImagesBuild(
  path: string | undefined,
  options: ImagesBuildOptions,
  context: CliContext,
): Promise<number> {
  const { io, signal, t } = context;
  const images = await openImages(path, options, context);
  const plan = planOf(images, options.image, context);
  if (plan.builds.length === 0) {
    throw new CliError(t('there is nothing to build; "mips-port images plan" says why'));
  }
  const engine = await imageEngine(options, context);
  const say = (line: string): unknown => io.stderr.write(`${line}\n`);
  const runs = await runImageBuild(plan, {
    root: images.root,
    host: images.workspace?.manifest.host ?? 'amd64',
    target: images.target,
    engine,
    t,
    signal,
    parallel: options.parallel,
    mirror: options.mirror,
    force: options.force === true,
    smoke: images.workspace?.manifest.images.smoke ?? {},
    events: {
      onOutput: (text) => io.stderr.write(text),
      onOutcome: ({ build }, outcome) => say(`${shortName(build.tag)}: ${describeOutcome(outcome, t)}`),
    },
    onCheck: ({ build }, check) => say(`${shortName(build.tag)}: ${describeCheck(check, t)}`),
  }).catch((error: unknown) => {
    if (error instanceof PrepareProblem) throw new CliError(error.message);
    throw error;
  });
  io.stdout.write(options.format === 'json' ? json(runs, plan.goarch) : table(runs, t));
  const isWhole = runs.every(({ check }) => check !== undefined && isSound(check));
  return isWhole ? exitCodes.clean : exitCodes.found;
}

/** @throws CliError where there is no engine */
export async function imageEngine(
  options: Pick<ImagesBuildOptions, 'builder' | 'engine'>,
  context: CliContext,
): Promise<ImageEngine> {
  const kind = await engineOf({ format: 'text', ...(options.engine && { engine: options.engine }) }, context);
  return { kind, command: kind, ...(options.builder !== undefined && { builder: options.builder }) };
}

function json(runs: readonly ImageRun[], goarch: string): string {
  const images = runs.map(({ check, outcome, prepared: { build, key } }) => ({
    id: build.kind === 'dockerfile' ? build.id : null,
    standsFor: build.kind === 'base' ? build.standsFor : [],
    tag: build.tag,
    key,
    outcome: outcome.kind,
    message: outcome.kind === 'failed' ? outcome.message : null,
    image: check?.image ?? null,
    elf: check?.elf ?? null,
    problem: check?.problem ?? null,
    smoke: check?.smoke ?? null,
  }));
  return `${JSON.stringify({ version: 1, target: goarch, images }, undefined, 2)}\n`;
}

function table(runs: readonly ImageRun[], t: CliContext['t']): string {
  const width = Math.max(...runs.map(({ prepared: { build } }) => shortName(build.tag).length));
  return runs
    .map(({ check, outcome, prepared: { build } }) => {
      const checked = check ? `, ${describeCheck(check, t)}` : '';
      return `${shortName(build.tag).padEnd(width)}  ${describeOutcome(outcome, t)}${checked}\n`;
    })
    .join('');
}
