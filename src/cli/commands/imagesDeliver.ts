import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DeliveryNode } from '../../core/images/deliver/node';
import { deliveryTable } from '../../core/images/deliver/table';
import { suggest } from '../../core/manifest/suggest';
import { deliver } from '../../node/deliver/deliver';
import { manifestNodes } from '../../node/deliver/manifestNodes';
import {
  deliverySetup,
  withGatheredImages,
  type DeliverySetup,
  type ImageSourceOptions,
} from '../deliverySources';
import { CliError, exitCodes, type CliContext } from '../io';

export interface DeliverCommandOptions extends ImageSourceOptions {
  readonly node?: readonly string[];
  readonly parallel: number;
  readonly sshConfig?: string;
  readonly status?: boolean;
}

/**
 * `mips-port images deliver`: images of the local engine onto the nodes of the
 * manifest. Exits with 1 where an image is missing on a node afterwards.
 */
export async function runImagesDeliver(
  names: readonly string[],
  options: DeliverCommandOptions,
  context: CliContext,
): Promise<number> {
  const { io, t, signal } = context;
  const setup = deliverySetup(options, context);
  const nodes = nodesOf(options.node, setup, context);
  const configFile = options.sshConfig === undefined ? undefined : resolve(io.cwd, options.sshConfig);
  if (configFile !== undefined && !existsSync(configFile)) {
    throw new CliError(t('no such file or folder: {0}', configFile));
  }
  const result = await withGatheredImages(names, options, setup, context, (images, store) =>
    deliver(images, nodes, store, {
      t,
      goarch: setup.target.goarch,
      parallel: options.parallel,
      onlyAsk: options.status === true,
      signal,
      ...(configFile === undefined ? {} : { configFile }),
      onProgress: (node, message) => io.stderr.write(`${node.name}: ${message}\n`),
    }),
  );
  io.stdout.write(
    options.format === 'json'
      ? `${JSON.stringify({ version: 1, target: setup.target.goarch, nodes: result }, undefined, 2)}\n`
      : deliveryTable(result, t),
  );
  const complete = result.every(({ images }) => images.every(({ state }) => state !== 'missing'));
  return complete ? exitCodes.clean : exitCodes.found;
}

/** @throws CliError where the manifest has no nodes, or not one of those that were named */
function nodesOf(
  names: readonly string[] | undefined,
  { workspace }: DeliverySetup,
  { t }: CliContext,
): readonly DeliveryNode[] {
  const nodes = workspace ? manifestNodes(workspace.manifest) : [];
  if (nodes.length === 0) {
    throw new CliError(
      t('the manifest has no nodes; write them as nodes: { worker-1: { ssh: root@worker-1 } }'),
    );
  }
  return (names ?? nodes.map(({ name }) => name)).map((name) => {
    const found = nodes.find((node) => node.name === name);
    if (found) return found;
    const known = nodes.map((node) => node.name);
    const meant = suggest(name, known);
    throw new CliError(
      meant === undefined
        ? t('no node {0}; there are: {1}', name, known.join(', '))
        : t('no node {0}; did you mean {1}?', name, meant),
    );
  });
}
