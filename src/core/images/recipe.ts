import type { Location, Range } from '../types';

/** On which platform a stage runs: the target's, or the one of the machine that builds. */
export type StagePlatform = 'target' | 'build';

/** An image that a recipe starts a stage from, or takes files from. */
export interface RecipeBase {
  /** Name as `formatReference` writes it, or `scratch`. */
  readonly image: string;
  /** As written in the Dockerfile or the BASEIMAGE line. */
  readonly written: string;
  readonly use: 'from' | 'copy';
  readonly platform: StagePlatform;
  /** Whether it is what the finished image stands on. */
  readonly final: boolean;
  /** Where it is written; absent for facts of the catalogue. */
  readonly at?: Location;
}

/** What of a recipe cannot work for the target as it is written. */
export type Obstacle =
  /** A package manager that no image for the target has: apk, yum and their like. */
  | { readonly kind: 'package-manager'; readonly name: string; readonly at?: Location }
  /** BASEIMAGE has no line for the target. */
  | { readonly kind: 'base-line'; readonly at?: Location }
  /** The image is built for another platform than the target. */
  | { readonly kind: 'platform'; readonly name: string; readonly at?: Location };

export type RecipeOrigin =
  | {
      readonly kind: 'dockerfile';
      /** Relative to the root. */
      readonly path: string;
      readonly context: string;
      /** The stage that is built; the last one where absent. */
      readonly target?: string;
      /** Build arguments by name. */
      readonly args: Readonly<Record<string, string>>;
      /** Files that are laid into the context: paths relative to the root, by paths in the context. */
      readonly files?: Readonly<Record<string, string>>;
      /** What a script of the tree puts in place of BASEIMAGE and REGISTRY. */
      readonly placeholders?: { readonly base?: string; readonly registry?: string };
    }
  /** Known from the catalogue; `source` says where its Dockerfile is upstream. */
  | { readonly kind: 'catalogue'; readonly source: string };

/** How an image is made, as far as the graph has to know. */
export interface ImageRecipe {
  /** What it makes, as `formatReference` writes it. */
  readonly image: string;
  readonly origin: RecipeOrigin;
  readonly bases: readonly RecipeBase[];
  readonly obstacles: readonly Obstacle[];
  /** What FROM or --from names where that cannot be told: unset ARGs, names that are none. */
  readonly unresolved: readonly { readonly written: string; readonly at?: Location }[];
}

/** A range with the file it is in. */
export function located(file: string, range: Range): Location {
  return { file, ...range };
}
