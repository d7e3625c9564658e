import type { DockerfileReading } from '../dockerfile/readDockerfile';

/** A stage and those that start from it, by number. */
export function descendants(reading: Pick<DockerfileReading, 'stages'>, of: number): readonly number[] {
  const own = reading.stages.filter(({ base }) => base === of);
  return [of, ...own.flatMap(({ index }) => descendants(reading, index))];
}

/** Whether what the Dockerfile makes starts from a stage. */
export function isOfResult({ stages }: DockerfileReading, of: number): boolean {
  for (let at = stages.at(-1); at; at = at.base === undefined ? undefined : stages[at.base]) {
    if (at.index === of) return true;
  }
  return false;
}
