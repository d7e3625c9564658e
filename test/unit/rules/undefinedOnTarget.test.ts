import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/types';
import { marked, openFixture, type FixtureTree, type Texts } from '../support/fixtureTree';
import { readTexts } from '../support/goBuild';

const texts: Texts = {
  'go.mod': 'module fixtures\n\ngo 1.18\n',
  ...readTexts(resolve(__dirname, '../../fixtures'), 'rules/undefinedOnTarget'),
};
const root = 'rules/undefinedOnTarget';
const at = ({ file, line }: { readonly file: string; readonly line: number }): string => `${file}:${line}`;
const fixesOf = (found: readonly Finding[]): readonly (readonly [string, boolean])[] => {
  const fixes = found.flatMap((one) => one.fixes).map((fix) => [fix.title, fix.safe] as const);
  return [...new Map(fixes.map((fix) => [fix.join(), fix])).values()];
};

describe('undefined-on-target', () => {
  let fixture: FixtureTree;
  beforeAll(async () => {
    fixture = await openFixture(texts);
  });
  const findings = (dir: string): readonly Finding[] => fixture.findings(`${root}/${dir}`);

  it.each(['names', 'files/db', 'files/widened', 'table', 'slice', 'dotted', 'embedded'])(
    'is found at every use in %s',
    (dir) => {
      expect(findings(dir).map(at).sort()).toEqual(marked(texts, 'REJECT', `${root}/${dir}`));
    },
  );

  it('names the constant, and what takes its place', () => {
    const messages = findings('names').map(({ message }) => message);
    expect(messages[0]).toMatch(/^undefined on mips64le: syscall\.SIGSTKFLT; .*SIGEMT/);
    expect(messages[2]).toMatch(
      /^undefined on mips64le: syscall\.SYS_SELECT; SYS__NEWSELECT is the same call/,
    );
    expect(messages[3]).toMatch(
      /^Rip undefined on mips64le \(type syscall\.PtraceRegs has no field or method Rip\); /,
    );
  });

  it('reads a register by its method where that serves both builds, and does not assign to it', async () => {
    const { findings: of } = await openFixture({
      'go.mod': 'module p\n',
      'p.go':
        'package p\n\nimport "golang.org/x/sys/unix"\n\nfunc f(regs unix.PtraceRegs) uint64 {\n\tregs.Rip += 2\n\tuse(&regs.Rip)\n\treturn regs.Rip + regs.Rsp\n}\n\nfunc use(*uint64) {}\n',
    });
    const texts = of().map(({ line, fixes }) => [line, ...fixes.map(({ edits }) => edits[0]?.newText)]);
    expect(texts).toEqual([[6], [7], [8, 'PC()'], [8]]);
  });

  it('offers the file that is missing, made of the nearest sibling', () => {
    const found = findings('files/db');
    expect(found[0]?.message).toBe(
      'undefined on mips64le: maxMapSize; it is declared only in limits_amd64.go, which linux/mips64le leaves out',
    );
    expect(fixesOf(found)).toEqual([['Create limits_mips64x.go like limits_arm64.go', true]]);
    expect(found[0]?.fixes[0]?.edits).toEqual([
      {
        file: `${root}/files/db/limits_mips64x.go`,
        line: 1,
        column: 1,
        endLine: 1,
        endColumn: 1,
        newText: `//go:build mips64 || mips64le\n\n${texts[`${root}/files/db/limits_arm64.go`] ?? ''}`,
      },
    ]);
  });

  it('makes it of a sibling that has all that is used, though it be a farther one', () => {
    expect(fixesOf(findings('files/uneven'))).toEqual([
      ['Create config_mips64x.go like config_amd64.go', true],
    ]);
  });

  it('widens a constraint where the file has nothing of its GOARCH, and translates system call numbers', () => {
    const found = findings('files/widened');
    expect(fixesOf(found)).toEqual([
      ['Build calls.go for mips64le too', true],
      ['Create calls_mips64x.go like calls.go', true],
      ['Create number_64_mips64x.go like number_64.go', true],
    ]);
    const [widen] = found[0]?.fixes ?? [];
    expect(widen?.edits.map(({ line, newText }) => [line, newText])).toEqual([
      [1, '//go:build amd64 || arm64 || mips64le'],
      [2, '// +build amd64 arm64 mips64le'],
    ]);
    const copied = found.at(-1)?.fixes[0]?.edits[0]?.newText ?? '';
    expect(copied).toContain('const sysMemfdCreate = 5314\n');
    expect(copied).toContain('const _SYS_GETUID = 5100\n');
    expect(copied).toMatch(/^\/\/go:build mips64 \|\| mips64le\n\npackage widened\n/);
  });

  it('sees that only assembly has a body', () => {
    expect(findings('files/assembly').map(({ message, fixes }) => [message, fixes])).toEqual([
      ['missing function body on mips64le: add is written in assembly only in add_amd64.s', []],
    ]);
    expect(findings('files/assembly').map(at)).toEqual(marked(texts, 'BODY', `${root}/files/assembly`));
  });

  it('puts the functions in Go in the place of those without a body', () => {
    for (const dir of ['files/tagged', 'files/jumps']) {
      expect(findings(dir).map(at).sort()).toEqual(marked(texts, 'BODY', `${root}/${dir}`));
    }
    expect(findings('files/jumps').at(-1)?.message).toBe(
      'missing function body on mips64le: Tan has none, and only where a package has assembly the compiler does not ask',
    );
    const tagged = findings('files/tagged');
    expect(fixesOf(tagged)).toEqual([
      ['Build generic.go instead of decl.go where there is no assembly', true],
    ]);
    expect(tagged[0]?.fixes[0]?.edits.map(({ newText }) => newText.trimEnd())).toEqual([
      '//go:build !purego && (amd64 || arm64)',
      '// +build amd64 arm64',
      '//go:build purego || (!amd64 && !arm64)',
      '// +build purego !amd64,!arm64',
    ]);
    const jumps = findings('files/jumps');
    expect(fixesOf(jumps)).toEqual([['Create stubs_mips64x.s that jumps to exp, tan, addGeneric', true]]);
  });

  it.each([
    [
      'no function of the same parameters',
      'func Exp(x float32) float32\n\nfunc exp(x float64) float64 { return x }\n',
    ],
    [
      'only one that calls it',
      'func ExpAsm(x int) int\n\nfunc ExpGo(x int) int { return do(x) }\n\nfunc do(x int) int { return ExpAsm(x) }\n',
    ],
    [
      'none for a second one',
      'func Exp(x int) int\n\nfunc exp(x int) int { return x }\n\nfunc Tan(x int) int\n',
    ],
    ['only another name', 'func Exp(x int) int\n\nfunc ln(x int) int { return x }\n'],
  ])('invents no body where there is %s', async (_, body) => {
    const name = /func (Exp\w*)/.exec(body)?.[1] ?? '';
    const { findings: of } = await openFixture({
      'go.mod': 'module p\n',
      'p.go': `package p\n\n${body}`,
      'p_amd64.s': `TEXT ·${name}(SB), 4, $0-16\n\tRET\n`,
    });
    const found = of();
    expect(found.length).toBeGreaterThan(0);
    expect(found.flatMap(({ fixes }) => fixes)).toEqual([]);
  });

  it('leaves a file of other functions alone that a tag asks for', async () => {
    const { findings: of } = await openFixture({
      'go.mod': 'module p\n',
      'decl.go': '//go:build !noasm\n\npackage p\n\nconst hasAsm = true\n\nfunc sum(x int) int\n',
      'noasm.go': '//go:build noasm\n\npackage p\n\nfunc sum(x int) int { return x }\n',
      'p.go': 'package p\n\nvar _ = hasAsm\n\nvar _ = sum(1)\n',
      'p_amd64.s': 'TEXT ·sum(SB), 4, $0-16\n\tRET\n',
    });
    expect(of().map(({ fixes }) => fixes)).toEqual([[]]);
  });

  it('looks into the packages that a file imports', () => {
    expect(findings('files/importer').map((one) => [at(one).split(':').at(-1), one.message])).toEqual([
      [
        '5',
        'build constraints exclude all Go files of fixtures/rules/undefinedOnTarget/files/absent/onlyhost on linux/mips64le',
      ],
      [
        '12',
        'undefined on mips64le: db.Limit; it is declared only in limits_amd64.go, which linux/mips64le leaves out',
      ],
    ]);
  });

  it('widens every constraint of a package that leaves the target out', () => {
    const [absent] = findings('files/importer');
    expect(absent?.fixes.map(({ title, safe }) => [title, safe])).toEqual([
      ['Build only.go for mips64le too', true],
    ]);
    expect(absent?.fixes[0]?.edits.map(({ newText }) => newText)).toEqual(['//go:build amd64 || mips64le']);
  });

  it.each([
    ['a file is of the host by its name', { 'lib/b_amd64.go': 'package lib\n' }, []],
    [
      'a file has numbers of the host',
      { 'lib/b.go': '//go:build amd64\n\npackage lib\n\nimport "syscall"\n\nvar B = syscall.SIGSTKFLT\n' },
      [],
    ],
    [
      'a file may know the layout of the host',
      { 'lib/b.go': '//go:build amd64\n\npackage lib\n\nimport "unsafe"\n\nconst B = unsafe.Sizeof(0)\n' },
      [false],
    ],
  ])('does not call such a package the same where %s', async (_, more, safe) => {
    const { findings: of } = await openFixture({
      'go.mod': 'module m\n\ngo 1.18\n',
      'm.go': 'package m\n\nimport _ "m/lib"\n',
      'lib/a.go': '//go:build amd64\n\npackage lib\n\nconst A = 1\n',
      ...more,
    });
    expect(of().map(({ fixes }) => fixes.map((fix) => fix.safe))).toEqual([safe]);
  });

  it('moves the entries of a map to files of their own, by the GOARCHs that lack the constants', () => {
    const found = findings('table');
    expect(fixesOf(found)).toEqual([
      ['Move "STKFLT", "COREDUMP" to signal_linux_sigstkflt.go', true],
      ['Use SIGSYS', true],
      ['Move "UNUSED" to signal_linux_sigunused.go', true],
    ]);
    expect(new Set(found.map(({ fixes }) => JSON.stringify(fixes))).size).toBe(2);
    expect(found[0]?.fixes[0]?.edits.at(-1)?.newText).toBe(
      [
        '//go:build linux && !mips && !mips64 && !mips64le && !mipsle',
        '',
        'package table',
        '',
        'import "syscall"',
        '',
        'func init() {',
        '\tSignals["STKFLT"] = syscall.SIGSTKFLT',
        '\tdefaults["COREDUMP"] = syscall.SIGSTKFLT',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('calls nothing safe that it cannot try out', async () => {
    const { findings: of } = await openFixture({
      'go.mod': 'module p\n',
      'a_amd64.go': 'package p\n\nconst sysUnknown = 12345\n\nconst a = sysUnknown\n',
      'b_amd64.go': 'package p\n\nimport "syscall"\n\nvar b = syscall.SIGSTKFLT\n',
      'p.go': 'package p\n\nvar _ = a\n\nvar _ = b\n',
    });
    expect(of().map(({ fixes }) => fixes.map(({ safe }) => safe))).toEqual([[false], []]);
  });

  it('works its fixes out again when a file of the package changes', async () => {
    const { findings: of, tree } = await openFixture({
      'go.mod': 'module p\n\ngo 1.18\n',
      'size_amd64.go': 'package p\n\nconst size = 8\n\nconst other = 1\n',
      'p.go': 'package p\n\nvar _ = size\n',
    });
    const titles = (): readonly string[] => of().flatMap(({ fixes }) => fixes.map(({ title }) => title));
    expect(titles()).toEqual(['Create size_mips64x.go like size_amd64.go']);
    tree.invalidate('p.go', '//go:build !arm64\n\npackage p\n\nvar _ = size + fallback\n');
    tree.invalidate('q.go', '//go:build !amd64\n\npackage p\n\nconst other = 2\n');
    expect(titles()).toEqual([]);
    tree.invalidate('q.go');
    expect(titles()).toEqual(['Create size_mips64x.go like size_amd64.go']);
  });

  it('finds methods that only the host’s files declare', async () => {
    const { facts } = await openFixture({
      'go.mod': 'module p\n',
      'p.go':
        'package p\n\ntype T struct{}\n\ntype U struct{ T }\n\nfunc f(t *T, u U) { t.Fast(); t.Slow(); u.Fast() }\n',
      'p_amd64.go': 'package p\n\nfunc (t *T) Fast() {}\n\nfunc (t *T) Slow() {}\n',
      'p_other.go': '//go:build !amd64\n\npackage p\n\nfunc (t *T) Slow() {}\n',
    });
    expect(facts()).toMatchObject([
      { kind: 'undefined', name: 'Fast', member: 'T', declaredIn: ['p_amd64.go'], at: { column: 23 } },
      { kind: 'undefined', name: 'Fast', member: 'T', declaredIn: ['p_amd64.go'], at: { column: 43 } },
    ]);
  });

  it('moves elements of slices with the type that the slice tells', () => {
    const found = findings('slice');
    const created = found.flatMap(({ fixes }) => fixes.map(({ edits }) => edits.at(-1)?.newText ?? ''));
    expect(new Set(created).size).toBe(1);
    expect(created[0]).toMatch(
      /cases = append\(cases, struct \{\n\t\tnames +\[\]string\n\t\tsignal syscall\.Signal\n\t\}\{\[\]string\{"STKFLT"\}, syscall\.SIGSTKFLT\}\)/,
    );
    expect(created[0]).toContain('all = append(all, syscall.SIGSTKFLT)');
  });

  it('believes a vendored x/sys that is newer than the tables', async () => {
    const { facts } = await openFixture({
      'go.mod': 'module example.org/p\n\ngo 1.18\n\nrequire golang.org/x/sys v0.30.0\n',
      'vendor/modules.txt': '# golang.org/x/sys v0.30.0\n## explicit\ngolang.org/x/sys/unix\n',
      'vendor/golang.org/x/sys/unix/z.go': 'package unix\n\nconst MAP_SYNC = 1\n',
      'p.go':
        'package p\n\nimport "golang.org/x/sys/unix"\n\nvar _ = unix.MAP_SYNC\n\nvar _ = unix.SIGSTKFLT\n\nvar _ = unix.NotInAnyTable\n',
    });
    expect(facts()).toMatchObject([{ kind: 'undefined', name: 'SIGSTKFLT' }]);
  });
});
