import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { classify, type Availability, type ImageState } from '../core/images/classify';
import { formatReference, parseReference } from '../core/images/reference';
import { suggest } from '../core/manifest/suggest';
import type { Target } from '../core/target/targets';
import { cacheFolderOf } from '../node/cacheFolder';
import { loadGoParser } from '../node/goParser';
import { loadImages, type LoadedImages } from '../node/images/loadImages';
import { askRegistries } from '../node/registry/availability';
import { CliError, type CliContext } from './io';
import { findWorkspaceIfAny, targetOf, type Workspace } from './workspace';

/** Options of commands that look at all images of a workspace. */
export interface ImagesOptions {
  readonly list?: readonly string[];
  readonly catalogue?: string;
  readonly target?: string;
  /** Whether registries are asked what they have. */
  readonly ask?: boolean;
}

/** The images of a workspace, and how each stands. */
export interface ImageWorkspace extends LoadedImages {
  /** Absolute path. */
  readonly root: string;
  readonly workspace: Workspace | undefined;
  readonly target: Target;
  readonly availability: ReadonlyMap<string, Availability>;
  readonly states: ReadonlyMap<string, ImageState>;
}

/**
 * Reads the images of a folder and of the lists that are named. Without a
 * folder the lists count alone, where there are any; problems of sources go to stderr.
 *
 * @throws CliError where the folder is none
 */
export async function openImages(
  path: string | undefined,
  options: ImagesOptions,
  context: CliContext,
): Promise<ImageWorkspace> {
  const { io, t } = context;
  const start = resolve(io.cwd, path ?? '.');
  if (!existsSync(start) || !statSync(start).isDirectory())
    throw new CliError(t('no such folder: {0}', start));
  const workspace = findWorkspaceIfAny(start, context);
  const target = targetOf(options, workspace?.manifest, context);
  const root = workspace?.root ?? realpathSync(start);
  const lists = options.list ?? [];
  const fromStdin = lists.includes('-') ? new Map([['-', readFileSync(0, 'utf8')]]) : undefined;
  const loaded = loadImages({
    root,
    ...(workspace && { manifest: workspace.manifest }),
    goarch: target.goarch,
    host: workspace?.manifest.host ?? 'amd64',
    parser: await loadGoParser(),
    t,
    lists: lists.filter((list) => list !== '-').map((list) => resolve(io.cwd, list)),
    ...(fromStdin && { texts: fromStdin }),
    ...(options.catalogue !== undefined && { catalogue: options.catalogue }),
    withTree: path !== undefined || (lists.length === 0 && options.catalogue === undefined),
  });
  for (const { column, file, line, message } of loaded.problems) {
    io.stderr.write(`${file}:${line}:${column}: ${message}\n`);
  }
  const availability =
    options.ask === true ? await askAll(loaded, target, context) : new Map<string, Availability>();
  const states = classify(loaded.graph, { goarch: target.goarch, choices: loaded.choices, availability });
  return { ...loaded, root, workspace, target, availability, states };
}

async function askAll(
  { choices, graph }: LoadedImages,
  { goarch }: Target,
  { io, signal, t }: CliContext,
): Promise<ReadonlyMap<string, Availability>> {
  const cacheFolder = join(cacheFolderOf(io.env), 'registry');
  const answers = await askRegistries(graph, { t, env: io.env, signal, goarch, choices, cacheFolder });
  const reasons = [...answers.values()].flatMap((answer) =>
    answer.kind === 'unknown' ? [answer.reason] : [],
  );
  for (const reason of new Set(reasons)) io.stderr.write(`mips-port: ${reason}\n`);
  return answers;
}

/**
 * The ids of images that are named on the command line.
 *
 * @throws CliError where one is no reference, or not among the images
 */
export function idsOf(
  names: readonly string[],
  { graph }: LoadedImages,
  { t }: CliContext,
): readonly string[] {
  return names.map((name) => {
    const reading = parseReference(name, t);
    if (reading.kind === 'problem') throw new CliError(reading.message);
    const id = formatReference(reading.reference);
    if (graph.nodes.has(id)) return id;
    const meant = suggest(id, [...graph.nodes.keys()]);
    throw new CliError(
      meant === undefined
        ? t('{0} is not among the images of this workspace', name)
        : t('{0} is not among the images of this workspace; did you mean {1}?', name, meant),
    );
  });
}
