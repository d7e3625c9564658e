import table from '../data/packages.json';

/** Where a package's name is from. */
export type PackageManager = 'apk' | 'yum' | 'apt';

/** What apt calls a package. */
export type AptNames =
  | { readonly kind: 'known'; readonly names: readonly string[] }
  /** Debian does not have it for the target. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown' };

type Rows = Readonly<Record<string, readonly string[] | null>>;

const rows: Readonly<Record<PackageManager, Rows>> = { apk: table.apk, yum: table.yum, apt: table.apt };
const absent = new Set(table.absent);

/** What apt takes: a name, with an architecture, version or suite behind it. */
export const aptName = /^[a-z0-9][a-z0-9+.-]*(?::[a-z0-9]+)?(?:[=/][\w.+:~-]+)?$/;

/** Translates names of packages: as the user said, else by the table. */
export class PackageNames {
  constructor(private readonly answers: ReadonlyMap<string, readonly string[]>) {}

  find(name: string, manager: PackageManager): AptNames {
    const answer = this.answers.get(name);
    // An answer is written into a script as it is, so that only what apt takes for a name counts.
    if (answer?.every((one) => aptName.test(one)) === true) return { kind: 'known', names: answer };
    const row = Object.hasOwn(rows[manager], name) ? rows[manager][name] : undefined;
    if (row) return { kind: 'known', names: row };
    if (row === null || (manager === 'apt' && absent.has(name))) return { kind: 'missing' };
    // What apt installed before the conversion is apt's name; Debian 13 put t64 behind those with 64-bit times.
    if (manager === 'apt' && /[a-z]\d.*t64$/.test(name)) return this.find(name.slice(0, -3), manager);
    return manager === 'apt' ? { kind: 'known', names: [name] } : { kind: 'unknown' };
  }
}

const shared = new Set(table.shared);

/** What apt calls a package of Alpine whose name apt does not know; undefined for any other name. */
export function debianNamesOf(name: string): readonly string[] | undefined {
  const row = Object.hasOwn(table.apk, name) ? (table.apk as Rows)[name] : undefined;
  return row && row.length > 0 && !row.includes(name) && !shared.has(name) ? row : undefined;
}
