import { isAlias, isMap, isScalar, isSeq, visit, type Document, type Node, type YAMLMap } from 'yaml';
import { goArtifacts } from '../artifactNames';
import { findInCatalogue, type CataloguePick } from './catalogue';
import type { CatalogueRecipe } from './types';

/**
 * Puts the recipes that components take from the catalogue into a document,
 * below what the components say themselves: maps are united key by key, all
 * else that a component has stays as it is. What comes out of the catalogue
 * stands at the place of the `catalogue` key, for messages about it.
 */
export function expandCatalogue(document: Document.Parsed): void {
  const components = document.get('components', true);
  if (!isSeq(components)) return;
  const maps = components.items.flatMap((item) => {
    const map = resolved(item as Node | null, document);
    return isMap(map) ? [map] : [];
  });
  const picks = maps.map((map) => pickOf(map));
  /** Component names by the id of the catalogue that they are made from, else by themselves. */
  const names = new Map<string, string>();
  for (const [index, map] of maps.entries()) {
    const name = textOf(map.get('name', true));
    if (name === undefined) continue;
    const id = picks[index]?.entry.id;
    if (id !== undefined || !names.has(name)) names.set(id ?? name, name);
  }
  for (const [index, map] of maps.entries()) {
    const pick = picks[index];
    if (pick) expand(map, pick, names, document);
  }
}

function expand(
  map: YAMLMap,
  pick: CataloguePick,
  names: ReadonlyMap<string, string>,
  document: Document.Parsed,
): void {
  const { recipe } = pick.version;
  const place = (map.get('catalogue', true) as Node | undefined)?.range;
  const needs = (recipe.needs ?? []).flatMap((id) => names.get(id) ?? []);
  const build = namesOfBuilt(map, recipe, document);
  const smoke = smokesOfBuilt(map, pick, document);
  const value = document.createNode({ ...recipe, build, needs, smoke });
  visit(value, {
    Node: (_key, node) => {
      node.range = place ?? null;
    },
  });
  if (isMap(value)) unite(map, value, document);
}

/** Adds to a map what it lacks of another. */
function unite(own: YAMLMap, other: YAMLMap, document: Document.Parsed): void {
  for (const pair of other.items) {
    const key = textOf(pair.key);
    if (key === undefined) continue;
    if (!own.has(key)) {
      own.add(pair);
      continue;
    }
    const mine = own.get(key, true);
    const value = resolved(mine, document);
    // What an alias leads to belongs to others as well.
    const map = isAlias(mine) && isMap(value) ? value.clone() : value;
    if (!isMap(map) || !isMap(pair.value)) continue;
    unite(map, pair.value, document);
    own.set(key, map);
  }
}

/** The recipe's build with the names of those packages only that are built. */
function namesOfBuilt(
  map: YAMLMap,
  { build }: CatalogueRecipe,
  document: Document.Parsed,
): CatalogueRecipe['build'] {
  const built = builtPackages(map, build, document);
  if (!build.names || !built) return build;
  const names = Object.fromEntries(
    Object.entries(build.names).filter(([path]) =>
      [...(built.packages ?? []), ...built.testPackages].includes(path),
    ),
  );
  return { ...build, names };
}

/** The recipe's smoke runs, without those of artifacts that the component's own packages do not make. */
function smokesOfBuilt(
  map: YAMLMap,
  { entry, version }: CataloguePick,
  document: Document.Parsed,
): CatalogueRecipe['smoke'] {
  const { build, smoke } = version.recipe;
  const built = builtPackages(map, build, document);
  if (!built) return smoke;
  const made = goArtifacts(textOf(map.get('name', true)) ?? entry.id, built).map(({ name }) => name);
  return smoke.filter(({ artifact }) => artifact === undefined || made.includes(artifact));
}

/** What a component builds where it names packages of its own; undefined where it takes the recipe's. */
function builtPackages(
  map: YAMLMap,
  { packages, testPackages = [], names = {} }: CatalogueRecipe['build'],
  document: Document.Parsed,
): Parameters<typeof goArtifacts>[1] | undefined {
  const own = resolved(map.get('build', true), document);
  if (!isMap(own) || !(own.has('packages') || own.has('testPackages'))) return undefined;
  const listOf = (key: string): readonly string[] | undefined => {
    const list = resolved(own.get(key, true), document);
    return isSeq(list) ? list.items.flatMap((item) => textOf(item) ?? []) : undefined;
  };
  return {
    packages: listOf('packages') ?? packages,
    testPackages: listOf('testPackages') ?? testPackages,
    names,
  };
}

function pickOf(map: YAMLMap): CataloguePick | undefined {
  const reference = textOf(map.get('catalogue', true));
  return reference === undefined ? undefined : findInCatalogue(reference);
}

function textOf(node: unknown): string | undefined {
  return isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
}

function resolved(node: Node | null | undefined, document: Document.Parsed): Node | undefined {
  if (isAlias(node)) return node.resolve(document);
  return node ?? undefined;
}
