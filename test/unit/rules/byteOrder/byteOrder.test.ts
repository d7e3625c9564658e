import { describe, expect, it } from 'vitest';
import { byteOrder } from '../../../../src/core/rules/byteOrder';
import type { Goarch } from '../../../../src/core/target/targets';
import type { Finding } from '../../../../src/core/types';
import { openFixture, type Texts } from '../../support/fixtureTree';
import { editTexts, runGo, unformatted, withFiles } from '../../support/goBuild';
import { describeWith, findTool, goCommands } from '../../support/tools';

async function findings(texts: Texts, target: Goarch = 'mips64le'): Promise<readonly Finding[]> {
  const { tree, context } = await openFixture({ 'go.mod': 'module m\n\ngo 1.19\n', ...texts }, { target });
  const host = tree.view('', 'host');
  const there = tree.view('', 'target');
  const found = host && there ? (byteOrder.fromPackage?.({ host, target: there }, tree, context) ?? []) : [];
  tree.dispose();
  return found;
}

function file(text: string): string {
  return `package p

import (
	"debug/elf"
	"encoding/binary"
	"runtime"
	"strings"
)

${text}
`;
}

async function found(text: string, target?: Goarch): Promise<readonly string[]> {
  return (await findings({ 'a.go': file(text) }, target)).map(
    ({ severity, certainty, message, fixes, line }) =>
      `${line}: ${certainty} ${severity}: ${message}` +
      fixes
        .map(
          (fix) => ` -> ${fix.safe ? 'safe ' : ''}${JSON.stringify(fix.edits.map((edit) => edit.newText))}`,
        )
        .join(''),
  );
}

describe('byte-order', () => {
  it.each([
    [
      'the beginning of GOARCH',
      `func order() binary.ByteOrder {
	if strings.HasPrefix(runtime.GOARCH, "mips") || runtime.GOARCH == "s390x" {
		return binary.BigEndian
	}
	return binary.LittleEndian
}`,
      [
        '11: certain error: mips64le begins with mips too and is little-endian; here it is taken for big-endian -> safe [" && !strings.HasSuffix(runtime.GOARCH, \\"le\\")"]',
      ],
    ],
    [
      'a variable that says so',
      `var isBigEndian = runtime.GOARCH == "s390x" || strings.Contains(runtime.GOARCH, "mips64")`,
      [
        '10: certain error: mips64le begins with mips64 too and is little-endian; here it is taken for big-endian -> safe [" && !strings.HasSuffix(runtime.GOARCH, \\"le\\")"]',
      ],
    ],
    [
      'a function whose name says so, about any architecture',
      `func isBigEndian(arch string) bool {
	switch {
	case arch == "s390x", strings.HasPrefix(arch, "mips"):
		return true
	}
	return false
}`,
      [
        '12: likely warning: mips64le begins with mips too and is little-endian; here it is taken for big-endian',
      ],
    ],
    [
      'a function whose name says so, and a case of its own',
      `func isBigEndian(arch string) bool {
	switch {
	case strings.HasPrefix(arch, "mips"):
		return true
	}
	return false
}`,
      [
        '12: likely warning: mips64le begins with mips too and is little-endian; here it is taken for big-endian',
      ],
    ],
    [
      'the name beside that of the other order',
      `func order(goarch string) binary.ByteOrder {
	switch goarch {
	case "mips", "mips64", "mips64le", "s390x":
		return binary.BigEndian
	case "amd64", "arm64":
		return binary.LittleEndian
	}
	return nil
}`,
      [
        '12: likely warning: mips64le is little-endian, and here it is taken for big-endian -> ["",", \\"mips64le\\""]',
      ],
    ],
    [
      'a default for all that are not named',
      `var order binary.ByteOrder

func init() {
	switch runtime.GOARCH {
	case "386", "amd64", "arm", "arm64", "ppc64le":
		order = binary.LittleEndian
	default:
		order = binary.BigEndian
	}
}`,
      [
        '17: certain error: mips64le is little-endian; the cases do not name it, and all others are taken for big-endian -> safe [", \\"mips64le\\""]',
      ],
    ],
    [
      'what uname says of both',
      `func order(machine string) binary.ByteOrder {
	switch machine {
	case "x86_64", "aarch64":
		return binary.LittleEndian
	case "mips64", "s390x":
		return binary.BigEndian
	}
	return nil
}`,
      [
        '14: likely info: uname says mips64 on mips64le as well, which is little-endian; here it is taken for big-endian',
      ],
    ],
    [
      'entries of tables',
      `type machine struct {
	arch  string
	class elf.Class
	data  elf.Data
}

var machines = []machine{
	{"amd64", elf.ELFCLASS64, elf.ELFDATA2LSB},
	{"mips64el", elf.ELFCLASS64, elf.ELFDATA2MSB},
}

var orders = map[string]binary.ByteOrder{
	"amd64":    binary.LittleEndian,
	"mips64le": binary.BigEndian,
}`,
      [
        '18: likely warning: mips64le is little-endian, and here it is taken for big-endian -> ["ELFDATA2LSB"]',
        '23: likely warning: mips64le is little-endian, and here it is taken for big-endian -> ["LittleEndian"]',
      ],
    ],
  ])('finds %s', async (_, text, expected) => {
    expect(await found(text)).toEqual(expected);
  });

  it.each([
    [
      'the right orders',
      `func order() binary.ByteOrder {
	switch runtime.GOARCH {
	case "mips", "mips64", "ppc64", "s390x":
		return binary.BigEndian
	default:
		return binary.LittleEndian
	}
}

var orders = map[string]binary.ByteOrder{"mips64": binary.BigEndian, "mips64le": binary.LittleEndian}`,
    ],
    [
      'a beginning that is narrowed',
      `func order(arch string) binary.ByteOrder {
	if strings.HasPrefix(arch, "mips") && !strings.HasSuffix(arch, "le") {
		return binary.BigEndian
	}
	return binary.LittleEndian
}`,
    ],
    [
      'a beginning that is about other things',
      `func number() int {
	if strings.HasPrefix(runtime.GOARCH, "mips") {
		return 168
	}
	return 133
}`,
    ],
    [
      'one order for all',
      `func order() binary.ByteOrder {
	switch runtime.GOARCH {
	case "s390x":
		return binary.BigEndian
	default:
		return binary.BigEndian
	}
}`,
    ],
    [
      'orders that code longer than a word decides on, and network order',
      `func read(arch string, b []byte) uint32 {
	switch arch {
	case "mips64le":
		return binary.BigEndian.Uint32(b) + binary.LittleEndian.Uint32(b)
	}
	return binary.BigEndian.Uint32(b)
}`,
    ],
    [
      'uname’s word for both where it is little-endian',
      `func order(machine string) binary.ByteOrder {
	switch machine {
	case "x86_64", "mips64":
		return binary.LittleEndian
	}
	return binary.BigEndian
}`,
    ],
  ])('leaves alone %s', async (_, text) => {
    expect(await found(text)).toEqual([]);
  });

  it('knows the order of other targets', async () => {
    const text = `func order() binary.ByteOrder {
	if strings.HasPrefix(runtime.GOARCH, "mips") {
		return binary.BigEndian
	}
	switch runtime.GOARCH {
	case "mips64", "amd64":
		return binary.LittleEndian
	}
	return nil
}`;
    expect(await found(text, 'mips64')).toEqual([]);
    expect(await found(text, 'mipsle')).toEqual([
      '11: certain error: mipsle begins with mips too and is little-endian; here it is taken for big-endian -> safe [" && !strings.HasSuffix(runtime.GOARCH, \\"le\\")"]',
    ]);
  });

  it('finds a file for the other order that the target’s build takes', async () => {
    const little = `//go:build 386 || amd64 || arm || arm64\n\npackage p\n\nimport "encoding/binary"\n\nvar nativeEndian = binary.LittleEndian\n\nconst isBigEndian = false\n`;
    const big = `//go:build !(386 || amd64 || arm || arm64)\n\npackage p\n\nimport "encoding/binary"\n\nvar nativeEndian = binary.BigEndian\n\nconst isBigEndian = true\n`;
    const all = await findings({ 'le.go': little, 'be.go': big });
    expect(all.map(({ file: path, line, message }) => `${path}:${line} ${message}`)).toEqual([
      'be.go:7 mips64le is little-endian, but its build takes nativeEndian from this file for big-endian; that of amd64 takes it from le.go',
      'be.go:9 mips64le is little-endian, but its build takes isBigEndian from this file for big-endian; that of amd64 takes it from le.go',
    ]);
    expect(await findings({ 'le.go': little, 'be.go': big }, 'mips64')).toEqual([]);
    const named = {
      'le.go': little.replace('arm64\n', 'arm64 || mips64le\n'),
      'be.go': big.replace('arm64)', 'arm64 || mips64le)'),
    };
    expect(await findings(named)).toEqual([]);
  });
});

/** Prints which of its answers about the byte order are wrong where it runs. */
const program = `package main

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"strings"
	"unsafe"
)

func byPrefix() binary.ByteOrder {
	if strings.HasPrefix(runtime.GOARCH, "mips") || runtime.GOARCH == "s390x" {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

func byName() binary.ByteOrder {
	switch runtime.GOARCH {
	case "mips64le", "mips64", "mips":
		return binary.BigEndian
	default:
		return binary.LittleEndian
	}
}

func byDefault() binary.ByteOrder {
	switch runtime.GOARCH {
	case "amd64", "arm64":
		return binary.LittleEndian
	default:
		return binary.BigEndian
	}
}

func main() {
	number := uint16(1)
	bytes := (*[2]byte)(unsafe.Pointer(&number))
	for name, order := range map[string]binary.ByteOrder{"prefix": byPrefix(), "name": byName(), "default": byDefault()} {
		if order.Uint16(bytes[:]) != 1 {
			fmt.Print(name[:1])
		}
	}
}
`;

describeWith(['go', 'qemu-mips64el-static'], 'byte orders where the code runs', () => {
  it('are wrong on the target before the fixes and right after them', async () => {
    const [go] = goCommands();
    if (!go) throw new Error('no go');
    const texts: Texts = { 'go.mod': 'module m\n\ngo 1.19\n', 'main.go': program };
    const run = (files: Texts, goarch: string): string =>
      withFiles(files, (dir) => {
        expect(unformatted(go, dir)).toBe('');
        const exec = goarch === 'amd64' ? [] : ['-exec', findTool('qemu-mips64el-static') ?? ''];
        const { status, output } = runGo(go, dir, goarch, ['run', ...exec, '.']);
        expect(status, output).toBe(0);
        return Array.from(output).sort().join('');
      });
    const all = await findings(texts);
    expect(all.map(({ fixes }) => fixes[0]?.safe)).toEqual([true, true, true]);
    const after = editTexts(
      texts,
      all.flatMap(({ fixes }) => fixes[0]?.edits ?? []),
    );
    expect([run(texts, 'amd64'), run(texts, 'mips64le')]).toEqual(['', 'dnp']);
    expect([run(after, 'amd64'), run(after, 'mips64le')]).toEqual(['', '']);
    expect(await findings(after)).toEqual([]);
  }, 120_000);
});
