import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { WidthFact } from '../../../src/core/go/facts';
import type { Finding } from '../../../src/core/types';
import { marked, openFixture, type FixtureTree, type Texts } from '../support/fixtureTree';
import { readTexts } from '../support/goBuild';

const texts: Texts = {
  'go.mod': 'module fixtures\n\ngo 1.18\n',
  ...readTexts(resolve(__dirname, '../../fixtures'), 'rules/statWidth'),
};
const positive = 'rules/statWidth/positive';
const negative = 'rules/statWidth/negative';

const at = ({ file, line }: { readonly file: string; readonly line: number }): string => `${file}:${line}`;

describe('stat-width', () => {
  let fixture: FixtureTree;
  let facts: readonly WidthFact[];
  let findings: readonly Finding[];
  beforeAll(async () => {
    fixture = await openFixture(texts);
    facts = fixture.facts(positive).filter((fact) => fact.kind === 'width');
    findings = fixture.findings(positive);
  });

  it('is found where the value enters, in every place that asks for the host’s type', () => {
    expect(findings.map(at).sort()).toEqual(marked(texts, 'FIND', positive));
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set(['stat-width']));
  });

  it('names the line the compiler complains of', () => {
    const uses = [...new Set(facts.map(({ use }) => at(use)))].sort();
    expect(uses).toEqual([...new Set(marked(texts, 'REJECT', positive))]);
  });

  it('has no fix where the field is assigned to or its address taken, and one everywhere else', () => {
    const without = findings.filter(({ fixes }) => fixes.length === 0).map(at);
    expect(without.sort()).toEqual(marked(texts, 'NOFIX', positive));
    expect(findings.flatMap(({ fixes }) => fixes).every(({ safe }) => safe)).toBe(true);
  });

  it('leaves alone what only looks like it', () => {
    expect(fixture.facts(negative)).toEqual([]);
  });

  it('knows the contexts', () => {
    expect(new Set(facts.map(({ context }) => context))).toEqual(
      new Set([
        'argument',
        'field',
        'element',
        'assignment',
        'declaration',
        'operation',
        'index',
        'return',
        'send',
        'case',
      ]),
    );
  });
});

const source = (body: string, imports = 'import "syscall"'): string =>
  `package p\n\n${imports}\n\nfunc take(id uint64) {}\n\n${body}\n`;

describe('a stat-width finding', () => {
  it('says both types and what asks for which', async () => {
    const { findings } = await openFixture({
      'go.mod': 'module p\n',
      'p.go': source(
        'func f(st *syscall.Stat_t) uint64 {\n\ttake(st.Rdev)\n\tdev := st.Dev\n\ttake(dev)\n\treturn st.Nlink\n}',
      ),
    });
    expect(findings().map(({ message }) => message)).toEqual([
      'st.Rdev is uint32 on mips64le and uint64 on amd64; take takes uint64',
      'st.Dev is uint32 on mips64le and uint64 on amd64; in line 10 take takes uint64',
      'st.Nlink is uint32 on mips64le and uint64 on amd64; f returns uint64',
    ]);
  });

  it('counts columns in UTF-16 code units, with CRLF line ends', async () => {
    const text = source(
      'func f(st *syscall.Stat_t) {\n\t_, _ = "é😀", map[string]uint64{"ü": st.Dev}\n}',
    ).replaceAll('\n', '\r\n');
    const { findings } = await openFixture({ 'go.mod': 'module p\n', 'p.go': text });
    const line = text.split('\r\n')[7] ?? '';
    expect(findings()).toMatchObject([
      { line: 8, column: line.indexOf('st.Dev') + 1, endLine: 8, endColumn: line.indexOf('st.Dev') + 7 },
    ]);
  });

  it('asks golangci-lint for pardon where its unconvert runs', async () => {
    const body = [
      'func f(st *syscall.Stat_t) {',
      '\ttake(st.Rdev)',
      '\ttake(st.Rdev) // a reason',
      '\ttake(st.Rdev) //nolint:errcheck,gosec // known',
      '\ttake(st.Rdev) //nolint',
      '\tboth(st.Rdev, st.Dev)',
      '\ttake(st.Rdev + `',
      '`[0])',
      '}',
      '',
      'func both(a, b uint64) {}',
    ].join('\n');
    const { findings } = await openFixture(
      { 'go.mod': 'module p\n', 'p.go': source(body) },
      { nolint: true },
    );
    const inserted = findings().map(({ line, fixes }) => {
      const [, edit] = fixes[0]?.edits ?? [];
      return [line, edit?.newText, edit?.column];
    });
    expect(inserted).toEqual([
      [8, ' //nolint:unconvert // Rdev is uint32 on mips64le', 15],
      [9, '//nolint:unconvert ', 16],
      [10, ',unconvert', 39],
      [11, undefined, undefined],
      [12, ' //nolint:unconvert // Dev and Rdev are uint32 on mips64le', 23],
      [12, ' //nolint:unconvert // Dev and Rdev are uint32 on mips64le', 23],
    ]);
  });

  it('takes names through the tree: methods, embedded structs, results and vendored packages', async () => {
    const { facts } = await openFixture({
      'go.mod': 'module example.org/p\n\ngo 1.18\n\nrequire example.org/dep v1.0.0\n',
      'vendor/modules.txt': '# example.org/dep v1.0.0\n## explicit\nexample.org/dep\n',
      'vendor/example.org/dep/dep.go':
        'package dep\n\nimport "golang.org/x/sys/unix"\n\ntype Entry struct{ *unix.Stat_t }\n\nfunc Open() (*Entry, error) { return nil, nil }\n\nfunc (e *Entry) Same(id uint64) bool { return true }\n',
      'p.go': 'package p\n\nimport "example.org/dep"\n\nvar _ = dep.Open\n',
      'q.go':
        'package p\n\nimport (\n\t"example.org/dep"\n\t"golang.org/x/sys/unix"\n)\n\nfunc f() bool {\n\te, err := dep.Open()\n\tif err != nil {\n\t\treturn false\n\t}\n\treturn e.Same(e.Rdev) || unix.Major(e.Dev) == 1\n}\n',
    });
    expect(facts()).toMatchObject([
      {
        originText: 'e.Rdev',
        context: 'argument',
        taker: 'e.Same',
        source: 'golang.org/x/sys/unix.Stat_t.Rdev',
      },
      { originText: 'e.Dev', context: 'argument', taker: 'unix.Major' },
    ]);
  });

  it('spells the type for the target’s own width', async () => {
    const { facts } = await openFixture(
      {
        'go.mod': 'module p\n',
        'p.go': source('func f(ts syscall.Timespec) int64 { return ts.Sec }'),
      },
      { target: 'mipsle' },
    );
    expect(facts()).toMatchObject([
      { hostType: 'int64', targetType: 'int32', wanted: 'int64', convertible: true },
    ]);
  });

  it('knows functions whose signature differs, and says what a differing place is given', async () => {
    const { findings } = await openFixture(
      {
        'go.mod': 'module p\n',
        'p.go': source(
          'func f(st *syscall.Stat_t, id uint64) (int64, error) {\n\t_ = syscall.Stat_t{Dev: id}\n\t_ = syscall.Timespec{Sec: int64(id)}\n\tn, err := syscall.Splice(0, nil, 1, nil, 5, 0)\n\treturn n, err\n}',
        ),
      },
      { target: 'mipsle' },
    );
    expect(findings().map(({ message, fixes }) => [message, fixes.length])).toEqual([
      ['Dev is uint32 on mipsle and uint64 on amd64; id is uint64', 0],
      ['Sec is int32 on mipsle and int64 on amd64; int64(id) is int64', 0],
      ['n is int on mipsle and int64 on amd64; f returns int64', 1],
    ]);
  });

  it('is silent where a type is unknown', async () => {
    const { facts } = await openFixture({
      'go.mod': 'module p\n',
      'p.go':
        'package p\n\nimport (\n\t"syscall"\n\n\t"example.org/elsewhere"\n)\n\nfunc f(st *syscall.Stat_t, d elsewhere.Device) bool {\n\telsewhere.Take(st.Dev)\n\td.ID = st.Dev\n\t_ = elsewhere.Device{ID: st.Dev}\n\tgeneric[uint64](st.Dev)\n\treturn d.ID == st.Dev\n}\n\nfunc generic[T any](t T) {}\n',
    });
    expect(facts()).toEqual([]);
  });
});
