import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { platformArguments } from '../../core/images/dockerfile/readDockerfile';
import { replaceBases } from '../../core/images/dockerfile/replaceBases';
import { fillPlaceholders } from '../../core/images/dockerfile/placeholders';
import type { Translate } from '../../core/l10n';
import { buildFolder } from '../../core/plan/artifacts';
import type { ChosenBuild, DockerfileBuild, ImagePlan } from '../../core/plan/imagePlan';
import { baseDockerfile, type ImageEngine, type PreparedBuild } from '../../core/plan/imageSteps';
import { describeFsError } from '../replaceFiles';
import { hashContext, hashOf } from './contentKey';

export interface PrepareOptions {
  /** Absolute path that the plan's paths are relative to. */
  readonly root: string;
  /** GOARCH of the machine that builds. */
  readonly host: string;
  readonly engine: ImageEngine;
  readonly t: Translate;
}

/** Why a build cannot begin, in one line. */
export class PrepareProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PrepareProblem';
  }
}

/** Where what builds of images need is kept, below the root. */
export function imageFolder(root: string, goarch: string, name: string): string {
  return join(root, buildFolder, 'images', goarch, name);
}

/**
 * Puts the files of every build in their places and computes its content key.
 * Nothing of the workspace itself is changed: a Dockerfile whose words a script
 * would fill in, and a context with files laid into it, are copies.
 *
 * @throws PrepareProblem where a file is missing
 */
export async function prepareBuilds(
  plan: ImagePlan,
  options: PrepareOptions,
): Promise<readonly PreparedBuild[]> {
  const keys = new Map<string, string>();
  const tags = new Map(plan.builds.map(({ name, tag }) => [name, tag]));
  const prepared: PreparedBuild[] = [];
  for (const build of plan.builds) {
    const folder = imageFolder(options.root, plan.goarch, build.name);
    const one =
      build.kind === 'base'
        ? await prepareBase(build, folder, plan.goarch)
        : await prepareDockerfile(build, folder, plan.goarch, { keys, tags }, options);
    keys.set(build.name, one.key);
    prepared.push(one);
  }
  return prepared;
}

async function prepareBase(build: ChosenBuild, folder: string, goarch: string): Promise<PreparedBuild> {
  const text = baseDockerfile(build.choice);
  const context = join(folder, 'context');
  const dockerfile = join(folder, 'Dockerfile');
  await mkdir(context, { recursive: true });
  await writeFile(dockerfile, text);
  const key = hashOf('base', goarch, text, JSON.stringify(build.choice)).digest('hex');
  return { build, context, dockerfile, key };
}

async function prepareDockerfile(
  build: DockerfileBuild,
  folder: string,
  goarch: string,
  { keys, tags }: Readonly<Record<'keys' | 'tags', ReadonlyMap<string, string>>>,
  { engine, host, root, t }: PrepareOptions,
): Promise<PreparedBuild> {
  const { origin } = build;
  const written = join(root, origin.path);
  const text = await readFile(written, 'utf8').catch((error: unknown) => {
    throw new PrepareProblem(describeFsError(origin.path, error, t));
  });
  const filled = fillPlaceholders(text, { goarch, ...origin.placeholders });
  const args = new Map([...platformArguments(goarch, host), ...Object.entries(build.args)]);
  const images = Object.entries(build.bases).map(([name, base]): [string, string] => [
    name,
    base.kind === 'build' ? (tags.get(base.build) ?? base.build) : base.image,
  ]);
  // BuildKit is told in bake's file what a name stands for.
  const named = engine.kind === 'docker' ? filled : replaceBases(filled, new Map(images), args);
  let dockerfile = written;
  if (named !== text) {
    dockerfile = join(folder, 'Dockerfile');
    await mkdir(folder, { recursive: true });
    await writeFile(dockerfile, named);
  }
  const context = await contextOf(build, folder, root, t);
  const bases = Object.entries(build.bases).map(([name, base]): readonly string[] => [
    name,
    base.kind === 'build' ? (keys.get(base.build) ?? '') : base.image,
  ]);
  const hash = hashOf(
    'dockerfile',
    goarch,
    filled,
    origin.target ?? '',
    JSON.stringify(Object.entries(build.args).sort()),
    JSON.stringify(bases),
  );
  await hashContext(hash, context, filled, args);
  return { build, context, dockerfile, key: hash.digest('hex') };
}

/** The context itself, or a copy of it with files laid in. */
async function contextOf(
  { origin }: DockerfileBuild,
  folder: string,
  root: string,
  t: Translate,
): Promise<string> {
  const context = join(root, origin.context);
  if (!existsSync(context)) throw new PrepareProblem(t('no such folder: {0}', origin.context));
  const files = Object.entries(origin.files ?? {});
  if (files.length === 0) return context;
  const copy = join(folder, 'context');
  await rm(copy, { recursive: true, force: true });
  await mkdir(copy, { recursive: true });
  // One by one, for the copy may lie below the context.
  for (const name of await readdir(context)) {
    if (name === '.git' || name === buildFolder) continue;
    await cp(join(context, name), join(copy, name), { recursive: true, verbatimSymlinks: true });
  }
  for (const [to, from] of files) {
    if (!existsSync(join(root, from))) {
      throw new PrepareProblem(
        t('{0} is not there, which the image wants as {1}; build its component first', from, to),
      );
    }
    await mkdir(dirname(join(copy, to)), { recursive: true });
    await cp(join(root, from), join(copy, to), { recursive: true });
  }
  return copy;
}
