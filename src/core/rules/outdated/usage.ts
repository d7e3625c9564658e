import type { SourceFiles } from '../../files';
import { below, joinPath } from '../../go/paths';
import type { GoTree } from '../../go/packages';
import type { KnownBug, Marker } from './knownBug';

/** The import paths of the packages of a module that a bug is in. */
export function packagesOf({ module, packages }: KnownBug): readonly string[] {
  return packages.map((name) => joinPath(module, name).replace(/\/$/, ''));
}

/**
 * Whether a file below a folder that the target's build includes imports one
 * of the packages, and, where the bug is in certain names, writes one of them.
 * Files of the packages' own module do not count.
 */
export function isUsed(bug: KnownBug, dir: string, tree: GoTree): boolean {
  const packages = new Set(packagesOf(bug));
  const names = bug.names && new RegExp(`\\.(?:${bug.names.join('|')})\\b`);
  const uses = (folder: string, externalTests: boolean): boolean =>
    tree
      .view(folder, 'target', externalTests)
      ?.files.some(
        (file) =>
          file.imports.some((spec) => packages.has(spec.path)) &&
          (names === undefined || names.test(file.text)),
      ) === true;
  return tree
    .packageDirs()
    .some(
      (folder) =>
        below(folder, dir) !== undefined &&
        tree.mayImport(folder, packages) &&
        !`/${folder}/`.includes(`/${bug.module}/`) &&
        (uses(folder, false) || uses(folder, true)),
    );
}

/** Whether the sources of a copy have the fix; undefined where they do not tell. */
export function isFixedIn(copy: string, marker: Marker | undefined, files: SourceFiles): boolean | undefined {
  if (marker === undefined) return undefined;
  if (marker.kind === 'text') {
    const text = files.readText(joinPath(copy, marker.file));
    return text === undefined ? undefined : marker.fixed.test(text);
  }
  const entries = files.list(joinPath(copy, marker.dir).replace(/\/$/, ''));
  const sources = entries.filter(({ name, kind }) => kind === 'file' && name.endsWith('.go'));
  if (sources.length === 0) return undefined;
  return entries.some(({ name }) => marker.name.test(name));
}
