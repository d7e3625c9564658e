import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { epollLayout } from '../../../../src/core/rules/epollLayout';
import type { Goarch } from '../../../../src/core/target/targets';
import type { Finding } from '../../../../src/core/types';
import { openFixture, type Texts } from '../../support/fixtureTree';
import { readTexts, runGo, withFiles } from '../../support/goBuild';
import { fixed } from '../../support/ruleContext';
import { describeWith, findTool, goCommands } from '../../support/tools';

async function findings(texts: Texts, dir = '', target: Goarch = 'mips64le'): Promise<readonly Finding[]> {
  const { tree, context } = await openFixture({ 'go.mod': 'module m\n\ngo 1.19\n', ...texts }, { target });
  const host = tree.view(dir, 'host');
  const there = tree.view(dir, 'target');
  const found =
    host && there ? (epollLayout.fromPackage?.({ host, target: there }, tree, context) ?? []) : [];
  tree.dispose();
  return found;
}

/** A package with a struct, and a raw call that takes the address of `pointer`. */
function file(struct: string, body = 'var ev event\n\traw(unsafe.Pointer(&ev))'): string {
  const call = (pointer: string): string =>
    `syscall.Syscall6(syscall.SYS_EPOLL_CTL, 1, 2, 3, uintptr(${pointer}), 0, 0)`;
  const text = body.replace(/raw\((.*)\)/, (_, pointer: string) => call(pointer));
  return `package p\n\nimport (\n\t"syscall"\n\t"unsafe"\n)\n\n${struct}\n\nfunc f() {\n\t${text}\n}\n`;
}

const packed = 'type event struct {\n\tEvents uint32\n\tFd     int32\n\tPad    int32\n}';
const names = (found: readonly Finding[]): string[] =>
  found.map(({ message }) => message.split(' ')[0] ?? '');

describe('epoll-layout finds', () => {
  it.each([
    ['a struct that is passed by address', file(packed)],
    ['one with eight bytes of data', file('type event struct {\n\tevents uint32\n\tdata   [8]byte\n}')],
    ['one behind a pointer', file(packed, 'g := func(ev *event) { raw(unsafe.Pointer(ev)) }\n\t_ = g')],
    ['an element of an array', file(packed, 'var evs [8]event\n\traw(unsafe.Pointer(&evs[0]))')],
    ['an array', file(packed, 'var evs [8]event\n\traw(unsafe.Pointer(&evs))')],
    ['an element of a slice', file(packed, 'evs := make([]event, 8)\n\traw(unsafe.Pointer(&evs[0]))')],
    ['a literal', file(packed, 'raw(unsafe.Pointer(&event{Events: 1}))')],
    [
      'fields of own types',
      file('type mask uint32\n\ntype event struct {\n\tm  mask\n\tfd int32\n\t_  int32\n}'),
    ],
  ])('%s', async (_, text) => {
    expect(names(await findings({ 'p.go': text }))).toEqual(['event']);
  });

  it('epoll_wait and epoll_pwait, whose third argument it is, and x/sys as well', async () => {
    const text = `package p

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

${packed}

func wait(fd int, evs []event) {
	unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(fd), uintptr(unsafe.Pointer(&evs[0])), 1, 0, 0, 0)
	unix.Syscall6(unix.SYS_EPOLL_WAIT, uintptr(fd), uintptr(unsafe.Pointer(&evs[0])), 1, 0, 0, 0)
}
`;
    const [found, ...more] = await findings({ 'p.go': text });
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      line: 9,
      column: 6,
      endColumn: 11,
      severity: 'error',
      certainty: 'certain',
    });
    expect(found?.message).toBe(
      'event lacks the four bytes before the data that the kernel’s struct epoll_event has on mips64le; it is handed to SYS_EPOLL_PWAIT, SYS_EPOLL_WAIT',
    );
  });

  it.each([
    [
      'the padding',
      file('type event struct {\n\tEvents uint32\n\t_      int32\n\tFd     int32\n\tPad    int32\n}'),
    ],
    ['data that Go aligns itself', file('type event struct {\n\tevents uint32\n\tdata   uint64\n}')],
    ['syscall’s own struct', file('type event = syscall.EpollEvent')],
    ['a type that embeds it', file('type event struct {\n\tsyscall.EpollEvent\n}')],
    ['a struct that is not passed', file(packed, 'var other [16]byte\n\traw(unsafe.Pointer(&other[0]))')],
    ['a field of unknown type', file('type event struct {\n\tEvents uint32\n\tData   [n]byte\n}')],
    ['another call', file(packed).replace('SYS_EPOLL_CTL', 'SYS_EPOLL_CREATE1')],
    ['a pointer of unknown type', file(packed, 'raw(unsafe.Pointer(unknown()))')],
  ])('nothing where there is %s', async (_, text) => {
    expect(await findings({ 'p.go': text })).toEqual([]);
  });

  it('nothing in files that the target leaves out, and nothing for amd64', async () => {
    expect(await findings({ 'p_amd64.go': file(packed), 'q.go': 'package p\n' })).toEqual([]);
    expect(await findings({ 'p.go': file(packed) }, '', 'amd64')).toEqual([]);
    expect(names(await findings({ 'p.go': file(packed) }, '', 'arm64'))).toEqual(['event']);
  });

  it('a copy of x/sys that is older than its fix', async () => {
    const texts = {
      'vendor/golang.org/x/sys/unix/ztypes_linux_amd64.go': `package unix\n\n${packed.replace('event', 'EpollEvent')}\n`,
      'vendor/golang.org/x/sys/unix/ztypes_linux_mips64le.go': `package unix\n\n${packed.replace('event', 'EpollEvent')}\n`,
    };
    const found = await findings(texts, 'vendor/golang.org/x/sys/unix');
    expect(found.map(({ file: path, line }) => `${path}:${line}`)).toEqual([
      'vendor/golang.org/x/sys/unix/ztypes_linux_mips64le.go:3',
    ]);
    const [path = ''] = found.map((one) => one.file);
    expect(fixed(path, texts['vendor/golang.org/x/sys/unix/ztypes_linux_mips64le.go'], found)).toBe(
      'package unix\n\ntype EpollEvent struct {\n\tEvents uint32\n\t_      int32\n\tFd     int32\n\tPad    int32\n}\n',
    );
  });

  it('structs that it cannot mend without breaking something else', async () => {
    for (const text of [
      file(packed, 'raw(unsafe.Pointer(&event{1, 2, 3}))'),
      file(packed, 'evs := []event{{1, 2, 3}}\n\traw(unsafe.Pointer(&evs[0]))'),
      file('type event struct{ Events uint32; Fd, Pad int32 }'),
      file('type event struct {\n\tEvents  uint32\n\tFd, Pad int32\n}'),
      file('type event struct {\n\tEvents uint32 `json:"e"`\n\tFd     int32\n\tPad    int32\n}'),
      file(`type epollPad int\n\n${packed}`),
    ]) {
      const found = await findings({ 'p.go': text });
      expect(names(found), text).toEqual(['event']);
      expect(found[0]?.fixes, text).toEqual([]);
    }
  });
});

const [go] = goCommands().slice(-1);

describeWith(['go', 'qemu-mips64el-static'], 'epoll-layout under the kernel’s own interface', () => {
  const sample = readTexts(resolve(__dirname, '../../../fixtures/sample'), 'poller');
  const texts = Object.fromEntries(
    Object.entries(sample).map(([path, text]) => [path.replace('poller/', ''), text]),
  );

  /** Runs the sample's own test, which says which file epoll_wait named. */
  function test(
    files: Texts,
    goarch: 'amd64' | 'mips64le',
  ): { readonly status: number | null; readonly output: string } {
    const exec = goarch === 'amd64' ? [] : ['-exec', findTool('qemu-mips64el-static') ?? ''];
    return withFiles(files, (dir) =>
      go
        ? runGo(go, dir, goarch, ['test', '-count=1', '-timeout=60s', ...exec, '.'])
        : { status: null, output: '' },
    );
  }

  async function mended(): Promise<Texts> {
    const found = await findings(texts);
    const created = found
      .flatMap(({ fixes }) => fixes[0]?.edits ?? [])
      .filter(({ file: path }) => !(path in texts));
    return {
      ...texts,
      'poller.go': fixed('poller.go', texts['poller.go'] ?? '', found),
      ...Object.fromEntries(created.map((edit) => [edit.file, edit.newText])),
    };
  }

  it('the sample reads the wrong file on mips64le, and the right one when it is mended', async () => {
    expect(test(texts, 'amd64').status).toBe(0);
    const before = test(texts, 'mips64le');
    expect(before.status).toBe(1);
    expect(before.output).toMatch(/file -?\d+ is readable, want \d+|FAIL/);
    const after = await mended();
    expect(Object.keys(after).filter((path) => !(path in texts))).toEqual([
      'epollpad_packed_linux.go',
      'epollpad_aligned_linux.go',
    ]);
    expect(await findings(after)).toEqual([]);
    expect(test(after, 'amd64')).toMatchObject({ status: 0 });
    expect(test(after, 'mips64le')).toMatchObject({ status: 0 });
  }, 180_000);

  it('leaves the layout on amd64 as it was, and nothing for gofmt and vet to say', async () => {
    const after = await mended();
    const probe =
      'package poller\n\nimport "unsafe"\n\nvar e epollEvent\n\nconst (\n\t_ = uint(unsafe.Sizeof(e) - SIZE)\n\t_ = uint(SIZE - unsafe.Sizeof(e))\n\t_ = uint(unsafe.Offsetof(e.Fd) - DATA)\n\t_ = uint(DATA - unsafe.Offsetof(e.Fd))\n)\n';
    for (const [goarch, size, data] of [
      ['amd64', 12, 4],
      ['386', 12, 4],
      ['mips64le', 16, 8],
      ['arm64', 16, 8],
    ] as const) {
      const text = probe.replaceAll('SIZE', String(size)).replaceAll('DATA', String(data));
      const said = withFiles({ ...after, 'probe.go': text }, (dir) =>
        go ? runGo(go, dir, goarch, ['vet', '.']) : undefined,
      );
      expect(said, goarch).toMatchObject({ status: 0 });
    }
    for (const each of goCommands()) {
      const gofmt = withFiles(after, (dir) =>
        spawnSync(`${each.root}/bin/gofmt`, ['-l', '.'], { cwd: dir, encoding: 'utf8' }),
      );
      expect(`${gofmt.stdout}${gofmt.stderr}`).toBe('');
    }
  }, 180_000);

  it('aligns comments as gofmt does', async () => {
    for (const struct of [
      'type event struct {\n\tEvents uint32 // what happened\n\tFd     int32  // where\n\tPad    int32  // none\n}',
      'type event struct {\n\tEvents uint32\n\tFd     int32 // where\n\tPad    int32 // none\n}',
      'type event struct {\n\tE       uint32 // what\n\tlongOne [8]byte\n}',
    ]) {
      const text = file(struct);
      const found = await findings({ 'p.go': text });
      expect(found[0]?.fixes).toHaveLength(1);
      const after = fixed('p.go', text, found);
      const gofmt = spawnSync(`${go?.root ?? ''}/bin/gofmt`, [], { input: after, encoding: 'utf8' });
      expect(gofmt.stdout).toBe(after);
    }
  });
});
