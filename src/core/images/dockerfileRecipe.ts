import { shellCommands } from '../shell/shellCommands';
import type { Location } from '../types';
import { fillName } from './dockerfile/placeholders';
import {
  platformArguments,
  readDockerfile,
  type DockerfileReading,
  type DockerInstruction,
  type DockerStage,
  type DockerWord,
  type Span,
} from './dockerfile/readDockerfile';
import type { ImageRecipe, Obstacle, RecipeBase, StagePlatform } from './recipe';
import { formatReference, readReference, withoutArchitecture } from './reference';

export interface DockerfileSource {
  /** Path of the Dockerfile and folder of the build context, relative to the root. */
  readonly path: string;
  readonly context: string;
  readonly text: string;
  /** What it makes, as `formatReference` writes it. */
  readonly image: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** The stage to build; the last where absent. */
  readonly target?: string;
  /** What stands for BASEIMAGE, where a file beside it says so. */
  readonly base?: {
    readonly image: string;
    readonly at: Location;
    /** False where the file has no line for the target, and the host's is taken. */
    readonly forTarget: boolean;
  };
  /** What the word REGISTRY stands for. */
  readonly registry?: string;
}

/** Package managers of distributions that have no port to MIPS. */
const foreignManagers: ReadonlySet<string> = new Set([
  'apk',
  'yum',
  'dnf',
  'microdnf',
  'zypper',
  'pacman',
  'tdnf',
]);
/** Words before a command that leave it what it is. */
const transparent: ReadonlySet<string> = new Set(['sudo', 'env', 'exec', 'command', 'time', 'nice']);

/**
 * What the image graph has to know of a Dockerfile: the images its stages need
 * for the target, and what cannot work. Stages that the wanted one does not
 * reach are left out, as BuildKit leaves them out.
 */
export function recipeOfDockerfile(source: DockerfileSource, goarch: string, host: string): ImageRecipe {
  const { base, path, text } = source;
  const args = new Map([
    ...platformArguments(goarch, host),
    ...(base ? ([['BASEIMAGE', base.image]] as const) : []),
    ...(source.registry === undefined ? [] : ([['REGISTRY', source.registry]] as const)),
    ...Object.entries(source.args ?? {}),
  ]);
  const reading = readDockerfile(text, args);
  const at = (span: Span): Location => ({ file: path, ...reading.index.range(span.start, span.end) });
  const bases: RecipeBase[] = [];
  const unresolved: { written: string; at: Location }[] = [];
  const obstacles: Obstacle[] = [];
  const last = wantedStage(reading, source.target);
  const platforms = new Map<number, StagePlatform>();
  const final = new Set(last ? chain(reading.stages, last) : []);

  const add = (
    word: DockerWord,
    use: RecipeBase['use'],
    platform: StagePlatform,
    stage: DockerStage,
  ): void => {
    const isPlaceholder = /^\$?\{?BASEIMAGE\}?$/.test(word.text);
    const written = isPlaceholder ? base?.image : word.value;
    const image =
      written === undefined
        ? undefined
        : nameOf(
            fillName(written, {
              goarch,
              ...(source.registry !== undefined && { registry: source.registry }),
            }),
            goarch,
          );
    if (image === undefined) {
      unresolved.push({ written: word.value ?? word.text, at: at(word) });
      return;
    }
    const where = isPlaceholder && base ? base.at : at(word);
    bases.push({
      image,
      written: written ?? word.text,
      use,
      platform,
      final: use === 'from' && final.has(stage.index),
      at: where,
    });
  };

  for (const stage of last ? reached(reading, last) : []) {
    const platform = platformOf(stage, reading.stages, platforms, goarch);
    if (stage.base === undefined && stage.image) add(stage.image, 'from', platform, stage);
    for (const word of reading.sources) {
      if (word.instruction.stage === stage.index && word.stage === undefined) {
        add(word, 'copy', 'target', stage);
      }
    }
    if (platform === 'build') {
      if (final.has(stage.index)) {
        const word = stage.platform ?? stage.image ?? stage.from;
        obstacles.push({ kind: 'platform', name: stage.platform?.value ?? '', at: at(word) });
      }
      continue;
    }
    for (const instruction of stage.instructions) obstacles.push(...obstaclesOf(reading, instruction, at));
  }
  if (base?.forTarget === false) obstacles.unshift({ kind: 'base-line', at: base.at });
  return {
    image: source.image,
    origin: {
      kind: 'dockerfile',
      path,
      context: source.context,
      args: source.args ?? {},
      ...(source.target !== undefined && { target: source.target }),
      ...(source.files && { files: source.files }),
      ...((base || source.registry !== undefined) && {
        placeholders: {
          ...(base && { base: base.image }),
          ...(source.registry !== undefined && { registry: source.registry }),
        },
      }),
    },
    bases,
    obstacles,
    unresolved,
  };
}

function wantedStage({ stages }: DockerfileReading, target: string | undefined): DockerStage | undefined {
  if (target === undefined) return stages.at(-1);
  return stages.find(({ name, index }) => name === target.toLowerCase() || String(index) === target);
}

/** The numbers of a stage and of the stages that it starts from, one after the other. */
function chain(stages: readonly DockerStage[], from: DockerStage): readonly number[] {
  const found: number[] = [];
  for (let at: DockerStage | undefined = from; at; at = at.base === undefined ? undefined : stages[at.base]) {
    found.push(at.index);
  }
  return found;
}

/** The stages that building one needs, in the order of the file. */
function reached({ stages, sources }: DockerfileReading, last: DockerStage): readonly DockerStage[] {
  const found = new Set<number>();
  const open = [last.index];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    const base = stages[next]?.base;
    if (base !== undefined) open.push(base);
    for (const { instruction, stage } of sources) {
      if (instruction.stage === next && stage !== undefined) open.push(stage);
    }
  }
  return stages.filter(({ index }) => found.has(index));
}

/** A stage without `--platform` runs where the stage it starts from does, or on the target. */
function platformOf(
  stage: DockerStage,
  stages: readonly DockerStage[],
  known: Map<number, StagePlatform>,
  goarch: string,
): StagePlatform {
  const before = known.get(stage.index);
  if (before) return before;
  const from = stage.base === undefined ? undefined : stages[stage.base];
  const written = stage.platform?.value;
  const isTarget = written === undefined || written.split('/').includes(goarch);
  const found =
    stage.platform === undefined
      ? from
        ? platformOf(from, stages, known, goarch)
        : 'target'
      : isTarget
        ? 'target'
        : 'build';
  known.set(stage.index, found);
  return found;
}

function obstaclesOf(
  reading: DockerfileReading,
  instruction: DockerInstruction,
  at: (span: Span) => Location,
): readonly Obstacle[] {
  const script = reading.script(instruction);
  if (!script) return [];
  const seen = new Set<string>();
  return shellCommands(script.text).flatMap(({ words }): Obstacle[] => {
    const command = words.find(({ text }) => !transparent.has(text) && !/^[A-Za-z_]\w*=/.test(text));
    const name = command?.text.replace(/^.*\//, '');
    if (!command || name === undefined || !foreignManagers.has(name) || seen.has(name)) return [];
    seen.add(name);
    const span = { start: script.start + command.start, end: script.start + command.end };
    return [{ kind: 'package-manager', name, at: at(span) }];
  });
}

/** The name of an image in the graph; undefined where the text is no reference. */
function nameOf(written: string, goarch: string): string | undefined {
  if (written === 'scratch') return 'scratch';
  const reference = readReference(written);
  if (!reference) return undefined;
  // Docker Hub's images for the target itself are images of their own.
  const isTargets = reference.repository.startsWith(`${goarch}/`);
  return formatReference(isTargets ? reference : withoutArchitecture(reference));
}
