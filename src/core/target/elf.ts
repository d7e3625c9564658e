import type { Target } from './targets';

/** What the header of an ELF file says (System V ABI, gABI 4.1, and the MIPS processor supplement). */
export interface ElfHeader {
  readonly bits: 32 | 64;
  readonly endian: 'little' | 'big';
  readonly machine: number;
  readonly type: 'relocatable' | 'executable' | 'shared' | 'core' | 'other';
  readonly flags: number;
  /** For MIPS: the calling convention. */
  readonly mipsAbi?: 'n64' | 'n32' | 'o32';
  /** For MIPS: the instruction set of e_flags, such as `mips3` or `mips64r2`. */
  readonly mipsIsa?: string;
  /** Whether a dynamic linker is needed. */
  readonly dynamic: boolean;
  /** Its path, such as `/lib64/ld.so.1`, where it lies in the bytes that were given. */
  readonly interpreter?: string;
}

const types: Readonly<Record<number, ElfHeader['type']>> = {
  1: 'relocatable',
  2: 'executable',
  3: 'shared',
  4: 'core',
};

const machineMips = 8;
const programInterpreter = 3;

/** EF_MIPS_ARCH, the top four bits of e_flags (binutils, include/elf/mips.h). */
const mipsIsas: readonly string[] = [
  'mips1',
  'mips2',
  'mips3',
  'mips4',
  'mips5',
  'mips32',
  'mips64',
  'mips32r2',
  'mips64r2',
  'mips32r6',
  'mips64r6',
];

/** How many bytes of a file are worth giving to `parseElf`: headers and interpreter lie at the start. */
export const elfHeadBytes = 65_536;

/** Reads an ELF header from the first bytes of a file; undefined where it is not ELF or cut short. */
export function parseElf(bytes: Uint8Array): ElfHeader | undefined {
  if (bytes.length < 52 || bytes[0] !== 0x7f || bytes[1] !== 0x45 || bytes[2] !== 0x4c || bytes[3] !== 0x46) {
    return undefined;
  }
  const bits = bytes[4] === 1 ? 32 : bytes[4] === 2 ? 64 : undefined;
  const endian = bytes[5] === 1 ? 'little' : bytes[5] === 2 ? 'big' : undefined;
  if (!bits || !endian || (bits === 64 && bytes.length < 64)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = endian === 'little';
  const wide = bits === 64;
  const word = (at: number): number =>
    wide ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
  const machine = view.getUint16(18, little);
  const flags = view.getUint32(wide ? 48 : 36, little);
  const tableOffset = word(wide ? 32 : 28);
  const entrySize = view.getUint16(wide ? 54 : 42, little);
  const entries = view.getUint16(wide ? 56 : 44, little);
  let dynamic = false;
  let interpreter: string | undefined;
  for (let index = 0; index < entries; index++) {
    const at = tableOffset + index * entrySize;
    if (at + (wide ? 56 : 32) > bytes.length) break;
    if (view.getUint32(at, little) !== programInterpreter) continue;
    dynamic = true;
    const start = word(at + (wide ? 8 : 4));
    const size = word(at + (wide ? 32 : 16));
    if (size > 0 && size < 4096 && start + size <= bytes.length) {
      interpreter = new TextDecoder().decode(bytes.subarray(start, start + size - 1));
    }
  }
  const mips = machine === machineMips ? mipsFlags(bits, flags) : {};
  return {
    bits,
    endian,
    machine,
    type: types[view.getUint16(16, little)] ?? 'other',
    flags,
    dynamic,
    ...mips,
    ...(interpreter === undefined ? {} : { interpreter }),
  };
}

/** EF_MIPS_ABI2 (0x20) marks n32; 64-bit files are n64. */
function mipsFlags(bits: 32 | 64, flags: number): Pick<ElfHeader, 'mipsAbi' | 'mipsIsa'> {
  const isa = mipsIsas[flags >>> 28];
  return {
    mipsAbi: bits === 64 ? 'n64' : flags & 0x20 ? 'n32' : 'o32',
    ...(isa === undefined ? {} : { mipsIsa: isa }),
  };
}

/** Whether a header is that of an executable or shared object for the target. */
export function isElfOf(header: ElfHeader, target: Target): boolean {
  return (
    header.machine === target.elfMachine &&
    header.bits === target.bits &&
    header.endian === target.endian &&
    (header.type === 'executable' || header.type === 'shared')
  );
}

/** The machine of a header: `64-bit little-endian MIPS`. */
export function describeMachine({ bits, endian, machine }: ElfHeader): string {
  return `${bits}-bit ${endian}-endian ${machineNames[machine] ?? `machine ${machine}`}`;
}

/** A header in a few words: `64-bit little-endian MIPS n64 mips64r2, static`. */
export function describeElf(header: ElfHeader): string {
  const mips = [header.mipsAbi, header.mipsIsa].filter((part) => part !== undefined);
  const link = header.dynamic ? `dynamic, ${header.interpreter ?? 'interpreter'}` : 'static';
  return `${[describeMachine(header), ...mips].join(' ')}, ${link}`;
}

/** e_machine values of the targets, as readelf names them. */
const machineNames: Readonly<Record<number, string>> = {
  3: 'i386',
  8: 'MIPS',
  21: 'PowerPC64',
  22: 'S/390',
  40: 'ARM',
  62: 'x86-64',
  183: 'AArch64',
  243: 'RISC-V',
  258: 'LoongArch',
};
