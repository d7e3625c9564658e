import { describe, expect, it } from 'vitest';
import { rawStat } from '../../../../src/core/rules/rawStat';
import type { Goarch } from '../../../../src/core/target/targets';
import type { Finding } from '../../../../src/core/types';
import { openFixture, type Texts } from '../../support/fixtureTree';
import { runGo, unformatted, withFiles } from '../../support/goBuild';
import { fixed } from '../../support/ruleContext';
import { describeWith, findTool, goCommands } from '../../support/tools';

const module: Texts = { 'go.mod': 'module m\n\ngo 1.19\n' };

async function findings(texts: Texts, target: Goarch = 'mips64le'): Promise<readonly Finding[]> {
  const { tree, context } = await openFixture({ ...module, ...texts }, { target });
  const host = tree.view('', 'host');
  const there = tree.view('', 'target');
  const found = host && there ? (rawStat.fromPackage?.({ host, target: there }, tree, context) ?? []) : [];
  tree.dispose();
  return found;
}

/** A function of a file with the usual imports. */
function file(body: string, imports = '"fmt"\n\t"syscall"\n\t"unsafe"'): string {
  return `package main\n\nimport (\n\t${imports}\n)\n\nfunc main() {\n\tfd, p := 0, new(byte)\n\t_, _ = fd, p\n${body
    .split('\n')
    .map((line) => (line === '' ? '' : `\t${line}`))
    .join('\n')}\n}\n`;
}

const checked = (name: string): string =>
  `if ${name} != 0 {\n\tfmt.Println("fstat", ${name})\n}\nfmt.Println(st.Mtim.Sec)`;

describe('raw-stat', () => {
  it.each([
    [
      'fstat',
      'var st syscall.Stat_t\n_, _, errno := syscall.Syscall(syscall.SYS_FSTAT, uintptr(fd), uintptr(unsafe.Pointer(&st)), 0)\n_ = errno',
    ],
    [
      'lstat into a pointer',
      'st := new(syscall.Stat_t)\nsyscall.Syscall(syscall.SYS_LSTAT, uintptr(unsafe.Pointer(p)), uintptr(unsafe.Pointer(st)), 0)',
    ],
    [
      'newfstatat',
      'st := syscall.Stat_t{}\nsyscall.Syscall6(syscall.SYS_NEWFSTATAT, uintptr(fd), uintptr(unsafe.Pointer(p)), uintptr(unsafe.Pointer(&st)), 0, 0, 0)',
    ],
    [
      'a pointer in a variable',
      'var st syscall.Stat_t\nat := unsafe.Pointer(&st)\nsyscall.RawSyscall(syscall.SYS_STAT, uintptr(unsafe.Pointer(p)), uintptr(at), 0)',
    ],
  ])('finds %s', async (_, body) => {
    const found = await findings({ 'main.go': file(body) });
    expect(found.map(({ severity, certainty }) => `${severity} ${certainty}`)).toEqual(['error certain']);
    expect(found[0]?.message).toMatch(/^SYS_\w*STAT\w* fills .* not syscall\.Stat_t on mips64le/);
    expect(await findings({ 'main.go': file(body) }, 'mips64')).toHaveLength(1);
    expect(await findings({ 'main.go': file(body) }, 'arm64')).toEqual([]);
    expect(await findings({ 'main.go': file(body) }, 'mipsle')).toEqual([]);
  });

  it.each([
    ['the function', 'var st syscall.Stat_t\nsyscall.Fstat(fd, &st)'],
    [
      'another call',
      'var st syscall.Statfs_t\nsyscall.Syscall(syscall.SYS_FSTATFS, uintptr(fd), uintptr(unsafe.Pointer(&st)), 0)',
    ],
    [
      'a struct of its own',
      'var st [18]uint64\nsyscall.Syscall(syscall.SYS_FSTAT, uintptr(fd), uintptr(unsafe.Pointer(&st)), 0)',
    ],
    ['a pointer of unknown type', 'syscall.Syscall(syscall.SYS_FSTAT, uintptr(fd), uintptr(other()), 0)'],
  ])('says nothing of %s', async (_, body) => {
    expect(await findings({ 'main.go': file(body) })).toEqual([]);
  });

  it.each([
    [
      'returns the error number',
      'var st syscall.Stat_t\nf := func() syscall.Errno {\n\t_, _, e := syscall.Syscall(syscall.SYS_FSTAT, uintptr(fd), uintptr(unsafe.Pointer(&st)), 0)\n\treturn e\n}\nfmt.Println(f())',
    ],
    [
      'is assigned to variables',
      'var st syscall.Stat_t\nvar e syscall.Errno\n_, _, e = syscall.Syscall(syscall.SYS_FSTAT, uintptr(fd), uintptr(unsafe.Pointer(&st)), 0)\nfmt.Println(e)',
    ],
    [
      'takes a path',
      'var st syscall.Stat_t\n_, _, e := syscall.Syscall(syscall.SYS_STAT, uintptr(unsafe.Pointer(p)), uintptr(unsafe.Pointer(&st)), 0)\nfmt.Println(e)',
    ],
  ])('has no fix where it %s', async (_, body) => {
    expect((await findings({ 'main.go': file(body) })).map(({ fixes }) => fixes)).toEqual([[]]);
  });
});

const [go] = goCommands().slice(-1);

describeWith(['go', 'qemu-mips64el-static'], 'raw-stat under the kernel’s own struct', () => {
  const call = (name: string, fd: string): string =>
    `_, _, ${name} := syscall.Syscall(syscall.SYS_FSTAT, ${fd}, uintptr(unsafe.Pointer(&st)), 0)`;
  /** Prints what Go's own Fstat disagrees with. */
  const program = `package main

import (
	"fmt"
	"os"
	"syscall"
	"unsafe"
)

func times(f *os.File) (st syscall.Stat_t) {
	${call('errno', 'f.Fd()')}
	if errno != 0 {
		panic(fmt.Sprint("fstat: ", errno))
	}
	return st
}

func blocks(fd int) (st syscall.Stat_t) {
	if _, _, e := syscall.Syscall(syscall.SYS_FSTAT, uintptr(fd), uintptr(unsafe.Pointer(&st)), 0); e != 0 {
		fmt.Println(e)
	}
	return st
}

func main() {
	f, err := os.Open(os.Args[0])
	if err != nil {
		panic(err)
	}
	var right syscall.Stat_t
	if err := syscall.Fstat(int(f.Fd()), &right); err != nil {
		panic(err)
	}
	first, second := times(f), blocks(int(f.Fd()))
	for name, is := range map[string]bool{
		"inode":  first.Ino == right.Ino,
		"size":   first.Size == right.Size,
		"time":   first.Mtim == right.Mtim,
		"blocks": second.Blocks == right.Blocks && second.Blksize == right.Blksize,
	} {
		if !is {
			fmt.Println(name)
		}
	}
}
`;

  function wrong(text: string, goarch: 'amd64' | 'mips64le'): readonly string[] {
    const exec = goarch === 'amd64' ? [] : ['-exec', findTool('qemu-mips64el-static') ?? ''];
    return withFiles({ ...module, 'main.go': text }, (dir) => {
      const ran = go && runGo(go, dir, goarch, ['run', ...exec, '.']);
      expect(ran?.status, ran?.output).toBe(0);
      return (ran?.output ?? '')
        .split('\n')
        .filter((line) => line !== '')
        .sort();
    });
  }

  it('the values are wrong on mips64le only, and right on both after the fix', async () => {
    expect(wrong(program, 'amd64')).toEqual([]);
    expect(wrong(program, 'mips64le')).toEqual(['blocks', 'time']);
    const found = await findings({ 'main.go': program });
    expect(found).toHaveLength(2);
    expect(found.map(({ fixes }) => fixes[0]?.safe)).toEqual([true, true]);
    const mended = fixed('main.go', program, found.slice(0, 1));
    expect(mended).not.toContain('unsafe');
    expect(await findings({ 'main.go': mended })).toEqual([]);
    expect(wrong(mended, 'amd64')).toEqual([]);
    expect(wrong(mended, 'mips64le')).toEqual([]);
    withFiles({ ...module, 'main.go': mended }, (dir) => {
      if (go) expect(unformatted(go, dir)).toBe('');
    });
  }, 120_000);

  it.each([
    ['needs unsafe no more', checked('errno'), '"fmt"\n\t"syscall"\n\t"unsafe"'],
    ['has unsafe in a group of its own', checked('errno'), '"fmt"\n\t"syscall"\n\n\t"unsafe"'],
    [
      'needs unsafe still',
      `${checked('errno')}\nfmt.Println(unsafe.Sizeof(st))`,
      '"fmt"\n\t"syscall"\n\t"unsafe"',
    ],
  ])(
    'leaves a file that compiles where it %s',
    async (_, rest, imports) => {
      const text = file(`var st syscall.Stat_t\n${call('errno', 'uintptr(fd)')}\n${rest}`, imports);
      const mended = fixed('main.go', text, await findings({ 'main.go': text }));
      expect(mended).toContain('errno := syscall.Fstat(fd, &st)');
      withFiles({ ...module, 'main.go': mended }, (dir) => {
        if (!go) return;
        expect(unformatted(go, dir)).toBe('');
        for (const goarch of ['amd64', 'mips64le']) {
          expect(runGo(go, dir, goarch, ['vet', '.'])).toEqual({ status: 0, output: '' });
        }
      });
    },
    60_000,
  );
});
