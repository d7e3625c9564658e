/**
 * The slice of a syntax tree that the engine uses. `web-tree-sitter`'s nodes
 * have this shape; nothing outside `parser.ts` imports that package, so a
 * parser can be exchanged and tests can see what the engine depends on.
 *
 * Offsets count UTF-16 code units from the start of the text; rows and columns
 * of `Point` count from 0 (as tree-sitter does).
 */
export interface Point {
  readonly row: number;
  readonly column: number;
}

export interface SyntaxNode {
  readonly id: number;
  readonly type: string;
  readonly isNamed: boolean;
  readonly isMissing: boolean;
  readonly isError: boolean;
  readonly hasError: boolean;
  readonly text: string;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly startPosition: Point;
  readonly endPosition: Point;
  readonly parent: SyntaxNode | null;
  readonly namedChildren: readonly SyntaxNode[];
  readonly children: readonly SyntaxNode[];
  readonly nextNamedSibling: SyntaxNode | null;
  readonly previousNamedSibling: SyntaxNode | null;
  childForFieldName(name: string): SyntaxNode | null;
  childrenForFieldName(name: string): readonly SyntaxNode[];
  descendantsOfType(types: string | readonly string[]): readonly SyntaxNode[];
  descendantForIndex(start: number, end?: number): SyntaxNode | null;
}

/** A parsed file. It holds memory outside the JavaScript heap until `delete()`. */
export interface SyntaxTree {
  readonly rootNode: SyntaxNode;
  delete(): void;
}

/** One textual change, for incremental parsing. */
export interface TextChange {
  readonly startIndex: number;
  readonly oldEndIndex: number;
  readonly newEndIndex: number;
  readonly startPosition: Point;
  readonly oldEndPosition: Point;
  readonly newEndPosition: Point;
}

/** Parses Go. Broken text gives a tree with error nodes, never an exception. */
export interface GoParser {
  parse(text: string): SyntaxTree;
  /** Parses `text` again after `changes` to the text of `previous`; `previous` is consumed. */
  reparse(previous: SyntaxTree, text: string, changes: readonly TextChange[]): SyntaxTree;
}
