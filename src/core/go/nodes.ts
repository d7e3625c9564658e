import type { Location } from '../types';
import type { GoFile } from './packages';
import type { SyntaxNode } from './syntax';

/** An identifier in a text: Go's letters and digits. */
const identifiers = /[\p{L}_][\p{L}\p{N}_]*/gu;

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

/** The nodes of a file whose text is a wanted identifier, comments and strings left out. Parses only where the text has one. */
export function nodesNamed(file: GoFile, wanted: (name: string) => boolean): readonly SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  for (const match of file.text.matchAll(identifiers)) {
    if (!wanted(match[0])) continue;
    const node = file.tree.rootNode.descendantForIndex(match.index, match.index + match[0].length);
    if (node?.startIndex === match.index && node.text === match[0]) nodes.push(node);
  }
  return nodes;
}
