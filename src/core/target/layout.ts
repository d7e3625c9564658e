import { decodeField, type EncodedField } from './abiEncoding';
import type { AbiField, AbiStruct } from './abi';

/** Bytes that a type takes and the multiple of bytes it begins at. */
export interface Layout {
  readonly size: number;
  readonly align: number;
}

/** Gives the layout of a type that is declared somewhere (`Timespec`, `syscall.Timeval`). */
export type NamedLayout = (name: string) => Layout;

const basicSizes: Readonly<Record<string, number>> = {
  bool: 1,
  byte: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  rune: 4,
  float32: 4,
  int64: 8,
  uint64: 8,
  float64: 8,
};

/** Types of one or more machine words, by how their text begins; the first that fits counts. */
const wordTypes: readonly (readonly [RegExp, number])[] = [
  [/^(?:int|uint|uintptr|unsafe\.Pointer)$/, 1],
  [/^(?:\*|func\(|map\[|chan |chan<-|<-chan )/, 1],
  [/^(?:string|error|any)$|^interface\{/, 2],
  [/^\[\]/, 3],
];

/**
 * The layout of a type under Go's own compiler, where nothing is aligned to
 * more than a machine word (so `uint64` to 4 bytes on 32-bit MIPS).
 *
 * Source: `gcSizes` in Go's go/types; test/unit/target compares it with
 * `unsafe.Offsetof` and `unsafe.Sizeof` as the compiler evaluates them.
 *
 * @param word bytes of a pointer
 * @throws where the text is not a type that the tables have
 */
export function layoutOf(type: string, word: number, named: NamedLayout): Layout {
  const basic = Object.hasOwn(basicSizes, type) ? basicSizes[type] : undefined;
  if (basic !== undefined) return { size: basic, align: Math.min(basic, word) };
  const words = wordTypes.find(([pattern]) => pattern.test(type))?.[1];
  if (words !== undefined) return { size: words * word, align: word };
  const [, length, element] = /^\[(\d+)\](.*)$/s.exec(type) ?? [];
  if (length !== undefined && element !== undefined) {
    const { size, align } = layoutOf(element, word, named);
    return { size: Number(length) * size, align };
  }
  if (type.startsWith('struct{')) {
    const fields = type.slice('struct{'.length, -1).split('; ');
    return placeFields(
      fields.filter((field) => field !== '').map((field) => decodeField(field)),
      word,
      named,
    );
  }
  return named(type);
}

/** Places the fields of a struct one after another, as Go's compiler does. */
export function placeFields(
  fields: readonly EncodedField[],
  word: number,
  named: NamedLayout,
): AbiStruct & Layout {
  const placed: AbiField[] = [];
  let end = 0;
  let align = 1;
  for (const { name, type, embedded } of fields) {
    const layout = layoutOf(type, word, named);
    const offset = roundUp(end, layout.align);
    placed.push({ name, type, offset, size: layout.size, ...(embedded ? { embedded } : {}) });
    end = offset + layout.size;
    align = Math.max(align, layout.align);
  }
  // A pointer to a last field without size must not point past the struct, so Go gives it a byte.
  if (end > 0 && placed.at(-1)?.size === 0) end += 1;
  return { fields: placed, size: roundUp(end, align), align };
}

function roundUp(offset: number, align: number): number {
  return Math.ceil(offset / align) * align;
}
