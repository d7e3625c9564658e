import { beforeAll, describe, expect, it } from 'vitest';
import { hoverAt } from '../../../src/core/scan/hoverAt';
import type { HoverInfo } from '../../../src/core/scan/hover';
import { LineIndex } from '../../../src/core/positions';
import { openFixture, type FixtureTree } from '../support/fixtureTree';

const text = [
  'package p',
  '',
  'import (',
  '\t"golang.org/x/sys/unix"',
  '\tsys "syscall"',
  ')',
  '',
  'var stat unix.Stat_t',
  '',
  'func f(st *sys.Stat_t) uint64 {',
  '\tdev := st.Rdev',
  '\t_ = sys.Stat_t{Dev: 1}',
  '\t_ = unix.Major(uint64(dev))',
  '\treturn uint64(sys.SIGUSR1) + uint64(unix.TIOCGWINSZ) + uint64(sys.SIGSTKFLT) + st.Ino',
  '}',
  '',
].join('\n');

const numbers = [
  'package p',
  '',
  'import "golang.org/x/sys/unix"',
  '',
  'const TCGETS = 0x5401',
  '',
  'const nr = 319',
  '',
  'func g(fd int) {',
  '\tunix.Open("f", 0x241, 0644)',
  '\tunix.Syscall(nr, 0, 0, 0)',
  '\tunix.Syscall(201, 7, 0, 0)',
  '}',
  '',
].join('\n');

describe('a hover', () => {
  let fixture: FixtureTree;
  const over = (needle: string, shift = 0, path = 'p.go', of = text): HoverInfo | undefined => {
    const { line, column } = new LineIndex(of).position(of.indexOf(needle) + shift);
    const { tree, context } = fixture;
    return hoverAt({ ...context, tree }, path, line, column);
  };
  const values = (info: HoverInfo | undefined) =>
    info?.rows.slice(0, 3).map(({ goarch, role, value }) => [goarch, role, value]);
  beforeAll(async () => {
    fixture = await openFixture({
      'go.mod': 'module p\n',
      'p.go': text,
      'only_amd64.go': text,
      'n.go': numbers,
    });
  });

  it('shows a constant on every GOARCH, host and target first', () => {
    const info = over('SIGUSR1');
    expect(info?.title).toBe('syscall.SIGUSR1');
    expect(values(info)).toEqual([
      ['amd64', 'host', '10'],
      ['mips64le', 'target', '16'],
      ['arm64', 'other', '10'],
    ]);
    expect(info?.rows).toHaveLength(10);
    expect(info?.source).toMatch(/^go1\.\d+/);
    const column = (text.split('\n')[13] ?? '').indexOf('sys.SIGUSR1') + 1;
    expect(info?.range).toEqual({ line: 14, column, endLine: 14, endColumn: column + 11 });
  });

  it('shows bits as hexadecimals too, and where a name is missing', () => {
    expect(values(over('TIOCGWINSZ'))?.slice(0, 2)).toEqual([
      ['amd64', 'host', '21523 (0x5413)'],
      ['mips64le', 'target', '1074295912 (0x40087468)'],
    ]);
    expect(values(over('SIGSTKFLT'))?.slice(0, 2)).toEqual([
      ['amd64', 'host', '16'],
      ['mips64le', 'target', undefined],
    ]);
  });

  it('shows a field’s type, in a selector and in a literal', () => {
    const info = over('Rdev');
    expect(info?.title).toBe('syscall.Stat_t.Rdev');
    expect(values(info)?.slice(0, 2)).toEqual([
      ['amd64', 'host', 'uint64'],
      ['mips64le', 'target', 'uint32'],
    ]);
    expect(over('Dev:')?.title).toBe('syscall.Stat_t.Dev');
  });

  it('shows types and functions', () => {
    expect(over('Stat_t', 2)?.title).toBe('unix.Stat_t');
    expect(values(over('Stat_t'))?.[0]?.[2]).toMatch(/^struct of 144 bytes$/);
    expect(values(over('Major'))?.[1]?.[2]).toBe('func(uint64) uint32');
  });

  it('shows a variable whose type differs, at its use and at the end of its name', () => {
    expect(over('dev))', 3)?.title).toBe('dev');
    expect(values(over('dev))'))).toEqual([
      ['amd64', 'host', 'uint64'],
      ['mips64le', 'target', 'uint32'],
    ]);
  });

  it('says what a number stands for, on every GOARCH', () => {
    const at = (needle: string, shift = 0) => over(needle, shift, 'n.go', numbers);
    expect(at('0x5401')).toMatchObject({
      title: 'unix.TCGETS',
      range: { line: 5, column: 16, endLine: 5, endColumn: 22 },
    });
    expect(values(at('0x5401'))).toEqual([
      ['amd64', 'host', '21505 (0x5401)'],
      ['mips64le', 'target', '21517 (0x540d)'],
      ['arm64', 'other', '21505 (0x5401)'],
    ]);
    expect(at('0x241')?.title).toBe('unix.O_WRONLY|unix.O_CREAT|unix.O_TRUNC');
    expect(values(at('0x241', 3))?.slice(0, 2)).toEqual([
      ['amd64', 'host', '577'],
      ['mips64le', 'target', '769'],
    ]);
    expect(at('nr, 0')?.title).toBe('unix.SYS_MEMFD_CREATE');
    expect(values(at('201'))?.slice(0, 2)).toEqual([
      ['amd64', 'host', '201'],
      ['mips64le', 'target', undefined],
    ]);
    for (const needle of ['0644', '319', '7, 0']) expect(at(needle)).toBeUndefined();
  });

  it('is silent over everything else', () => {
    for (const needle of ['package', 'uint64(dev', '_ =', 'func f', 'import'])
      expect(over(needle)).toBeUndefined();
    expect(hoverAt({ ...fixture.context, tree: fixture.tree }, 'p.go', 999, 1)).toBeUndefined();
    expect(hoverAt({ ...fixture.context, tree: fixture.tree }, 'none.go', 1, 1)).toBeUndefined();
  });

  it('works in files that only one side builds', () => {
    expect(over('SIGUSR1', 0, 'only_amd64.go')?.title).toBe('syscall.SIGUSR1');
  });
});
