import type { AbiPackage, AbiTables } from '../target/abi';
import { abiPackages } from './typesOfPackages';
import { differingFields, missingNames } from '../target/differences';
import type { Goarch } from '../target/targets';

/** What of one package of the ABI tables differs between two GOARCHs; names only, to search texts for. */
export interface AbiDifferences {
  /** Fields, functions, methods, constants and variables that both have with different types. */
  readonly typed: ReadonlySet<string>;
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

const allMembers = new WeakMap<AbiTables, Map<string, ReadonlySet<string>>>();

/** The missing members of both packages, the same set each time it is asked for. */
export function missingMembers(abi: AbiTables, host: Goarch, target: Goarch): ReadonlySet<string> {
  const made = allMembers.get(abi) ?? new Map<string, ReadonlySet<string>>();
  allMembers.set(abi, made);
  const key = `${host} ${target}`;
  const found =
    made.get(key) ??
    new Set(abiPackages.flatMap((pkg) => [...abiDifferences(abi, pkg, host, target).missingMembers]));
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
    typed: new Set([...fields.map(({ field }) => field), ...otherTyped(abi, pkg, host, target)]),
    missingMembers: new Set(members.map(({ name }) => name)),
  };
}

function otherTyped(abi: AbiTables, pkg: AbiPackage, host: Goarch, target: Goarch): readonly string[] {
  const [here, there] = [abi.table(pkg, host), abi.table(pkg, target)];
  const differs = (name: string): boolean => {
    const other = there.functionText(name);
    return other !== undefined && other !== here.functionText(name);
  };
  const methods = here
    .typeNames()
    .flatMap((type) => here.methodNames(type).filter((name) => differs(`${type}.${name}`)));
  return [
    ...here.functionNames().filter(differs),
    ...methods,
    ...here.variableNames().filter((name) => {
      const other = there.variable(name);
      return other !== undefined && other !== here.variable(name);
    }),
    ...here.constantNames().filter((name) => {
      const other = there.constant(name);
      return other !== undefined && here.constant(name)?.type !== other.type;
    }),
  ];
}
