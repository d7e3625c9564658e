import type { BuildContext } from './buildContext';
import { tagHolds } from './buildContext';
import { evaluate, parseGoBuild, parsePlusBuild } from './constraintExpr';
import type { GoFile } from './packages';
import type { SyntaxNode } from './syntax';

/** The comment before `import "C"`, which is C. */
export interface Preamble {
  /** Offset of `text` in the file. */
  readonly start: number;
  /** The comment with its markers blanked: as long as it stands in the file, line for line. */
  readonly text: string;
}

/** A word of a `#cgo` line, with its place in the file. */
export interface CgoWord {
  /** Without the quotes around it. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A line `#cgo linux,amd64 LDFLAGS: -lm`. */
export interface CgoDirective {
  /** The build constraints before the name, of which one has to hold; empty where it always counts. */
  readonly conditions: readonly CgoWord[];
  /** `CFLAGS`, `LDFLAGS` … */
  readonly name: CgoWord;
  readonly flags: readonly CgoWord[];
  /** Offsets of the whole line in the file, without the line break. */
  readonly lineStart: number;
  readonly lineEnd: number;
}

/** The C that the files of a package begin with, one for each `import "C"`, as `go/build` finds it. */
export function preamblesOf(file: GoFile): readonly Preamble[] {
  return file.imports.filter((one) => one.path === 'C').map(({ node }) => preambleOf(node, file.text));
}

function preambleOf(spec: SyntaxNode, text: string): Preamble {
  const own = commentsBefore(spec);
  const list = spec.parent;
  const declaration = list?.type === 'import_spec_list' ? list.parent : list;
  const isOnly = list?.type !== 'import_spec_list' || list.namedChildren.filter(isSpec).length === 1;
  const comments = own.length > 0 || !isOnly || !declaration ? own : commentsBefore(declaration);
  const [first] = comments;
  const last = comments.at(-1);
  if (!first || !last) return { start: spec.startIndex, text: '' };
  let blanked = '';
  let at = first.startIndex;
  for (const comment of comments) {
    blanked += blank(text.slice(at, comment.startIndex)) + withoutMarkers(comment.text);
    at = comment.endIndex;
  }
  return { start: first.startIndex, text: blanked };
}

function isSpec(node: SyntaxNode): boolean {
  return node.type === 'import_spec';
}

/** The comments that belong to a node: those that end on the line before it, and those before them without an empty line between. */
function commentsBefore(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  let below = node;
  for (let at = node.previousNamedSibling; at?.type === 'comment'; at = at.previousNamedSibling) {
    if (below.startPosition.row - at.endPosition.row > 1) break;
    // What stands behind something else belongs to that.
    const before = at.previousNamedSibling;
    if (before && before.type !== 'comment' && before.endPosition.row === at.startPosition.row) break;
    found.unshift(at);
    below = at;
  }
  return found;
}

function withoutMarkers(comment: string): string {
  return comment.startsWith('//') ? `  ${comment.slice(2)}` : `  ${comment.slice(2, -2)}  `;
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

/** The `#cgo` lines of a preamble. */
export function directivesOf({ start, text }: Preamble): readonly CgoDirective[] {
  return [...text.matchAll(/^[ \t]*#cgo[ \t]([^:\r\n]*):(.*)$/gm)].flatMap((match): CgoDirective[] => {
    const [whole, before = '', after = ''] = match;
    const lineStart = start + match.index;
    const beforeStart = lineStart + whole.indexOf('#cgo') + '#cgo '.length;
    const head = words(before, beforeStart);
    const name = head.at(-1);
    if (!name) return [];
    const flags = words(after, beforeStart + before.length + 1);
    const lineEnd = lineStart + whole.trimEnd().length;
    return [{ conditions: head.slice(0, -1), name, flags, lineStart, lineEnd }];
  });
}

/** Splits as `go/build` splits flags: at spaces outside quotes. */
function words(text: string, start: number): readonly CgoWord[] {
  return [...text.matchAll(/(?:"[^"]*"|'[^']*'|\\.|[^\s"'\\])+/g)].map((match) => ({
    text: match[0].replace(/["']|\\(?=.)/g, ''),
    start: start + match.index,
    end: start + match.index + match[0].length,
  }));
}

/** Whether a directive counts for a build, as `go/build`'s `matchAuto` decides. */
export function directiveHolds({ conditions }: CgoDirective, context: BuildContext): boolean {
  return conditions.length === 0 || conditions.some(({ text }) => conditionHolds(text, context));
}

function conditionHolds(text: string, context: BuildContext): boolean {
  const holds = (tag: string): boolean => tagHolds(tag, context);
  if (!/[&|()]/.test(text)) {
    const constraint = parsePlusBuild(text);
    return constraint !== undefined && evaluate(constraint, holds);
  }
  const parsed = parseGoBuild(text);
  return parsed.ok && evaluate(parsed.constraint, holds);
}

/** A directive's condition that holds only for one GOARCH more: `linux,amd64` of `linux`. */
export function narrowCondition(condition: string, goarch: string): string {
  if (!/[&|()]/.test(condition)) return `${condition},${goarch}`;
  return `${condition.includes('||') ? `(${condition})` : condition}&&${goarch}`;
}
