import type { SyntaxNode } from '../../go/syntax';
import type { Consequence } from './consequence';
import type { Key } from './key';
import type { WrittenName } from './names';

/** One entry of a table: a case, an element of a literal, an operand of a condition. */
export interface Row {
  readonly node: SyntaxNode;
  readonly names: readonly WrittenName[];
  /** What the architectures of this row get, where that is an expression or a single statement. */
  readonly value?: SyntaxNode;
}

/** A piece of code that tells architectures apart by name, and what it does with one that it does not name. */
export interface Table {
  readonly shape: 'switch' | 'map' | 'condition' | 'list';
  /** The node that a finding is shown at. */
  readonly at: SyntaxNode;
  /** The switch, the literal or the condition. */
  readonly node: SyntaxNode;
  readonly key?: Key;
  readonly rows: readonly Row[];
  /** Names that are not architectures' as far as is known. */
  readonly strangers: number;
  readonly consequence: Consequence | undefined;
  /** Names around it that may say whose names its values are. */
  readonly about: string;
}

/** Statements and declarations that functions consist of. */
const functions = new Set(['function_declaration', 'method_declaration']);

/** The name of the function around a node, or empty. */
export function functionName(node: SyntaxNode): string {
  for (let at = node.parent; at; at = at.parent) {
    if (functions.has(at.type)) return at.childForFieldName('name')?.text ?? '';
  }
  return '';
}

/** The statements that follow a statement in its block. */
export function statementsAfter(statement: SyntaxNode): readonly SyntaxNode[] {
  const after: SyntaxNode[] = [];
  for (let at = statement.nextNamedSibling; at; at = at.nextNamedSibling) {
    if (at.type !== 'comment') after.push(at);
  }
  return after;
}

/** Whether a name promises to tell what is known: `isKnownArch`, `validOSArches`. */
export function promisesToKnow(name: string): boolean {
  return /known|valid|support|allow/i.test(name);
}
