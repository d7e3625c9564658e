import type { Declaration, GoImport } from './packages';
import type { SyntaxNode } from './syntax';
import { universeType, type Place } from './types';

/** What an identifier stands for. */
export type Binding = LocalBinding | PackageBinding | ImportBinding | UniverseBinding;

/** A name declared inside a function. */
export interface LocalBinding {
  readonly kind: 'local';
  /** The identifier that declares it. */
  readonly nameNode: SyntaxNode;
  /**
   * What declares it: `parameter_declaration`, `variadic_parameter_declaration`,
   * `short_var_declaration`, `var_spec`, `const_spec`, `type_spec`, `type_alias`,
   * `type_parameter_declaration`, `range_clause`, `receive_statement`, or the
   * `type_case`/`default_case` of a type switch for the variable it has there.
   */
  readonly declaredBy: SyntaxNode;
  /** The node inside which the name is known, for finding its uses. */
  readonly scope: SyntaxNode;
}

export interface PackageBinding {
  readonly kind: 'package';
  readonly declaration: Declaration;
}

export interface ImportBinding {
  readonly kind: 'import';
  readonly import: GoImport;
}

export interface UniverseBinding {
  readonly kind: 'universe';
  readonly name: string;
}

/** Knows the imports of a file by name. */
export interface ImportNames {
  importNamed(name: string, place: Place): GoImport | undefined;
}

/** Predeclared names that packages hardly ever declare themselves; they are not looked up in the package. */
const certainUniverse = new Set([
  'nil',
  'true',
  'false',
  'iota',
  'len',
  'cap',
  'append',
  'make',
  'new',
  'panic',
]);
/** Predeclared functions that older code often declares itself. */
const otherUniverse = new Set([
  'min', 'max', 'copy', 'delete', 'close', 'clear', 'print', 'println', 'recover', 'complex', 'real', 'imag',
]); // prettier-ignore

/** What the identifier `at` means, or undefined where nothing visible declares it. */
export function resolveName(at: SyntaxNode, place: Place, imports: ImportNames): Binding | undefined {
  const name = at.text;
  const local = findLocal(name, at);
  if (local) return local;
  const imported = imports.importNamed(name, place);
  if (imported) return { kind: 'import', import: imported };
  if (certainUniverse.has(name) || universeType(name)) return { kind: 'universe', name };
  const declaration = place.view.lookup(name);
  if (declaration) return { kind: 'package', declaration };
  return otherUniverse.has(name) ? { kind: 'universe', name } : undefined;
}

/**
 * The declaration inside the enclosing functions that a name means at a node.
 * Declarations count that end before the offset `before`.
 */
export function findLocal(
  name: string,
  at: SyntaxNode,
  before: number = at.startIndex,
): LocalBinding | undefined {
  if (name === '_') return undefined;
  let child = at;
  for (let scope = at.parent; scope && scope.type !== 'source_file'; scope = scope.parent) {
    const found = declaredIn(scope, child, name, before);
    if (found) return found;
    child = scope;
  }
  return undefined;
}

/**
 * The variable that a name on the left of `:=`, `var` or `range` gives its
 * value to: a new one, or with `:=` perhaps one of the same block that was
 * there before. Undefined at package level.
 */
export function findAssigned(nameNode: SyntaxNode): LocalBinding | undefined {
  const statement = nameNode.parent?.type === 'expression_list' ? nameNode.parent.parent : nameNode.parent;
  if (!statement) return undefined;
  if (statement.type === 'range_clause') {
    const loop = statement.parent;
    return loop ? { kind: 'local', nameNode, declaredBy: statement, scope: loop } : undefined;
  }
  return findLocal(nameNode.text, nameNode, statement.endIndex);
}

/** Every place inside `scope` where the identifier of a local variable is written, its declarations included. */
export function usesOf(binding: LocalBinding): readonly SyntaxNode[] {
  const { nameNode, scope } = binding;
  const name = nameNode.text;
  const text = scope.text;
  const uses: SyntaxNode[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const start = scope.startIndex + at;
    if (start === nameNode.startIndex) continue;
    const node = scope.descendantForIndex(start, start + name.length);
    if (node?.type !== 'identifier' || node.startIndex !== start || node.text !== name) continue;
    if (findLocal(name, node)?.nameNode.startIndex === nameNode.startIndex) uses.push(node);
  }
  return uses;
}

/** The names a declaration gives, without the commas that tree-sitter puts in the same field. */
export function namesOf(node: SyntaxNode): readonly SyntaxNode[] {
  return node.childrenForFieldName('name').filter((name) => name.isNamed);
}

/** Whether a `range` clause or receive statement declares its variables. */
export function declares(clause: SyntaxNode): boolean {
  return clause.children.some((token) => token.type === ':=');
}

function declaredIn(
  scope: SyntaxNode,
  child: SyntaxNode,
  name: string,
  before: number,
): LocalBinding | undefined {
  switch (scope.type) {
    case 'statement_list':
      return fromStatements(scope, name, before);
    case 'if_statement':
    case 'expression_switch_statement':
      return fromInitializer(scope, scope, name, before);
    case 'for_clause':
      return fromInitializer(scope, scope.parent ?? scope, name, before);
    case 'for_statement':
      return fromLoop(scope, child, name, before);
    case 'type_switch_statement':
      return fromTypeSwitch(scope, child, name) ?? fromInitializer(scope, scope, name, before);
    case 'communication_case': {
      const receive = scope.childForFieldName('communication');
      if (receive?.type !== 'receive_statement' || receive.endIndex > before || !declares(receive))
        return undefined;
      return fromLeft(receive, scope, name);
    }
    case 'func_literal':
    case 'function_declaration':
    case 'method_declaration':
      return fromSignature(scope, name);
    case 'type_spec':
      return fromTypeParameters(scope, name);
    default:
      return undefined;
  }
}

function fromStatements(list: SyntaxNode, name: string, before: number): LocalBinding | undefined {
  for (let statement of list.namedChildren) {
    if (statement.startIndex >= before) break;
    while (statement.type === 'labeled_statement') {
      const inner = statement.namedChildren.at(-1);
      if (!inner) break;
      statement = inner;
    }
    const found = fromStatement(statement, list, name, before);
    if (!found) continue;
    // Parameters live in the same block as the body: there, `:=` assigns to them.
    const owner = list.parent?.parent;
    const parameter =
      found.declaredBy.type === 'short_var_declaration' && owner ? fromSignature(owner, name) : undefined;
    return parameter ?? found;
  }
  return undefined;
}

function fromStatement(
  statement: SyntaxNode,
  scope: SyntaxNode,
  name: string,
  before: number,
): LocalBinding | undefined {
  switch (statement.type) {
    case 'short_var_declaration':
      return statement.endIndex <= before ? fromLeft(statement, scope, name) : undefined;
    case 'var_declaration':
    case 'const_declaration':
    case 'type_declaration':
      return fromSpecs(statement, scope, name, before);
    default:
      return undefined;
  }
}

function fromSpecs(
  declaration: SyntaxNode,
  scope: SyntaxNode,
  name: string,
  before: number,
): LocalBinding | undefined {
  for (const spec of declaration.namedChildren) {
    if (spec.type === 'var_spec_list') {
      const found = fromSpecs(spec, scope, name, before);
      if (found) return found;
      continue;
    }
    const isType = spec.type === 'type_spec' || spec.type === 'type_alias';
    if (isType ? spec.startIndex > before : spec.endIndex > before) continue;
    const nameNode = namesOf(spec).find((node) => node.text === name);
    if (nameNode) return { kind: 'local', nameNode, declaredBy: spec, scope };
  }
  return undefined;
}

function fromLeft(statement: SyntaxNode, scope: SyntaxNode, name: string): LocalBinding | undefined {
  const left = statement.childForFieldName('left');
  const nameNode = left?.namedChildren.find((node) => node.type === 'identifier' && node.text === name);
  return nameNode && { kind: 'local', nameNode, declaredBy: statement, scope };
}

function fromInitializer(
  statement: SyntaxNode,
  scope: SyntaxNode,
  name: string,
  before: number,
): LocalBinding | undefined {
  const initializer = statement.childForFieldName('initializer');
  if (initializer?.type !== 'short_var_declaration' || initializer.endIndex > before) return undefined;
  return fromLeft(initializer, scope, name);
}

function fromLoop(
  loop: SyntaxNode,
  child: SyntaxNode,
  name: string,
  before: number,
): LocalBinding | undefined {
  if (child.type !== 'block') return undefined;
  const clause = loop.namedChildren.find(
    (node) => node.type === 'for_clause' || node.type === 'range_clause',
  );
  if (clause?.type === 'for_clause') return fromInitializer(clause, loop, name, before);
  return clause && declares(clause) ? fromLeft(clause, loop, name) : undefined;
}

function fromTypeSwitch(statement: SyntaxNode, child: SyntaxNode, name: string): LocalBinding | undefined {
  if (child.type !== 'type_case' && child.type !== 'default_case') return undefined;
  const nameNode = statement.childForFieldName('alias')?.namedChildren.find((node) => node.text === name);
  return nameNode && { kind: 'local', nameNode, declaredBy: child, scope: child };
}

function fromSignature(owner: SyntaxNode, name: string): LocalBinding | undefined {
  for (const field of ['receiver', 'parameters', 'result']) {
    const list = owner.childForFieldName(field);
    if (list?.type !== 'parameter_list') continue;
    for (const parameter of list.namedChildren) {
      const nameNode = namesOf(parameter).find((node) => node.text === name);
      if (nameNode) return { kind: 'local', nameNode, declaredBy: parameter, scope: owner };
    }
  }
  return fromTypeParameters(owner, name) ?? fromReceiverTypeArguments(owner, name);
}

function fromTypeParameters(owner: SyntaxNode, name: string): LocalBinding | undefined {
  for (const parameter of owner.childForFieldName('type_parameters')?.namedChildren ?? []) {
    const nameNode = namesOf(parameter).find((node) => node.text === name);
    if (nameNode) return { kind: 'local', nameNode, declaredBy: parameter, scope: owner };
  }
  return undefined;
}

/** The `T` that `func (l *List[T]) …` declares. */
function fromReceiverTypeArguments(owner: SyntaxNode, name: string): LocalBinding | undefined {
  if (owner.type !== 'method_declaration') return undefined;
  const generics = owner.childForFieldName('receiver')?.descendantsOfType('type_arguments') ?? [];
  const nameNode = generics
    .flatMap((list) => list.descendantsOfType('type_identifier'))
    .find((node) => node.text === name);
  return nameNode && { kind: 'local', nameNode, declaredBy: nameNode, scope: owner };
}
