import { readModulesTxt, type VendoredModule } from '../core/rules/outdated/requirements';
import type { Translate } from '../core/l10n';
import type { Finding } from '../core/types';

/** A module whose code a tree holds under `vendor/`. */
interface FoundModule {
  readonly path: string;
  /** Empty where a folder takes its place. */
  readonly version: string;
}

/**
 * Findings in vendored code say so in their message, with the module and its
 * version where vendor/modules.txt knows them: the place to mend is upstream.
 *
 * @param readText texts of the tree, by path
 */
export function sayVendored(
  findings: readonly Finding[],
  readText: (path: string) => string | undefined,
  t: Translate,
): readonly Finding[] {
  const lists = new Map<string, ReadonlyMap<string, VendoredModule>>();
  return findings.map((finding) => {
    const at = `/${finding.file}`.lastIndexOf('/vendor/');
    if (at < 0) return finding;
    const dir = finding.file.slice(0, at + 'vendor/'.length);
    let modules = lists.get(dir);
    if (!modules) {
      modules = readModulesTxt(readText(`${dir}modules.txt`) ?? '');
      lists.set(dir, modules);
    }
    const found = moduleOf(finding.file.slice(dir.length), modules);
    return { ...finding, message: messageOf(finding.message, found, t) };
  });
}

/** The module of a file under `vendor/`: the longest path that its folder begins with. */
function moduleOf(file: string, modules: ReadonlyMap<string, VendoredModule>): FoundModule | undefined {
  for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) {
    const path = file.slice(0, end);
    const found = modules.get(path);
    if (found) return { path, version: found.version };
  }
  return undefined;
}

function messageOf(message: string, found: FoundModule | undefined, t: Translate): string {
  if (!found) return t('{0} (vendored)', message);
  if (found.version === '') return t('{0} (vendored: {1})', message, found.path);
  return t('{0} (vendored: {1} {2})', message, found.path, found.version);
}
