import {
  moduleOfFile,
  readGodeps,
  readModulesTxt,
  readVendorConf,
  type VendoredModule,
} from '../go/vendorLists';
import { upstreamRepository } from './upstreamRepository';

/** Whose code a vendored file is. */
export interface VendoredOrigin {
  /** The path of the module whose code is there: of a replaced module, that of what replaces it. */
  readonly module: string;
  /** Its version; before modules, the commit or tag that the list names. */
  readonly version: string;
  /** The folder of the module's files in the sources, without a slash at its end. */
  readonly folder: string;
}

/** Whether a file is somebody else's code, in a vendor folder. */
export function isVendoredFile(file: string): boolean {
  return `/${file}`.includes('/vendor/');
}

/**
 * The module of a vendored file, from the list that the tool wrote which
 * vendored it: vendor/modules.txt, vendor.conf or Godeps/Godeps.json.
 * Undefined where no list knows the file.
 *
 * @param file Relative to the sources, with `/`.
 * @param readText Texts of the sources, by path; undefined where there is none.
 */
export function vendoredOrigin(
  file: string,
  readText: (path: string) => string | undefined,
): VendoredOrigin | undefined {
  const at = `/${file}`.lastIndexOf('/vendor/');
  if (at < 0) return undefined;
  const above = file.slice(0, at);
  const folder = `${above}vendor/`;
  const lists: readonly (readonly [string, (text: string) => ReadonlyMap<string, VendoredModule>])[] = [
    [`${folder}modules.txt`, readModulesTxt],
    [`${above}vendor.conf`, readVendorConf],
    [`${above}Godeps/Godeps.json`, readGodeps],
  ];
  for (const [path, read] of lists) {
    const text = readText(path);
    const found = text === undefined ? undefined : moduleOfFile(file.slice(folder.length), read(text));
    if (!found) continue;
    const { version, required, replacedBy } = found.module;
    const isElsewhere = replacedBy?.version !== undefined && replacedBy.path !== found.path;
    return {
      module: isElsewhere ? replacedBy.path : found.path,
      version: replacedBy?.version ?? (version === '' ? required : version),
      folder: folder + found.path,
    };
  }
  return undefined;
}

/** The repository that must take a change to a vendored module, or undefined where its path does not tell. */
export function takingRepository(module: string): string | undefined {
  return upstreamRepository(module)?.url;
}
