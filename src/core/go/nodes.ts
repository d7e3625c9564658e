import type { Location } from '../types';
import type { GoFile } from './packages';
import type { SyntaxNode } from './syntax';

const patterns = new WeakMap<ReadonlySet<string>, RegExp>();

/**
 * A pattern that finds the names of a set as whole words up to their ends; what
 * is in front of a match may belong to a longer word. One pattern for all names
 * is many times as fast as a look at each word of a text.
 */
function namesPattern(names: ReadonlySet<string>): RegExp {
  const known = patterns.get(names);
  if (known) return known;
  const made = new RegExp(`(?:${[...names].sort().join('|')})(?![\\p{L}\\p{N}_])`, 'gu');
  patterns.set(names, made);
  return made;
}

/** Where a text has one of some names, as a whole word or at the end of one. */
export function* placesOf(
  names: ReadonlySet<string>,
  text: string,
): Iterable<{ readonly name: string; readonly index: number }> {
  if (names.size === 0) return;
  for (const { 0: name, index } of text.matchAll(namesPattern(names))) yield { name, index };
}

/** The named children of a node without comments: the entries of a list. */
export function partsOf(node: SyntaxNode | null): readonly SyntaxNode[] {
  return node?.namedChildren.filter((child) => child.type !== 'comment') ?? [];
}

/** Where a node is, in a file. */
export function locationOf(file: string, node: SyntaxNode): Location {
  const { startPosition: start, endPosition: end } = node;
  return {
    file,
    line: start.row + 1,
    column: start.column + 1,
    endLine: end.row + 1,
    endColumn: end.column + 1,
  };
}

/** The nearest enclosing node of one of these types. */
export function enclosing(node: SyntaxNode, types: ReadonlySet<string>): SyntaxNode | undefined {
  for (let at = node.parent; at; at = at.parent) if (types.has(at.type)) return at;
  return undefined;
}

/** Which part of a list a node is, or -1. */
export function indexIn(list: readonly SyntaxNode[], node: SyntaxNode): number {
  return list.findIndex((part) => part.startIndex === node.startIndex && part.endIndex === node.endIndex);
}

/** Whether two nodes of one tree are the same. */
export function isSame(a: SyntaxNode | null, b: SyntaxNode): boolean {
  return a !== null && a.startIndex === b.startIndex && a.endIndex === b.endIndex && a.type === b.type;
}

/** The nodes of a file whose text is one of some identifiers, comments and strings left out. Parses only where the text has one. */
export function nodesNamed(file: GoFile, names: ReadonlySet<string>): readonly SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  for (const { name, index } of placesOf(names, file.text)) {
    if (/[\p{L}\p{N}_]/u.test(file.text[index - 1] ?? '')) continue;
    const node = file.tree.rootNode.descendantForIndex(index, index + name.length);
    if (node?.startIndex === index && node.text === name) nodes.push(node);
  }
  return nodes;
}
