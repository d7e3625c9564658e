import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../../src/core/rules';
import type { Rule } from '../../../src/core/rules/rule';
import { createPrefilter } from '../../../src/core/scan/prefilter';
import { readAbiTables } from '../../../src/node/abiData';
import { readCandidates } from '../../../src/node/readCandidates';

const abi = readAbiTables();

/** Which of the files are picked for linux/mips64le. */
function picked(
  files: Readonly<Record<string, string>>,
  target = 'mips64le',
  active = rules,
  whole = false,
): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), 'prefilter-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return readCandidates(root, Object.keys(files), { abi, host: 'amd64', target, rules: active, whole })
      .goFiles;
  } finally {
    rmSync(root, { recursive: true });
  }
}

const importing = (path: string, code: string): string => `package p\n\nimport ${path}\n\n${code}\n`;

describe('the prefilter by name', () => {
  const prefilter = createPrefilter(abi, 'amd64', 'mips64le', rules);

  it.each([
    ['a.go', true],
    ['a_test.go', true],
    ['pkg/a_linux.go', true],
    ['pkg/a_mips64le.go', true],
    ['pkg/a_amd64.go', false],
    ['pkg/a_windows_test.go', false],
    ['pkg/a.s', false],
    ['pkg/testdata/a.go', false],
    ['pkg/_old/a.go', false],
    ['.cache/a.go', false],
    ['web/node_modules/x/a.go', false],
    ['testdata.go', true],
  ])('wants %s: %s', (path, wanted) => {
    expect(prefilter.wantsFile(path)).toBe(wanted);
  });
});

describe('the prefilter by content', () => {
  it.each([
    ['a field that differs', importing('"syscall"', 'var x = st.Rdev')],
    ['such a field as a key', importing('"syscall"', 'var x = syscall.Stat_t{Dev: 1}')],
    ['a missing constant', importing('"golang.org/x/sys/unix"', 'var x = unix.SIGSTKFLT')],
    ['a missing function under another name', importing('u "golang.org/x/sys/unix"', 'var x = u.Alarm')],
    ['a missing register', importing('`syscall`', 'var x = regs.Rip')],
    ['the epoll struct', importing('"syscall"', 'type EpollEvent struct {}')],
    ['a raw epoll call', importing('"syscall"', 'var x = syscall.SYS_EPOLL_CTL')],
    ['the number of a system call', importing('"syscall"', 'var _, _, _ = syscall.Syscall(319, p, 0, 0)')],
    [
      'a constant in its place',
      importing('"syscall"', 'var _, _, _ = syscall.RawSyscall6(\n\tnr, p, 0, 0, 0)'),
    ],
    [
      'the request of an ioctl',
      importing('"syscall"', 'var _ = raw(syscall.SYS_X, fd, 0x5413, syscall.Errno(0x26))'),
    ],
    ['flags', importing('"golang.org/x/sys/unix"', 'var _ = unix.Openat(fd, name, unix.O_RDWR|0x40, 0644)')],
    ['a constant with the host’s number', importing('"syscall"', 'const (\n\tTCGETS  = 0x5401 // x\n)')],
    ['a field of Stat_t without the import', 'package p\n\nvar x = st.Nlink\n'],
  ])('picks %s', (_, text) => {
    expect(picked({ 'a.go': text })).toEqual(['a.go']);
  });

  it.each([
    ['names that are the same on both', importing('"syscall"', 'var x = syscall.SIGUSR1; var y = st.Size')],
    ['a use of the epoll struct', importing('"syscall"', 'var x syscall.EpollEvent')],
    ['a longer name', importing('"syscall"', 'var x = st.Device2 + st.DevNull; var Devs = 1')],
    ['a missing name where nothing imports the packages', 'package p\n\nvar x = regs.Rip + a.SIGSTKFLT\n'],
    ['an import alone', importing('"syscall"', '')],
    ['a mode', importing('"syscall"', 'var _, _ = syscall.Open(name, syscall.O_RDONLY, 0644)')],
    [
      'a named system call',
      importing('"syscall"', 'var _, _, _ = syscall.Syscall(syscall.SYS_CLOSE, fd, 0, 0)'),
    ],
    ['a constant with the target’s number', importing('"syscall"', 'const TCGETS = 0x540d')],
    ['a constant where nothing imports the packages', 'package p\n\nconst TCGETS = 0x5401\n'],
  ])('passes over %s', (_, text) => {
    expect(picked({ 'a.go': text })).toEqual([]);
  });

  it('counts the import of another file of the folder', () => {
    const files = {
      'a/use.go': 'package a\n\nvar x = regs.Rip\n',
      'b/use.go': 'package b\n\nvar x = regs.Rip\n',
    };
    expect(picked({ ...files, 'a/z.go': importing('"syscall"', '') })).toEqual(['a/use.go']);
  });

  it('counts fields of registers and the like only where the whole tree gets hold of the struct', () => {
    const users = {
      'a.go': importing('"syscall"', 'var x = pod.Fs'),
      'b.go': importing('"syscall"', 'var x = device{Device: name}'),
      'c.go': importing('"syscall"', 'var x = st.Rdev'),
    };
    const named = { 'n/n.go': importing('"syscall"', 'func f(regs *syscall.PtraceRegs) {}') };
    const called = { 'n/n.go': importing('"syscall"', 'var err = syscall.PtraceGetRegs(pid, regs)') };
    const pick = (files: Readonly<Record<string, string>>, whole: boolean): readonly string[] =>
      picked(files, 'mips64le', rules, whole);
    expect(pick(users, true)).toEqual(['c.go']);
    expect(pick(users, false)).toEqual(['a.go', 'b.go', 'c.go']);
    expect(pick({ ...users, ...named }, true)).toEqual(['a.go', 'c.go']);
    expect(pick({ ...users, ...called }, true)).toEqual(['a.go', 'c.go']);
  });

  it('finds what a target differs in, and nothing where it is the host', () => {
    const file = { 'a.go': importing('"syscall"', 'var a, _ = st.Nlink, syscall.Kill(1, 10)') };
    expect(picked(file, 'arm64')).toEqual(['a.go']);
    expect(picked(file, 'amd64')).toEqual([]);
  });

  it('knows the GOARCHs of the tables only', () => {
    expect(() => picked({}, 'pdp11')).toThrow('pdp11');
  });
});

describe("the prefilter by a rule's needles", () => {
  const rule: Rule = { ...(rules[0] as Rule), needles: [{ text: 'GOARCH', confirm: /switch.+GOARCH/ }] };

  it('picks a file that holds one and matches what the rule says of it', () => {
    const files = {
      'a.go': 'package p\n\nfunc f() { switch runtime.GOARCH {} }\n',
      'b.go': 'package p\n\nvar arch = runtime.GOARCH\n',
    };
    expect(picked(files, 'mips64le', [rule])).toEqual(['a.go']);
    expect(picked(files, 'mips64le', [])).toEqual([]);
  });
});
