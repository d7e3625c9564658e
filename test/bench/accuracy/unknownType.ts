import { requirementOf, type Sight } from '../../../src/core/go/contexts';
import { partsOf } from '../../../src/core/go/nodes';
import { namesOf, resolveName, type LocalBinding } from '../../../src/core/go/scope';
import type { SyntaxNode } from '../../../src/core/go/syntax';
import type { GoType } from '../../../src/core/go/types';
import { calleeOf } from '../../../src/core/go/typesOfExpressions';
import { isTypeSyntax } from '../../../src/core/go/typesOfSyntax';

/** How far a reason is followed from one expression to the one it hangs on. */
const maxSteps = 30;

/**
 * Why tier 0 does not know the type of an expression: the innermost part of
 * it that is unknown, and what that part would need.
 */
export function whyUnknown(node: SyntaxNode, sight: Sight, steps = 0): string {
  const { typing, place } = sight;
  if (steps > maxSteps) return 'the type hangs on itself';
  const on = (part: SyntaxNode | null): string =>
    part ? whyUnknown(part, sight, steps + 1) : `the syntax of ${short(node)} is not understood`;
  if (isTypeSyntax(node)) return whyUnknownType(node, sight, steps);
  switch (node.type) {
    case 'identifier':
      return ofIdentifier(node, sight, steps);
    case 'selector_expression':
      return ofSelector(node, sight, steps);
    case 'call_expression': {
      const callee = node.childForFieldName('function');
      if (node.childForFieldName('type_arguments')) return 'generic function';
      if (!callee) return on(null);
      const called = calleeOf(node, place, typing);
      if (called.kind === 'builtin') {
        const [first] = partsOf(node.childForFieldName('arguments'));
        return first ? on(first) : `the builtin ${called.name}`;
      }
      if (called.kind === 'function') return ofResult(callee, sight);
      return typing.typeOf(callee, place).kind === 'unknown'
        ? on(callee)
        : `${short(callee)} is of a type that cannot be called`;
    }
    case 'composite_literal':
    case 'type_assertion_expression':
    case 'type_conversion_expression':
      return on(node.childForFieldName('type'));
    case 'index_expression':
    case 'slice_expression':
    case 'unary_expression':
      return on(node.childForFieldName('operand'));
    case 'parenthesized_expression':
      return on(node.namedChildren[0] ?? null);
    case 'binary_expression': {
      const left = node.childForFieldName('left');
      const unknownLeft = left && typing.typeOf(left, place).kind === 'unknown';
      return on(unknownLeft === true ? left : node.childForFieldName('right'));
    }
    default:
      return `expressions of kind ${node.type} are not typed`;
  }
}

/** Why a type that holds something unknown does: what it is of. */
export function describeUnknown(type: GoType): string {
  if (type.kind === 'unknown') return 'part of the type is not known';
  if (type.kind === 'named') {
    return type.home.kind === 'outside' ? outside(type.home.importPath) : `type ${type.name}`;
  }
  if (type.kind === 'map') return describeUnknown(type.value);
  return 'elem' in type ? describeUnknown(type.elem) : `a ${type.kind} type`;
}

function outside(importPath: string): string {
  return importPath.includes('.') || importPath === 'C'
    ? `package ${importPath} is outside of the tree`
    : `the standard library's ${importPath} is not described`;
}

function ofIdentifier(node: SyntaxNode, sight: Sight, steps: number): string {
  const { typing, place } = sight;
  const binding = resolveName(node, place, typing);
  switch (binding?.kind) {
    case 'universe':
      return `the predeclared ${binding.name} has no type of its own`;
    case 'import':
      return `package ${binding.import.path}`;
    case 'local':
      return ofLocal(binding, sight, steps);
    case 'package': {
      const { declaration } = binding;
      const there = { typing, place: { view: place.view, file: declaration.file } };
      return ofSpec(declaration.node, declaration.nameNode, there, steps);
    }
    case undefined:
      return place.file.imports.some((one) => one.alias === '.')
        ? `${node.text} may come from a dot import`
        : `${node.text} is not declared where tier 0 looks`;
  }
}

function ofLocal({ declaredBy, nameNode }: LocalBinding, sight: Sight, steps: number): string {
  return ofSpec(declaredBy, nameNode, sight, steps);
}

/** What declares a name, down to what its type hangs on. */
function ofSpec(node: SyntaxNode, nameNode: SyntaxNode, sight: Sight, steps: number): string {
  const on = (part: SyntaxNode | null | undefined): string =>
    part ? whyUnknown(part, sight, steps + 1) : `the declaration of ${nameNode.text} is not understood`;
  const written = node.childForFieldName('type');
  if (node.childForFieldName('type_parameters')) return 'generic function or type';
  switch (node.type) {
    case 'function_declaration':
    case 'method_declaration':
      return whyUnknownType(node.childForFieldName('result') ?? node, sight, steps + 1);
    case 'parameter_declaration':
    case 'variadic_parameter_declaration':
    case 'type_spec':
    case 'type_alias':
      return on(written);
    case 'type_parameter_declaration':
      return 'type parameter';
    case 'range_clause':
      return on(node.childForFieldName('right'));
    case 'type_case':
    case 'default_case':
      return on(node.childrenForFieldName('type').find((type) => type.isNamed));
    case 'var_spec':
    case 'const_spec':
      return written ? on(written) : on(valueOf(namesOf(node), nameNode, node.childForFieldName('value')));
    case 'short_var_declaration':
    case 'receive_statement':
      return on(valueOf(partsOf(node.childForFieldName('left')), nameNode, node.childForFieldName('right')));
    default:
      return `names declared by ${node.type} are not typed`;
  }
}

function valueOf(
  names: readonly SyntaxNode[],
  name: SyntaxNode,
  values: SyntaxNode | null,
): SyntaxNode | undefined {
  const parts = values && isList(values) ? partsOf(values) : values ? [values] : [];
  const index = names.findIndex((one) => one.startIndex === name.startIndex);
  return parts.length === names.length ? parts[index] : parts[0];
}

function isList(node: SyntaxNode): boolean {
  return node.type === 'expression_list';
}

function ofSelector(node: SyntaxNode, sight: Sight, steps: number): string {
  const { typing, place } = sight;
  const operand = node.childForFieldName('operand');
  const field = node.childForFieldName('field');
  if (!operand || !field) return `the syntax of ${short(node)} is not understood`;
  if (operand.type === 'identifier') {
    const binding = resolveName(operand, place, typing);
    if (binding?.kind === 'import') return ofMember(binding.import.path, field.text, sight, steps);
  }
  const type = typing.typeOf(operand, place);
  if (type.kind === 'unknown') return whyUnknown(operand, sight, steps + 1);
  const plain = type.kind === 'pointer' ? type.elem : type;
  if (plain.kind === 'named') {
    if (plain.home.kind === 'outside') return outside(plain.home.importPath);
    const under = typing.underlying(plain);
    if (under.kind === 'unknown')
      return `what ${plain.name} is made of: ${ofNamed(plain.home, sight, steps)}`;
    const member = typing.member(type, field.text);
    if (member) return `the type of ${plain.name}.${field.text}: ${describeUnknown(member.type)}`;
    return `${plain.name} has no member ${field.text} that tier 0 sees (embedded fields count)`;
  }
  if (plain.kind === 'unknown') return whyUnknown(operand, sight, steps + 1);
  return `a ${plain.kind} type's member ${field.text}`;
}

type Home = Extract<GoType, { kind: 'named' }>['home'];

function ofNamed(home: Home, sight: Sight, steps: number): string {
  if (home.kind === 'tree') {
    const there = { typing: sight.typing, place: { view: home.view, file: home.declaration.file } };
    return ofSpec(home.declaration.node, home.declaration.nameNode, there, steps + 1);
  }
  if (home.kind === 'local') return ofSpec(home.spec, home.spec, { ...sight, place: home.place }, steps + 1);
  return home.kind === 'outside' ? outside(home.importPath) : 'the ABI tables lack it';
}

/** A name of an imported package. */
function ofMember(importPath: string, name: string, sight: Sight, steps: number): string {
  const { typing, place } = sight;
  if (importPath === 'C') return 'cgo: names of package C';
  const dir = typing.tree.resolveImport(place.view.dir, importPath);
  const view = dir === undefined ? undefined : typing.tree.view(dir, typing.side);
  if (!view) return outside(importPath);
  const declaration = view.lookup(name);
  if (!declaration) return `${importPath} does not declare ${name} where tier 0 looks`;
  const there = { typing, place: { view, file: declaration.file } };
  return ofSpec(declaration.node, declaration.nameNode, there, steps + 1);
}

/** A call whose function is known, and the result's type is not. */
function ofResult(callee: SyntaxNode, { typing, place }: Sight): string {
  const type = typing.underlying(typing.typeOf(callee, place));
  const results = type.kind === 'func' ? type.results.map((one) => describeUnknown(one())) : [];
  return `the result of ${short(callee)}: ${results.join(', ')}`;
}

function whyUnknownType(node: SyntaxNode, sight: Sight, steps: number): string {
  const { typing, place } = sight;
  const unknownPart = node
    .descendantsOfType(['type_identifier', 'qualified_type', 'generic_type'])
    .find((part) => part.type === 'generic_type' || typing.typeFrom(part, place).kind === 'unknown');
  if (!unknownPart) return `types of kind ${node.type} are not typed`;
  if (unknownPart.type === 'generic_type') return 'generic type';
  const qualifier = unknownPart.childForFieldName('package');
  const name = unknownPart.childForFieldName('name') ?? unknownPart;
  if (!qualifier)
    return unknownPart.id === node.id
      ? ofIdentifier(node, sight, steps)
      : ofIdentifier(unknownPart, sight, steps + 1);
  const imported = typing.importNamed(qualifier.text, place);
  return imported
    ? ofMember(imported.path, name.text, sight, steps)
    : `${qualifier.text} is no import that tier 0 knows`;
}

/** What the place of an expression wants, where that is not known. */
export function whyWantedUnknown(node: SyntaxNode, sight: Sight): string {
  const { typing, place } = sight;
  const requirement = requirementOf(node);
  if (requirement.kind === 'match') return whyUnknown(requirement.other, sight);
  const call = node.parent?.type === 'argument_list' ? node.parent.parent : null;
  const callee = call?.childForFieldName('function');
  if (call && callee) {
    if (call.childForFieldName('type_arguments')) return 'generic function';
    const type = typing.typeOf(callee, place);
    if (type.kind === 'unknown') return whyUnknown(callee, sight);
    const func = typing.underlying(type);
    return func.kind === 'func'
      ? `the parameters of ${short(callee)}: ${func.params.map((one) => describeUnknown(one())).join(', ')}`
      : `${short(callee)} is of a type that cannot be called`;
  }
  const taker = requirement.kind === 'assign' ? requirement.taker : undefined;
  if (taker && typing.typeOf(taker, place).kind === 'unknown') return whyUnknown(taker, sight);
  return `what ${node.parent?.type ?? 'the place'} takes`;
}

function short(node: SyntaxNode): string {
  const text = node.text.replace(/\s+/g, ' ');
  return text.length > 50 ? `${text.slice(0, 47)}...` : text;
}
