import { describe, expect, it } from 'vitest';
import { pageSize } from '../../../../src/core/rules/pageSize';
import type { Goarch } from '../../../../src/core/target/targets';
import type { Finding } from '../../../../src/core/types';
import { openFixture, type Texts } from '../../support/fixtureTree';

async function findings(texts: Texts, target: Goarch = 'mips64le'): Promise<readonly Finding[]> {
  const { tree, context } = await openFixture({ 'go.mod': 'module m\n\ngo 1.19\n', ...texts }, { target });
  const host = tree.view('', 'host');
  const there = tree.view('', 'target');
  const found = host && there ? (pageSize.fromPackage?.({ host, target: there }, tree, context) ?? []) : [];
  tree.dispose();
  return found;
}

function file(body: string, imports = '"os"\n\t"strconv"\n\t"syscall"'): string {
  return `package p

import (
	${imports}
)

const pageSize = 4096

func f(fd int, addr uintptr, offset int64, pages uint64, text string) uint64 {
	${body}
}
`;
}

const told = (found: readonly Finding[]): string[] =>
  found.map(
    ({ message, fixes }) =>
      `${message.split(' ')[0] ?? ''}${fixes[0] ? ` -> ${fixes[0].edits.map((edit) => edit.newText).join(' ')}` : ''}`,
  );

const statm = 'data, _ := os.ReadFile("/proc/self/statm")\n\tuse(data)';

describe('page-size finds', () => {
  it.each([
    ['pages of statm', `${statm}\n\treturn pages * 4096`, '/proc/…/statm -> uint64(os.Getpagesize())'],
    [
      'pages of statm, the size first',
      `${statm}\n\treturn 4096 * pages`,
      '/proc/…/statm -> uint64(os.Getpagesize())',
    ],
    [
      'pages of statm, shifted',
      `${statm}\n\treturn pages << 12`,
      '/proc/…/statm -> * uint64(os.Getpagesize())',
    ],
    [
      'parsed pages',
      `${statm}\n\trss, _ := strconv.ParseInt(text, 10, 64)\n\treturn uint64(rss * 0x1000)`,
      '/proc/…/statm -> int64(os.Getpagesize())',
    ],
    ['a constant', `${statm}\n\treturn pages * pageSize`, '/proc/…/statm -> uint64(os.Getpagesize())'],
    [
      'a converted constant',
      `${statm}\n\treturn pages * uint64(pageSize)`,
      '/proc/…/statm -> os.Getpagesize()',
    ],
    [
      'a helper that is told the file',
      'stat := readProcFile(pid, "statm")\n\treturn stat.shared * 4096',
      '/proc/…/statm',
    ],
    [
      'the resident pages of stat',
      'fields := read(fmt.Sprintf("/proc/%d/stat", fd))\n\trss, _ := strconv.ParseUint(fields[23], 10, 64)\n\treturn rss * 4096',
      '/proc/…/stat -> uint64(os.Getpagesize())',
    ],
    [
      'an index into pagemap',
      'f, _ := os.Open("/proc/self/pagemap")\n\tf.Seek(int64(addr/4096*8), 0)\n\treturn 0',
      '/proc/…/pagemap -> uintptr(os.Getpagesize())',
    ],
    [
      'an index into pagemap, shifted',
      'f, _ := os.Open("/proc/self/pagemap")\n\tf.Seek(int64(addr>>12)*8, 0)\n\treturn 0',
      '/proc/…/pagemap -> / uintptr(os.Getpagesize())',
    ],
    [
      'an aligned offset',
      'syscall.Mmap(fd, offset&^4095, 100, 1, 1)\n\treturn 0',
      'syscall.Mmap -> (int64(os.Getpagesize()) - 1)',
    ],
    [
      'an aligned offset with an inverted mask',
      'syscall.Mmap(fd, offset & ^(4096 - 1), 100, 1, 1)\n\treturn 0',
      'syscall.Mmap -> int64(os.Getpagesize())',
    ],
    [
      'an aligned address in a variable',
      'start := addr &^ (pageSize - 1)\n\tsyscall.Syscall(syscall.SYS_MPROTECT, start, 100, 7)\n\treturn 0',
      'SYS_MPROTECT -> uintptr(os.Getpagesize())',
    ],
    ['a fixed offset', 'syscall.Mmap(fd, 0x1000, 100, 1, 1)\n\treturn 0', 'syscall.Mmap'],
    ['a guard page', 'mem := alloc()\n\tsyscall.Mprotect(mem[4096:], 0)\n\treturn 0', 'syscall.Mprotect'],
  ])('%s', async (_, body, wanted) => {
    const found = await findings({ 'p.go': file(body) });
    expect(told(found)).toEqual([wanted]);
    expect(found.map(({ severity, certainty }) => `${severity} ${certainty}`)).toEqual(['warning likely']);
    expect(await findings({ 'p.go': file(body) }, 'riscv64')).toEqual([]);
    expect(await findings({ 'p.go': file(body) }, 'loong64')).toHaveLength(1);
  });

  it('replaces all numbers of a function or none', async () => {
    const call = 'syscall.Mmap(fd, start, 100, 1, 1)\n\treturn 0';
    const both = await findings({ 'p.go': file(`start := offset / 4096 * pageSize\n\t${call}`) });
    expect(both.map(({ fixes }) => fixes[0]?.edits.map(({ newText }) => newText))).toEqual([
      ['int64(os.Getpagesize())', 'int64(os.Getpagesize())'],
      ['int64(os.Getpagesize())', 'int64(os.Getpagesize())'],
    ]);
    for (const rest of ['left := offset & 4095', 'left := offset % 0x1000', 'offset = offset>>12<<12']) {
      const found = await findings({ 'p.go': file(`start := offset &^ 4095\n\t${rest}\n\t${call}`) });
      expect(found.map(({ fixes }) => fixes)).toEqual([[]]);
    }
    const signed = await findings({ 'p.go': file(`start := offset >> 12 << 12\n\t${call}`) });
    expect(signed.map(({ fixes }) => fixes)).toEqual([[], []]);
  });

  it('asks the package that the file imports', async () => {
    const text = file('syscall.Mmap(fd, offset&^4095, 100, 1, 1)\n\treturn 0', '"syscall"');
    expect(told(await findings({ 'p.go': text }))).toEqual([
      'syscall.Mmap -> (int64(syscall.Getpagesize()) - 1)',
    ]);
  });
});

describe('page-size says nothing of', () => {
  it.each([
    ['a buffer', `${statm}\n\tbuf := make([]byte, 4096)\n\treturn uint64(len(buf))`],
    ['a length of a mapping', 'syscall.Mmap(fd, 0, 4096, 1, 1)\n\treturn 0'],
    ['a length of several pages', 'syscall.Mmap(fd, 0, 4*4096, 1, 1)\n\treturn 0'],
    ['a slice of a first page', 'mem := alloc()\n\tsyscall.Mprotect(mem[:4096], 0)\n\treturn 0'],
    ['an offset that fits 16 kB pages', 'syscall.Mmap(fd, 0x10000, 100, 1, 1)\n\treturn 0'],
    ['an offset that is added to', 'syscall.Mmap(fd, offset+4096, 100, 1, 1)\n\treturn 0'],
    [
      'who asks for the page size',
      `${statm}\n\tsize := os.Getpagesize()\n\tif size == 0 {\n\t\treturn pages * 4096\n\t}\n\treturn 0`,
    ],
    [
      'numbers of another file',
      'data, _ := os.ReadFile("/proc/self/status")\n\tuse(data)\n\treturn pages * 4096',
    ],
    [
      'other numbers of stat',
      'data, _ := os.ReadFile("/proc/self/stat")\n\tuse(data)\n\treturn ticks * 4096',
    ],
    ['another size', `${statm}\n\treturn pages * 512`],
    ['a comparison', `${statm}\n\tif pages > 4096 {\n\t\treturn 1\n\t}\n\treturn 0`],
    ['another function', 'return pages * 4096\n}\n\nfunc g() {\n\tos.ReadFile("/proc/self/statm")'],
    ['an other package’s Mmap', 'io.Mmap(fd, offset&^4095, 100, 1, 1)\n\treturn 0'],
    [
      'arithmetic beside a call',
      'block := offset &^ 4095\n\tsyscall.Mmap(fd, 0, int(block), 1, 1)\n\treturn 0',
    ],
  ])('%s', async (_, body) => {
    expect(told(await findings({ 'p.go': file(body) }))).toEqual([]);
  });

  it('a file of the target’s own', async () => {
    const text = file(`${statm}\n\treturn pages * 4096`);
    expect(await findings({ 'p_mips64le.go': text, 'p_amd64.go': text, 'q.go': 'package p\n' })).toEqual([]);
  });
});
