import { readDockerfile, type DockerWord } from './readDockerfile';

/**
 * A Dockerfile that names other images in place of those it starts stages from
 * and takes files from, for builders that cannot be told so beside it.
 *
 * @param images What to name, by what FROM and --from come to once their variables are filled in.
 * @param args Build arguments, those of the platform among them.
 */
export function replaceBases(
  text: string,
  images: ReadonlyMap<string, string>,
  args: ReadonlyMap<string, string>,
): string {
  const { sources, stages } = readDockerfile(text, args);
  const words: readonly DockerWord[] = [
    ...stages.flatMap(({ base, image }) => (image && base === undefined ? [image] : [])),
    ...sources.filter(({ stage }) => stage === undefined),
  ];
  let result = text;
  for (const { end, start, value } of [...words].sort((a, b) => b.start - a.start)) {
    const image = value === undefined ? undefined : images.get(value);
    if (image !== undefined) result = `${result.slice(0, start)}${image}${result.slice(end)}`;
  }
  return result;
}
