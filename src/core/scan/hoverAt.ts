import { locationOf } from '../go/nodes';
import type { GoFile, GoTree, Side } from '../go/packages';
import { describeType } from '../go/spelling';
import type { SyntaxNode } from '../go/syntax';
import type { GoType } from '../go/types';
import { makeTyping } from '../go/typing';
import { abiPackage, abiPackages } from '../go/typesOfPackages';
import { typeOfLiteral } from '../go/literals';
import { abiNumbers, constantsMeant } from '../rules/hardCodedNumber';
import { resolveName } from '../go/scope';
import { differs, typePair, type Sights } from '../go/widthFlow';
import type { Translate } from '../l10n';
import { LineIndex } from '../positions';
import type { AbiPackage, AbiTable, AbiTables } from '../target/abi';
import { targets, type Target } from '../target/targets';
import type { HoverInfo, HoverRow } from './hover';

export interface HoverContext {
  readonly tree: GoTree;
  readonly abi: AbiTables;
  readonly host: Target;
  readonly target: Target;
  readonly t: Translate;
}

/** What can be asked about: names, and numbers that may stand for one. */
const asked = new Set([
  'identifier',
  'field_identifier',
  'type_identifier',
  'package_identifier',
  'int_literal',
]);
const names = new Set(['identifier', 'field_identifier', 'type_identifier', 'package_identifier']);

/**
 * What is to say of the name at a place (line and column from 1) of a Go file:
 * a name of `syscall` or `x/sys/unix`, a field of one of their structs, a
 * value whose type differs, or a number that stands for one of their constants. Undefined for everything else.
 */
export function hoverAt(
  context: HoverContext,
  path: string,
  line: number,
  column: number,
): HoverInfo | undefined {
  const sights = sightsOf(context, path);
  if (!sights) return undefined;
  const { file } = sights.host.place;
  const offset = new LineIndex(file.text).offset(line, column);
  if (offset === undefined) return undefined;
  const node = nameAt(file, offset);
  if (!node) return undefined;
  return (
    ofPackageName(node, sights, context) ??
    ofField(node, sights, context) ??
    ofValue(node, sights, context) ??
    ofNumber(node, sights, context)
  );
}

/** The file under both views; a file that only one side builds is looked at with that side's eyes on both. */
function sightsOf({ tree, abi, host, target }: HoverContext, path: string): Sights | undefined {
  const dir = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  for (const externalTests of [false, true]) {
    const find = (side: Side) => {
      const view = tree.view(dir, side, externalTests);
      const file = view?.files.find((candidate) => candidate.path === path);
      return view && file ? { view, file } : undefined;
    };
    const [here, there] = [find('host'), find('target')];
    const either = there ?? here;
    if (!either) continue;
    return {
      host: { typing: makeTyping('host', host.goarch, tree, abi), place: here ?? either },
      target: { typing: makeTyping('target', target.goarch, tree, abi), place: there ?? either },
    };
  }
  return undefined;
}

/** The name or number that the place is in, or that ends there. */
function nameAt(file: GoFile, offset: number): SyntaxNode | undefined {
  const root = file.tree.rootNode;
  for (const at of [offset, offset - 1]) {
    const node = at < 0 ? null : root.descendantForIndex(at, at);
    if (node && asked.has(node.type)) return node;
  }
  return undefined;
}

/** `unix.SIGUSR1`, as an expression or a type. */
function ofPackageName(node: SyntaxNode, sights: Sights, context: HoverContext): HoverInfo | undefined {
  const { parent } = node;
  if (parent?.type !== 'selector_expression' && parent?.type !== 'qualified_type') return undefined;
  const isType = parent.type === 'qualified_type';
  const qualifier = parent.childForFieldName(isType ? 'package' : 'operand');
  const name = parent.childForFieldName(isType ? 'name' : 'field');
  if (!qualifier || !name || !names.has(qualifier.type)) return undefined;
  const { typing, place } = sights.host;
  const binding = resolveName(qualifier, place, typing);
  const pkg = binding?.kind === 'import' ? abiPackage(binding.import.path) : undefined;
  if (!pkg) return undefined;
  const rows = rowsOf(context, (table) => describeName(table, name.text, context.t), pkg);
  if (rows.every((row) => row.value === undefined)) return undefined;
  return { ...hover(parent, `${shortName(pkg)}.${name.text}`, rows, context) };
}

/** `st.Rdev`, and `Rdev:` in a literal. */
function ofField(node: SyntaxNode, sights: Sights, context: HoverContext): HoverInfo | undefined {
  const owner = ownerOf(node, sights);
  if (owner?.kind !== 'named' || owner.home.kind !== 'abi') return undefined;
  const { name: struct, home } = owner;
  const rows = rowsOf(
    context,
    (table) => table.struct(struct)?.fields.find((field) => field.name === node.text)?.type,
    home.package,
  );
  if (rows.every((row) => row.value === undefined)) return undefined;
  return hover(node, `${shortName(home.package)}.${struct}.${node.text}`, rows, context);
}

function ownerOf(node: SyntaxNode, { host }: Sights): GoType | undefined {
  const { typing, place } = host;
  const { parent } = node;
  if (parent?.type === 'selector_expression' && node.type === 'field_identifier') {
    const operand = parent.childForFieldName('operand');
    return operand ? typing.member(typing.typeOf(operand, place), node.text)?.owner : undefined;
  }
  const pair = parent?.type === 'literal_element' ? parent.parent : undefined;
  const isKey =
    pair?.type === 'keyed_element' && pair.childForFieldName('key')?.startIndex === node.startIndex;
  return isKey && pair.parent
    ? typing.member(typeOfLiteral(pair.parent, place, typing), node.text)?.owner
    : undefined;
}

/** A variable or expression whose type differs. */
function ofValue(node: SyntaxNode, sights: Sights, context: HoverContext): HoverInfo | undefined {
  const whole = node.type === 'field_identifier' && node.parent ? node.parent : node;
  const pair = typePair(whole, sights);
  if (!differs(pair)) return undefined;
  const { host, target } = context;
  const rows: readonly HoverRow[] = [
    { goarch: host.goarch, role: 'host', value: describeType(pair.host, sights.host.place) },
    { goarch: target.goarch, role: 'target', value: describeType(pair.target, sights.target.place) },
  ];
  return hover(node, whole.text, rows, context);
}

/** `0x5413` where the request of an ioctl is wanted. */
function ofNumber(node: SyntaxNode, { target: sight }: Sights, context: HoverContext): HoverInfo | undefined {
  const { abi, host, target } = context;
  const numbers = abiNumbers(abi, host.goarch, target.goarch);
  const constants = constantsMeant(node, sight.place, sight.typing, numbers);
  const pkg = abiPackages.findLast((one) =>
    constants.every((name) => abi.table(one, host.goarch).constant(name)),
  );
  if (constants.length === 0 || !pkg) return undefined;
  const together = (table: AbiTable): string | undefined => {
    const values = constants.flatMap((name) => table.constant(name)?.value ?? []);
    return values.length === constants.length
      ? describeConstant(values.reduce((whole, value) => whole | BigInt(value), 0n).toString())
      : undefined;
  };
  const title = constants.map((name) => `${shortName(pkg)}.${name}`).join('|');
  return hover(node, title, rowsOf(context, together, pkg), context);
}

function hover(node: SyntaxNode, title: string, rows: readonly HoverRow[], { abi }: HoverContext): HoverInfo {
  const { line, column, endLine, endColumn } = locationOf('', node);
  return { range: { line, column, endLine, endColumn }, title, rows, source: abi.source };
}

/** One row per GOARCH: the host, the target, the others. */
function rowsOf(
  { abi, host, target }: HoverContext,
  valueOf: (table: AbiTable) => string | undefined,
  pkg: AbiPackage,
): readonly HoverRow[] {
  const others = targets.filter(({ goarch }) => goarch !== host.goarch && goarch !== target.goarch);
  const row = ({ goarch }: Target, role: HoverRow['role']): HoverRow => {
    const value = valueOf(abi.table(pkg, goarch));
    return value === undefined ? { goarch, role } : { goarch, role, value };
  };
  return [row(host, 'host'), row(target, 'target'), ...others.map((other) => row(other, 'other'))];
}

/** A constant's value, a function's signature, a type's size or what it is made of, a variable's type. */
function describeName(table: AbiTable, name: string, t: Translate): string | undefined {
  const constant = table.constant(name);
  if (constant) return describeConstant(constant.value);
  const func = table.function(name);
  if (func) {
    const results = func.results.length > 1 ? `(${func.results.join(', ')})` : (func.results[0] ?? '');
    return `func(${func.params.join(', ')}) ${results}`.trim();
  }
  const struct = table.struct(name);
  if (struct) return t('struct of {0} bytes', struct.size);
  return table.defined(name) ?? table.variable(name);
}

/** Large numbers are mostly bits: `1074295912 (0x40087468)`. */
function describeConstant(value: string): string {
  return /^\d{4,16}$/.test(value) ? `${value} (0x${BigInt(value).toString(16)})` : value;
}

function shortName(pkg: AbiPackage): string {
  return pkg.slice(pkg.lastIndexOf('/') + 1);
}
