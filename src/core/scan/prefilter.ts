import { matchName } from '../go/buildConstraints';
import { createBuildContext } from '../go/buildContext';
import { baseName } from '../go/paths';
import { abiNumbers, mayHoldNumber } from '../rules/hardCodedNumber';
import { holds, type Needle, type Rule } from '../rules/rule';
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
  /**
   * Whether the text of a file (as Latin-1, which keeps ASCII names) uses a
   * name that differs: in a package that imports those two any of them, or a
   * number that stands for one, else a field of `Stat_t`, whose values are
   * handed around most; or what a rule looks for.
   *
   * @param found Those of the filter's `marks` that are in it.
   */
  matches(latin1: string, packageImports: boolean, usesCgo: boolean, found: readonly string[]): boolean;
}

const packages: readonly AbiPackage[] = ['syscall', 'golang.org/x/sys/unix'];

/** Names that the rules look for beside those that the tables tell. */
const ruleNames = ['EpollEvent', 'SYS_EPOLL_\\w+'];

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
  const statFields = unique(fields.filter(({ struct }) => struct === 'Stat_t').map(({ field }) => field));
  const missing = packages.flatMap((pkg) => missingNames(abi, pkg, host, target));
  const fieldNames = unique([
    ...fields.map(({ field }) => field),
    ...missing.flatMap(({ kind, name }) => (kind === 'field' ? [name] : [])),
  ]);
  const selected = unique([
    ...fieldNames,
    ...missing.map(({ name }) => name),
    ...packages.flatMap((pkg) => differingDeclarations(abi.table(pkg, host), abi.table(pkg, target))),
  ]);
  // A field stands behind a dot or is a key, every other name stands behind its package's.
  const anyName = new RegExp(
    `\\.${oneOf(selected)}\\b|\\b${oneOf(fieldNames)}\\s*:|\\b${oneOf(ruleNames)}\\b`,
  );
  const numbers = abiNumbers(abi, host, target);
  const needles = rules.flatMap((rule) => rule.needles ?? []);
  const counts = (needle: Needle, packageImports: boolean, usesCgo: boolean): boolean =>
    (packageImports || needle.besideKernel !== true) && (usesCgo || needle.withCgo !== true);
  const everywhere = needles.filter((needle) => counts(needle, false, false));
  const statField = new RegExp(`\\.${oneOf(statFields)}\\b`);
  const statMarks = statFields.map((field) => `.${field}`);
  const marks = new Set([...statMarks, ...everywhere.map(({ text }) => text)]);
  return {
    wantsFile: (path) =>
      path.endsWith('.go') && !isIgnoredFolder(path) && matchName(baseName(path), context).included,
    countsMore: (path) => path === 'syscall' || path.endsWith('/sys/unix'),
    marks: [...marks],
    matches: (latin1, packageImports, usesCgo, found) => {
      const differs = packageImports
        ? anyName.test(latin1) || mayHoldNumber(latin1, numbers)
        : statMarks.some((mark) => found.includes(mark)) && statField.test(latin1);
      const isIn = (needle: Needle): boolean =>
        marks.has(needle.text)
          ? found.includes(needle.text) && (needle.confirm?.test(latin1) ?? true)
          : holds(latin1, needle);
      return differs || needles.some((needle) => counts(needle, packageImports, usesCgo) && isIn(needle));
    },
  };
}

/** Folders that the go command passes over in patterns such as `./...`, and `node_modules`. */
function isIgnoredFolder(path: string): boolean {
  return /(?:^|\/)(?:[._][^/]*|testdata|node_modules)\//.test(path);
}

/** Functions and methods whose signature, and defined types whose underlying type, is another one on the target. */
function differingDeclarations(host: AbiTable, target: AbiTable): string[] {
  const functions = host.functionNames().filter((name) => {
    if (host.functionText(name) === target.functionText(name)) return false;
    const [a, b] = [host.function(name), target.function(name)];
    return a && b && !sameType(JSON.stringify(a), JSON.stringify(b));
  });
  const types = host.typeNames().filter((name) => {
    if (host.typeText(name) === target.typeText(name)) return false;
    const [a, b] = [host.defined(name), target.defined(name)];
    return a !== undefined && b !== undefined && !sameType(a, b);
  });
  return [...functions, ...types];
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
