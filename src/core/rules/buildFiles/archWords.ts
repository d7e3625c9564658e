import {
  architectureNames,
  goarchsNamed,
  linuxGoarchs,
  nameOf,
  namesOf,
  worldsOf,
} from '../../target/architectureNames';
import type { LinuxGoarch, NameWorld } from '../../target/architectureNames';

/** An architecture's name inside a text. */
export interface ArchWord {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What it can mean. */
  readonly goarchs: readonly LinuxGoarch[];
}

/** How tools that people write lists for call architectures; the first that knows all names of a list is meant. */
const listWorlds: readonly NameWorld[] = ['go', 'debian', 'rpm', 'qemu', 'uname', 'llvm'];

/** Names of Docker Hub's folders of official images, and of families, that no world of the table has. */
const otherNames: Readonly<Record<string, LinuxGoarch>> = {
  arm64v8: 'arm64',
  arm32v5: 'arm',
  arm32v6: 'arm',
  arm32v7: 'arm',
  armv5: 'arm',
  armv6: 'arm',
  armv7: 'arm',
  armv8: 'arm64',
  powerpc64le: 'ppc64le',
  riscv64gc: 'riscv64',
};

const meanings = new Map<string, readonly LinuxGoarch[]>();
for (const world of listWorlds) {
  for (const goarch of linuxGoarchs) {
    for (const name of namesOf(goarch, world)) {
      meanings.set(name, [...new Set([...(meanings.get(name) ?? []), ...goarchsNamed(name, world)])]);
    }
  }
}
for (const [name, goarch] of Object.entries(otherNames)) meanings.set(name, [goarch]);

// Longer names first, so that `ppc64` is not found in `ppc64le`; `_` joins names to others (`linux_amd64`).
const anyName = new RegExp(
  `(?<![A-Za-z0-9])(?:${[...meanings.keys()].sort((a, b) => b.length - a.length).join('|')})(?![A-Za-z0-9])`,
  'g',
);

/** Every name of an architecture in a text, in order, with offsets in it. */
export function archWords(text: string): readonly ArchWord[] {
  return [...text.matchAll(anyName)].map(({ 0: name, index }) => ({
    start: index,
    end: index + name.length,
    text: name,
    goarchs: meanings.get(name) ?? [],
  }));
}

/**
 * What the target is called where others are called by these names: by QEMU's
 * name where `hint`, what stands before them, says QEMU; by Go's where all of
 * them are Go's, by Debian's where only Debian has them all. The kernel and
 * rpm share most names and differ about MIPS; undefined where it is open.
 */
export function spellTarget(goarch: string, others: readonly string[], hint: string): string | undefined {
  const known = others.filter((name) => !Object.hasOwn(otherNames, name));
  if (known.length < others.length && known.every((name) => isGoName(name))) {
    // Docker Hub's folders: arm64v8/, ppc64le/, mips64le/.
    return nameOf(goarch, 'go');
  }
  const worlds = worldsOf(known);
  if (/qemu/i.test(hint) && worlds.includes('qemu')) return nameOf(goarch, 'qemu');
  if (worlds.includes('go')) return nameOf(goarch, 'go');
  if (worlds.includes('debian')) return nameOf(goarch, 'debian');
  const possible = listWorlds.filter((world) => worlds.includes(world));
  const names = new Set(possible.map((world) => nameOf(goarch, world)));
  const [only] = names;
  return names.size === 1 ? only : undefined;
}

function isGoName(name: string): boolean {
  return Object.hasOwn(architectureNames, name);
}
