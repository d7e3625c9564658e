import { join } from 'node:path';
import type { Manifest } from '../core/manifest/manifest';
import { buildFolder } from '../core/plan/componentPlans';
import type { StoredImage } from '../core/images/deliver/layout';
import type { Target } from '../core/target/targets';
import type { Engine } from '../node/deliver/engines';
import { findEngine, wantedImages, withImages } from '../node/deliver/gather';
import { ImageProblem, type ImageStore } from '../node/deliver/imageStore';
import { CliError, type CliContext } from './io';
import { findWorkspaceIfAny, targetOf, type Workspace } from './workspace';

/** Options that say how images are called where they go. */
export interface MappingOptions {
  readonly registry?: Readonly<Record<string, string>>;
  readonly tag?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly format: 'text' | 'json';
}

export interface ImageSourceOptions extends MappingOptions {
  readonly engine?: Engine;
}

/** What a command about delivery works with. */
export interface DeliverySetup {
  readonly workspace: Workspace | undefined;
  readonly target: Target;
  readonly mapping: Pick<Manifest, 'registries' | 'tags'>;
}

/** What the options say, over what the manifest says where there is one. */
export function deliverySetup(options: MappingOptions, context: CliContext, path = '.'): DeliverySetup {
  const workspace = findWorkspaceIfAny(path, context);
  const { manifest } = workspace ?? {};
  return {
    workspace,
    target: targetOf(options, manifest, context),
    mapping: {
      registries: { ...manifest?.registries, ...options.registry },
      tags: { ...manifest?.tags, ...options.tag },
    },
  };
}

/** @throws CliError where there is no engine to take images from */
export async function engineOf(options: ImageSourceOptions, { io, t }: CliContext): Promise<Engine> {
  const engine = options.engine ?? (await findEngine(io.env));
  if (engine === undefined) {
    throw new CliError(t('neither docker nor podman nor buildah was found, so there are no images to take'));
  }
  return engine;
}

/**
 * Takes images out of the local engine for a command; says on stderr which one it is at.
 *
 * @throws CliError where an image is not there, or is for another architecture
 */
export async function withGatheredImages<T>(
  names: readonly string[],
  options: ImageSourceOptions,
  { workspace, target, mapping }: DeliverySetup,
  context: CliContext,
  use: (images: readonly StoredImage[], store: ImageStore) => Promise<T>,
): Promise<T> {
  const { io, t, signal } = context;
  const engine = await engineOf(options, context);
  const folder = workspace && join(workspace.root, buildFolder);
  try {
    return await withImages(
      wantedImages(names, mapping, t),
      engine,
      folder,
      {
        goarch: target.goarch,
        t,
        signal,
        onImage: ({ source }) => io.stderr.write(`${t('taking {0} from {1}', source, engine)}\n`),
      },
      use,
    );
  } catch (error) {
    if (error instanceof ImageProblem) throw new CliError(error.message);
    throw error;
  }
}
