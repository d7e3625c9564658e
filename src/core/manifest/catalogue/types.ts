import type { Translate } from '../../l10n';
import type { BuildRecipe } from '../build';
import type { Component, SmokeRecipe, SourceRecipe, TestRecipe } from '../manifest';

/** For which Kubernetes: `v1.16.2` and its contemporaries of 2019, or what was newest when the catalogue was written. */
export type VersionSet = (typeof versionSets)[number];

export const versionSets = ['v1.16.2', 'today'] as const;

/** A component's keys as they would stand in a manifest, without its name. */
export interface CatalogueRecipe {
  /** Where the sources go where the user says nothing else. Entries out of one repository share it. */
  readonly path: string;
  readonly kind?: Component['kind'];
  readonly source: Pick<SourceRecipe, 'git'> & Partial<SourceRecipe>;
  /** Ids of the catalogue; those that the manifest does not have are left out. */
  readonly needs?: readonly string[];
  readonly build: Partial<BuildRecipe>;
  /** Those for artifacts that the user does not build are left out. */
  readonly smoke: readonly Partial<SmokeRecipe>[];
  readonly test?: Partial<TestRecipe> | false;
}

/** What to know before building, with where it was read. */
export interface CatalogueNote {
  /** `breaks`: it does not build or run without a change. `hint`: what helps, or what to leave out. */
  readonly kind: 'breaks' | 'hint';
  readonly text: (t: Translate) => string;
  /** Commit, file and lines, release, or the measurement that shows it. */
  readonly source: string;
}

/** One version of a component, with its recipe. */
export interface CatalogueVersion {
  readonly version: string;
  readonly recipe: CatalogueRecipe;
  readonly notes?: readonly CatalogueNote[];
}

/** A component of the catalogue. */
export interface CatalogueEntry {
  /** Unique; letters, digits and `-`. */
  readonly id: string;
  readonly title: string;
  /** Entries that belong together and can be asked for by one name: docker-ce, kubernetes, calico. */
  readonly group?: string;
  readonly repository: string;
  /** SPDX expression. */
  readonly licence: string;
  readonly versions: Readonly<Partial<Record<VersionSet, CatalogueVersion>>>;
}
