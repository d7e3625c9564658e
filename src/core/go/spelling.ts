import { nameOfImport } from './typesOfPackages';
import type { GoType, NamedType, Place } from './types';

/** A type as a file of the tree writes it, or undefined where the file cannot (a package it does not import, an anonymous struct). */
export function spellType(type: GoType, place: Place): string | undefined {
  if (type.kind === 'basic') return type.name;
  if (type.kind === 'named') return spellNamed(type, place);
  if (type.kind === 'pointer') return prefixed('*', type.elem, place);
  if (type.kind === 'slice') return prefixed('[]', type.elem, place);
  if (type.kind !== 'array' || type.length === undefined) return undefined;
  return prefixed(`[${type.length}]`, type.elem, place);
}

/** A type for a message: as the file would write it, or else with its package's name. */
export function describeType(type: GoType, place: Place): string {
  const spelled = spellType(type, place);
  if (spelled !== undefined) return spelled;
  if (type.kind === 'pointer') return `*${describeType(type.elem, place)}`;
  if (type.kind === 'slice') return `[]${describeType(type.elem, place)}`;
  if (type.kind !== 'named') return type.kind;
  const path = homePath(type);
  return path === undefined ? type.name : `${path.slice(path.lastIndexOf('/') + 1)}.${type.name}`;
}

function prefixed(prefix: string, elem: GoType, place: Place): string | undefined {
  const spelled = spellType(elem, place);
  return spelled === undefined ? undefined : prefix + spelled;
}

function spellNamed(type: NamedType, place: Place): string | undefined {
  const { home } = type;
  if (home.kind === 'local') return home.place.file.path === place.file.path ? type.name : undefined;
  if (home.kind === 'tree' && home.view.dir === place.view.dir && home.view.name === place.view.name) {
    return type.name;
  }
  const path = homePath(type);
  const imported =
    path === undefined
      ? undefined
      : place.file.imports.find((one) => one.path === path || path.endsWith(`/${one.path}`));
  const name = imported && nameOfImport(imported);
  return name === undefined ? undefined : `${name}.${type.name}`;
}

/** The import path of a type's package; for the tree's own packages the folder, which the import path ends with. */
function homePath(type: NamedType): string | undefined {
  switch (type.home.kind) {
    case 'abi':
      return type.home.package;
    case 'outside':
      return type.home.importPath;
    case 'tree':
      return type.home.view.dir;
    case 'local':
      return undefined;
  }
}
