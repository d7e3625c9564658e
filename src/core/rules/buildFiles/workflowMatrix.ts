import { isMap, isScalar, isSeq } from 'yaml';
import type { Scalar, YAMLMap } from 'yaml';

/** One combination of a matrix: its variables with the scalar each value is written as. */
export type Combination = ReadonlyMap<string, Scalar>;

/** More combinations than GitHub runs (256 jobs). */
const mostCombinations = 256;

/**
 * The jobs that a matrix of a GitHub workflow asks for: every combination of
 * its lists, without what `exclude` names and with what `include` adds. A
 * matrix that is computed (`fromJSON(…)`) gives the one combination of which
 * nothing is known. Values that are maps are known by their paths (`target.goarch`).
 */
export function combinations(matrix: unknown): readonly Combination[] {
  if (!isMap(matrix)) return [new Map()];
  let found: ReadonlyMap<string, Scalar>[] = [new Map()];
  for (const { key, value } of matrix.items) {
    const name = isScalar(key) ? String(key.value) : '';
    if (name === 'include' || name === 'exclude' || !isSeq(value)) continue;
    const choices = value.items.map((item) => flatten(name, item));
    if (found.length * choices.length > mostCombinations) return [new Map()];
    found = found.flatMap((before) => choices.map((choice) => new Map([...before, ...choice])));
  }
  const exclude = entriesOf(matrix, 'exclude');
  const kept = found.filter((one) => !exclude.some((entry) => agrees(one, entry) && isSubset(entry, one)));
  return withIncluded(kept, entriesOf(matrix, 'include'));
}

/** `include` widens the combinations that it does not contradict, and is a job of its own where there is none. */
function withIncluded(kept: readonly Combination[], include: readonly Combination[]): readonly Combination[] {
  const original = kept.filter((one) => one.size > 0);
  let widened = [...original];
  const added: Combination[] = [];
  for (const entry of include) {
    const fits = original.map((one) => agrees(one, entry));
    if (fits.includes(true) && [...entry.keys()].some((key) => !original[0]?.has(key))) {
      widened = widened.map((one, at) => (fits[at] === true ? new Map([...one, ...entry]) : one));
    } else if (!fits.includes(true)) added.push(entry);
  }
  const all = [...widened, ...added];
  return all.length > 0 ? all : [new Map()];
}

function entriesOf(matrix: YAMLMap, key: string): readonly Combination[] {
  const list = matrix.get(key, true);
  if (!isSeq(list)) return [];
  return list.items.map((item) => {
    if (!isMap(item)) return new Map();
    return new Map(
      item.items.flatMap((pair) => (isScalar(pair.key) ? flatten(String(pair.key.value), pair.value) : [])),
    );
  });
}

function flatten(name: string, value: unknown): readonly (readonly [string, Scalar])[] {
  if (isScalar(value)) return [[name, value]];
  if (!isMap(value)) return [];
  return value.items.flatMap((pair) =>
    isScalar(pair.key) ? flatten(`${name}.${String(pair.key.value)}`, pair.value) : [],
  );
}

/** Whether no variable that both have differs. */
function agrees(one: Combination, entry: Combination): boolean {
  return [...entry].every(([key, value]) => {
    const mine = one.get(key);
    return mine === undefined || String(mine.value) === String(value.value);
  });
}

function isSubset(entry: Combination, one: Combination): boolean {
  return [...entry.keys()].every((key) => one.has(key));
}
