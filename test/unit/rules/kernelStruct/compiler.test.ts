import { expect, it } from 'vitest';
import { kernelStruct } from '../../../../src/core/rules/kernelStruct';
import type { Finding } from '../../../../src/core/types';
import { openFixture, type Texts } from '../../support/fixtureTree';
import { runGo, unformatted, withFiles } from '../../support/goBuild';
import { fixed } from '../../support/ruleContext';
import { describeWith, findTool, goCommands } from '../../support/tools';
import { existsSync } from 'node:fs';
import { debianGopath } from '../../target/abiSources';

async function findings(texts: Texts): Promise<readonly Finding[]> {
  const { tree, context } = await openFixture(texts);
  const host = tree.view('', 'host');
  const target = tree.view('', 'target');
  const found = host && target ? (kernelStruct.fromPackage?.({ host, target }, tree, context) ?? []) : [];
  tree.dispose();
  return found;
}

const [go] = goCommands().slice(-1);
const sys = {
  found: existsSync(`${debianGopath}/src/golang.org/x/sys/unix`),
  what: 'golang.org/x/sys (apt-get install golang-golang-x-sys-dev)',
};

describeWith(['go', 'qemu-mips64el-static', sys], 'kernel-struct under the kernel’s own structs', () => {
  const env = { GO111MODULE: 'off', GOPATH: debianGopath };

  /** What a program prints, with Debian's copy of x/sys beside it. */
  function printed(text: string, goarch: 'amd64' | 'mips64le'): readonly string[] {
    const exec = goarch === 'amd64' ? [] : ['-exec', findTool('qemu-mips64el-static') ?? ''];
    return withFiles({ 'main.go': text }, (dir) => {
      const ran = go && runGo(go, dir, goarch, ['run', ...exec, 'main.go'], env);
      expect(ran?.status, ran?.output).toBe(0);
      return (ran?.output ?? '').split('\n').filter((line) => line !== '');
    });
  }

  it('a statfs of its own is wrong on mips64le, and right as that of x/sys/unix', async () => {
    const text = `package main

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// statfs is what the kernel fills.
type statfs struct {
	Type    int64
	Bsize   int64
	Blocks  uint64
	Bfree   uint64
	Bavail  uint64
	Files   uint64
	Ffree   uint64
	Fsid    unix.Fsid
	Namelen int64
	Frsize  int64
	Flags   int64
	Spare   [4]int64
}

func main() {
	var own statfs
	var right unix.Statfs_t
	root := append([]byte("/"), 0)
	_, _, errno := unix.Syscall(unix.SYS_STATFS, uintptr(unsafe.Pointer(&root[0])), uintptr(unsafe.Pointer(&own)), 0)
	if err := unix.Statfs("/", &right); err != nil || errno != 0 {
		panic(fmt.Sprint(err, errno))
	}
	fmt.Println(own.Blocks == right.Blocks, own.Namelen == right.Namelen)
}
`;
    expect(printed(text, 'amd64')).toEqual(['true true']);
    expect(printed(text, 'mips64le')).toEqual(['false false']);
    const found = await findings({ 'go.mod': 'module m\n\ngo 1.19\n', 'main.go': text });
    expect(found.map(({ line, fixes }) => [line, fixes[0]?.title, fixes[0]?.safe])).toEqual([
      [11, 'Declare statfs as unix.Statfs_t', true],
    ]);
    const mended = fixed('main.go', text, found);
    expect(mended).toContain('type statfs unix.Statfs_t\n');
    expect(printed(mended, 'amd64')).toEqual(['true true']);
    expect(printed(mended, 'mips64le')).toEqual(['true true']);
    withFiles({ 'main.go': mended }, (dir) => {
      if (go) expect(unformatted(go, dir)).toBe('');
    });
  }, 120_000);

  it('the kernel refuses the host’s size of a set of signals, and takes the one that the message tells', async () => {
    const text = (size: number): string => `package main

import (
	"fmt"
	"syscall"
	"unsafe"
)

func main() {
	var set [16]uint64
	_, _, errno := syscall.RawSyscall6(syscall.SYS_RT_SIGPROCMASK, 0, 0, uintptr(unsafe.Pointer(&set)), ${size}, 0, 0)
	fmt.Println(errno == syscall.EINVAL)
}
`;
    const [finding] = await findings({ 'go.mod': 'module m\n\ngo 1.19\n', 'main.go': text(8) });
    const [, here = '', there = ''] =
      /is (\d+) on amd64 and (\d+) on mips64le/.exec(finding?.message ?? '') ?? [];
    expect(printed(text(Number(here)), 'amd64')).toEqual(['false']);
    expect(printed(text(Number(here)), 'mips64le')).toEqual(['true']);
    expect(printed(text(Number(there)), 'mips64le')).toEqual(['false']);
  }, 120_000);

  it('the kernel has a siginfo’s code where the message says', async () => {
    const text = (order: string): string => `package main

import (
	"fmt"
	"os/exec"
	"syscall"
	"unsafe"
)

type siginfo struct {
	${order}
	_                  [29]int32
}

func main() {
	child := exec.Command("/bin/false")
	if err := child.Start(); err != nil {
		panic(err)
	}
	const byPid, exited, noWait = 1, 4, 0x1000000
	var info siginfo
	_, _, errno := syscall.Syscall6(syscall.SYS_WAITID, byPid, uintptr(child.Process.Pid), uintptr(unsafe.Pointer(&info)), exited|noWait, 0, 0)
	fmt.Println(errno == 0, info.Code == 1)
}
`;
    const own = text('Signo, Errno, Code int32');
    expect(printed(own, 'amd64')).toEqual(['true true']);
    expect(printed(own, 'mips64le')).toEqual(['true false']);
    const found = await findings({ 'go.mod': 'module m\n\ngo 1.19\n', 'main.go': own });
    expect(found.map(({ message }) => message)).toEqual([
      'siginfo is laid out as the kernel’s Siginfo on amd64 and handed to SYS_WAITID; on mips64le Errno is at byte 8 instead of 4, Code is at byte 4 instead of 8',
    ]);
    const other = text('Signo, Code, Errno int32');
    expect(printed(other, 'mips64le')).toEqual(['true true']);
    expect(await findings({ 'go.mod': 'module m\n\ngo 1.19\n', 'main.go': other })).toEqual([]);
  }, 120_000);
});
