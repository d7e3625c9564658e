import type { AbiPackage } from '../target/abi';
import { missingMembers } from './abiDifferences';
import type { TypeAt } from './contexts';
import type { ExcludedPackageFact, Fact, UndefinedFact } from './facts';
import { hostOnly } from './hostOnly';
import { typeOfLiteral } from './literals';
import { isSame, locationOf, nodesNamed } from './nodes';
import type { GoFile, GoImport, PackageView } from './packages';
import { declares, findLocal, resolveName } from './scope';
import type { SyntaxNode } from './syntax';
import { typeKey, type GoType } from './types';
import type { FoundMember } from './typing';
import { abiPackage, importedView, nameOfImport } from './typesOfPackages';
import type { Sights } from './widthFlow';

/**
 * Everywhere in a file that a name is used which the host's build has and the
 * target's lacks. Members of `syscall`'s and `x/sys/unix`'s types are looked
 * for only in packages that import one of them (`usesAbi`).
 */
export function undefinedFactsOf(file: GoFile, sights: Sights, usesAbi: boolean): readonly Fact[] {
  return [
    ...file.imports.flatMap((imported) => factsOfImport(imported, file, sights)),
    ...factsOfMembers(file, sights, usesAbi),
    ...factsOfOwnNames(file, sights),
  ];
}

/** What a name of a package is missing from. */
interface Missing {
  readonly name: string;
  readonly declaredIn: readonly string[];
}

function factsOfImport(imported: GoImport, file: GoFile, sights: Sights): readonly Fact[] {
  const { tree } = sights.host.typing;
  const { dir } = sights.target.place.view;
  const folder = tree.resolveImport(dir, imported.path);
  const abi = abiPackage(imported.path);
  if (abi) {
    const name = nameOfImport(imported);
    if (name === undefined) return [];
    const target = folder === undefined ? undefined : tree.view(folder, 'target');
    return usesOf(name, imported, file, sights, (member) =>
      isMissing(abi, member, target, sights) ? { name: member, declaredIn: [] } : undefined,
    );
  }
  if (folder === undefined || !tree.mayDiffer(folder)) return [];
  const host = tree.view(folder, 'host');
  const target = tree.view(folder, 'target');
  if (!host) return [];
  if (!target) return [excludedPackage(imported, file, host)];
  const { names } = hostOnly(host, target);
  if (names.size === 0 || imported.alias === '_' || imported.alias === '.') return [];
  return usesOf(imported.alias ?? host.name, imported, file, sights, (member) => {
    const declaredIn = names.get(member);
    return declaredIn && { name: member, declaredIn };
  });
}

function excludedPackage(imported: GoImport, file: GoFile, host: PackageView): ExcludedPackageFact {
  return {
    kind: 'excluded-package',
    certainty: 'certain',
    at: locationOf(file.path, imported.node),
    importPath: imported.path,
    declaredIn: host.files.map((one) => one.path),
  };
}

/** Whether the target's table lacks a name that the host's has, and a vendored copy lacks it as well. */
function isMissing(
  pkg: AbiPackage,
  name: string,
  vendored: PackageView | undefined,
  { host, target }: Sights,
): boolean {
  const { abi } = host.typing;
  if (!abi.table(pkg, host.typing.goarch).has(name) || abi.table(pkg, target.typing.goarch).has(name)) {
    return false;
  }
  const pattern = new RegExp(`\\b${name}\\b`);
  return vendored?.files.some((file) => pattern.test(file.text)) !== true;
}

/** Uses of `qualifier.Name` for an import, in expressions and types. */
function usesOf(
  qualifier: string,
  imported: GoImport,
  file: GoFile,
  sights: Sights,
  missing: (name: string) => Missing | undefined,
): readonly UndefinedFact[] {
  const facts: UndefinedFact[] = [];
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_.])${qualifier}\\s*\\.\\s*([\\p{L}_][\\p{L}\\p{N}_]*)`, 'gu');
  for (const match of file.text.matchAll(pattern)) {
    const found = missing(match[1] ?? '');
    if (!found) continue;
    const node = file.tree.rootNode.descendantForIndex(match.index, match.index + qualifier.length);
    const parent = node?.parent;
    if (!node || (parent?.type !== 'selector_expression' && parent?.type !== 'qualified_type')) continue;
    if (node.startIndex !== match.index || parent.startIndex !== match.index) continue;
    const binding = resolveName(node, sights.target.place, sights.target.typing);
    if (binding?.kind !== 'import' || binding.import.path !== imported.path) continue;
    facts.push({
      kind: 'undefined',
      certainty: 'certain',
      at: locationOf(file.path, parent),
      name: found.name,
      importPath: imported.path,
      declaredIn: found.declaredIn,
    });
  }
  return facts;
}

/** Fields and methods that a type has on the host only. */
function factsOfMembers(file: GoFile, sights: Sights, usesAbi: boolean): readonly UndefinedFact[] {
  const { host, target } = sights;
  const own = hostOnly(host.place.view, target.place.view).methodNames;
  const ofAbi = usesAbi
    ? missingMembers(host.typing.abi, host.typing.goarch, target.typing.goarch)
    : new Set<string>();
  const names = own.size === 0 ? ofAbi : new Set([...own, ...ofAbi]);
  return nodesNamed(file, names).flatMap((node) => {
    const typeIn = operandOf(node);
    if (!typeIn) return [];
    // Hardly any of these is a member that the target lacks, and the host's view tells.
    const type = typeIn(host);
    const found = host.typing.member(type, node.text);
    return found ? missingMember(node, found, { host: type, target: typeIn(target) }, file, sights) : [];
  });
}

interface Operand {
  readonly host: GoType;
  readonly target: GoType;
}

/** The type that a field or method name is looked up in, where the name stands in a selector or is a literal's key. */
function operandOf(node: SyntaxNode): TypeAt | undefined {
  const { parent } = node;
  if (node.type === 'field_identifier' && parent?.type === 'selector_expression') {
    const operand = parent.childForFieldName('operand');
    return operand ? ({ typing, place }) => typing.typeOf(operand, place) : undefined;
  }
  const pair = parent?.type === 'literal_element' ? parent.parent : undefined;
  if (pair?.type !== 'keyed_element' || pair.childForFieldName('key')?.startIndex !== node.startIndex) {
    return undefined;
  }
  const value = pair.parent;
  return value ? ({ typing, place }) => typeOfLiteral(value, place, typing) : undefined;
}

function missingMember(
  node: SyntaxNode,
  found: FoundMember,
  operand: Operand,
  file: GoFile,
  { host, target }: Sights,
): readonly UndefinedFact[] {
  const { owner } = found;
  // The same type on both sides, known on the target, and nothing by that name anywhere in it.
  if (owner?.kind !== 'named' || typeKey(operand.host) !== typeKey(operand.target)) return [];
  if (target.typing.member(operand.target, node.text)) return [];
  const base = {
    kind: 'undefined',
    certainty: 'certain',
    at: locationOf(file.path, node),
    name: node.text,
  } as const;
  if (owner.home.kind === 'abi') {
    const { package: pkg } = owner.home;
    const table = target.typing.abi.table(pkg, target.typing.goarch);
    const fields = table.struct(owner.name)?.fields;
    if (!fields && table.defined(owner.name) === undefined) return [];
    const has = fields?.some((field) => field.name === node.text) ?? false;
    if (has || table.method(owner.name, node.text)) return [];
    return [{ ...base, importPath: pkg, member: owner.name, declaredIn: [] }];
  }
  if (owner.home.kind !== 'tree' || found.is !== 'method') return [];
  const { view } = owner.home;
  const isOwn = view.dir === host.place.view.dir && view.name === host.place.view.name;
  const key = `${owner.name}.${node.text}`;
  const declaredIn = isOwn ? hostOnly(host.place.view, target.place.view).methods.get(key) : undefined;
  if (!declaredIn || mayHide(operand.target, target)) return [];
  return [{ ...base, member: owner.name, declaredIn }];
}

/** How deep embedded fields are looked into. */
const maxEmbedded = 6;

/** Whether a member may come from an embedded type that our lookup cannot see into. */
function mayHide(type: GoType, sight: Sights['target'], depth = 0): boolean {
  const { typing } = sight;
  const plain = type.kind === 'pointer' ? type.elem : type;
  const under = typing.underlying(plain);
  if (under.kind === 'unknown' || depth > maxEmbedded) return true;
  if (plain.kind === 'named' && plain.home.kind === 'outside') return true;
  if (under.kind === 'interface') return under.embedded.some((one) => mayHide(one(), sight, depth + 1));
  if (under.kind !== 'struct') return false;
  return under.fields.some((field) => field.embedded && mayHide(field.type(), sight, depth + 1));
}

/** Names of the package itself that only the host's build declares. */
function factsOfOwnNames(file: GoFile, sights: Sights): readonly UndefinedFact[] {
  const { names } = hostOnly(sights.host.place.view, sights.target.place.view);
  if (names.size === 0) return [];
  const wanted = new Set(names.keys());
  const dotted = file.imports.filter((one) => one.alias === '.');
  return nodesNamed(file, wanted)
    .filter((node) => isPackageUse(node, sights))
    .filter((node) => !dotted.some((one) => mayDeclare(one, node.text, sights)))
    .map((node) => ({
      kind: 'undefined',
      certainty: 'certain',
      at: locationOf(file.path, node),
      name: node.text,
      declaredIn: names.get(node.text) ?? [],
    }));
}

/** Whether a dot import may bring a name: an exported one of a package that is not in the tree, or that declares it. */
function mayDeclare(imported: GoImport, name: string, { target }: Sights): boolean {
  if (!/^\p{Lu}/u.test(name)) return false;
  const view = importedView(imported, target.place, target.typing);
  return view?.lookup(name) !== undefined || view === undefined;
}

/** Whether an identifier means the package's own declaration, and does not declare or label anything itself. */
function isPackageUse(node: SyntaxNode, { target }: Sights): boolean {
  if (node.type !== 'identifier' && node.type !== 'type_identifier') return false;
  const { parent } = node;
  if (!parent || target.typing.importNamed(node.text, target.place)) return false;
  if (parent.type === 'literal_element' && isFieldKey(parent)) return false;
  if (parent.type === 'qualified_type' || parent.type === 'field_declaration') {
    return parent.type === 'field_declaration' && parent.childForFieldName('name') !== null;
  }
  return !isDeclaration(node) && !findLocal(node.text, node);
}

/** A key may be a field's name, unless the literal is surely no struct's. */
function isFieldKey(element: SyntaxNode): boolean {
  const pair = element.parent;
  if (pair?.type !== 'keyed_element' || pair.childForFieldName('key')?.startIndex !== element.startIndex) {
    return false;
  }
  const literal = pair.parent?.parent;
  const type = literal?.type === 'composite_literal' ? literal.childForFieldName('type')?.type : undefined;
  return type === undefined || !/^(slice|array|implicit_length_array|map)_type$/.test(type);
}

/** Whether an identifier is what a statement, spec or parameter declares. */
function isDeclaration(node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent?.childrenForFieldName('name').some((name) => isSame(name, node)) === true) return true;
  const owner = parent?.type === 'expression_list' ? parent.parent : null;
  if (!owner || !parent || !isSame(owner.childForFieldName('left'), parent)) return false;
  return owner.type === 'short_var_declaration' || declares(owner);
}
