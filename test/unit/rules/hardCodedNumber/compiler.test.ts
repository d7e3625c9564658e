import { expect, it } from 'vitest';
import { hardCodedNumber } from '../../../../src/core/rules/hardCodedNumber';
import type { Finding } from '../../../../src/core/types';
import { openFixture, type Texts } from '../../support/fixtureTree';
import { runGo, unformatted, withFiles } from '../../support/goBuild';
import { fixed } from '../../support/ruleContext';
import { describeWith, findTool, goCommands } from '../../support/tools';

async function findings(texts: Texts): Promise<readonly Finding[]> {
  const { tree, context } = await openFixture(texts);
  const host = tree.view('', 'host');
  const target = tree.view('', 'target');
  const found = host && target ? (hardCodedNumber.fromPackage?.({ host, target }, tree, context) ?? []) : [];
  tree.dispose();
  return found;
}

/** Prints a line for each number that does not do what it does on amd64. */
const program = `package main

import (
	"fmt"
	"os"
	"syscall"
	"unsafe"
)

const (
	O_APPEND   = 0x400
	sysGetppid = 110
)

func ask(what string, right bool) {
	if !right {
		fmt.Println(what)
	}
}

func main() {
	pid, _, _ := syscall.RawSyscall(39, 0, 0, 0)
	ask("getpid", int(pid) == os.Getpid())
	parent, _, _ := syscall.RawSyscall(sysGetppid, 0, 0, 0)
	ask("getppid", int(parent) == os.Getppid())

	fd, err := syscall.Socket(syscall.AF_INET, 0x80001, 0)
	ask("socket", err == nil)
	kind, err := syscall.GetsockoptInt(fd, 1, 3)
	ask("socket type", err == nil && kind == syscall.SOCK_STREAM)
	ask("reuse", syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, 2, 1) == nil)
	on, err := syscall.GetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR)
	ask("reused", err == nil && on != 0)

	name := os.Args[1]
	file, err := syscall.Open(name, syscall.O_RDWR|0x40|O_APPEND, 0600)
	ask("open", err == nil)
	flags, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(file), syscall.F_GETFL, 0)
	ask("append", errno == 0 && int(flags)&syscall.O_APPEND != 0)

	var files, wanted syscall.Rlimit
	ask("rlimit", syscall.Getrlimit(7, &files) == nil)
	ask("files", syscall.Getrlimit(syscall.RLIMIT_NOFILE, &wanted) == nil && files == wanted)

	data, err := syscall.Mmap(-1, 0, 4096, syscall.PROT_READ, 0x22)
	ask("mmap", err == nil && len(data) == 4096)
	ask("signal", syscall.Signal(10) == syscall.SIGUSR1)
	ask("error", syscall.Errno(38) == syscall.ENOSYS)

	var size [4]uint16
	_, _, errno = syscall.Syscall(syscall.SYS_IOCTL, uintptr(file), 0x5413, uintptr(unsafe.Pointer(&size)))
	ask("ioctl", errno == syscall.ENOTTY)
}
`;

const [go] = goCommands().slice(-1);

describeWith(['go', 'qemu-mips64el-static'], 'hard-coded-number under the kernel’s own interface', () => {
  const texts: Texts = { 'go.mod': 'module numbers\n\ngo 1.19\n', 'main.go': program };

  /** What the program says is wrong. */
  function wrong(files: Texts, goarch: 'amd64' | 'mips64le'): readonly string[] {
    const exec = goarch === 'amd64' ? [] : ['-exec', findTool('qemu-mips64el-static') ?? ''];
    return withFiles(files, (dir) => {
      const ran = go && runGo(go, dir, goarch, ['run', ...exec, '.', `${dir}/created`]);
      expect(ran?.status, ran?.output).toBe(0);
      return (ran?.output ?? '').split('\n').filter((line) => line !== '');
    });
  }

  it('the numbers are wrong on mips64le only, and right on both when they are named', async () => {
    expect(wrong(texts, 'amd64')).toEqual([]);
    const before = wrong(texts, 'mips64le');
    for (const what of [
      'getpid',
      'getppid',
      'socket type',
      'reused',
      'open',
      'append',
      'files',
      'mmap',
      'signal',
      'error',
    ]) {
      expect(before).toContain(what);
    }

    const found = await findings(texts);
    expect(found.filter(({ fixes }) => fixes.length !== 1 || fixes[0]?.safe !== true)).toEqual([]);
    const mended = { ...texts, 'main.go': fixed('main.go', program, found) };
    expect(await findings(mended)).toEqual([]);
    expect(wrong(mended, 'amd64')).toEqual([]);
    expect(wrong(mended, 'mips64le')).toEqual([]);
    withFiles(mended, (dir) => {
      if (!go) return;
      expect(unformatted(go, dir)).toBe('');
      for (const goarch of ['amd64', 'mips64le', 'arm64']) {
        expect(runGo(go, dir, goarch, ['vet', '-unsafeptr=false', '.']), goarch).toMatchObject({ status: 0 });
      }
    });
  }, 180_000);

  it('keeps the numbers of the host', async () => {
    const found = await findings(texts);
    const checks = found.map(({ message, fixes }, index) => {
      const name = fixes[0]?.edits[0]?.newText ?? '';
      return `\t_ = [1]int{}[uint64(${name})-${message.split(' ')[0] ?? ''}] // ${index}`;
    });
    expect(checks.length).toBeGreaterThan(12);
    const text = `package main\n\nimport "syscall"\n\nfunc main() {\n${checks.join('\n')}\n}\n`;
    withFiles({ ...texts, 'main.go': text }, (dir) => {
      if (!go) return;
      expect(runGo(go, dir, 'amd64', ['vet', '.'])).toEqual({ status: 0, output: '' });
      expect(runGo(go, dir, 'mips64le', ['vet', '.']).status).not.toBe(0);
    });
  }, 60_000);
});
