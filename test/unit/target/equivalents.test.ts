import { describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import type { AbiPackage, AbiTable } from '../../../src/core/target/abi';
import { missingNames, type MissingName } from '../../../src/core/target/differences';
import { nameRows } from '../../../src/core/target/equivalentNames';
import { registerNames } from '../../../src/core/target/equivalentRegisters';
import { adviseMissing, type MissingAdvice } from '../../../src/core/target/equivalents';
import { targets, type Goarch } from '../../../src/core/target/targets';
import { readAbiTables } from '../../../src/node/abiData';

const abi = readAbiTables();
const unix = 'golang.org/x/sys/unix';
const packages: readonly AbiPackage[] = ['syscall', unix];
const others = targets.map(({ goarch }) => goarch).filter((goarch) => goarch !== 'amd64');

const everything = others.flatMap((target) =>
  packages.flatMap((pkg) =>
    missingNames(abi, pkg, 'amd64', target).map((missing) => ({
      target,
      missing,
      advice: advise(missing, target),
    })),
  ),
);

function advise(missing: MissingName, target: Goarch = 'mips64le'): MissingAdvice {
  return adviseMissing(abi, missing, 'amd64', target, english);
}

function constant(pkg: AbiPackage, name: string): MissingName {
  return { package: pkg, kind: 'constant', name };
}

function register(pkg: AbiPackage, name: string): MissingName {
  return { package: pkg, kind: 'field', name, type: 'PtraceRegs' };
}

/** Whether a chain of fields, perhaps with an index, or a method call exists on a type. */
function memberExists(table: AbiTable, type: string, text: string): boolean {
  if (text.endsWith('()')) return table.method(type, text.slice(0, -2)) !== undefined;
  let at = type;
  for (const part of text.split('.')) {
    const [name = '', index] = part.replace(']', '').split('[');
    const held: string | undefined = table.struct(at)?.fields.find((field) => field.name === name)?.type;
    if (held === undefined) return false;
    const length = Number(/^\[(\d+)\]/.exec(held)?.[1] ?? 0);
    if (index !== undefined && Number(index) >= length) return false;
    at = index === undefined ? held : held.replace(/^\[\d+\]/, '');
  }
  return /^u?int/.test(at);
}

describe('advice for missing names', () => {
  it('names only what the target has', () => {
    expect(everything.length).toBeGreaterThan(500);
    const wrong = everything.flatMap(({ target, missing, advice }) =>
      advice.equivalents
        .filter((equivalent) => {
          const table = abi.table(equivalent.package, target);
          return missing.type === undefined
            ? !table.has(equivalent.text)
            : !memberExists(table, missing.type, equivalent.text);
        })
        .map((equivalent) => `${target} ${missing.name}: ${equivalent.text}`),
    );
    expect(wrong).toEqual([]);
  });

  it('says truly what the host has, and calls safe only what has the same value there', () => {
    const host = (pkg: AbiPackage): AbiTable => abi.table(pkg, 'amd64');
    const all = everything.flatMap(({ missing, advice }) =>
      advice.equivalents.map((equivalent) => ({ missing, equivalent })),
    );
    for (const { missing, equivalent } of all.filter(({ missing: { type } }) => type === undefined)) {
      expect(equivalent.onHost).toBe(host(equivalent.package).has(equivalent.text));
      if (!equivalent.safe) continue;
      expect(host(equivalent.package).constant(equivalent.text)?.value).toBe(
        host(missing.package).constant(missing.name)?.value,
      );
    }
    const members = all.filter(({ missing: { type } }) => type !== undefined);
    expect(members.filter(({ equivalent }) => equivalent.safe).every((it) => it.equivalent.onHost)).toBe(
      true,
    );
    expect([...new Set(members.filter((it) => it.equivalent.safe).map((it) => it.equivalent.text))]).toEqual([
      'PC()',
    ]);
  });

  it('has no row that no GOARCH needs, and no candidate that none has', () => {
    const missing = new Set(everything.map((entry) => entry.missing.name));
    expect([...nameRows.keys(), ...registerNames].filter((name) => !missing.has(name))).toEqual([]);
    const used = new Set(everything.flatMap(({ advice }) => advice.equivalents.map(({ text }) => text)));
    const candidates = [...nameRows.values()].flatMap((row) => [...row.use, ...row.dropIn]);
    expect(candidates.filter((name) => !used.has(name))).toEqual([]);
  });

  it('explains every constant, function and type that mips64le lacks', () => {
    const names = everything.filter(
      ({ target, missing }) => target === 'mips64le' && missing.type === undefined,
    );
    expect(names.length).toBeGreaterThan(50);
    const unexplained = names.filter(({ advice }) => advice.reason.includes('does not exist on linux/'));
    expect(unexplained.map(({ missing }) => missing.name)).toEqual([]);
  });

  it('fills every reason', () => {
    const reasons = everything.map(({ advice }) => advice.reason);
    expect(reasons.filter((reason) => /\{\d\}|undefined|^$|^\s|\s$|\.$| {2}/.test(reason))).toEqual([]);
  });

  it('sends nobody to a function that a GOARCH lacks', () => {
    const tables = packages.flatMap((pkg) => targets.map(({ goarch }) => abi.table(pkg, goarch)));
    expect(tables.filter((table) => !table.function('Select') || !table.function('Time'))).toEqual([]);
  });

  it('translates', () => {
    const marked = adviseMissing(
      abi,
      register(unix, 'Rsp'),
      'amd64',
      'mips64le',
      (template) => `‹${template}›`,
    );
    expect(marked.reason).toMatch(/^‹.*›$/);
  });
});

describe('equivalents on mips64le', () => {
  const texts = (missing: MissingName, target?: Goarch): string[] =>
    advise(missing, target).equivalents.map(({ text }) => text);

  it.each([
    ['Rip', ['PC()', 'Epc']],
    ['Rsp', ['Regs[29]']],
    ['Orig_rax', ['Regs[2]']],
    ['Rdi', ['Regs[4]']],
    ['R9', ['Regs[9]']],
    ['Eflags', []],
  ])('of unix.PtraceRegs.%s are %j', (field, expected) => {
    expect(texts(register(unix, field))).toEqual(expected);
  });

  it('of the program counter in syscall avoid its PC method, which reads a word that the kernel never fills', () => {
    expect(texts(register('syscall', 'Rip'))).toEqual(['Regs[34]']);
    expect(texts(register('syscall', 'Rip'), 'mips')).toEqual([]);
    expect(texts(register('syscall', 'Rip'), 'arm64')).toEqual(['PC()', 'Pc']);
    expect(texts(register('syscall', 'Rip'), 'loong64')).toEqual(['Era']);
  });

  it('may be read in one file for both builds, but not assigned to', () => {
    const [pc, epc] = advise(register(unix, 'Rip')).equivalents;
    expect(pc).toMatchObject({ text: 'PC()', onHost: true, safe: true, dropIn: true, assignable: false });
    expect(epc).toMatchObject({ text: 'Epc', onHost: false, safe: false, dropIn: true, assignable: true });
  });

  it('leave signals that MIPS does not have without one', () => {
    expect(advise(constant(unix, 'SIGSTKFLT'))).toEqual({
      reason: expect.stringContaining('SIGEMT') as string,
      equivalents: [],
    });
    expect(advise(constant('syscall', 'SIGUNUSED')).equivalents).toEqual([
      { text: 'SIGSYS', package: 'syscall', onHost: true, dropIn: true, assignable: false, safe: true },
    ]);
  });

  it('of select are the call of another name, else the one with other arguments', () => {
    expect(advise(constant(unix, 'SYS_SELECT')).equivalents).toMatchObject([
      { text: 'SYS__NEWSELECT', onHost: false, dropIn: true, safe: false },
      { text: 'SYS_PSELECT6', onHost: true, dropIn: false, safe: false },
    ]);
    expect(texts(constant(unix, 'SYS_SELECT'), 'riscv64')).toEqual(['SYS_PSELECT6']);
  });

  it('are in x/sys/unix for what only syscall lacks', () => {
    expect(advise(constant('syscall', 'TIOCGRS485')).equivalents).toEqual([
      { text: 'TIOCGRS485', package: unix, onHost: true, dropIn: true, assignable: false, safe: true },
    ]);
    const speed = advise({ package: 'syscall', kind: 'field', name: 'Ispeed', type: 'Termios' });
    expect(speed).toEqual({ reason: expect.stringContaining(unix) as string, equivalents: [] });
  });

  it('of path calls on newer ports take other arguments', () => {
    expect(advise(constant('syscall', 'SYS_OPEN'), 'riscv64').equivalents).toMatchObject([
      { text: 'SYS_OPENAT', onHost: true, dropIn: false, safe: false },
    ]);
    expect(texts(constant('syscall', 'SYS_STAT'), 'loong64')).toEqual(['SYS_STATX']);
    expect(texts(constant('syscall', 'SYS_RENAME'), 'riscv64')).toEqual(['SYS_RENAMEAT2']);
  });
});
