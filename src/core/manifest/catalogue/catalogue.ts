import { entries } from './entries';
import { versionSets, type CatalogueEntry, type CatalogueVersion, type VersionSet } from './types';

export { entries as catalogueEntries } from './entries';

/** A recipe that a reference such as `etcd@v1.16.2` names. */
export interface CataloguePick {
  readonly entry: CatalogueEntry;
  readonly set: VersionSet;
  readonly version: CatalogueVersion;
}

/** What a reference names; the newest set of versions where it says none. Undefined where there is no such recipe. */
export function findInCatalogue(reference: string): CataloguePick | undefined {
  const [id, set = 'today'] = reference.split('@');
  const entry = entries.find((candidate) => candidate.id === id);
  const known = versionSets.find((candidate) => candidate === set);
  const version = known && entry?.versions[known];
  return entry && known && version ? { entry, set: known, version } : undefined;
}

/** The entries that an id or the name of a group stands for; empty where there is none. */
export function entriesNamed(name: string): readonly CatalogueEntry[] {
  return entries.filter((entry) => entry.id === name || entry.group === name);
}

/** Ids and names of groups, in the order of the catalogue, each once. */
export function catalogueNames(): readonly string[] {
  return [...new Set(entries.flatMap(({ id, group }) => (group === undefined ? [id] : [group, id])))];
}
