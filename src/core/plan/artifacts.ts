import { goArtifacts } from '../manifest/artifactNames';
import type { Component, HostRecipe } from '../manifest/manifest';
import { joinPath } from '../manifest/paths';
import type { Target } from '../target/targets';
import type { Toolchain } from './toolchain';

/** What a plan is made from. `root` is the absolute path of the manifest's folder, without a slash at its end. */
export interface PlanInput {
  readonly root: string;
  readonly component: Component;
  readonly target: Target;
  readonly toolchain: Toolchain;
  /** The manifest's machines of the target's architecture, by name. */
  readonly hosts?: Readonly<Record<string, HostRecipe>>;
}

/** A file that a component's build makes. */
export interface Artifact {
  readonly name: string;
  /** Relative to the manifest's folder. */
  readonly path: string;
  /** The Go package it is built from. */
  readonly package?: string;
  /** Whether it is the program of the package's tests. */
  readonly test?: boolean;
}

/** Where builds, their records and nothing else go; the folder ignores itself in git. */
export const buildFolder = '.mips-port';

/** The folder of a component's artifacts and of its build record, relative to the manifest's folder. */
export function outputFolder(component: Component, target: Target): string {
  return joinPath(buildFolder, 'build', target.goarch, component.name);
}

/** The files that building a component makes; none for a library. */
export function artifactsOf(component: Component, target: Target): readonly Artifact[] {
  const { build, kind, name, path } = component;
  const place = (file: string): string =>
    build.output === undefined
      ? joinPath(outputFolder(component, target), file)
      : joinPath(path, build.output);
  if (kind !== 'go') return [{ name, path: place(name) }];
  return goArtifacts(name, build).map((artifact) => ({ ...artifact, path: place(artifact.name) }));
}
