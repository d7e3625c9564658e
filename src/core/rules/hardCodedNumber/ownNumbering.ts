import { nameSuffix, readConstraints } from '../../go/buildConstraints';
import type { GoFile, PackageView } from '../../go/packages';
import { baseName } from '../../go/paths';
import { knownOs } from '../../go/syslist';

/**
 * Whether a file's constants are numbers of its package's own for all systems:
 * it is built for every GOOS, and other files beside it are for another one,
 * where the kernel's number may be any. `RLIMIT_NOFILE int32 = 7` then says
 * what is meant, and the files for each system say how to ask for it.
 */
export function isForAllSystems({ path, text }: GoFile, { excluded }: PackageView): boolean {
  const name = baseName(path);
  if (nameSuffix(name).length > 0) return false;
  const constraints = readConstraints(name, text);
  if (!constraints.ok || constraints.form !== 'none') return false;
  return excluded.some((other) =>
    nameSuffix(baseName(other.path)).some((tag) => knownOs.has(tag) && tag !== 'linux' && tag !== 'android'),
  );
}
