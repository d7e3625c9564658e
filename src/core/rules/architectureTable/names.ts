import type { GoImport } from '../../go/packages';
import type { SyntaxNode } from '../../go/syntax';
import { resolveName } from '../../go/scope';
import type { Place } from '../../go/types';
import { importedView } from '../../go/typesOfPackages';
import type { Typing } from '../../go/typing';
import {
  architectureNames,
  goarchsNamed,
  linuxGoarchs,
  nameOf,
  namesOf,
  type LinuxGoarch,
  type NameWorld,
} from '../../target/architectureNames';
import { targets, type Target } from '../../target/targets';
import type { RuleContext } from '../rule';

/** Where an expression is, and who can tell what its names mean. */
export interface Sight {
  readonly place: Place;
  readonly typing: Typing;
  readonly context: RuleContext;
}

/** An expression that stands for an architecture's name. */
export interface WrittenName {
  readonly node: SyntaxNode;
  readonly name: string;
}

/** Every world, the one that Go code uses most first. */
const worlds = Object.keys(architectureNames.amd64) as NameWorld[];
/** Every name of every architecture, in any world. */
export const everyName: ReadonlySet<string> = new Set(
  linuxGoarchs.flatMap((goarch) => worlds.flatMap((world) => namesOf(goarch, world))),
);
/** What libseccomp-golang's constants are called after `Arch`. */
const libseccompNames = new Map(
  linuxGoarchs.flatMap((goarch) => namesOf(goarch, 'libseccomp')).map((name) => [name.toUpperCase(), name]),
);
const maxDepth = 3;

/** The string that an expression is, through constants; undefined where that is not known. */
export function stringOf(node: SyntaxNode, sight: Sight, depth = 0): string | undefined {
  switch (node.type) {
    case 'interpreted_string_literal':
    case 'raw_string_literal':
      return node.text.slice(1, -1);
    case 'literal_element':
    case 'parenthesized_expression': {
      const [inner] = node.namedChildren;
      return inner && stringOf(inner, sight, depth);
    }
    case 'call_expression': {
      // `string(specs.ArchX86_64)` and `Arch("amd64")`.
      const [argument, ...others] = node.childForFieldName('arguments')?.namedChildren ?? [];
      const callee = node.childForFieldName('function')?.text ?? '';
      return argument && others.length === 0 && /^(?:string|(?:\w+\.)?\w*Arch\w*)$/.test(callee)
        ? stringOf(argument, sight, depth)
        : undefined;
    }
    case 'identifier': {
      if (depth >= maxDepth) return undefined;
      const binding = resolveName(node, sight.place, sight.typing);
      if (binding?.kind === 'local') return valueOf(binding.declaredBy, node.text, sight, depth);
      if (binding?.kind !== 'package' || binding.declaration.kind !== 'const') return undefined;
      const { declaration } = binding;
      const there = { ...sight, place: { ...sight.place, file: declaration.file } };
      return valueOf(declaration.node, node.text, there, depth);
    }
    case 'selector_expression':
      return constantOf(node, sight, depth);
    default:
      return undefined;
  }
}

function valueOf(spec: SyntaxNode, name: string, sight: Sight, depth: number): string | undefined {
  if (spec.type !== 'const_spec') return undefined;
  const names = spec.childrenForFieldName('name').filter((one) => one.isNamed);
  const values = spec.childForFieldName('value')?.namedChildren ?? [];
  const value = values[names.findIndex((one) => one.text === name)];
  return value && stringOf(value, sight, depth + 1);
}

function constantOf(node: SyntaxNode, sight: Sight, depth: number): string | undefined {
  const qualifier = node.childForFieldName('operand');
  const name = node.childForFieldName('field')?.text ?? '';
  if (qualifier?.type !== 'identifier') return undefined;
  const imported = importOf(qualifier.text, sight);
  if (!imported) return undefined;
  const known = seccompConstant(name, imported);
  if (known !== undefined) return known;
  const view = depth < maxDepth ? importedView(imported, sight.place, sight.typing) : undefined;
  const declaration = view?.lookup(name);
  if (!view || declaration?.kind !== 'const') return undefined;
  return valueOf(declaration.node, name, { ...sight, place: { view, file: declaration.file } }, depth);
}

/** The import that a qualifier means; the package of `…/specs-go` is called `specs`. */
export function importOf(qualifier: string, { place, typing }: Sight): GoImport | undefined {
  return (
    typing.importNamed(qualifier, place) ??
    place.file.imports.find(({ path, alias }) => alias === undefined && path.endsWith(`/${qualifier}-go`))
  );
}

/** What a constant of libseccomp-golang or of a copy of the OCI specification's types stands for. */
export function seccompConstant(name: string, { path }: GoImport): string | undefined {
  const suffix = /^Arch(\w+)$/.exec(name)?.[1];
  if (suffix === undefined) return undefined;
  if (path.endsWith('libseccomp-golang')) return libseccompNames.get(suffix);
  return everyName.has(`SCMP_ARCH_${suffix}`) ? `SCMP_ARCH_${suffix}` : undefined;
}

/** The architecture that an expression names, in whatever world. */
export function writtenName(node: SyntaxNode, sight: Sight): WrittenName | undefined {
  const name = stringOf(node, sight);
  return name !== undefined && everyName.has(name) ? { node, name } : undefined;
}

/** Whether two names can be one architecture's, in two worlds. */
export function mayBeSame(a: string, b: string): boolean {
  const owners = (name: string): readonly LinuxGoarch[] =>
    worlds.flatMap((world) => goarchsNamed(name, world));
  const others = new Set(owners(b));
  return owners(a).some((goarch) => others.has(goarch));
}

/** What a set of names is about. */
export interface NamedArchitectures {
  readonly world: NameWorld;
  /** The GOARCHs named in that world, each once. */
  readonly goarchs: readonly LinuxGoarch[];
  /** 64-bit ones beside host, target and the other MIPS. */
  readonly others: readonly LinuxGoarch[];
  /** What the target is called in another world, where that stands among the names: `mipsel64` for GOARCH's mips64le. */
  readonly foreign?: string;
}

/**
 * Reads names as those of one world. Undefined where the host is not among
 * them, or no other 64-bit architecture, or where the target is.
 *
 * @param world the world where it is known, else the one that most names are of
 */
export function lackingTarget(
  names: readonly string[],
  { host, target }: RuleContext,
  world?: NameWorld,
): NamedArchitectures | undefined {
  const count = (one: NameWorld): number => names.filter((name) => goarchsNamed(name, one).length > 0).length;
  const most = Math.max(...worlds.map(count));
  const chosen = world ?? worlds.find((one) => count(one) === most);
  if (chosen === undefined) return undefined;
  // Seccomp's lists of sub-architectures have the other names of a GOARCH, so only its first name counts.
  const goarchs = linuxGoarchs.filter((goarch) =>
    isSeccomp(chosen)
      ? names.includes(nameOf(goarch, chosen) ?? '')
      : names.some((name) => goarchsNamed(name, chosen).includes(goarch)),
  );
  const others = goarchs.filter((goarch) => isOther64(goarch, host, target));
  if (!includes(goarchs, host.goarch) || includes(goarchs, target.goarch) || others.length === 0)
    return undefined;
  const foreign = names.find((name) => isOnlyNameOf(name, target));
  // Without a key whose world is known, another world's name will do.
  if (foreign !== undefined && world === undefined) return undefined;
  return { world: chosen, goarchs, others, ...(foreign !== undefined && { foreign }) };
}

export function isSeccomp(world: NameWorld): boolean {
  return world === 'scmp' || world === 'libseccomp' || world === 'audit';
}

function isOther64(goarch: LinuxGoarch, host: Target, target: Target): boolean {
  const found = targets.find((one) => one.goarch === goarch);
  return found?.bits === 64 && found.elfMachine !== target.elfMachine && goarch !== host.goarch;
}

/** Whether a name is the target's in some world and no other architecture's in any. */
function isOnlyNameOf(name: string, target: Target): boolean {
  const owners = new Set(worlds.flatMap((world) => goarchsNamed(name, world).slice(0, 1)));
  return owners.size === 1 && includes([...owners], target.goarch);
}

function includes(list: readonly string[], name: string): boolean {
  return list.includes(name);
}
