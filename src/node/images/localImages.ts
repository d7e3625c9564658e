import type { ImageEngine } from '../../core/plan/imageSteps';
import { runProcess } from '../runProcess';

/** An image of the local engine, as its configuration says. */
export interface LocalImage {
  /** `sha256:…` of its configuration. */
  readonly id: string;
  readonly os: string;
  /** GOARCH. */
  readonly architecture: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
}

/** An image by its name; undefined where the engine has none of it. */
export async function inspectImage(
  { command, kind }: ImageEngine,
  tag: string,
  signal?: AbortSignal,
): Promise<LocalImage | undefined> {
  let output = '';
  const end = await runProcess({
    command,
    args: kind === 'buildah' ? ['inspect', '--type', 'image', tag] : ['image', 'inspect', tag],
    cwd: '/',
    ...(signal && { signal }),
    onOutput: (text, stream) => {
      if (stream === 'stdout') output += text;
    },
  });
  signal?.throwIfAborted();
  if (end.kind !== 'exited' || end.exitCode !== 0) return undefined;
  return kind === 'buildah' ? ofBuildah(output) : ofDocker(output);
}

function ofDocker(output: string): LocalImage | undefined {
  const [image] = listOf(parse(output));
  const { Architecture: architecture, Config: config, Id: id, Os: os } = recordOf(image);
  if (typeof id !== 'string') return undefined;
  // Podman leaves the name of the algorithm out.
  return {
    id: /^sha256:/.test(id) ? id : `sha256:${id}`,
    os: textOf(os),
    architecture: textOf(architecture),
    ...partsOf(recordOf(config)),
  };
}

function ofBuildah(output: string): LocalImage | undefined {
  const { FromImageID: id, OCIv1: image } = recordOf(parse(output));
  const { architecture, config, os } = recordOf(image);
  if (typeof id !== 'string') return undefined;
  return {
    id: `sha256:${id}`,
    os: textOf(os),
    architecture: textOf(architecture),
    ...partsOf(recordOf(config)),
  };
}

function partsOf(
  config: Readonly<Record<string, unknown>>,
): Pick<LocalImage, 'labels' | 'entrypoint' | 'command'> {
  const labels = Object.entries(recordOf(config['Labels'])).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  return {
    labels: Object.fromEntries(labels),
    entrypoint: listOf(config['Entrypoint']).map(textOf),
    command: listOf(config['Cmd']).map(textOf),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
