import { partsOf } from '../../go/nodes';
import type { Declaration } from '../../go/packages';
import type { SyntaxNode } from '../../go/syntax';

/** The lines of a struct's fields, to be written anew with one more. */
export interface StructText {
  /** From the first field to the end of the last one with its comment. */
  readonly first: SyntaxNode;
  readonly last: SyntaxNode;
  readonly lines: readonly FieldLine[];
}

export interface FieldLine {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
}

/**
 * Reads a struct of the plain shape that structs for the kernel have: a field
 * a line, each with one name, no tags, nothing but a comment behind it.
 * Undefined for every other shape.
 */
export function readStruct(declaration: Declaration): StructText | undefined {
  const type = declaration.node.childForFieldName('type');
  const list = type?.type === 'struct_type' ? partsOf(type)[0] : undefined;
  if (!list) return undefined;
  const lines: FieldLine[] = [];
  const rows: number[] = [];
  for (const child of list.namedChildren) {
    const row = child.startPosition.row;
    if (row !== child.endPosition.row) return undefined;
    if (child.type === 'comment') {
      const line = lines.at(-1);
      if (rows.at(-1) !== row || !line || line.comment !== '') return undefined;
      lines[lines.length - 1] = { ...line, comment: child.text };
      continue;
    }
    const names = child.childrenForFieldName('name');
    const fieldType = child.childForFieldName('type');
    const follows = rows.length === 0 || rows.at(-1) === row - 1;
    if (names.length !== 1 || !names[0] || !fieldType || child.childForFieldName('tag') || !follows)
      return undefined;
    lines.push({ name: names[0].text, type: fieldType.text, comment: '' });
    rows.push(row);
  }
  const [first] = list.namedChildren;
  const last = list.namedChildren.at(-1);
  const opensLine = first !== undefined && first.startPosition.row > list.startPosition.row;
  const closesLine = last !== undefined && last.endPosition.row < list.endPosition.row;
  return first && last && opensLine && closesLine ? { first, last, lines } : undefined;
}

/** Field lines as gofmt aligns them: the first without its indentation, no line end after the last. */
export function writeFields(lines: readonly FieldLine[]): string {
  const nameWidth = Math.max(...lines.map(({ name }) => width(name)));
  return lines
    .map((line, index) => {
      const named = line.name.padEnd(nameWidth + line.name.length - width(line.name));
      if (line.comment === '') return `${named} ${line.type}`;
      const typeWidth = Math.max(...commentedRun(lines, index).map(({ type }) => width(type)));
      return `${named} ${line.type.padEnd(typeWidth + line.type.length - width(line.type))} ${line.comment}`;
    })
    .join('\n\t');
}

/** The neighbours of a line that have comments too: gofmt aligns those of lines that follow each other. */
function commentedRun(lines: readonly FieldLine[], index: number): readonly FieldLine[] {
  let from = index;
  let to = index;
  while (lines[from - 1] && lines[from - 1]?.comment !== '') from--;
  while (lines[to + 1] && lines[to + 1]?.comment !== '') to++;
  return lines.slice(from, to + 1);
}

/** gofmt counts characters, not UTF-16 code units. */
function width(text: string): number {
  return Array.from(text).length;
}
