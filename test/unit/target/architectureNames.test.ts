import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  architectureNames,
  goarchsNamed,
  linuxGoarchs,
  nameOf,
  namesOf,
  worldsOf,
} from '../../../src/core/target/architectureNames';
import { describeWith, goCommands } from '../support/tools';

const rows = Object.entries(architectureNames);
const cputable = '/usr/share/dpkg/cputable';
const auditHeader = '/usr/include/linux/audit.h';
const sources = [
  'go',
  { found: existsSync(cputable), what: 'dpkg’s table of CPUs (dpkg)' },
  { found: existsSync(auditHeader), what: 'the kernel’s audit header (linux-libc-dev)' },
];

describeWith(sources, 'the names of architectures', () => {
  it('has a row for every Linux port of Go, and no other', () => {
    const ports = execFileSync(goCommands().at(-1)?.command ?? 'go', ['tool', 'dist', 'list'], {
      encoding: 'utf8',
    })
      .split('\n')
      .filter((line) => line.startsWith('linux/'))
      .map((line) => line.slice('linux/'.length));
    expect(linuxGoarchs).toEqual(ports.sort());
    for (const [goarch, names] of rows) expect(names.go).toEqual([goarch]);
  });

  it("agrees with dpkg's table about Debian's names and the triplets' first part", () => {
    const cpus = new Map(
      readFileSync(cputable, 'utf8')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => line.split(/\s+/))
        .map(([debian, gnu]) => [debian, gnu]),
    );
    const expected = rows.map(([goarch, { triplet }]) => [goarch, triplet[0].split('-')[0]]);
    // dpkg calls the 32-bit ARM ports after their ABI, on the CPU named arm.
    const seen = rows.map(([goarch, { debian }]) => [goarch, cpus.get(goarch === 'arm' ? 'arm' : debian[0])]);
    expect(seen).toEqual(expected);
  });

  it("has the kernel's audit constants", () => {
    const header = readFileSync(auditHeader, 'utf8');
    const defined = new Set([...header.matchAll(/#define (AUDIT_ARCH_\w+)/g)].map(([, name]) => name));
    const named = rows.flatMap(([, { audit }]) => audit);
    expect(named.filter((name) => !defined.has(name))).toEqual([]);
  });

  it("has debug/elf's constants, which say nothing of byte order and width", () => {
    const source = readFileSync(join(goCommands().at(-1)?.root ?? '', 'src/debug/elf/elf.go'), 'utf8');
    const missing = rows.flatMap(([, { elf }]) => elf).filter((name) => !source.includes(`\t${name} `));
    expect(missing).toEqual([]);
    expect(goarchsNamed('EM_MIPS', 'elf')).toEqual(['mips', 'mips64', 'mips64le', 'mipsle']);
  });

  it('begins the lists of libseccomp with the native architecture, strings and enumerators alike', () => {
    const pairs = rows.map(([, { scmp, libseccomp }]) => [
      scmp.map((name) => name.slice('SCMP_ARCH_'.length).toLowerCase()),
      libseccomp.slice(0, scmp.length),
    ]);
    const renamed = new Map([
      ['x86_64', 'amd64'],
      ['aarch64', 'arm64'],
      ['loongarch64', 'loong64'],
    ]);
    for (const [scmp, libseccomp] of pairs) {
      expect(libseccomp).toEqual(scmp?.map((name) => renamed.get(name) ?? name));
    }
  });
});

describe('looking names up', () => {
  it('goes from GOARCH to a world, OCI being GOARCH', () => {
    expect(nameOf('mips64le', 'debian')).toBe('mips64el');
    expect(nameOf('mips64le', 'uname')).toBe('mips64');
    expect(nameOf('arm64', 'oci')).toBe('arm64');
    expect(namesOf('mips64le', 'scmp')).toEqual([
      'SCMP_ARCH_MIPSEL64',
      'SCMP_ARCH_MIPSEL',
      'SCMP_ARCH_MIPSEL64N32',
    ]);
    expect(namesOf('wasm', 'go')).toEqual([]);
    expect(namesOf('constructor', 'go')).toEqual([]);
  });

  it('goes back to every GOARCH that a name stands for, its own first', () => {
    expect(goarchsNamed('mips64', 'uname')).toEqual(['mips64', 'mips64le']);
    expect(goarchsNamed('mips64', 'go')).toEqual(['mips64']);
    expect(goarchsNamed('SCMP_ARCH_MIPSEL', 'scmp')).toEqual(['mipsle', 'mips64le']);
    expect(goarchsNamed('mips64el', 'go')).toEqual([]);
  });

  it('tells which world a list of names is of', () => {
    expect(worldsOf(['amd64', 'ppc64el', 's390x'])).toEqual(['debian']);
    expect(worldsOf(['amd64', 'arm64', 'ppc64le'])).toEqual(['go', 'uname', 'llvm', 'libseccomp']);
    expect(worldsOf(['x86_64', 'aarch64', 'ppc64le'])).toEqual([
      'uname',
      'llvm',
      'rpm',
      'qemu',
      'libseccomp',
    ]);
    expect(worldsOf(['x86_64', 'windows'])).toEqual([]);
  });
});
