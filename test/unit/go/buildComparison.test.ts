import { describe, expect, it } from 'vitest';
import { compareBuilds } from '../../../src/core/go/buildComparison';
import { matchFile, matchName } from '../../../src/core/go/buildConstraints';
import { createBuildContext } from '../../../src/core/go/buildContext';
import { createGoTree } from '../../../src/core/go/goTree';
import type { GoParser } from '../../../src/core/go/syntax';
import { memoryFiles } from '../support/memoryFiles';

const host = createBuildContext({ goarch: 'amd64' });
const target = createBuildContext({ goarch: 'mips64le' });
const builds = compareBuilds(host, target);

const names = [
  ...[
    'a.go',
    'a_test.go',
    'a_linux.go',
    'a_windows.go',
    'a_amd64.go',
    'a_mips64le.go',
    'a_linux_amd64_test.go',
  ],
  ...['a_arm64.go', 'a_windows_amd64.go', 'amd64.go', '_amd64.go', '.a_amd64.go', 'a_amd64.s', 'a.s', 'a.h'],
  ...['a_amd64.syso', 'a.syso', 'a_amd64.txt', 'a_amd64.x.go'],
];

const atoms = [
  ...['linux', 'amd64', 'mips64le', 'mips64', 'arm64', 'unix', 'cgo', 'windows', 'go1.20', 'go1.99', 'race'],
  ...['amd64.v1', 'mips64le.hardfloat', 'goexperiment.regabiargs', 'goexperiment.swissmap', 'ignore', 'gc'],
];

describe('what a name says about two builds', () => {
  it.each(names)('%s: never alike where one of them has it', (name) => {
    const said = builds.ofName(name);
    const [onHost, onTarget] = [host, target].map((context) => matchName(name, context).included);
    expect(said === 'different').toBe(onHost !== onTarget);
    if (said === 'open') expect([onHost, onTarget]).toEqual([true, true]);
  });

  it('leaves the constraints to be read only where they decide', () => {
    expect(names.filter((name) => builds.ofName(name) === 'open')).toEqual([
      ...['a.go', 'a_test.go', 'a_linux.go', 'amd64.go', 'a.s', 'a.h'],
    ]);
  });
});

describe('what the beginning of a file says about two builds', () => {
  it.each(atoms.flatMap((a) => atoms.map((b) => [a, b] as const)))(
    'never misses a constraint of %s and %s that they disagree about',
    (a, b) => {
      for (const line of [
        `//go:build ${a} && !${b}`,
        `//go:build !(${a}||${b})`,
        `// +build ${a},!${b}`,
        `//+build !${a} ${b}`,
      ]) {
        const text = `// Copyright\n\n${line}\n\npackage p\n`;
        const differ = matchFile('a.go', text, host).included !== matchFile('a.go', text, target).included;
        if (differ) expect(builds.headMayDiffer(text), line).toBe(true);
      }
    },
  );

  it('asks for no closer look where no constraint names a tag that tells them apart', () => {
    for (const text of [
      'package p\n',
      '//go:build linux && !race\n\npackage p\n',
      '// amd64\n\npackage p\n',
    ]) {
      expect(builds.headMayDiffer(text), text).toBe(false);
    }
  });

  it('sees a tag of the one build only as a whole word', () => {
    expect(builds.headMayDiffer('//go:build amd64p32\n\npackage p\n')).toBe(false);
    expect(builds.headMayDiffer('//go:build windows||amd64\n\npackage p\n')).toBe(true);
  });

  it('asks for a closer look at every file where one of the builds has cgo off', () => {
    const off = createBuildContext({ goarch: 'mips64le', cgo: false });
    expect(compareBuilds(host, off).headMayDiffer('package p\n')).toBe(true);
  });
});

describe('the folders of a tree that may differ', () => {
  const parser: GoParser = {
    parse: () => {
      throw new Error('nothing is parsed for this');
    },
    reparse: () => {
      throw new Error('nothing is parsed for this');
    },
  };
  const treeOf = (content: Readonly<Record<string, string>>, isAlike?: (dir: string) => boolean) =>
    createGoTree({ files: memoryFiles(content), parser, host, target, ...(isAlike && { isAlike }) });

  it.each([
    ['plain files', { 'p/a.go': 'package p\n', 'p/b_windows.go': 'package p\n' }, false],
    ['a file for the host', { 'p/a.go': 'package p\n', 'p/a_amd64.go': 'package p\n' }, true],
    ['a constraint', { 'p/a.go': '//go:build !mips64le\n\npackage p\n' }, true],
    ['assembly', { 'p/a.go': 'package p\n', 'p/a_amd64.s': '' }, true],
    ['a constraint in assembly', { 'p/a.go': 'package p\n', 'p/a.s': '// +build amd64\n\n' }, true],
    [
      'a constraint after much text',
      { 'p/a.go': `//${'x'.repeat(9000)}\n//go:build amd64\n\npackage p\n` },
      true,
    ],
    [
      'the same after a byte order mark',
      { 'p/a.go': `\ufeff//${'x'.repeat(9000)}\n//go:build amd64\n\npackage p\n` },
      true,
    ],
  ])('%s', (_, content, expected) => {
    expect(treeOf(content).mayDiffer('p')).toBe(expected);
  });

  it('takes what is known, until a file changes', () => {
    const tree = treeOf({ 'p/a.go': '//go:build amd64\n\npackage p\n' }, () => true);
    expect(tree.mayDiffer('p')).toBe(false);
    tree.invalidate('p/a.go');
    expect(tree.mayDiffer('p')).toBe(true);
  });

  it('knows of imports what it was told, until a file changes', () => {
    const files = { 'p/a.go': 'package p\n\nimport "os"\n', 'q/a.go': 'package q\n' };
    const importsOf = (dir: string): ReadonlySet<string> | undefined =>
      dir === 'p' ? new Set(['os']) : undefined;
    const tree = createGoTree({ files: memoryFiles(files), parser, host, target, importsOf });
    expect(tree.mayImport('p', new Set(['io', 'os']))).toBe(true);
    expect(tree.mayImport('p', new Set(['io']))).toBe(false);
    expect(tree.mayImport('q', new Set(['io']))).toBe(true);
    tree.invalidate('p/a.go', 'package p\n\nimport "io"\n');
    expect(tree.mayImport('p', new Set(['io']))).toBe(true);
  });

  it('knows a package by its first file', () => {
    const tree = treeOf({
      'p/a.go': 'package p\n',
      'q/a_amd64.go': 'package q\n',
      'r/a_test.go': 'package r_test\n',
      's/a_test.go': 'package s\n',
    });
    const has = (side: 'host' | 'target') =>
      ['p', 'q', 'r', 's', 't'].filter((dir) => tree.hasPackage(dir, side));
    expect(has('host')).toEqual(['p', 'q', 's']);
    expect(has('target')).toEqual(['p', 's']);
  });
});
