import { architectureNames, namesOf, type LinuxGoarch, type NameWorld } from '../../target/architectureNames';
import type { AbiTables } from '../../target/abi';
import { findTarget, type Target } from '../../target/targets';

/** What stands for one architecture in a table: a token of the text of its entry. */
export interface Sample {
  readonly goarch: LinuxGoarch;
  /** The name that the table gives it. */
  readonly name: string;
  readonly token: string;
}

/** What would stand there for the target, and whose way of naming says so. */
export interface Derived {
  readonly token: string;
  readonly from: NameWorld | 'trait' | 'system call';
  /** Whether a name stands inside a longer text, such as a file's name, that may not exist. */
  readonly isPart: boolean;
}

const worlds = Object.keys(architectureNames.amd64) as NameWorld[];

/** What a token would be for the target, each way in which all samples fit; none where they fit in no way. */
export function derive(samples: readonly Sample[], target: Target, abi: AbiTables): readonly Derived[] {
  const known = findTarget(target.goarch);
  if (!known || samples.length < 2) return [];
  const numbers = systemCalls(samples, target, abi);
  if (numbers.length > 0) return numbers;
  const traits = byTraits(samples, target);
  if (traits.length > 0) return traits;
  const byFirst = worlds.flatMap((world) => byWorld(samples, target, world, 1));
  return byFirst.length > 0 ? byFirst : worlds.flatMap((world) => byWorld(samples, target, world, Infinity));
}

/** The spellings in which Go code has names of a world: as they are, in capitals, with a capital, without `SCMP_ARCH_`. */
const spellings: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name.toUpperCase(),
  (name) => name.charAt(0).toUpperCase() + name.slice(1),
  (name) => name.replace(/^(?:SCMP|AUDIT)_ARCH_/, ''),
];

/** Whether every token has the name that the table gives its architecture, in one of those spellings. */
export function repeatsNames(samples: readonly Sample[]): boolean {
  return spellings.some((spell) => samples.every(({ name, token }) => token.includes(spell(name))));
}

function byWorld(
  samples: readonly Sample[],
  target: Target,
  world: NameWorld,
  count: number,
): readonly Derived[] {
  return spellings.flatMap((spell) => {
    const candidates = (goarch: string): readonly string[] =>
      namesOf(goarch, world).slice(0, count).map(spell);
    const [wanted] = candidates(target.goarch);
    const around = wanted === undefined ? undefined : surrounding(samples, candidates);
    return wanted !== undefined && around
      ? [
          {
            token: around[0] + wanted + around[1],
            from: world,
            isPart: !/^["`]?$/.test(around[0]) || !/^["`]?$/.test(around[1]),
          },
        ]
      : [];
  });
}

/** The text before and after the name, the same in all samples. */
function surrounding(
  samples: readonly Sample[],
  candidates: (goarch: string) => readonly string[],
): readonly [string, string] | undefined {
  const [first, ...rest] = samples;
  if (!first) return undefined;
  for (const name of candidates(first.goarch)) {
    for (let at = first.token.indexOf(name); at >= 0; at = first.token.indexOf(name, at + 1)) {
      const [before, after] = [first.token.slice(0, at), first.token.slice(at + name.length)];
      const fits = ({ goarch, token }: Sample): boolean =>
        candidates(goarch).some((one) => token === before + one + after);
      if (name !== '' && rest.every(fits)) return [before, after];
    }
  }
  return undefined;
}

/** Words for what an architecture is like, little-endian and big, 64 bits and 32. */
const traitWords: readonly (readonly [(target: Target) => boolean, string, string])[] = [
  [({ endian }) => endian === 'little', 'Little', 'Big'],
  [({ endian }) => endian === 'little', 'little', 'big'],
  [({ bits }) => bits === 64, '64', '32'],
  [({ bits }) => bits === 64, '8', '4'],
];

function byTraits(samples: readonly Sample[], target: Target): readonly Derived[] {
  const described = samples.flatMap(({ goarch, token }) => {
    const found = findTarget(goarch);
    return found ? [{ found, token }] : [];
  });
  const fitting = traitWords.flatMap(([has, yes, no]): readonly Derived[] => {
    const word = (one: Target): string => (has(one) ? yes : no);
    const [first] = described;
    if (!first?.token.includes(word(first.found))) return [];
    const [before = '', after = ''] = first.token.split(word(first.found));
    const fits = described.every(({ found, token }) => token === before + word(found) + after);
    const both = new Set(described.map(({ token }) => token)).size > 1;
    return fits && both ? [{ token: before + word(target) + after, from: 'trait', isPart: false }] : [];
  });
  return fitting;
}

/** Numbers that are one system call's on every architecture that the ABI tables have. */
function systemCalls(samples: readonly Sample[], target: Target, abi: AbiTables): readonly Derived[] {
  const known = samples.filter(({ goarch }) => findTarget(goarch) !== undefined);
  if (known.length < 2 || !known.every(({ token }) => /^\d+$/.test(token))) return [];
  const table = (goarch: string): ReturnType<AbiTables['table']> | undefined => {
    const found = findTarget(goarch);
    return found && abi.table('golang.org/x/sys/unix', found.goarch);
  };
  const names = (table(known[0]?.goarch ?? '')?.constantNames() ?? []).filter(
    (name) =>
      name.startsWith('SYS_') &&
      known.every(({ goarch, token }) => table(goarch)?.constant(name)?.value === token),
  );
  return names.flatMap((name): readonly Derived[] => {
    const value = table(target.goarch)?.constant(name)?.value;
    return value === undefined ? [] : [{ token: value, from: 'system call', isPart: false }];
  });
}
