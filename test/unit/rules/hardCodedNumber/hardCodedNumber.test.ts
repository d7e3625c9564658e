import { describe, expect, it } from 'vitest';
import { hardCodedNumber } from '../../../../src/core/rules/hardCodedNumber';
import type { Goarch } from '../../../../src/core/target/targets';
import type { Finding } from '../../../../src/core/types';
import { openFixture, type Texts } from '../../support/fixtureTree';

async function findings(texts: Texts, target: Goarch = 'mips64le', dir = ''): Promise<readonly Finding[]> {
  const { tree, context } = await openFixture({ 'go.mod': 'module m\n\ngo 1.19\n', ...texts }, { target });
  const host = tree.view(dir, 'host');
  const there = tree.view(dir, 'target');
  const found =
    host && there ? (hardCodedNumber.fromPackage?.({ host, target: there }, tree, context) ?? []) : [];
  tree.dispose();
  return found;
}

/** A file that imports both packages, with a statement in a function. */
function statement(text: string, rest = ''): string {
  return `package p

import (
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

${rest}

func f(fd, pid int, name string, p uintptr, lim *unix.Rlimit, arch = runtime.GOOS) {
	${text}
}
`;
}

/** A file with a declaration beside an import of x/sys/unix. */
function declaration(text: string): string {
  return `package p\n\nimport "golang.org/x/sys/unix"\n\n${text}\n\nvar _ = unix.Getpid\n`;
}

const told = (found: readonly Finding[]): string[] =>
  found.map(
    ({ message, certainty, severity, fixes }) =>
      `${certainty} ${severity}: ${message}${fixes[0] ? ` -> ${fixes[0].edits[0]?.newText ?? ''}` : ''}`,
  );

describe('numbers in calls', () => {
  it.each([
    [
      'unix.Syscall(319, p, 0, 0)',
      'certain error: 319 is SYS_MEMFD_CREATE on amd64; on mips64le it is 5314 -> unix.SYS_MEMFD_CREATE',
    ],
    [
      'syscall.RawSyscall6(uintptr(0x135), p, 0, 0, 0, 0, 0)',
      'certain error: 0x135 is SYS_GETCPU on amd64; on mips64le it is 0x1497 -> unix.SYS_GETCPU',
    ],
    [
      'syscall.RawSyscall(39, 0, 0, 0)',
      'certain error: 39 is SYS_GETPID on amd64; on mips64le it is 5038 -> syscall.SYS_GETPID',
    ],
    ['unix.Syscall(201, p, 0, 0)', 'certain error: 201 is SYS_TIME on amd64; mips64le has no such number'],
    [
      'unix.Syscall(unix.SYS_IOCTL, uintptr(fd), 0x5413, p)',
      'certain error: 0x5413 is TIOCGWINSZ on amd64; on mips64le it is 0x40087468 -> unix.TIOCGWINSZ',
    ],
    [
      'syscall.Syscall(uintptr(syscall.SYS_IOCTL), uintptr(fd), uintptr(0x5413), p)',
      'certain error: 0x5413 is TIOCGWINSZ on amd64; on mips64le it is 0x40087468 -> syscall.TIOCGWINSZ',
    ],
    [
      'ioctl(fd, 0x5413, p)',
      'likely info: 0x5413 is TIOCGWINSZ on amd64; on mips64le it is 0x40087468 -> unix.TIOCGWINSZ',
    ],
    [
      'unix.IoctlGetTermios(fd, 0x5401)',
      'certain error: 0x5401 is TCGETS on amd64; on mips64le it is 0x540d -> unix.TCGETS',
    ],
    [
      'unix.IoctlSetInt(fd, 1074025674, 1)',
      'certain error: 1074025674 is TUNSETIFF on amd64; on mips64le it is 2147767498 -> unix.TUNSETIFF',
    ],
    [
      'unix.Socket(unix.AF_INET, 1, 0)',
      'likely info: 1 is SOCK_STREAM on amd64; on mips64le it is 2 -> unix.SOCK_STREAM',
    ],
    [
      'unix.Socket(unix.AF_INET, 0x80801, 0)',
      'certain error: 0x80801 is SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK on amd64; on mips64le it is 0x80082 -> unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK',
    ],
    [
      'syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, 0xf, 1)',
      'likely info: 0xf is SO_REUSEPORT on amd64; on mips64le it is 0x200 -> unix.SO_REUSEPORT',
    ],
    [
      'unix.Open(name, unix.O_RDWR|0x40, 0644)',
      'likely info: 0x40 is O_CREAT on amd64; on mips64le it is 0x100 -> unix.O_CREAT',
    ],
    [
      'unix.Openat(fd, name, 0x80241, 0644)',
      'certain error: 0x80241 is O_WRONLY|O_CLOEXEC|O_CREAT|O_TRUNC on amd64; on mips64le it is 0x80301 -> unix.O_WRONLY|unix.O_CLOEXEC|unix.O_CREAT|unix.O_TRUNC',
    ],
    [
      'unix.FcntlInt(uintptr(fd), 8, pid)',
      'likely info: 8 is F_SETOWN on amd64; on mips64le it is 24 -> unix.F_SETOWN',
    ],
    [
      'unix.Mmap(-1, 0, 4096, unix.PROT_READ, 0x22)',
      'likely info: 0x22 is MAP_PRIVATE|MAP_ANONYMOUS on amd64; on mips64le it is 0x802 -> unix.MAP_PRIVATE|unix.MAP_ANONYMOUS',
    ],
    [
      'unix.Prlimit(pid, 7, lim, nil)',
      'likely info: 7 is RLIMIT_NOFILE on amd64; on mips64le it is 5 -> unix.RLIMIT_NOFILE',
    ],
    ['syscall.Kill(pid, 10)', 'likely info: 10 is SIGUSR1 on amd64; on mips64le it is 16 -> syscall.SIGUSR1'],
    [
      'unix.Tgkill(pid, pid, syscall.Signal(18))',
      'likely info: 18 is SIGCONT on amd64; on mips64le it is 25 -> syscall.SIGCONT',
    ],
    [
      'err := error(syscall.Errno(0x5f))',
      'likely info: 0x5f is ENOTSUP on amd64; on mips64le it is 0x7a -> syscall.ENOTSUP',
    ],
    ['err := error(syscall.Errno(35))', 'likely info: 35 is EDEADLK on amd64; on mips64le it is 45'],
  ])('%s', async (text, wanted) => {
    expect(told(await findings({ 'p.go': statement(text) }))).toEqual([wanted]);
  });

  it('level and option of a raw setsockopt', async () => {
    const text = 'unix.Syscall6(unix.SYS_SETSOCKOPT, uintptr(fd), 1, 2, p, 4, 0)';
    expect((await findings({ 'p.go': statement(text) })).map(({ message }) => message)).toEqual([
      '1 is SOL_SOCKET on amd64; on mips64le it is 65535',
      '2 is SO_REUSEADDR on amd64; on mips64le it is 4',
    ]);
  });

  it('constants of the package and of the function that are named otherwise', async () => {
    const found = await findings({
      'p.go': statement('const on = 319\n\tunix.Syscall(on, 0, 0, 0)\n\tunix.Syscall(nr, 0, 0, 0)'),
      'q.go': 'package p\n\nconst nr = 308\n',
    });
    expect(told(found)).toEqual([
      'certain error: 319 is SYS_MEMFD_CREATE on amd64; on mips64le it is 5314 -> unix.SYS_MEMFD_CREATE',
      'certain error: 308 is SYS_SETNS on amd64; on mips64le it is 5303 -> unix.SYS_SETNS',
    ]);
    expect(found.map(({ file, line, column, endColumn }) => [file, line, column, endColumn])).toEqual([
      ['p.go', 14, 15, 17],
      ['p.go', 15, 15, 17],
    ]);
  });

  it('a socket option and requests of ioctls that are constants', async () => {
    const found = await findings({
      'p.go': statement(
        'syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, reusePort, 1)\n\tunix.IoctlGetTermios(fd, read)',
      ),
      'q.go': statement('syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), uintptr(read), p)'),
      'r.go': 'package p\n\nconst (\n\treusePort = 0x0F\n\tread      = 0x5401\n)\n',
    });
    expect(told(found)).toEqual([
      'likely info: 0x0F is SO_REUSEPORT on amd64; on mips64le it is 0x200 -> unix.SO_REUSEPORT',
      'certain error: 0x5401 is TCGETS on amd64; on mips64le it is 0x540d -> unix.TCGETS',
      'certain error: 0x5401 is TCGETS on amd64; on mips64le it is 0x540d -> syscall.TCGETS',
    ]);
  });

  it('signals that are listed by their names, and by the numbers of others', async () => {
    const list =
      '{"SIGCHLD": syscall.Signal(17), "1": func() error { return syscall.Kill(1, 17) }, "19": syscall.Signal(17)}';
    expect(told(await findings({ 'p.go': statement(`signals := map[string]any${list}`) }))).toEqual(
      Array(3).fill('likely info: 17 is SIGCHLD on amd64; on mips64le it is 18 -> syscall.SIGCHLD'),
    );
  });

  it.each([
    ['a name', 'unix.Syscall(unix.SYS_MEMFD_CREATE, p, 0, 0)'],
    ['a number that the host does not have', 'unix.Syscall(5314, p, 0, 0)'],
    ['a variable', 'nr := uintptr(319)\n\tunix.Syscall(nr, p, 0, 0)'],
    ['a signal that is the same', 'syscall.Kill(pid, 9)'],
    ['a signal without a name', 'syscall.Kill(pid, 40)'],
    ['signal 0', 'syscall.Kill(pid, 0)'],
    ['flags that are the same', 'unix.Open(name, 0x80002, 0)'],
    ['flags with a bit that is none', 'unix.Socket(unix.AF_INET, 0x40000801, 0)'],
    ['a mode', 'unix.Open(name, unix.O_RDONLY, 0x40)'],
    ['a domain and a protocol', 'unix.Socket(2, unix.SOCK_DGRAM, 17)'],
    ['an option of another level', 'unix.SetsockoptInt(fd, unix.IPPROTO_TCP, 2, 1)'],
    ['a level that is the same', 'unix.SetsockoptInt(fd, 6, 2, 1)'],
    ['an error that is the same', 'err := error(syscall.Errno(2))'],
    ['a command that is the same', 'unix.FcntlInt(uintptr(fd), 3, 0)'],
    ['a value of an ioctl', 'unix.IoctlSetInt(fd, unix.TUNSETPERSIST, 0x5413)'],
    ['an ioctl that is the same', 'unix.Syscall(unix.SYS_IOCTL, uintptr(fd), 0x8913, p)'],
    ['a function of its own', 'Syscall(319, p, 0, 0)'],
    ['an ioctl of its own that is the same', 'ioctl(fd, 0x8913, p)'],
    ['a value for an ioctl of its own', 'ioctl(fd, request, 0x5413)'],
    ['what a libc’s tcsetattr takes', 'const TCSAFLUSH = 2\n\ttcsetattr(fd, TCSAFLUSH)'],
    ['another package', 'windows.Syscall(319, p, 0, 0)'],
    ['a shadowed package', 'unix := other()\n\tunix.Syscall(319, p, 0, 0)'],
    ['errors of Windows', 'a, b := syscall.Errno(0x32), syscall.Errno(0x490)'],
    [
      'signals that are listed by their numbers',
      'signals := map[string]syscall.Signal{"16": syscall.Signal(16), "17": syscall.Signal(17)}',
    ],
    ['a signal in an entry of its number', 'all := map[int]entry{17: {name, syscall.Signal(0x11)}}'],
    [
      'a signal that is asked for by its number',
      'switch name {\n\tcase "chld", "17":\n\t\tsyscall.Kill(pid, syscall.Signal(17))\n\t}',
    ],
    [
      'a question for the architecture',
      'if runtime.GOARCH == "amd64" {\n\t\tunix.Syscall(319, p, 0, 0)\n\t}',
    ],
    [
      'a switch over the architecture',
      'switch runtime.GOARCH {\n\tcase "amd64":\n\t\tunix.Syscall(319, p, 0, 0)\n\tcase "mips64le":\n\t\tunix.Syscall(5314, p, 0, 0)\n\t}',
    ],
  ])('nothing for %s', async (_, text) => {
    expect(told(await findings({ 'p.go': statement(text) }))).toEqual([]);
  });

  it('nothing in a variable that asks for the architecture', async () => {
    const call = 'func() { unix.Syscall(319, 0, 0, 0) }';
    expect(await findings({ 'p.go': statement('', `var create = ${call}`) })).toHaveLength(1);
    const table = `var create = map[string]func(){\n\t"amd64": ${call},\n}[runtime.GOARCH]`;
    expect(await findings({ 'p.go': statement('', table) })).toEqual([]);
  });

  it('looks at one file only where only that is wanted', async () => {
    const { tree, context } = await openFixture({
      'go.mod': 'module m\n\ngo 1.19\n',
      'p.go': statement('unix.Syscall(319, 0, 0, 0)'),
      'q.go': statement('unix.Syscall(308, 0, 0, 0)'),
    });
    const host = tree.view('', 'host');
    const target = tree.view('', 'target');
    if (!host || !target) throw new Error('no package');
    const found = hardCodedNumber.fromPackage?.({ host, target }, tree, context, 'q.go') ?? [];
    expect(found.map(({ file }) => file)).toEqual(['q.go']);
    tree.dispose();
  });

  it('nothing where each architecture has its constant', async () => {
    const texts = {
      'p.go': statement('unix.Syscall(nr, p, 0, 0)'),
      'nr_amd64.go': 'package p\n\nconst nr = 319\n',
    };
    const mips = { ...texts, 'nr_mips64le.go': 'package p\n\nconst nr = 5314\n' };
    expect(told(await findings(mips))).toEqual([]);
    const others = { ...texts, 'nr_other.go': '//go:build !amd64\n\npackage p\n\nconst nr = 319\n' };
    expect(told(await findings(others))).toEqual([]);
  });

  it('asks the tables of the target', async () => {
    const text = 'unix.IoctlGetTermios(fd, 0x5401)\n\tunix.Syscall(319, p, 0, 0)';
    expect(told(await findings({ 'p.go': statement(text) }, 'arm64'))).toEqual([
      'certain error: 319 is SYS_MEMFD_CREATE on amd64; on arm64 it is 279 -> unix.SYS_MEMFD_CREATE',
    ]);
    expect(told(await findings({ 'p.go': statement(text) }, 'amd64'))).toEqual([]);
  });
});

describe('constants that are declared with a number', () => {
  it.each([
    [
      'const TCGETS = 0x5401',
      'certain error: 0x5401 is TCGETS on amd64; on mips64le it is 0x540d -> unix.TCGETS',
    ],
    [
      'const (\n\tsysMemfdCreate = 319\n)',
      'certain error: 319 is SYS_MEMFD_CREATE on amd64; on mips64le it is 5314 -> unix.SYS_MEMFD_CREATE',
    ],
    [
      'const sys_TIOCGPTN = 0x80045430',
      'certain error: 0x80045430 is TIOCGPTN on amd64; on mips64le it is 0x40045430 -> unix.TIOCGPTN',
    ],
    [
      'const _SYS_GETUID uintptr = 102',
      'certain error: 102 is SYS_GETUID on amd64; on mips64le it is 5100 -> unix.SYS_GETUID',
    ],
    [
      'const SO_REUSEPORT = 15',
      'likely info: 15 is SO_REUSEPORT on amd64; on mips64le it is 512 -> unix.SO_REUSEPORT',
    ],
    [
      'const TIOCGWINSZ int32 = 0x5413',
      'certain error: 0x5413 is TIOCGWINSZ on amd64; on mips64le it is 0x40087468 -> unix.TIOCGWINSZ',
    ],
    // May be an enumeration of somebody's own.
    ['const sysOpen = 2', 'likely info: 2 is SYS_OPEN on amd64; on mips64le it is 5002 -> unix.SYS_OPEN'],
    // The target's number does not fit the type: the name would not compile there.
    [
      'const TUNSETIFF int32 = 0x400454ca',
      'certain error: 0x400454ca is TUNSETIFF on amd64; on mips64le it is 0x800454ca',
    ],
    ['const O_CREAT = 0100', 'likely info: 0100 is O_CREAT on amd64; on mips64le it is 256 -> unix.O_CREAT'],
    // unix.SIGUSR1 has a type, which would become the constant's.
    ['const SIGUSR1 = 10', 'likely info: 10 is SIGUSR1 on amd64; on mips64le it is 16'],
  ])('%s', async (text, wanted) => {
    expect(told(await findings({ 'p.go': declaration(text) }))).toEqual([wanted]);
  });

  it('tells it once, where it is declared', async () => {
    const text = statement('unix.Syscall(sysSetns, 0, 0, 0)', 'const sysSetns = 308');
    expect((await findings({ 'p.go': text })).map(({ line }) => line)).toEqual([10]);
  });

  it.each([
    ['the name without the value', 'const TCGETS = 0x540d'],
    ['the value without the name', 'const requestMagic = 0x5401'],
    ['a value that is the same', 'const O_CLOEXEC = 0x80000'],
    ['an expression', 'const TCGETS = 0x5400 + 1'],
    ['a variable', 'var TCGETS = 0x5401'],
    ['a short word of its own', 'const vmin = 6\n\nconst enotconn = 107'],
    ['a string', 'const TCGETS = "0x5401"'],
    ['what the target lacks', 'const MAP_32BIT = 0x40'],
  ])('nothing for %s', async (_, text) => {
    expect(told(await findings({ 'p.go': declaration(text) }))).toEqual([]);
  });

  it('nothing in files of one side, beside a question for the architecture, and far from the kernel', async () => {
    const text = declaration('const TCGETS = 0x5401');
    expect(told(await findings({ 'p_amd64.go': text, 'q.go': declaration('') }))).toEqual([]);
    expect(told(await findings({ 'p.go': `//go:build amd64\n\n${text}`, 'q.go': declaration('') }))).toEqual(
      [],
    );
    expect(told(await findings({ 'p.go': `//go:build !amd64\n\n${text}`, 'q.go': declaration('') }))).toEqual(
      [],
    );
    expect(told(await findings({ 'p.go': `${text}\nvar _ = map[string]int{}[runtime.GOARCH]\n` }))).toEqual(
      [],
    );
    expect(told(await findings({ 'p.go': 'package p\n\nconst TCGETS = 0x5401\n' }))).toEqual([]);
  });
});

describe('constants that no program of the target uses', () => {
  // u-root's pkg/strace, whose internal/abi only files for three architectures import.
  const user = (constraint: string): Texts => ({
    'go.mod': 'module m\n\ngo 1.19\n',
    'strace/print.go': `${constraint}package strace\n\nimport "m/strace/internal/abi"\n\nvar _ = abi.SO_LINGER\n`,
    'strace/internal/abi/abi_linux.go': declaration('const (\n\tSO_ERROR = 4\n\tSO_LINGER = 13\n)').replace(
      'package p',
      'package abi',
    ),
  });
  const inAbi = async (texts: Texts): Promise<number> =>
    (await findings(texts, 'mips64le', 'strace/internal/abi')).length;

  it('are not told about where all who import their internal package are left out', async () => {
    expect(await inAbi(user('//go:build linux && (amd64 || arm64)\n\n'))).toBe(0);
  });

  it('are told about where one of them is built, or nobody is known to import it', async () => {
    expect(await inAbi(user(''))).toBe(2);
    const abi = 'strace/internal/abi/abi_linux.go';
    expect(await inAbi({ [abi]: user('')[abi] ?? '' })).toBe(2);
    const test = 'package strace\n\nimport "m/strace/internal/abi"\n\nvar _ = abi.SO_ERROR\n';
    expect(await inAbi({ ...user('//go:build amd64\n\n'), 'strace/a_test.go': test })).toBe(2);
  });
});

describe('constants that a package numbers for all systems', () => {
  // shirou/gopsutil, process/process.go.
  const limits = declaration('const (\n\tRLIMIT_NPROC int32 = 6\n\tRLIMIT_NOFILE int32 = 7\n)');

  it('are not told about', async () => {
    expect(told(await findings({ 'p.go': limits, 'p_darwin.go': 'package p\n' }))).toEqual([]);
  });

  it('are told about in a package for linux alone, in a file for linux, and where the number is a large one', async () => {
    expect(await findings({ 'p.go': limits })).toHaveLength(2);
    expect(await findings({ 'p.go': limits, 'p_arm64.go': 'package p\n' })).toHaveLength(2);
    expect(await findings({ 'p_linux.go': limits, 'p_darwin.go': 'package p\n' })).toHaveLength(2);
    expect(
      await findings({ 'p.go': `//go:build linux\n\n${limits}`, 'p_darwin.go': 'package p\n' }),
    ).toHaveLength(2);
    const large = declaration('const TCGETS = 0x5401');
    expect(await findings({ 'p.go': large, 'p_darwin.go': 'package p\n' })).toHaveLength(1);
  });
});

describe('the fix', () => {
  it('takes the package that the file imports, by the name it has there', async () => {
    const file = (imports: string): string => `package p\n\nimport ${imports}\n\nconst SYS_GETUID = 102\n`;
    const fixOf = async (imports: string, rest: Texts = {}): Promise<string[]> =>
      (await findings({ 'p.go': file(imports), ...rest })).flatMap(({ fixes }) =>
        fixes.map(({ edits, safe }) => `${String(safe)} ${edits.map((edit) => edit.newText).join()}`),
      );
    expect(await fixOf('"syscall"')).toEqual(['true syscall.SYS_GETUID']);
    expect(await fixOf('sys "golang.org/x/sys/unix"')).toEqual(['true sys.SYS_GETUID']);
    expect(await fixOf('"os"', { 'q.go': declaration('') })).toEqual([]);
    expect(await fixOf('_ "syscall"')).toEqual([]);
  });

  it('does not take a name that the vendored copy is too old for', async () => {
    const vendored = (text: string): Texts => ({
      'p.go': statement('unix.Syscall(319, p, 0, 0)').replaceAll('"syscall"', '"os"'),
      'vendor/modules.txt': '# golang.org/x/sys v0.1.0\n## explicit\ngolang.org/x/sys/unix\n',
      'go.mod': 'module m\n\ngo 1.19\n\nrequire golang.org/x/sys v0.1.0\n',
      'vendor/golang.org/x/sys/unix/z.go': `package unix\n\n${text}\n`,
    });
    const fixes = async (text: string): Promise<number> =>
      (await findings(vendored(text))).flatMap((one) => one.fixes).length;
    expect(await fixes('const SYS_MEMFD_CREATE = 1')).toBe(1);
    expect(await fixes('const SYS_OTHER = 1')).toBe(0);
  });
});
