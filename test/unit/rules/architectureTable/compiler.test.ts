import { expect, it } from 'vitest';
import type { Texts } from '../../support/fixtureTree';
import { editTexts, runGo, unformatted, withFiles } from '../../support/goBuild';
import { describeWith, findTool, goCommands, type GoCommand } from '../../support/tools';
import { findings } from './support';

/** Prints a line for each table that fails the architecture it runs on. */
const program = `package main

import (
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime"
	"syscall"
	"unsafe"
)

var getpid = map[string]uintptr{
	"amd64": 39,
	"arm64": 172,
	"s390x": 20,
}[runtime.GOARCH]

// What debug information is called, by GOARCH.
var dpkgNames = map[string]string{
	"386":     "i386",
	"amd64":   "amd64", // and x32
	"arm64":   "arm64",
	"ppc64le": "ppc64el",
	// Z
	"s390x": "s390x",
}

func dpkgName() (string, error) {
	if name, ok := dpkgNames[runtime.GOARCH]; ok {
		return name, nil
	}
	return "", errors.New("unsupported")
}

func order() (order binary.ByteOrder, err error) {
	switch runtime.GOARCH {
	case "ppc64", "s390x":
		return binary.BigEndian, nil
	case "386", "amd64", "arm64", "riscv64":
		return binary.LittleEndian, nil
	}
	return nil, errors.New("unknown byte order")
}

func machine() (elf.Machine, error) {
	var machine elf.Machine
	switch runtime.GOARCH {
	case "386":
		machine = elf.EM_386
	case "amd64":
		machine = elf.EM_X86_64
	case "arm64":
		machine = elf.EM_AARCH64
	}
	if machine == 0 {
		return 0, errors.New("unknown machine")
	}
	return machine, nil
}

var supported = map[string]bool{"amd64": true, "arm64": true, "ppc64le": true}

func main() {
	pid, _, _ := syscall.RawSyscall(getpid, 0, 0, 0)
	if int(pid) != os.Getpid() {
		fmt.Println("getpid")
	}
	if name, _ := dpkgName(); name == "" {
		fmt.Println("dpkg")
	}
	number := uint16(1)
	first := (*[2]byte)(unsafe.Pointer(&number))
	if order, err := order(); err != nil || order.Uint16(first[:]) != 1 {
		fmt.Println("order")
	}
	if _, err := machine(); err != nil {
		fmt.Println("machine")
	}
	if !supported[runtime.GOARCH] {
		fmt.Println("supported")
		os.Exit(0)
	}
}
`;

describeWith(['go', 'qemu-mips64el-static'], 'tables of architectures on the architecture they lack', () => {
  const [go] = goCommands();
  const texts: Texts = { 'go.mod': 'module m\n\ngo 1.19\n', 'main.go': program };
  const run = (after: Texts, goarch: string): string =>
    withFiles(after, (dir) => {
      if (!go) throw new Error('no go');
      expect(unformatted(go, dir)).toBe('');
      return output(go, dir, goarch);
    });

  it('fail before the fixes and work after them, and work on the host all the time', async () => {
    const found = await findings(texts);
    expect(found.map(({ fixes }) => fixes.map(({ safe }) => safe))).toEqual([
      [true],
      [true],
      [true],
      [true],
      [false],
    ]);
    const after = editTexts(
      texts,
      found.flatMap(({ fixes }) => fixes[0]?.edits ?? []),
    );
    expect(run(texts, 'amd64')).toBe('');
    expect(run(texts, 'mips64le')).toBe('getpid\ndpkg\norder\nmachine\nsupported\n');
    expect(run(after, 'amd64')).toBe('');
    expect(run(after, 'mips64le')).toBe('');
    expect(await findings(after)).toEqual([]);
  }, 120_000);
});

function output(go: GoCommand, dir: string, goarch: string): string {
  const exec = goarch === 'amd64' ? [] : ['-exec', findTool('qemu-mips64el-static') ?? ''];
  const { status, output: text } = runGo(go, dir, goarch, ['run', ...exec, '.']);
  expect(status, text).toBe(0);
  return text;
}
