import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { AbiPackage } from '../../../src/core/target/abi';
import { findRegister } from '../../../src/core/target/equivalentRegisters';
import { findTarget, type Goarch } from '../../../src/core/target/targets';
import { english } from '../../../src/core/l10n';
import { readAbiTables } from '../../../src/node/abiData';
import { describeWith, findTool } from '../support/tools';
import { debianGopath, sourcesNeed, tablesGo, tablesGoNeed } from './abiSources';

const abi = readAbiTables();
const packages: readonly (readonly [AbiPackage, string])[] = [
  ['syscall', 'syscall'],
  ['golang.org/x/sys/unix', 'unix'],
];

interface Probe {
  /** Go expressions of type uint64 or int64. */
  readonly expression: string;
  /** What the tables say. */
  readonly expected: string;
}

/** Sizes, offsets and integer constants of everything exported, as Go expressions and as the tables have them. */
function probes(goarch: Goarch): readonly Probe[] {
  return packages.flatMap(([pkg, name]) => {
    const table = abi.table(pkg, goarch);
    const sizes = table.typeNames().map((type) => {
      return {
        expression: `uint64(unsafe.Sizeof(*(*${name}.${type})(nil)))`,
        expected: String(table.sizeOf(type)),
      };
    });
    const fields = table.structNames().flatMap((struct) =>
      (table.struct(struct)?.fields ?? [])
        .filter((field) => /^[A-Z]/.test(field.name))
        .flatMap((field) => {
          const value = `(*${name}.${struct})(nil).${field.name}`;
          return [
            { expression: `uint64(unsafe.Offsetof(${value}))`, expected: String(field.offset) },
            { expression: `uint64(unsafe.Sizeof(${value}))`, expected: String(field.size) },
          ];
        }),
    );
    const constants = table.constantNames().flatMap((constant) => {
      const value = table.constant(constant)?.value ?? '';
      const type = value.startsWith('-') ? 'int64' : 'uint64';
      return /^-?\d+$/.test(value) ? [{ expression: `${type}(${name}.${constant})`, expected: value }] : [];
    });
    return [...sizes, ...fields, ...constants];
  });
}

/** A program that prints each expression on a line, and then the program counter that PC reads from registers. */
function program(expressions: readonly string[], counter: string): string {
  return `package main

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

func main() {
${expressions.map((expression) => `\tprintln(${expression})`).join('\n')}
	var registers unix.PtraceRegs
	registers.${counter} = 42
	println(registers.PC())
}

var _ = syscall.Stdin
var _ unsafe.Pointer
`;
}

/** Builds the program for a GOARCH and runs it, under QEMU where the machine is another one. */
function evaluate(goarch: Goarch, source: string): readonly string[] {
  const dir = mkdtempSync(join(tmpdir(), 'abi-'));
  try {
    const binary = join(dir, 'probe');
    writeFileSync(join(dir, 'main.go'), source);
    const env = {
      ...process.env,
      GOARCH: goarch,
      GOOS: 'linux',
      GO111MODULE: 'off',
      GOPATH: debianGopath,
      GOFLAGS: '',
      GOTOOLCHAIN: 'local',
      CGO_ENABLED: '0',
    };
    const go = tablesGo()?.command ?? 'go';
    execFileSync(go, ['build', '-o', binary, join(dir, 'main.go')], { env, stdio: 'pipe' });
    const emulator = findTool(emulatorOf(goarch));
    const [command, args] =
      goarch === 'amd64' || emulator === undefined ? [binary, []] : [emulator, [binary]];
    const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 16 << 20 });
    expect(status, stderr.slice(-500)).toBe(0);
    // The program imports no more than it describes, so it prints with println, to standard error.
    return stderr.trimEnd().split('\n');
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function emulatorOf(goarch: Goarch): string {
  return `qemu-${findTarget(goarch)?.qemu ?? goarch}-static`;
}

for (const goarch of ['amd64', 'mips64le', 'mips'] as const) {
  const needs = goarch === 'amd64' ? [] : [emulatorOf(goarch)];
  const machine = { found: goarch !== 'amd64' || process.arch === 'x64', what: 'an amd64 machine' };
  describeWith([tablesGoNeed(), ...needs, machine, sourcesNeed()], `the ABI tables of ${goarch}`, () => {
    it('hold the sizes, offsets and values that the compiler uses', { timeout: 300_000 }, () => {
      const asked = probes(goarch);
      expect(asked.length).toBeGreaterThan(11_000);
      const counter = findRegister('golang.org/x/sys/unix', 'Rip', goarch, english)?.field ?? 'Rip';
      const expressions = asked.map((probe) => probe.expression);
      const answers = evaluate(goarch, program(expressions, counter));
      const wrong = asked
        .map((probe, index) => ({ ...probe, compiler: answers[index] }))
        .filter((probe) => probe.compiler !== probe.expected);
      expect(wrong).toEqual([]);
      expect(answers.slice(asked.length)).toEqual(['42']);
    });
  });
}
