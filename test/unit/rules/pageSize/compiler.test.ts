import { expect, it } from 'vitest';
import { selectFixes } from '../../../../src/core/fix';
import { pageSize } from '../../../../src/core/rules/pageSize';
import type { Finding } from '../../../../src/core/types';
import { openFixture, type Texts } from '../../support/fixtureTree';
import { editTexts, runGo, unformatted, withFiles } from '../../support/goBuild';
import { describeWith, findTool, goCommands } from '../../support/tools';

async function findings(texts: Texts): Promise<readonly Finding[]> {
  const { tree, context } = await openFixture(texts);
  const host = tree.view('', 'host');
  const target = tree.view('', 'target');
  const found = host && target ? (pageSize.fromPackage?.({ host, target }, tree, context) ?? []) : [];
  tree.dispose();
  return found;
}

/**
 * Prints what is wrong where pages have not 4096 bytes: where a mapping
 * begins, and what is reckoned in pages. The emulator takes every multiple of
 * 4096, which a kernel with bigger pages does not, so the program looks at the
 * offsets itself (`getpagesize(2)`, and `offset & ~PAGE_MASK` in the kernel's
 * arch/mips/kernel/syscall.c).
 */
const program = `package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

const pageSize = 4096

func mapped(f *os.File, offset int64) int64 {
	start := offset &^ 0xfff
	check(syscall.Mmap(int(f.Fd()), start, int(offset-start)+1, syscall.PROT_READ, syscall.MAP_SHARED))
	return start
}

func mappedRaw(f *os.File, offset uintptr) int64 {
	start := offset / pageSize * pageSize
	_, _, errno := syscall.Syscall6(syscall.SYS_MMAP, 0, 1, syscall.PROT_READ, syscall.MAP_SHARED, f.Fd(), start)
	if errno != 0 {
		panic(errno)
	}
	return int64(start)
}

func mappedMask(f *os.File, offset int64) int64 {
	start := offset & ^(pageSize - 1)
	check(syscall.Mmap(int(f.Fd()), start, 1, syscall.PROT_READ, syscall.MAP_SHARED))
	return start
}

func resident() (multiplied, shifted uint64) {
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	pages, err := strconv.ParseUint(strings.Fields(string(data))[1], 10, 64)
	if err != nil {
		panic(err)
	}
	return pages * 4096 / pages, pages << 12 / pages
}

func check(_ []byte, err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	f, err := os.CreateTemp("", "pages")
	if err != nil {
		panic(err)
	}
	os.Remove(f.Name())
	f.Truncate(1 << 20)
	size := int64(os.Getpagesize())
	for name, offset := range map[string]int64{
		"mmap":     mapped(f, 5000),
		"raw mmap": mappedRaw(f, 5000),
		"mask":     mappedMask(f, 5000),
	} {
		if offset%size != 0 {
			fmt.Println(name)
		}
	}
	multiplied, shifted := resident()
	if multiplied != uint64(size) || shifted != uint64(size) {
		fmt.Println("resident")
	}
}
`;

const [go] = goCommands().slice(-1);

describeWith(['go', 'qemu-mips64el-static'], 'page-size under pages of 16 kB', () => {
  const module: Texts = { 'go.mod': 'module pages\n\ngo 1.19\n' };

  /** What the program says is wrong, on the host or in an emulator with a page size. */
  function wrong(text: string, pageBytes?: number): readonly string[] {
    const exec =
      pageBytes === undefined ? [] : ['-exec', `${findTool('qemu-mips64el-static') ?? ''} -p ${pageBytes}`];
    return withFiles({ ...module, 'main.go': text }, (dir) => {
      const goarch = pageBytes === undefined ? 'amd64' : 'mips64le';
      const ran = go && runGo(go, dir, goarch, ['run', ...exec, '.']);
      expect(ran?.status, ran?.output).toBe(0);
      return (ran?.output ?? '')
        .split('\n')
        .filter((line) => line !== '')
        .sort();
    });
  }

  it('what is wrong with them is right after the fixes, and on the host as before', async () => {
    expect(wrong(program)).toEqual([]);
    expect(wrong(program, 4096)).toEqual([]);
    expect(wrong(program, 16384)).toEqual(['mask', 'mmap', 'raw mmap', 'resident']);
    const found = await findings({ ...module, 'main.go': program });
    expect(found.map(({ fixes }) => fixes[0]?.safe)).toEqual([true, true, true, true, true, true]);
    const { edits } = selectFixes(found, { safeOnly: true, minCertainty: 'likely' });
    const mended = editTexts({ 'main.go': program }, edits)['main.go'] ?? '';
    expect(await findings({ ...module, 'main.go': mended })).toEqual([]);
    expect(wrong(mended)).toEqual([]);
    expect(wrong(mended, 4096)).toEqual([]);
    expect(wrong(mended, 16384)).toEqual([]);
    withFiles({ ...module, 'main.go': mended }, (dir) => {
      if (!go) return;
      expect(unformatted(go, dir)).toBe('');
      for (const goarch of ['amd64', 'mips64le', 'arm64']) {
        expect(runGo(go, dir, goarch, ['vet', '.']), goarch).toMatchObject({ status: 0 });
      }
    });
  }, 180_000);
});
