import { DockerfileParser, type Dockerfile } from 'dockerfile-ast';

let last: { readonly text: string; readonly dockerfile: Dockerfile } | undefined;

/** Parses a Dockerfile. The rules ask for the same one after another, so that the last one is kept. */
export function parseDockerfile(text: string): Dockerfile {
  if (last?.text !== text) last = { text, dockerfile: DockerfileParser.parse(text) };
  return last.dockerfile;
}
