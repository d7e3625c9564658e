import type { AbiPackage, AbiTable, AbiTables } from './abi';
import type { Goarch } from './targets';

/** A field that a struct has on host and target with two different types. */
export interface FieldDifference {
  readonly struct: string;
  readonly field: string;
  readonly hostType: string;
  readonly targetType: string;
}

/** An exported name, field or method that the host has and the target lacks. */
export interface MissingName {
  readonly package: AbiPackage;
  readonly kind: 'constant' | 'type' | 'function' | 'variable' | 'field' | 'method';
  readonly name: string;
  /** For a field or method: the type that lacks it, which the target has. */
  readonly type?: string;
}

const knownFields = new WeakMap<AbiTables, Map<string, readonly FieldDifference[]>>();
const knownMissing = new WeakMap<AbiTables, Map<string, readonly MissingName[]>>();

/** What was compared once is kept with the tables. */
function kept<T>(
  known: WeakMap<AbiTables, Map<string, T>>,
  abi: AbiTables,
  key: string,
  compare: () => T,
): T {
  const answers = known.get(abi) ?? new Map<string, T>();
  known.set(abi, answers);
  const answer = answers.get(key) ?? compare();
  answers.set(key, answer);
  return answer;
}

/** Every exported field whose type on the target is not identical to the host's, in the order of struct and field. */
export function differingFields(
  abi: AbiTables,
  pkg: AbiPackage,
  host: Goarch,
  target: Goarch,
): readonly FieldDifference[] {
  return kept(knownFields, abi, `${pkg} ${host} ${target}`, () =>
    compareFields(abi.table(pkg, host), abi.table(pkg, target)),
  );
}

function compareFields(onHost: AbiTable, onTarget: AbiTable): readonly FieldDifference[] {
  return onHost.typeNames(onTarget).flatMap((struct) => {
    if (onHost.typeText(struct) === onTarget.typeText(struct)) return [];
    const targetFields = onTarget.struct(struct)?.fields ?? [];
    return exportedFields(onHost, struct).flatMap((field) => {
      const other = targetFields.find((candidate) => candidate.name === field.name);
      if (other === undefined || sameType(field.type, other.type)) return [];
      return [{ struct, field: field.name, hostType: field.type, targetType: other.type }];
    });
  });
}

/** Whether two types of one package, as the tables write them, are the same: `byte` is `uint8`, `rune` is `int32`. */
export function sameType(a: string, b: string): boolean {
  const spell = (type: string): string => type.replace(/\bbyte\b/g, 'uint8').replace(/\brune\b/g, 'int32');
  return a === b || spell(a) === spell(b);
}

/** Everything exported that the host's package has and the target's lacks. Members of a type that is missing itself are not repeated. */
export function missingNames(
  abi: AbiTables,
  pkg: AbiPackage,
  host: Goarch,
  target: Goarch,
): readonly MissingName[] {
  return kept(knownMissing, abi, `${pkg} ${host} ${target}`, () =>
    compareNames(pkg, abi.table(pkg, host), abi.table(pkg, target)),
  );
}

function compareNames(pkg: AbiPackage, onHost: AbiTable, onTarget: AbiTable): readonly MissingName[] {
  const absent = (kind: MissingName['kind'], names: readonly string[]): MissingName[] =>
    names.filter((name) => !onTarget.has(name)).map((name) => ({ package: pkg, kind, name }));
  return [
    ...absent('constant', onHost.constantNames(onTarget)),
    ...absent('type', onHost.typeNames(onTarget)),
    ...absent('function', onHost.functionNames(onTarget)),
    ...absent('variable', onHost.variableNames(onTarget)),
    ...onHost
      .typeNames(onTarget)
      .flatMap((type) => (onTarget.has(type) ? missingMembers(onHost, onTarget, type) : [])),
  ];
}

function missingMembers(onHost: AbiTable, onTarget: AbiTable, type: string): MissingName[] {
  const fields =
    onHost.typeText(type) === onTarget.typeText(type) ? [] : missingFields(onHost, onTarget, type);
  const methods = onHost
    .methodNames(type, onTarget)
    .filter((name) => onTarget.functionText(`${type}.${name}`) === undefined);
  const missing = (kind: MissingName['kind'], name: string): MissingName => ({
    package: onHost.package,
    kind,
    name,
    type,
  });
  return [
    ...fields.map((field) => missing('field', field.name)),
    ...methods.map((name) => missing('method', name)),
  ];
}

function missingFields(onHost: AbiTable, onTarget: AbiTable, type: string): readonly { name: string }[] {
  const targetFields = new Set(onTarget.struct(type)?.fields.map((field) => field.name));
  return exportedFields(onHost, type).filter((field) => !targetFields.has(field.name));
}

function exportedFields(table: AbiTable, struct: string): readonly { name: string; type: string }[] {
  return table.struct(struct)?.fields.filter((field) => /^[A-Z]/.test(field.name)) ?? [];
}
