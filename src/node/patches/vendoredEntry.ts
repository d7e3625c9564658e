import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { english } from '../../core/l10n';
import { filesOf, parsePatchFile } from '../../core/patches/patchFile';
import type { PatchEntry } from '../../core/patches/series';
import { isVendoredFile, takingRepository, vendoredOrigin } from '../../core/patches/vendored';

/** What a series says of a patch to vendored files: which module's, at which version, and who must take it. */
export type ModuleOfPatch = Pick<PatchEntry, 'module' | 'version' | 'repository'>;

/** The module whose files a patch changes, by the lists in the sources; empty for a patch to other files. */
export function vendoredEntry(source: string, text: string): ModuleOfPatch {
  const patch = parsePatchFile(text, english);
  const file = patch.kind === 'patch' ? filesOf(patch).find(isVendoredFile) : undefined;
  const origin = file === undefined ? undefined : vendoredOrigin(file, textsOf(source));
  if (!origin) return {};
  const repository = takingRepository(origin.module);
  const { module, version } = origin;
  return { module, version, ...(repository === undefined ? {} : { repository }) };
}

/** Texts of a folder's files, each read once; undefined for what is not there. */
export function textsOf(folder: string): (path: string) => string | undefined {
  const texts = new Map<string, string | undefined>();
  return (path) => {
    if (!texts.has(path)) texts.set(path, textAt(join(folder, path)));
    return texts.get(path);
  };
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
