import type { BuildRecipe } from './build';
import { joinPath } from './paths';

/** What a Go component builds into one file. */
export interface GoArtifact {
  /** The file's name. */
  readonly name: string;
  /** As the recipe names it. */
  readonly package: string;
  /** Whether it is the program of the package's tests. */
  readonly test: boolean;
}

/**
 * The files that the packages of a Go recipe become: named by the recipe, else
 * by the last element of the package's path, major version aside, and by the
 * component where that is its own folder. Programs of tests end in `.test`.
 */
export function goArtifacts(
  name: string,
  build: Pick<BuildRecipe, 'packages' | 'testPackages' | 'names'>,
): readonly GoArtifact[] {
  const nameOf = (goPackage: string, suffix: string): string =>
    (Object.hasOwn(build.names, goPackage) ? build.names[goPackage] : undefined) ??
    `${lastElement(goPackage) ?? name}${suffix}`;
  return [
    ...(build.packages ?? []).map((path) => ({ name: nameOf(path, ''), package: path, test: false })),
    ...build.testPackages.map((path) => ({ name: nameOf(path, '.test'), package: path, test: true })),
  ];
}

function lastElement(goPackage: string): string | undefined {
  const last = joinPath(goPackage.replace(/(?<=[^./]\/[^/]+)\/v\d+$/, ''))
    .split('/')
    .at(-1);
  return last === '.' || last === '..' ? undefined : last;
}
