import { applyEdits, groupByFile } from '../../fix';
import type { FileChange } from '../../fix';
import type { BaseChoices } from '../bases';
import { convertDockerfile } from './convertDockerfile';
import type { Conversion, ConvertInput } from './types';

/** What became of several Dockerfiles. */
export interface ConvertedFiles {
  /** Every file that changes, each once. */
  readonly changes: readonly FileChange[];
  /** What there is to say, by Dockerfile; its edits are of the texts that those before it left. */
  readonly conversions: readonly { readonly path: string; readonly conversion: Conversion }[];
}

/**
 * Converts Dockerfiles one after the other: a script or BASEIMAGE file that
 * several of them share is converted by the first and found so by the others.
 */
export function convertAll(
  paths: readonly string[],
  options: Omit<ConvertInput, 'path' | 'text'>,
): ConvertedFiles {
  const after = new Map<string, string>();
  const before = new Map<string, string>();
  const readFile = (path: string): string | undefined => after.get(path) ?? options.readFile(path);
  const conversions: { path: string; conversion: Conversion }[] = [];
  for (const path of paths) {
    const text = readFile(path);
    if (text === undefined) continue;
    const conversion = convertDockerfile({ ...options, path, text, readFile });
    conversions.push({ path, conversion });
    for (const [file, edits] of groupByFile(conversion.edits)) {
      const current = readFile(file);
      const outcome = applyEdits(current, edits);
      if (current === undefined || outcome.kind !== 'edited') continue;
      if (!before.has(file)) before.set(file, current);
      after.set(file, outcome.text);
    }
  }
  const changes = [...after].map(([file, text]) => ({ file, before: before.get(file), after: text }));
  return { changes: changes.filter((change) => change.before !== change.after), conversions };
}

/** What the manifest's choices mean in FROM: a Debian root is named as Docker Hub names that release. */
export function basesOf(choices: BaseChoices): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(choices).map(([key, choice]): [string, string] => [
      key.replace(/:\*$/, ''),
      choice.use === 'image'
        ? choice.image
        : choice.use === 'debian'
          ? `debian:${choice.suite}-slim`
          : choice.use,
    ]),
  );
}

/** What the manifest says packages are called. */
export function packagesOf(
  packages: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(packages));
}
