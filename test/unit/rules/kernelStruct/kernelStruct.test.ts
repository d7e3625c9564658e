import { describe, expect, it } from 'vitest';
import { kernelStruct } from '../../../../src/core/rules/kernelStruct';
import type { Goarch } from '../../../../src/core/target/targets';
import type { Finding } from '../../../../src/core/types';
import { openFixture, type Texts } from '../../support/fixtureTree';

async function findings(texts: Texts, target: Goarch = 'mips64le'): Promise<readonly Finding[]> {
  const { tree, context } = await openFixture({ 'go.mod': 'module m\n\ngo 1.19\n', ...texts }, { target });
  const host = tree.view('', 'host');
  const there = tree.view('', 'target');
  const found =
    host && there ? (kernelStruct.fromPackage?.({ host, target: there }, tree, context) ?? []) : [];
  tree.dispose();
  return found;
}

/** A file with declarations and a function. */
function file(declarations: string, body: string): string {
  return `package p

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

${declarations}

func f(fd int, pid uintptr, other unsafe.Pointer) {
	${body}
}
`;
}

const told = (found: readonly Finding[]): string[] =>
  found.map(({ severity, certainty, message }) => `${severity} ${certainty}: ${message}`);

const termios =
  'type termios struct {\n\tIflag, Oflag, Cflag, Lflag uint32\n\tLine uint8\n\tCc [19]uint8\n\tIspeed, Ospeed uint32\n}';
const get = 'syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), syscall.TCGETS, uintptr(unsafe.Pointer(&t)))';
const siginfo =
  'type siginfo struct {\n\tsi_signo, si_errno, si_code int32\n\tsi_pad int32\n\tsi_pid int32\n\tpad [108]byte\n}';
const waitid = 'unix.Syscall6(unix.SYS_WAITID, 1, pid, uintptr(unsafe.Pointer(&info)), unix.WEXITED, 0, 0)';
const sigaction =
  'type action struct {\n\tHandler uintptr\n\tFlags uint64\n\tRestorer uintptr\n\tMask uint64\n}';
const stat =
  'type kstat struct {\n\tst_dev, st_ino, st_nlink uint64\n\tst_mode, st_uid, st_gid, pad0 uint32\n\tst_rdev uint64\n\tst_size, st_blksize, st_blocks int64\n\tst_atim, st_mtim, st_ctim unix.Timespec\n\tunused [3]int64\n}';

describe('kernel-struct finds', () => {
  it.each([
    [
      'termios',
      termios,
      `var t termios\n\t${get}\n\tt.Cc[0] = 1`,
      'error certain: termios is laid out as the kernel’s Termios on amd64 and handed to SYS_IOCTL; on mips64le Cc has 23 bytes instead of 19, Ispeed is at byte 40 instead of 36, Ospeed is at byte 44 instead of 40, the whole has 48 bytes instead of 44',
    ],
    [
      'termios with a constant for its length',
      `const nccs = 19\n\n${termios.replace('[19]', '[nccs]')}`,
      `t := &termios{}\n\t${get.replace('&t', 't')}\n\tt.Cc[0] = 1`,
      'error certain: termios is laid out as the kernel’s Termios on amd64 and handed to SYS_IOCTL; on mips64le Cc has 23 bytes instead of 19, Ispeed is at byte 40 instead of 36, Ospeed is at byte 44 instead of 40, the whole has 48 bytes instead of 44',
    ],
    [
      'termios handed to a function of the tree’s own',
      `${termios}\n\nfunc ioctl(fd int, request uintptr, arg unsafe.Pointer) {}`,
      'var t termios\n\tioctl(fd, unix.TCSETS, unsafe.Pointer(&t))\n\tt.Cc[0] = 1',
      'warning likely: termios is laid out as the kernel’s Termios on amd64 and handed to ioctl; on mips64le Cc has 23 bytes instead of 19, Ispeed is at byte 40 instead of 36, Ospeed is at byte 44 instead of 40, the whole has 48 bytes instead of 44',
    ],
    [
      'siginfo whose code is read',
      siginfo,
      `var info siginfo\n\t${waitid}\n\tprintln(info.si_code)`,
      'error certain: siginfo is laid out as the kernel’s Siginfo on amd64 and handed to SYS_WAITID; on mips64le si_errno is at byte 8 instead of 4, si_code is at byte 4 instead of 8',
    ],
    [
      'sigaction',
      sigaction,
      'act := action{Flags: 4}\n\tunix.RawSyscall6(unix.SYS_RT_SIGACTION, 17, uintptr(unsafe.Pointer(&act)), 0, unsafe.Sizeof(act.Mask), 0, 0)',
      'error certain: action is laid out as the kernel’s sigaction on amd64 and handed to SYS_RT_SIGACTION; on mips64le Handler is at byte 8 instead of 0, Flags is at byte 0 instead of 8, there is no Restorer',
    ],
    [
      'stat',
      stat,
      'var s kstat\n\tunix.Syscall(unix.SYS_FSTAT, uintptr(fd), uintptr(unsafe.Pointer(&s)), 0)\n\tprintln(s.st_size)',
      'error certain: kstat is laid out as the kernel’s stat on amd64 and handed to SYS_FSTAT; on mips64le st_dev has 4 bytes instead of 8, st_ino is at byte 16 instead of 8, st_nlink is at byte 28 instead of 16, the whole has 104 bytes instead of 144',
    ],
  ])('%s', async (_, declarations, body, wanted) => {
    const found = told(await findings({ 'p.go': file(declarations, body) }));
    expect(found).toEqual([wanted]);
    expect(await findings({ 'p.go': file(declarations, body) }, 'mips64')).toHaveLength(1);
  });

  it.each([
    [
      'a conversion to Go’s type',
      stat,
      'var s kstat\n\tunix.Fstat(fd, (*unix.Stat_t)(unsafe.Pointer(&s)))\n\tprintln(s.st_size)',
      /^error certain: this conversion fits unix\.Stat_t on amd64 only; on mips64le st_dev has 4 bytes instead of 8, /,
    ],
    [
      'a conversion from Go’s type',
      stat,
      'var st syscall.Stat_t\n\ts := (*kstat)(unsafe.Pointer(&st))\n\tprintln(s.st_size)',
      /^error certain: this conversion fits syscall\.Stat_t on amd64 only/,
    ],
    [
      'an array of bytes',
      '',
      'var s [144]byte\n\tunix.Fstat(fd, (*unix.Stat_t)(unsafe.Pointer(&s)))',
      /^error certain: unix\.Stat_t has 144 bytes on amd64 and 128 on mips64le$/,
    ],
    [
      'the bytes of a struct',
      '',
      'var st unix.Statfs_t\n\tprintln((*[120]byte)(unsafe.Pointer(&st))[0])',
      /^error certain: unix\.Statfs_t has 120 bytes on amd64 and 128 on mips64le$/,
    ],
  ])('%s', async (_, declarations, body, wanted) => {
    const found = told(await findings({ 'p.go': file(declarations, body) }));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(wanted);
  });

  it.each([
    'unix.RawSyscall6(unix.SYS_RT_SIGPROCMASK, 2, uintptr(unsafe.Pointer(&set)), 0, 8, 0, 0)',
    'syscall.Syscall6(uintptr(syscall.SYS_RT_SIGACTION), 17, uintptr(other), 0, 8, 0, 0)',
    'const size = 8\n\tunix.Syscall6(unix.SYS_SIGNALFD4, pid, uintptr(unsafe.Pointer(&set)), size, 0, 0, 0)',
    'unix.Syscall6(unix.SYS_PPOLL, uintptr(other), 1, 0, uintptr(unsafe.Pointer(&set)), uintptr(8), 0)',
    'unix.Syscall6(unix.SYS_EPOLL_PWAIT, pid, uintptr(other), 1, 0, uintptr(unsafe.Pointer(&set)), setSize)',
  ])('the size of a set of signals in %s', async (body) => {
    const text = file('const setSize = 8', `var set uint64\n\t${body}`);
    const found = told(await findings({ 'p.go': text }));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /^error certain: SYS_\w+ wants the size of the kernel’s sigset_t, which is 8 on amd64 and 16 on mips64le; it fails with EINVAL$/,
    );
    expect(await findings({ 'p.go': text }, 'mipsle')).toHaveLength(1);
    expect(await findings({ 'p.go': text }, 'arm64')).toEqual([]);
  });

  it('a struct and a size of another package of the tree, where they are handed over', async () => {
    const found = await findings({
      'linux/linux.go': `package linux\n\nconst SetSize = 8\n\n${sigaction.replace('action', 'Action')}\n`,
      'p.go':
        'package p\n\nimport (\n\t"m/linux"\n\t"syscall"\n\t"unsafe"\n)\n\nfunc f() {\n\tvar act linux.Action\n\tact.Flags = 4\n\tsyscall.Syscall6(syscall.SYS_RT_SIGACTION, 17, uintptr(unsafe.Pointer(&act)), 0, linux.SetSize, 0, 0)\n}\n',
    });
    expect(found.map(({ line, message }) => `${line} ${message.slice(0, 24)}`)).toEqual([
      '12 Action is laid out as th',
      '12 SYS_RT_SIGACTION wants t',
    ]);
  });
});

describe('kernel-struct says nothing of', () => {
  it.each([
    ['a struct that no call takes', termios, 'var t termios\n\tt.Cc[0] = 1'],
    [
      'a struct for another request',
      termios,
      `var t termios\n\t${get.replace('TCGETS', 'TIOCGWINSZ')}\n\tt.Cc[0] = 1`,
    ],
    [
      'a struct with the target’s layout',
      termios.replace('[19]', '[23]'),
      `var t termios\n\t${get}\n\tt.Cc[0] = 1`,
    ],
    [
      'a struct with room for both',
      termios.replace('[19]', '[32]'),
      `var t termios\n\t${get}\n\tt.Cc[0] = 1`,
    ],
    ['Go’s own struct', 'type termios syscall.Termios', `var t termios\n\t${get}\n\tt.Cc[0] = 1`],
    [
      'Go’s own struct, embedded',
      'type termios struct{ unix.Termios }',
      `var t termios\n\t${get}\n\tt.Cc[0] = 1`,
    ],
    [
      'a siginfo of which the same field is read',
      siginfo,
      `var info siginfo\n\t${waitid}\n\tprintln(info.si_pid)`,
    ],
    [
      'a struct that is called alike and is none',
      'type termios struct {\n\tName string\n\tCc [19]uint8\n\tIspeed, Ospeed uint32\n}',
      `var t termios\n\t${get}\n\tt.Cc[0] = 1`,
    ],
    [
      'a field of unknown size',
      'type termios struct {\n\tIflag, Oflag, Cflag, Lflag uint32\n\tLine uint8\n\tCc [somewhere.N]uint8\n}',
      `var t termios\n\t${get}\n\tt.Cc[0] = 1`,
    ],
    [
      'Go’s struct as the other package’s',
      '',
      'var st unix.Stat_t\n\tprintln((*syscall.Stat_t)(unsafe.Pointer(&st)).Rdev)',
    ],
    ['a longer array of bytes', '', 'var s [256]byte\n\tunix.Fstat(fd, (*unix.Stat_t)(unsafe.Pointer(&s)))'],
    [
      'the size of a set where there is none',
      '',
      'unix.Syscall6(unix.SYS_PPOLL, uintptr(other), 1, 0, 0, 8, 0)',
    ],
    [
      'a size that is computed',
      '',
      'var set unix.Sigset_t\n\tunix.RawSyscall6(unix.SYS_RT_SIGPROCMASK, 2, uintptr(unsafe.Pointer(&set)), 0, unsafe.Sizeof(set), 0, 0)',
    ],
    [
      'the target’s size',
      '',
      'var set unix.Sigset_t\n\tunix.RawSyscall6(unix.SYS_RT_SIGPROCMASK, 2, uintptr(unsafe.Pointer(&set)), 0, 16, 0, 0)',
    ],
  ])('%s', async (_, declarations, body) => {
    expect(told(await findings({ 'p.go': file(declarations, body) }))).toEqual([]);
  });

  it('files that the target leaves out', async () => {
    const text = file(termios, `var t termios\n\t${get}\n\tt.Cc[0] = 1`);
    expect(await findings({ 'p_amd64.go': text, 'q.go': 'package p\n' })).toEqual([]);
    expect(await findings({ 'p.go': text, 'q.go': 'package p\n' })).toHaveLength(1);
  });

  it('a struct that each architecture has a file for', async () => {
    const use = file('', `var t termios\n\t${get}\n\tt.Cc[0] = 1`);
    const [here, there] = [termios, termios.replace('[19]', '[23]')].map((text) => `package p\n\n${text}\n`);
    expect(await findings({ 'p.go': use, 't_amd64.go': here ?? '', 't_mips64le.go': there ?? '' })).toEqual(
      [],
    );
  });
});
