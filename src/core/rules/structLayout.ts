import type { GoType, StructType } from '../go/types';
import type { Typing } from '../go/typing';
import { findTarget } from '../target/targets';
import { layoutOf } from '../target/layout';
import type { Layout } from '../target/layout';

/** A field's place in its struct, in bytes. */
export interface PlacedField {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

export interface StructLayout extends Layout {
  readonly fields: readonly PlacedField[];
}

/** Types nest; none that is handed to the kernel nests deeper. */
const deepest = 8;

/** The layout of a struct under one view, as Go's compiler places it; undefined where a field's type is not known. */
export function structLayout(struct: StructType, typing: Typing, depth = 0): StructLayout | undefined {
  const fields: PlacedField[] = [];
  let end = 0;
  let align = 1;
  for (const { name, type } of struct.fields) {
    const layout = typeLayout(type(), typing, depth + 1);
    if (!layout) return undefined;
    const offset = roundUp(end, layout.align);
    fields.push({ name, offset, size: layout.size });
    end = offset + layout.size;
    align = Math.max(align, layout.align);
  }
  // A pointer to a last field without size must not point past the struct, so Go gives it a byte.
  if (end > 0 && fields.at(-1)?.size === 0) end += 1;
  return { fields, size: roundUp(end, align), align };
}

/** The layout of any type under one view; undefined where it is not known. */
export function typeLayout(type: GoType, typing: Typing, depth = 0): Layout | undefined {
  if (depth > deepest) return undefined;
  // `_ structs.HostLayout` marks a struct and takes no room.
  if (type.kind === 'named' && type.home.kind === 'outside' && type.home.importPath === 'structs')
    return { size: 0, align: 1 };
  const underlying = typing.underlying(type);
  const word = findTarget(typing.goarch)?.bits === 32 ? 4 : 8;
  switch (underlying.kind) {
    case 'basic':
      return basicLayout(underlying.name, word);
    case 'array': {
      const elem = typeLayout(underlying.elem, typing, depth + 1);
      if (!elem || underlying.length === undefined) return undefined;
      return { size: elem.size * underlying.length, align: elem.align };
    }
    case 'struct':
      return structLayout(underlying, typing, depth);
    case 'pointer':
    case 'map':
    case 'chan':
    case 'func':
      return { size: word, align: word };
    case 'slice':
      return { size: 3 * word, align: word };
    case 'interface':
      return { size: 2 * word, align: word };
    case 'unknown':
    case 'untyped':
    case 'named':
    case 'tuple':
      return undefined;
  }
}

function basicLayout(name: string, word: number): Layout | undefined {
  if (name.startsWith('complex')) {
    const size = Number(name.slice('complex'.length)) / 8;
    return { size, align: Math.min(size / 2, word) };
  }
  return layoutOf(name, word, () => {
    throw new Error(`${name} is not a predeclared type`);
  });
}

function roundUp(offset: number, align: number): number {
  return Math.ceil(offset / align) * align;
}
