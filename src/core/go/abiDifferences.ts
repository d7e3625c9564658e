import type { AbiPackage, AbiTables } from '../target/abi';
import { differingFields, missingNames } from '../target/differences';
import type { Goarch } from '../target/targets';

/** What of one package of the ABI tables differs between two GOARCHs; names only, to search texts for. */
export interface AbiDifferences {
  /** Fields that some struct has on both with different types. */
  readonly fields: ReadonlySet<string>;
  /** Fields and methods that some type has on the host only. */
  readonly missingMembers: ReadonlySet<string>;
}

const known = new WeakMap<AbiTables, Map<string, AbiDifferences>>();

/** Compares the tables of a package for two GOARCHs; the answer is kept with the tables. */
export function abiDifferences(
  abi: AbiTables,
  pkg: AbiPackage,
  host: Goarch,
  target: Goarch,
): AbiDifferences {
  const made = known.get(abi) ?? new Map<string, AbiDifferences>();
  known.set(abi, made);
  const key = `${pkg} ${host} ${target}`;
  const found = made.get(key) ?? compare(abi, pkg, host, target);
  made.set(key, found);
  return found;
}

function compare(abi: AbiTables, pkg: AbiPackage, host: Goarch, target: Goarch): AbiDifferences {
  // An array of no elements (`InotifyEvent.Name`) has no value that could reach anything.
  const fields = differingFields(abi, pkg, host, target).filter(
    ({ hostType }) => !hostType.startsWith('[0]'),
  );
  const members = missingNames(abi, pkg, host, target).filter(({ type }) => type !== undefined);
  return {
    fields: new Set(fields.map(({ field }) => field)),
    missingMembers: new Set(members.map(({ name }) => name)),
  };
}
