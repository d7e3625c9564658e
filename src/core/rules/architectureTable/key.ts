import { partsOf } from '../../go/nodes';
import { findLocal, resolveName, usesOf } from '../../go/scope';
import type { SyntaxNode } from '../../go/syntax';
import type { Sight } from './names';

/** What a table is asked with. */
export interface Key {
  readonly text: string;
  /** Whether it is the GOARCH the program was built for, and nothing else. */
  readonly isGoarch: boolean;
}

/** Names that say that a value is an architecture: `arch`, `goarch`, `Architecture`, `machine`, `utsMachine`. */
const speaking = /arch|machine|^isa$|platform|uname/i;
const maxDepth = 4;

/** The key that an expression is, or undefined where it does not look like an architecture. */
export function keyOf(node: SyntaxNode, sight: Sight): Key | undefined {
  if (isGoarch(node, sight, 0)) return { text: node.text, isGoarch: true };
  const name = lastName(node);
  return name !== undefined && speaking.test(name) ? { text: node.text, isGoarch: false } : undefined;
}

function isGoarch(node: SyntaxNode, sight: Sight, depth: number): boolean {
  if (depth > maxDepth) return false;
  const text = node.text;
  if (node.type === 'selector_expression') {
    const [, qualifier] = /^(\w+)\.(?:Default\.)?GOARCH$/.exec(text) ?? [];
    const path = qualifier === undefined ? undefined : sight.typing.importNamed(qualifier, sight.place)?.path;
    return path === 'runtime' || (path === 'go/build' && text.includes('.Default.'));
  }
  if (node.type === 'parenthesized_expression' || node.type === 'call_expression') {
    const isCall = node.type === 'call_expression';
    const callee = isCall ? (node.childForFieldName('function')?.text ?? '') : 'string';
    const [inner, ...others] = partsOf(isCall ? node.childForFieldName('arguments') : node);
    return inner !== undefined && others.length === 0 && /^(?:string|strings\.ToLower)$/.test(callee)
      ? isGoarch(inner, sight, depth + 1)
      : false;
  }
  return node.type === 'identifier' && isGoarchNamed(node, sight, depth);
}

/** Whether a variable or constant has GOARCH as its only value. */
function isGoarchNamed(node: SyntaxNode, sight: Sight, depth: number): boolean {
  const binding = resolveName(node, sight.place, sight.typing);
  if (binding?.kind === 'package') {
    const { declaration } = binding;
    if (declaration.kind !== 'const' && declaration.kind !== 'var') return false;
    const there = { ...sight, place: { ...sight.place, file: declaration.file } };
    const value = valueFor(declaration.node, node.text);
    return value !== undefined && isGoarch(value, there, depth + 1);
  }
  if (binding?.kind !== 'local') return false;
  const value = valueFor(binding.declaredBy, node.text);
  if (value === undefined || !isGoarch(value, sight, depth + 1)) return false;
  return usesOf(binding).every((use) => !isAssigned(use));
}

/** The value that a declaration gives to one of its names. */
export function valueFor(declaration: SyntaxNode, name: string): SyntaxNode | undefined {
  const isShort = declaration.type === 'short_var_declaration';
  if (!isShort && declaration.type !== 'var_spec' && declaration.type !== 'const_spec') return undefined;
  const names = isShort
    ? partsOf(declaration.childForFieldName('left'))
    : declaration.childrenForFieldName('name').filter((one) => one.isNamed);
  const values = partsOf(declaration.childForFieldName(isShort ? 'right' : 'value'));
  return names.length === values.length ? values[names.findIndex((one) => one.text === name)] : undefined;
}

function isAssigned(use: SyntaxNode): boolean {
  const list = use.parent;
  const statement = list?.type === 'expression_list' ? list.parent : undefined;
  if (statement?.type === 'assignment_statement' || statement?.type === 'short_var_declaration') {
    return statement.childForFieldName('left')?.startIndex === list?.startIndex;
  }
  return list?.type === 'unary_expression' && list.text.startsWith('&');
}

/** The last name of an expression: `Architecture` for `p.Architecture`, `arch` for `strings.ToLower(arch)`. */
function lastName(node: SyntaxNode): string | undefined {
  if (node.type === 'identifier') return node.text;
  if (node.type === 'selector_expression') {
    const field = node.childForFieldName('field')?.text ?? '';
    // `bi.Arch.Name` and `info.Machine.String`.
    return speaking.test(field)
      ? field
      : lastName(node.childForFieldName('operand') ?? node.namedChildren[0] ?? node);
  }
  if (node.type === 'call_expression') {
    const [argument] = partsOf(node.childForFieldName('arguments'));
    const callee = node.childForFieldName('function');
    return argument ? lastName(argument) : callee ? lastName(callee) : undefined;
  }
  if (node.type === 'parenthesized_expression') {
    const [inner] = node.namedChildren;
    return inner && lastName(inner);
  }
  return undefined;
}

/** Whether a place can only be reached on another operating system than linux. */
export function isForOtherSystem(node: SyntaxNode): boolean {
  for (let at: SyntaxNode = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (at.type === 'expression_case' && parent.type === 'expression_switch_statement') {
      const tag = parent.childForFieldName('value')?.text ?? '';
      const cases = at.childForFieldName('value')?.text ?? '';
      if (/goos$/i.test(tag) && !cases.includes('linux')) return true;
    }
    if (
      parent.type === 'if_statement' &&
      at.startIndex === parent.childForFieldName('consequence')?.startIndex
    ) {
      const condition = parent.childForFieldName('condition')?.text ?? '';
      if (/GOOS\s*==\s*"(?!linux")/.test(condition) && !condition.includes('"linux"')) return true;
    }
  }
  return false;
}

/** Whether an identifier has a declaration inside the functions around it. */
export function isLocal(node: SyntaxNode): boolean {
  return findLocal(node.text, node) !== undefined;
}
