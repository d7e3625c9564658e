import { describe, expect, it } from 'vitest';
import { createBuildContext, type BuildContext } from '../../../src/core/go/buildContext';
import { matchFile, nameSuffix, readConstraints } from '../../../src/core/go/buildConstraints';

const mips64le = createBuildContext({ goarch: 'mips64le', goMinor: 23 });
const amd64 = createBuildContext({ goarch: 'amd64', goMinor: 23 });

function builds(name: string, head: string, context: BuildContext = mips64le): boolean {
  return matchFile(name, head, context).included;
}

function reason(name: string, head: string, context: BuildContext = mips64le): string {
  const match = matchFile(name, head, context);
  return match.included ? 'included' : `${match.kind}: ${match.reason}`;
}

/** A file whose head has the given lines before its package clause. */
const file = (...lines: readonly string[]): string => `${lines.join('\n')}\npackage p\n`;

describe('//go:build', () => {
  it.each([
    ['linux', true],
    ['!linux', false],
    ['linux && mips64le', true],
    ['mips64 || mips64le', true],
    ['amd64 || arm64', false],
    ['!(amd64 || arm64) && unix', true],
    ['linux && (amd64 || !cgo)', false],
    ['gc && !gccgo', true],
    ['go1.18', true],
    ['go1.23', true],
    ['go1.24', false],
    ['!go1.24', true],
    ['go1.0', false],
    ['go1.023', false],
    ['mips64le.hardfloat', true],
    ['mips64le.softfloat', false],
    ['goexperiment.coverageredesign', true],
    ['boringcrypto', false],
    ['ignore', false],
    ['selinux', false],
    ['a.b_c9 || linux', true],
  ])('%s is %s for linux/mips64le', (expression, expected) => {
    expect(builds('a.go', file(`//go:build ${expression}`, ''))).toBe(expected);
  });

  it.each([
    ['linux &&', 'unexpected end of expression'],
    ['', 'unexpected end of expression'],
    ['(linux', 'missing close paren'],
    ['linux)', 'unexpected token )'],
    ['!!linux', 'double negation not allowed'],
    ['linux amd64', 'unexpected token amd64'],
    ['linux & amd64', 'invalid syntax at &'],
    ['linux,amd64', 'invalid syntax at ,'],
    ['"linux"', 'invalid syntax at "'],
  ])('%s cannot be read: %s', (expression, error) => {
    expect(reason('a.go', file(`//go:build ${expression}`, ''))).toBe(
      `invalid: its build constraint cannot be read: ${error}`,
    );
  });

  it('is refused a second time in one file', () => {
    expect(reason('a.go', file('//go:build linux', '//go:build mips64le', ''))).toContain(
      'multiple //go:build',
    );
  });

  it('bounds the size of an expression', () => {
    const nested = '('.repeat(5000) + 'linux' + ')'.repeat(5000);
    expect(reason('a.go', file(`//go:build ${nested}`))).toContain('build expression too large');
  });

  it('takes the tags that the user gives, and cgo from the context', () => {
    const context = createBuildContext({ goarch: 'mips64le', cgo: false, tags: ['selinux'] });
    expect(builds('a.go', file('//go:build selinux && !cgo'), context)).toBe(true);
    expect(builds('a.go', file('//go:build cgo'), context)).toBe(false);
  });

  it('knows which systems imply another', () => {
    const on = (goos: string): BuildContext => createBuildContext({ goarch: 'arm64', goos });
    expect(builds('a.go', file('//go:build linux'), on('android'))).toBe(true);
    expect(builds('a.go', file('//go:build android'), on('linux'))).toBe(false);
    expect(builds('a.go', file('//go:build solaris'), on('illumos'))).toBe(true);
    expect(builds('a.go', file('//go:build darwin'), on('ios'))).toBe(true);
    expect(builds('a.go', file('//go:build unix'), on('windows'))).toBe(false);
  });
});

describe('where //go:build counts', () => {
  it.each([
    ['right above the package clause', file('//go:build amd64')],
    ['after a licence comment', file('// Copyright', '', '//go:build amd64')],
    ['after a block comment', file('/* Copyright', '   2020 */', '', '//go:build amd64', '')],
    ['with a byte order mark before it', '\ufeff' + file('//go:build amd64')],
    ['in a file with CRLF', '//go:build amd64\r\n\r\npackage p\r\n'],
    ['indented', file('  //go:build amd64')],
    ['with trailing space', file('//go:build amd64 \t')],
  ])('%s', (_, head) => {
    expect(reason('a.go', head)).toBe('constraint: //go:build amd64');
    expect(builds('a.go', head, amd64)).toBe(true);
  });

  it.each([
    ['after the package clause', 'package p\n\n//go:build amd64\n'],
    ['in a block comment', file('/*', '//go:build amd64', '*/')],
    ['with a space after the slashes', file('// go:build amd64')],
    ['as the beginning of another word', file('//go:buildmode amd64')],
    ['in the last line of a block comment', file('/* x', '*/ //go:build amd64')],
  ])('not %s', (_, head) => {
    expect(reason('a.go', head)).toBe('included');
  });

  it('wins over +build', () => {
    expect(builds('a.go', file('//go:build mips64le', '// +build amd64', ''))).toBe(true);
    expect(reason('a.go', file('// +build mips64le', '', '//go:build amd64'))).toBe(
      'constraint: //go:build amd64',
    );
  });
});

describe('// +build', () => {
  it.each([
    ['linux', true],
    ['amd64 mips64le', true],
    ['linux,amd64', false],
    ['linux,!amd64', true],
    ['darwin linux,mips64le', true],
    ['!linux', false],
    ['!!linux', false],
    ['', false],
    ['linux|darwin', false],
  ])('%s is %s for linux/mips64le', (line, expected) => {
    expect(builds('a.go', file(`// +build ${line}`, ''))).toBe(expected);
  });

  it('has lines that must all hold', () => {
    expect(builds('a.go', file('// +build linux', '// +build mips64le', ''))).toBe(true);
    expect(reason('a.go', file('// +build linux', '// +build amd64', ''))).toBe(
      'constraint: // +build amd64',
    );
  });

  it('counts only before a blank line, outside block comments and doc comments', () => {
    expect(builds('a.go', file('// +build amd64'))).toBe(true);
    expect(builds('a.go', file('/*', '// +build amd64', '*/', ''))).toBe(true);
    expect(builds('a.go', file('//+build amd64', ''))).toBe(false);
    expect(builds('a.go', file('// x', '', '// +build amd64', ''))).toBe(false);
    expect(builds('a.go', file('// +buildx amd64', ''))).toBe(true);
  });
});

describe('file names', () => {
  it.each([
    ['a_linux.go', true],
    ['a_windows.go', false],
    ['a_mips64le.go', true],
    ['a_amd64.go', false],
    ['a_linux_mips64le.go', true],
    ['a_linux_amd64.go', false],
    ['a_windows_mips64le.go', false],
    ['a_linux_mips64le_test.go', true],
    ['a_amd64_test.go', false],
    ['linux.go', true],
    ['amd64.go', true],
    ['amd64_test.go', true],
    ['a_mips64x.go', true],
    ['a_amd64_x.go', true],
    ['a_unix.go', true],
    ['a_zos.go', false],
    ['a_sparc64.go', false],
    ['a_linux.pb.go', true],
    ['a_amd64.pb.go', false],
    ['a.amd64.go', true],
    ['a_amd64.s', false],
    ['a_mips64le.s', true],
    ['_a.go', false],
    ['.a.go', false],
    ['a.txt', false],
    ['a.h', true],
  ])('%s is built: %s', (name, expected) => {
    expect(builds(name, file())).toBe(expected);
  });

  it('say what they ask for', () => {
    expect(nameSuffix('a_linux_amd64_test.go')).toEqual(['linux', 'amd64']);
    expect(nameSuffix('a_b_c.go')).toEqual([]);
    expect(reason('stat_linux_amd64.go', file())).toBe('suffix: its name says linux/amd64 only');
    expect(reason('_a.go', file())).toContain('begin with _');
  });
});

describe('cgo', () => {
  const withoutCgo = createBuildContext({ goarch: 'mips64le', cgo: false });
  const importing = (spec: string): string => `package p\n\n${spec}\n`;

  it.each([
    ['import "C"'],
    ['/*\n#include <x.h>\n*/\nimport "C"'],
    ['import (\n\t"fmt"\n\t"C"\n)'],
    ['import `C`'],
  ])('leaves a file out that says %s', (spec) => {
    expect(reason('a.go', importing(spec), withoutCgo)).toBe('cgo: it imports "C" and cgo is off');
    expect(builds('a.go', importing(spec))).toBe(true);
  });

  it.each([['// import "C"'], ['import "c"'], ['const s = `\nimport "C"\n`'], ['import "CC"']])(
    'does not mind %s',
    (spec) => {
      expect(builds('a.go', importing(spec), withoutCgo)).toBe(true);
    },
  );
});

describe('other sources', () => {
  it('have constraints before their first line that is not a comment', () => {
    const head = '// Copyright\n\n//go:build !mips64le\n\n#include "textflag.h"\n';
    expect(reason('a.s', head)).toBe('constraint: //go:build !mips64le');
    expect(builds('a.s', '#include "textflag.h"\n//go:build !mips64le\n')).toBe(true);
  });

  it('tell the row of each line', () => {
    const found = readConstraints('a.go', file('// Copyright', '', '// +build linux', '// +build cgo', ''));
    expect(found.ok && found.lines.map((line) => [line.row, line.text])).toEqual([
      [2, '// +build linux'],
      [3, '// +build cgo'],
    ]);
  });
});
