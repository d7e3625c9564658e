import { readFile } from 'node:fs/promises';
import { platformArguments, readDockerfile } from '../../core/images/dockerfile/readDockerfile';
import type { PreparedBuild } from '../../core/plan/imageSteps';

/** Whether building an image runs programs of the target: RUN in a stage that is not the builder's own, or a root of Debian. */
export async function needsEmulation({ build, dockerfile }: PreparedBuild, goarch: string): Promise<boolean> {
  if (build.kind === 'base') return build.choice.use !== 'scratch';
  const args = new Map([...platformArguments(goarch, ''), ...Object.entries(build.args)]);
  const { stages } = readDockerfile(await readFile(dockerfile, 'utf8'), args);
  return stages.some(({ instructions, platform }) => {
    const isTarget = platform?.value === undefined || platform.value.split('/').includes(goarch);
    return isTarget && instructions.some(({ keyword }) => keyword === 'RUN');
  });
}
