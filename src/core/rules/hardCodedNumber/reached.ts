import type { GoTree, Side } from '../../go/packages';
import { baseName, below } from '../../go/paths';

/**
 * Whether a program of the target can use what a package declares. Only an
 * `internal` package tells: nobody imports it but packages of the tree beside
 * and below it. One that the host's build imports and the target's does not,
 * because all who import it are left out, is for other architectures.
 */
export function isReached(dir: string, tree: GoTree): boolean {
  const path = `/${dir}/`;
  const end = path.lastIndexOf('/internal/');
  if (end < 0) return true;
  const parent = path.slice(1, end);
  const folders = tree.packageDirs().filter((one) => one !== dir && below(one, parent) !== undefined);
  const importedOn = (side: Side): boolean =>
    folders.some((folder) => [false, true].some((tests) => imports(folder, side, tests, dir, tree)));
  return importedOn('target') || !importedOn('host');
}

function imports(from: string, side: Side, tests: boolean, dir: string, tree: GoTree): boolean {
  const files = tree.view(from, side, tests)?.files ?? [];
  return files.some((file) =>
    file.imports.some(
      ({ path }) => baseName(path) === baseName(dir) && tree.resolveImport(from, path) === dir,
    ),
  );
}
