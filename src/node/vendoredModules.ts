import { moduleOfFile, readModulesTxt, type FoundModule, type VendoredModule } from '../core/go/vendorLists';
import type { Translate } from '../core/l10n';
import type { Finding } from '../core/types';

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
    const found = moduleOfFile(finding.file.slice(dir.length), modules);
    return { ...finding, message: messageOf(finding.message, found, t) };
  });
}

function messageOf(message: string, found: FoundModule | undefined, t: Translate): string {
  if (!found) return t('{0} (vendored)', message);
  const { path, module } = found;
  if (module.version === '') return t('{0} (vendored: {1})', message, path);
  return t('{0} (vendored: {1} {2})', message, path, module.version);
}
