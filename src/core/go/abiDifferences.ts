import type { AbiPackage, AbiTables } from '../target/abi';
import type { Goarch } from '../target/targets';

/** What of one package of the ABI tables differs between two GOARCHs; names only, to search texts for. */
export interface AbiDifferences {
  /** Fields that some struct has on both with different types. */
  readonly fields: ReadonlySet<string>;
  /** Fields and methods that some type has on the host only. */
  readonly missingMembers: ReadonlySet<string>;
  /** Functions and methods whose parameters or results differ. */
  readonly functions: ReadonlySet<string>;
  /** Constants and variables whose type differs. */
  readonly values: ReadonlySet<string>;
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
  const here = abi.table(pkg, host);
  const there = abi.table(pkg, target);
  const fields = new Set<string>();
  const missingMembers = new Set<string>();
  for (const name of here.structNames()) {
    const others = there.struct(name)?.fields;
    if (!others) continue;
    for (const field of here.struct(name)?.fields ?? []) {
      const other = others.find((candidate) => candidate.name === field.name);
      if (!other) missingMembers.add(field.name);
      else if (other.type !== field.type) fields.add(field.name);
    }
  }
  const differs = (a: unknown, b: unknown): boolean =>
    b !== undefined && JSON.stringify(a) !== JSON.stringify(b);
  const functions = here.functionNames().filter((name) => differs(here.function(name), there.function(name)));
  const methods = here
    .typeNames()
    .flatMap((type) =>
      here.methodNames(type).filter((name) => differs(here.method(type, name), there.method(type, name))),
    );
  for (const type of here.typeNames().filter((name) => there.has(name))) {
    const others = new Set(there.methodNames(type));
    for (const name of here.methodNames(type)) if (!others.has(name)) missingMembers.add(name);
  }
  const constants = here.constantNames().filter((name) => {
    const other = there.constant(name);
    return other !== undefined && here.constant(name)?.type !== other.type;
  });
  const variables = here.variableNames().filter((name) => differs(here.variable(name), there.variable(name)));
  return {
    fields,
    missingMembers,
    functions: new Set([...functions, ...methods]),
    values: new Set([...constants, ...variables]),
  };
}
