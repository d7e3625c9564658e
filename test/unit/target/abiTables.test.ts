import { describe, expect, it } from 'vitest';
import type { AbiPackage, AbiTable } from '../../../src/core/target/abi';
import { targets, type Goarch } from '../../../src/core/target/targets';
import { readAbiTables } from '../../../src/node/abiData';

const abi = readAbiTables();
const packages: readonly AbiPackage[] = ['syscall', 'golang.org/x/sys/unix'];
const unix = (goarch: Goarch): AbiTable => abi.table('golang.org/x/sys/unix', goarch);
const syscall = (goarch: Goarch): AbiTable => abi.table('syscall', goarch);

/** The field of a struct as `type@offset`. */
function place(table: AbiTable, struct: string, field: string): string {
  const found = table.struct(struct)?.fields.find((candidate) => candidate.name === field);
  return found === undefined ? 'missing' : `${found.type}@${found.offset}`;
}

/** Taken by hand from the kernel's headers of both architectures. */
const constants: readonly (readonly [name: string, amd64: number, mips64le: number])[] = [
  ['SYS_READ', 0, 5000],
  ['SYS_SETNS', 308, 5303],
  ['SYS_MEMFD_CREATE', 319, 5314],
  ['SYS_BPF', 321, 5315],
  ['SYS_PIDFD_OPEN', 434, 5434],
  ['TCGETS', 0x5401, 0x540d],
  ['TIOCGWINSZ', 0x5413, 0x40087468],
  ['TIOCSCTTY', 0x540e, 0x5480],
  ['TUNSETIFF', 0x400454ca, 0x800454ca],
  ['BLKRRPART', 0x125f, 0x2000125f],
  ['O_CREAT', 0x40, 0x100],
  ['O_EXCL', 0x80, 0x400],
  ['O_APPEND', 0x400, 8],
  ['O_NONBLOCK', 0x800, 0x80],
  ['O_DIRECT', 0x4000, 0x8000],
  ['F_GETLK', 5, 14],
  ['SIGUSR1', 10, 16],
  ['SIGCHLD', 17, 18],
  ['SIGBUS', 7, 10],
  ['SIGSTOP', 19, 23],
  ['SOCK_STREAM', 1, 2],
  ['SOCK_DGRAM', 2, 1],
  ['SOL_SOCKET', 1, 0xffff],
  ['SO_REUSEADDR', 2, 4],
  ['SO_RCVBUF', 8, 0x1002],
  ['MAP_ANON', 0x20, 0x800],
  ['ENOSYS', 38, 89],
  ['ECONNREFUSED', 111, 146],
  ['EDQUOT', 122, 1133],
  ['RLIMIT_NOFILE', 7, 5],
  ['SIG_BLOCK', 0, 1],
  ['EPOLLIN', 1, 1],
];

/** Constants that x/sys/unix of 2026-08-20 has for amd64 and lacks for mips64le, from a comparison of its files. */
const missingConstants = [
  'FP_XSTATE_MAGIC2',
  'MAP_32BIT',
  'MAP_ABOVE4G',
  'MAP_SYNC',
  'PTRACE_ARCH_PRCTL',
  'PTRACE_GETFPXREGS',
  'PTRACE_SETFPXREGS',
  'PTRACE_SINGLEBLOCK',
  'PTRACE_SYSEMU',
  'PTRACE_SYSEMU_SINGLESTEP',
  'SIGSTKFLT',
  'TCGETX',
  'TCSETX',
  'TCSETXF',
  'TCSETXW',
];

describe('constants', () => {
  it.each(constants)('unix.%s is %d and %d', (name, amd64, mips64le) => {
    const values = [unix('amd64'), unix('mips64le')].map((table) => table.constant(name)?.value);
    expect(values).toEqual([String(amd64), String(mips64le)]);
  });

  it.each(missingConstants)('unix.%s is missing on mips64le', (name) => {
    expect(unix('mips64le').has(name)).toBe(false);
    // Younger than the x/sys that the tables were read from.
    expect(unix('amd64').has(name)).toBe(name !== 'MAP_ABOVE4G');
  });

  it('are missing on mips64le only where that list, or the syscall table, says so', () => {
    const names = unix('amd64').constantNames();
    const missing = names.filter((name) => !unix('mips64le').has(name) && !name.startsWith('SYS_'));
    expect(missing).toEqual(missingConstants.filter((name) => name !== 'MAP_ABOVE4G'));
  });

  it('have their declared types', () => {
    expect(unix('mips64le').constant('SIGUSR1')).toEqual({ value: '16', type: 'syscall.Signal' });
    expect(unix('mips64le').constant('ENOSYS')).toEqual({ value: '89', type: 'syscall.Errno' });
    expect(syscall('mips64le').constant('SIGUSR1')).toEqual({ value: '16', type: 'Signal' });
    expect(unix('mips64le').constant('O_CREAT')).toEqual({ value: '256' });
  });

  it('may be strings, booleans, or too large for a double', () => {
    expect(unix('mips64le').constant('DM_DIR')).toEqual({ value: '"mapper"' });
    expect(syscall('mips64le').constant('ImplementsGetwd')).toEqual({ value: 'true' });
    expect(unix('mips64le').constant('RLIM_INFINITY')).toEqual({ value: '18446744073709551615' });
  });
});

describe('structs', () => {
  it.each([
    ['Stat_t', 'Dev', 'uint64@0', 'uint32@0'],
    ['Stat_t', 'Ino', 'uint64@8', 'uint64@16'],
    ['Stat_t', 'Nlink', 'uint64@16', 'uint32@28'],
    ['Stat_t', 'Rdev', 'uint64@40', 'uint32@40'],
    ['Stat_t', 'Blksize', 'int64@56', 'uint32@112'],
    ['EpollEvent', 'Fd', 'int32@4', 'int32@8'],
    ['LoopInfo', 'Device', 'uint64@8', 'uint32@4'],
    ['Termios', 'Cc', '[19]uint8@17', '[23]uint8@17'],
    ['PtraceRegs', 'Rip', 'uint64@128', 'missing'],
    ['PtraceRegs', 'Epc', 'missing', 'uint64@272'],
  ])('unix.%s.%s is %s and %s', (struct, field, amd64, mips64le) => {
    expect([unix('amd64'), unix('mips64le')].map((table) => place(table, struct, field))).toEqual([
      amd64,
      mips64le,
    ]);
  });

  it('of a 32-bit port align 64-bit fields to four bytes', () => {
    expect(place(unix('mipsle'), 'Stat_t', 'Ino')).toBe('uint64@16');
    expect(
      unix('mipsle')
        .struct('Flock_t')
        ?.fields.map((field) => field.offset),
    ).toEqual([0, 2, 4, 8, 16, 24, 28]);
    expect(unix('mipsle').sizeOf('Timespec')).toBe(8);
    expect(unix('mips64le').sizeOf('Timespec')).toBe(16);
  });

  it('are there through an alias, with types written from the package that has the alias', () => {
    expect(unix('mips64le').alias('SysProcAttr')).toBe('syscall.SysProcAttr');
    expect(place(unix('mips64le'), 'SysProcAttr', 'Credential')).toBe('*syscall.Credential@16');
    expect(place(syscall('mips64le'), 'SysProcAttr', 'Credential')).toBe('*Credential@16');
  });

  it('mark embedded fields', () => {
    expect(unix('amd64').struct('FileHandle')?.fields).toEqual([
      { name: 'fileHandle', type: '*fileHandle', offset: 0, size: 8, embedded: true },
    ]);
  });

  it.each(targets.map(({ goarch }) => goarch))('and all other types of %s have a size', (goarch) => {
    const unsized = packages.flatMap((pkg) => {
      const table = abi.table(pkg, goarch);
      expect(table.typeNames().length).toBeGreaterThan(50);
      return table.typeNames().filter((name) => table.sizeOf(name) === undefined);
    });
    expect(unsized).toEqual([]);
  });
});

describe('other declarations', () => {
  it('give signatures', () => {
    const table = unix('mips64le');
    expect(table.function('Major')).toEqual({ params: ['uint64'], results: ['uint32'], variadic: false });
    expect(table.function('Kill')).toEqual({
      params: ['int', 'syscall.Signal'],
      results: ['error'],
      variadic: false,
    });
    expect(table.function('Open')?.results).toEqual(['int', 'error']);
    expect(table.function('SetNonblock')?.params).toEqual(['int', 'bool']);
    expect(table.function('Signal.String')).toBeUndefined();
  });

  it('give methods, promoted ones and those of interfaces and aliases too', () => {
    expect(unix('mips64le').method('PtraceRegs', 'PC')?.results).toEqual(['uint64']);
    expect(unix('mips64le').method('Signal', 'String')?.results).toEqual(['string']);
    expect(syscall('mips64le').method('RawConn', 'Control')?.params).toEqual(['func(uintptr)']);
    expect(unix('mips64le').methodNames('WaitStatus')).toContain('ExitStatus');
  });

  it('give underlying types, aliases and variables', () => {
    expect(syscall('mips64le').defined('Signal')).toBe('int');
    expect(unix('mips64le').defined('Signal')).toBe('int');
    expect(unix('mips64le').alias('Errno')).toBe('syscall.Errno');
    expect(syscall('mips64le').alias('Errno')).toBeUndefined();
    expect(unix('mips64le').variable('Stdin')).toBe('int');
    expect(syscall('mips64le').variable('ForkLock')).toBe('sync.RWMutex');
  });

  it('know what a package does not export', () => {
    const table = unix('mips64le');
    expect(['Open', 'Stat_t', 'O_CREAT', 'Stdin', 'Errno'].map((name) => table.has(name))).not.toContain(
      false,
    );
    const others = ['fileHandle', '_Socklen', 'PtraceRegs.PC', 'constructor', 'toString', 'Nothing', ''];
    expect(others.map((name) => table.has(name))).not.toContain(true);
    expect(table.constant('constructor')).toBeUndefined();
    expect(table.struct('__proto__')).toBeUndefined();
  });

  it('list names that they have, and no name of another GOARCH', () => {
    expect(unix('mips64le').constantNames()).toContain('SIGEMT');
    expect(unix('amd64').constantNames()).not.toContain('SIGEMT');
    expect(unix('mips64le').constantNames()).not.toContain('SIGSTKFLT');
    expect(unix('mips64le').structNames()).not.toContain('fileHandle');
    expect(syscall('loong64').functionNames()).not.toContain('Dup2');
    expect(syscall('mips64le').functionNames()).toContain('Dup2');
  });

  it('name, beside another GOARCH, whatever that has otherwise', () => {
    for (const pkg of packages) {
      for (const other of targets.map(({ goarch }) => goarch)) {
        const [host, target] = [abi.table(pkg, 'amd64'), abi.table(pkg, other)];
        const said = (table: AbiTable) => ({
          constant: (name: string) => JSON.stringify(table.constant(name)),
          type: (name: string) =>
            JSON.stringify([
              table.typeText(name),
              table.methodNames(name).map((method) => table.functionText(`${name}.${method}`)),
            ]),
          function: (name: string) => table.functionText(name),
          variable: (name: string) => table.variable(name),
        });
        const [onHost, onTarget] = [said(host), said(target)];
        for (const kind of ['constant', 'type', 'function', 'variable'] as const) {
          const all = host[`${kind}Names`]();
          const differing = all.filter((name) => onHost[kind](name) !== onTarget[kind](name));
          const named = host[`${kind}Names`](target);
          expect(differing.filter((name) => !named.includes(name))).toEqual([]);
          expect(named.filter((name) => !all.includes(name))).toEqual([]);
          expect(named).toEqual([...named].sort());
        }
      }
    }
    expect(unix('amd64').constantNames(unix('mips64le')).length).toBeLessThan(
      unix('amd64').constantNames().length / 2,
    );
  });

  it('name their sources', () => {
    expect(abi.source).toMatch(/^go1\.\d+\S*, golang\.org\/x\/sys v\S+$/);
  });
});
