import type { AbiPackage } from '../target/abi';
import type { GoImport, PackageView } from './packages';
import { abiMember } from './typesOfAbi';
import { outsideMember } from './outsideTypes';
import { unsafePointer, type Place } from './types';
import type { Member, Typing } from './typing';

/** The packages that the ABI tables describe. */
export const abiPackages: readonly AbiPackage[] = ['syscall', 'golang.org/x/sys/unix'];

/** The package of the ABI tables that an import path is, or undefined. */
export function abiPackage(importPath: string): AbiPackage | undefined {
  return abiPackages.find((candidate) => candidate === importPath);
}

/** The import that a name means in a file; `_` and `.` imports have no name. */
export function importNamed(name: string, place: Place, typing: Typing): GoImport | undefined {
  const { imports } = place.file;
  const aliased = imports.find((candidate) => candidate.alias === name);
  if (aliased) return aliased;
  const plain = imports.filter((candidate) => candidate.alias === undefined);
  const guessed = plain.find((candidate) => defaultName(candidate.path) === name);
  if (guessed) return guessed;
  // A package may be called other than its folder; only folders whose path hints at the name are asked.
  return plain.find(
    (candidate) =>
      candidate.path.includes(name) &&
      abiPackage(candidate.path) === undefined &&
      importedView(candidate, place, typing)?.name === name,
  );
}

/** The name a file writes for an import, or undefined for `_` and `.`. */
export function nameOfImport(imported: GoImport): string | undefined {
  if (imported.alias === '_' || imported.alias === '.') return undefined;
  return imported.alias ?? defaultName(imported.path);
}

/** The package of the tree that an import means, under this typing's side. */
export function importedView(imported: GoImport, place: Place, typing: Typing): PackageView | undefined {
  const dir = typing.tree.resolveImport(place.view.dir, imported.path);
  return dir === undefined ? undefined : typing.tree.view(dir, typing.side);
}

/** What `name` of an imported package is, or undefined where that cannot be told. */
export function memberOfImport(
  imported: GoImport,
  name: string,
  place: Place,
  typing: Typing,
): Member | undefined {
  if (imported.path === 'unsafe') return name === 'Pointer' ? { is: 'type', type: unsafePointer } : undefined;
  if (imported.path === 'C') return undefined;
  const abi = abiPackage(imported.path);
  if (abi) {
    const known = abiMember(name, abi, typing);
    if (known) return known;
  }
  const view = importedView(imported, place, typing);
  if (!view) return abi ? undefined : outsideMember(imported.path, name);
  const declaration = view.lookup(name);
  return declaration && typing.declared(declaration, view);
}

/** The package name that an import path suggests: `yaml` for `gopkg.in/yaml.v3` and `github.com/goccy/go-yaml/v2`'s folder name. */
function defaultName(path: string): string {
  const parts = path.split('/');
  const last = parts.at(-1) ?? path;
  const folder = /^v\d+$/.test(last) && parts.length > 1 ? (parts.at(-2) ?? last) : last;
  return folder.replace(/\.v\d+$/, '').replace(/^go-/, '');
}
