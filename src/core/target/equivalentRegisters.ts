import type { Translate } from '../l10n';
import type { AbiPackage } from './abi';
import type { Goarch } from './targets';

/** What a register of amd64's PtraceRegs holds, and the field that holds it elsewhere. */
interface RegisterRow {
  readonly role: (t: Translate) => string;
  readonly fields: Readonly<Partial<Record<Goarch, string>>>;
}

const arguments64 = {
  Rdi: 0,
  Rsi: 1,
  Rdx: 2,
  R10: 3,
  R8: 4,
  R9: 5,
} as const;

/**
 * Rows by field of amd64's PtraceRegs. Roles are those at the stop before and
 * after a system call. Sources: the manual page syscall(2), tables
 * “Architecture calling conventions”; the kernel's asm/ptrace.h of each port.
 */
const rows: Readonly<Record<string, RegisterRow>> = {
  Rip: {
    role: (t) => t('the program counter'),
    fields: {
      ...allMips('Epc'),
      arm64: 'Pc',
      loong64: 'Era',
      riscv64: 'Pc',
      ppc64le: 'Nip',
      s390x: 'Psw.Addr',
    },
  },
  Rsp: {
    role: (t) => t('the stack pointer'),
    fields: {
      ...allMips('Regs[29]'),
      arm64: 'Sp',
      loong64: 'Regs[3]',
      riscv64: 'Sp',
      ppc64le: 'Gpr[1]',
      s390x: 'Gprs[15]',
    },
  },
  Orig_rax: {
    role: (t) => t('the number of the system call'),
    fields: {
      ...allMips('Regs[2]'),
      arm64: 'Regs[8]',
      loong64: 'Regs[11]',
      riscv64: 'A7',
      ppc64le: 'Gpr[0]',
    },
  },
  Rax: {
    role: (t) => t('the result of the system call'),
    fields: {
      ...allMips('Regs[2]'),
      arm64: 'Regs[0]',
      loong64: 'Regs[4]',
      riscv64: 'A0',
      ppc64le: 'Gpr[3]',
      s390x: 'Gprs[2]',
    },
  },
  ...Object.fromEntries(Object.entries(arguments64).map(([field, index]) => [field, argumentRow(index)])),
};

function mips64(field: string): Readonly<Partial<Record<Goarch, string>>> {
  return { mips64le: field, mips64: field };
}

function allMips(field: string): Readonly<Partial<Record<Goarch, string>>> {
  return { ...mips64(field), mipsle: field, mips: field };
}

/** The row of a system call's argument, counted from 0. */
function argumentRow(index: number): RegisterRow {
  return {
    role: (t) => t('argument {0} of the system call', index + 1),
    fields: {
      // The 32-bit ABI of MIPS has four arguments in registers and the others on the stack.
      ...(index < 4 ? allMips(`Regs[${index + 4}]`) : mips64(`Regs[${index + 4}]`)),
      arm64: `Regs[${index}]`,
      loong64: `Regs[${index + 4}]`,
      riscv64: `A${index}`,
      ppc64le: `Gpr[${index + 3}]`,
      s390x: index === 0 ? 'Orig_gpr2' : `Gprs[${index + 2}]`,
    },
  };
}

/** A field, or a chain of them, that holds on the target what a register of amd64 holds. */
export interface Register {
  readonly field: string;
  /** What it holds, translated. */
  readonly role: string;
  /** Whether the PC method reads it too. */
  readonly programCounter: boolean;
}

/**
 * Where the target's PtraceRegs has what a field of amd64's holds, or
 * undefined where it has it nowhere.
 */
export function findRegister(
  pkg: AbiPackage,
  field: string,
  target: Goarch,
  t: Translate,
): Register | undefined {
  const found = Object.hasOwn(rows, field) ? rows[field] : undefined;
  const elsewhere = found?.fields[target];
  if (found === undefined || elsewhere === undefined) return undefined;
  if (pkg === 'syscall' && target.startsWith('mips')) {
    // syscall's type there is the kernel's `struct user`, of which PTRACE_GETREGS fills the first 38 words of
    // 64 bits: r0 to r31, lo, hi, epc … (asm/ptrace.h). On 32-bit ports its words have half that size. Its PC
    // method reads Regs[64], which that call never fills.
    if (target === 'mips' || target === 'mipsle') return undefined;
    const index = elsewhere === 'Epc' ? 'Regs[34]' : elsewhere;
    return { field: index, role: found.role(t), programCounter: false };
  }
  return { field: elsewhere, role: found.role(t), programCounter: field === 'Rip' };
}

/** The fields of amd64 that have a counterpart elsewhere. */
export const registerNames: readonly string[] = Object.keys(rows);
