import type { StructLayout } from '../structLayout';
import type { KernelField, KernelLayout, KernelStruct } from './kernelStructs';

/** A struct of the tree's that is the host's struct of the kernel. */
export interface Mirror {
  readonly kernel: KernelStruct;
  /** Its fields that are elsewhere on the target, or are not there at all, by their own names. */
  readonly moved: readonly MovedField[];
}

export interface MovedField {
  readonly name: string;
  readonly field: KernelField;
  /** Where the target has it; absent where it does not. */
  readonly target?: KernelField;
}

/**
 * Whether a struct has the fields of the kernel's by name, at the places where
 * the host has them and the target does not.
 *
 * @param own its layout in what the target builds
 * @param share how many of its fields, of 1, have to be the kernel's; two at least
 */
export function mirrorOf(own: StructLayout, kernel: KernelStruct, share: number): Mirror | undefined {
  const named = own.fields.filter((field) => field.size > 0 && !isFiller(field.name));
  const pairs = named.flatMap((field) => {
    const there = fieldNamed(field.name, kernel.host);
    return there && there.offset === field.offset && there.size === field.size ? [{ field, there }] : [];
  });
  if (pairs.length < 2 || pairs.length < share * named.length) return undefined;
  const moved = pairs.flatMap(({ field, there }): MovedField[] => {
    const target = fieldNamed(there.name, kernel.target);
    if (target?.offset === there.offset && target.size === there.size) return [];
    return [{ name: field.name, field: there, ...(target && { target }) }];
  });
  return moved.length > 0 ? { kernel, moved } : undefined;
}

function fieldNamed(name: string, layout: KernelLayout): KernelField | undefined {
  return layout.fields.find((field) => !isFiller(field.name) && fold(field.name) === fold(name));
}

/** `c_iflag`, `cIflag` and `Iflag` are the same field, and so are `si_errno` and `Errno`. */
function fold(name: string): string {
  return name
    .replace(/^(?:[cf]|st|si|sa|lo)(?:_|(?=\p{Lu}))/u, '')
    .replaceAll('_', '')
    .toLowerCase();
}

function isFiller(name: string): boolean {
  return name === '_' || /^(?:x?_*)?(?:pad|unused|reserved|spare|linux_unused)/i.test(name);
}
