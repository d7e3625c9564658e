import { matchName } from '../go/buildConstraints';
import { createBuildContext } from '../go/buildContext';
import { baseName } from '../go/paths';
import { abiNumbers, mayHoldNumber } from '../rules/hardCodedNumber';
import { anyOf, holds, type Needle, type Rule } from '../rules/rule';
import type { AbiPackage, AbiTable, AbiTables } from '../target/abi';
import { differingFields, missingNames, sameType } from '../target/differences';
import type { Goarch } from '../target/targets';

/**
 * Tells the few files worth parsing from all others by names that occur in
 * them. Parsing is two hundred times as slow as looking for a few bytes, so
 * this is what makes a scan fast.
 */
export interface Prefilter {
  /** Whether a Go file, by its path relative to the root, can matter: the go command looks at its folder, and its name lets the target build it. */
  wantsFile(path: string): boolean;
  /** Whether an import makes more names count in the importing package: `syscall` and `x/sys/unix` do. */
  countsMore(importPath: string): boolean;
  /** Byte sequences that make any file worth parsing; `matches` has to agree. */
  readonly marks: readonly string[];
  /** Those of them that end where a name does: `.Dev` counts, `.Device` does not. */
  readonly names: ReadonlySet<string>;
  /**
   * Whether the text of a file (as Latin-1, which keeps ASCII names) uses a
   * name that differs: in a package that imports those two any of them, or a
   * number that stands for one, else a field of `Stat_t`, whose values are
   * handed around most; or what a rule looks for.
   *
   * @param found Those of the filter's `marks` that are in it, `names` as whole ones.
   */
  matches(latin1: string, packageImports: boolean, usesCgo: boolean, found: readonly string[]): boolean;
  /**
   * Structs other than `Stat_t` of which the text, in a package that imports
   * those two, uses a field that differs. Such fields have common names
   * (`Device`, `Fs`), so they count only in a tree that gets hold of the struct.
   */
  fieldsOf(latin1: string): readonly string[];
  /** Which of these structs the text names, or names a function or type of the two packages that is declared with. */
  structsIn(latin1: string): readonly string[];
}

const packages: readonly AbiPackage[] = ['syscall', 'golang.org/x/sys/unix'];

/** The struct whose values are handed around most, under other names too: its fields count everywhere. */
const statStruct = 'Stat_t';

/** Builds the filter from what differs between the ABI tables of host and target, and from the rules' own needles. */
export function createPrefilter(
  abi: AbiTables,
  host: Goarch,
  target: Goarch,
  rules: readonly Rule[],
): Prefilter {
  const context = createBuildContext({ goarch: target });
  const fields = packages
    .flatMap((pkg) => differingFields(abi, pkg, host, target))
    .filter(({ hostType, targetType }) => isScalar(hostType) || isScalar(targetType));
  const statFields = unique(fields.filter(({ struct }) => struct === statStruct).map(({ field }) => field));
  const missing = packages.flatMap((pkg) => missingNames(abi, pkg, host, target));
  const byStruct = new Map<string, string[]>();
  const differing = [
    ...fields.map(({ struct, field }) => [struct, field] as const),
    ...missing.flatMap(({ kind, name, type }) => (kind === 'field' ? [[type ?? '', name] as const] : [])),
  ];
  for (const [struct, field] of differing) byStruct.set(struct, [...(byStruct.get(struct) ?? []), field]);
  const selected = unique([
    ...missing.filter(({ kind }) => kind !== 'field').map(({ name }) => name),
    ...packages.flatMap((pkg) => differingDeclarations(abi.table(pkg, host), abi.table(pkg, target))),
  ]);
  const anyName = new RegExp(`${usedField(byStruct.get(statStruct) ?? [])}|\\.${oneOf(selected)}\\b`);
  const tables = packages.map((pkg) => abi.table(pkg, host));
  const structs = [...byStruct]
    .filter(([struct]) => struct !== statStruct)
    .map(([struct, names]) => ({ struct, ...patternsOf(struct, names, tables) }));
  // Hardly any text has one of them, and one pattern for all tells that in the time that one of them takes.
  const anyField = oneRegExp(structs.map(({ field }) => field));
  const anyStruct = oneRegExp(structs.map(({ named }) => named));
  const numbers = abiNumbers(abi, host, target);
  const needles = rules.flatMap((rule) => rule.needles ?? []);
  const counts = (needle: Needle, packageImports: boolean, usesCgo: boolean): boolean =>
    (packageImports || needle.besideKernel !== true) && (usesCgo || needle.withCgo !== true);
  const everywhere = needles.filter((needle) => counts(needle, false, false));
  const statMarks = statFields.map((field) => `.${field}`);
  // All others count in few files, which are decoded anyway.
  const elsewhere = needles.filter((needle) => !everywhere.includes(needle));
  const marks = new Set([...statMarks, ...everywhere.map(({ text }) => text)]);
  return {
    wantsFile: (path) =>
      path.endsWith('.go') && !isIgnoredFolder(path) && matchName(baseName(path), context).included,
    countsMore: (path) => path === 'syscall' || path.endsWith('/sys/unix'),
    marks: [...marks],
    names: new Set(statMarks),
    matches: (latin1, packageImports, usesCgo, found) => {
      const differs = packageImports
        ? anyName.test(latin1) || mayHoldNumber(latin1, numbers)
        : statMarks.some((mark) => found.includes(mark));
      if (differs) return true;
      const isMarked = (needle: Needle): boolean =>
        found.includes(needle.text) && (needle.confirm?.test(latin1) ?? true);
      return (
        everywhere.some(isMarked) ||
        (anyOf(elsewhere).test(latin1) &&
          elsewhere.some((needle) => counts(needle, packageImports, usesCgo) && holds(latin1, needle)))
      );
    },
    fieldsOf: (latin1) =>
      anyField.test(latin1)
        ? structs.filter(({ field }) => field.test(latin1)).map(({ struct }) => struct)
        : [],
    structsIn: (latin1) =>
      anyStruct.test(latin1)
        ? structs.filter(({ named }) => named.test(latin1)).map(({ struct }) => struct)
        : [],
  };
}

/** Folders that the go command passes over in patterns such as `./...`, and `node_modules`. */
function isIgnoredFolder(path: string): boolean {
  return /(?:^|\/)(?:[._][^/]*|testdata|node_modules)\//.test(path);
}

/** Functions and methods whose signature, and defined types whose underlying type, is another one on the target. */
function differingDeclarations(host: AbiTable, target: AbiTable): string[] {
  const functions = host.functionNames(target).filter((name) => {
    if (host.functionText(name) === target.functionText(name)) return false;
    const [a, b] = [host.function(name), target.function(name)];
    return a && b && !sameType(JSON.stringify(a), JSON.stringify(b));
  });
  const types = host.typeNames(target).filter((name) => {
    if (host.typeText(name) === target.typeText(name)) return false;
    const [a, b] = [host.defined(name), target.defined(name)];
    return a !== undefined && b !== undefined && !sameType(a, b);
  });
  return [...functions, ...types];
}

/** Where a field is used: it stands behind a dot or is a key. */
function usedField(names: readonly string[]): string {
  return `\\.${oneOf(unique(names))}\\b|\\b${oneOf(unique(names))}\\s*:`;
}

/** What finds a struct's fields, and what finds its name or that of a function or type that is declared with it. */
function patternsOf(
  struct: string,
  fields: readonly string[],
  tables: readonly AbiTable[],
): { readonly field: RegExp; readonly named: RegExp } {
  const word = new RegExp(`\\b${struct}\\b`);
  const declaredWith = tables.flatMap((table) => [
    ...table.functionNames().filter((name) => word.test(table.functionText(name) ?? '')),
    ...table.typeNames().filter((name) => word.test(table.typeText(name) ?? '')),
  ]);
  return {
    field: new RegExp(usedField(fields)),
    named: new RegExp(`\\b${oneOf(unique([struct, ...declaredWith]))}\\b`),
  };
}

function oneRegExp(patterns: readonly RegExp[]): RegExp {
  return new RegExp(oneOf(patterns.map(({ source }) => source)));
}

function isScalar(type: string): boolean {
  return /^\w+$/.test(type);
}

/**
 * A group that matches one of the patterns, or nothing when there are none.
 * Sorted, they are tried by their common beginnings and not one by one.
 */
function oneOf(patterns: readonly string[]): string {
  return patterns.length === 0 ? '(?!)' : `(?:${[...patterns].sort().join('|')})`;
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
