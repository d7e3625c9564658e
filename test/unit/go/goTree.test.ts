import { beforeAll, describe, expect, it } from 'vitest';
import { createBuildContext } from '../../../src/core/go/buildContext';
import { createGoTree } from '../../../src/core/go/goTree';
import type { GoTree, PackageView } from '../../../src/core/go/packages';
import type { GoParser } from '../../../src/core/go/syntax';
import { loadGoParser } from '../../../src/node/goParser';
import { memoryFiles } from '../support/memoryFiles';

let parser: GoParser;
beforeAll(async () => {
  parser = await loadGoParser();
});

function treeOf(
  files: Readonly<Record<string, string>>,
  options: { readonly rootImportPath?: string; readonly keepParsed?: number; readonly cgo?: boolean } = {},
): GoTree {
  const { cgo = true, ...rest } = options;
  return createGoTree({
    files: memoryFiles(files),
    parser,
    host: createBuildContext({ goarch: 'amd64', cgo }),
    target: createBuildContext({ goarch: 'mips64le', cgo }),
    ...rest,
  });
}

const pathsOf = (view: PackageView | undefined): string[] | undefined => view?.files.map((file) => file.path);
const declared = (view: PackageView | undefined): string[] | undefined =>
  view?.declarations().map(({ kind, receiver, name }) => `${kind} ${receiver ? `${receiver}.` : ''}${name}`);

describe('a package view', () => {
  const files = {
    'bolt/bolt.go': 'package bolt\n\nimport "syscall"\n\nvar size = maxMapSize\n',
    'bolt/bolt_amd64.go': 'package bolt\n\nconst maxMapSize = 0xFFFFFFFFFFFF\n',
    'bolt/bolt_arm64.go': 'package bolt\n\nconst maxMapSize = 0xFFFFFFFFFFFF\n',
    'bolt/bolt_windows.go': 'package bolt\n\nconst lockExt = ".lock"\n',
    'bolt/asm_amd64.s': '#include "textflag.h"\n',
    'bolt/gen.go': '//go:build ignore\n\npackage main\n',
    'bolt/bolt_test.go': 'package bolt\n\nfunc TestSize() {}\n',
    'bolt/example_test.go': 'package bolt_test\n\nfunc Example() {}\n',
    'bolt/_old.go': 'package bolt\n',
  };

  it('has the files that each side builds', () => {
    const tree = treeOf(files);
    expect(pathsOf(tree.view('bolt', 'host'))).toEqual([
      'bolt/bolt.go',
      'bolt/bolt_amd64.go',
      'bolt/bolt_test.go',
    ]);
    expect(pathsOf(tree.view('bolt', 'target'))).toEqual(['bolt/bolt.go', 'bolt/bolt_test.go']);
    expect(tree.view('bolt', 'host')?.otherFiles).toEqual(['bolt/asm_amd64.s']);
    expect(tree.view('bolt', 'target')?.otherFiles).toEqual([]);
    expect(pathsOf(tree.view('bolt', 'target', true))).toEqual(['bolt/example_test.go']);
    expect(tree.view('bolt', 'target', true)?.name).toBe('bolt_test');
    tree.dispose();
  });

  it('says why it leaves others out', () => {
    const tree = treeOf(files);
    expect(tree.view('bolt', 'target')?.excluded).toEqual([
      { path: 'bolt/asm_amd64.s', kind: 'suffix', reason: 'its name says amd64 only' },
      { path: 'bolt/bolt_amd64.go', kind: 'suffix', reason: 'its name says amd64 only' },
      { path: 'bolt/bolt_arm64.go', kind: 'suffix', reason: 'its name says arm64 only' },
      { path: 'bolt/bolt_windows.go', kind: 'suffix', reason: 'its name says windows only' },
      { path: 'bolt/gen.go', kind: 'constraint', reason: '//go:build ignore' },
    ]);
    tree.dispose();
  });

  it('shares parsed files between the sides', () => {
    const tree = treeOf(files);
    expect(tree.view('bolt', 'host')?.files[0]).toBe(tree.view('bolt', 'target')?.files[0]);
    tree.dispose();
  });

  it('looks names up on one side only', () => {
    const tree = treeOf(files);
    expect(tree.view('bolt', 'host')?.lookup('maxMapSize')?.file.path).toBe('bolt/bolt_amd64.go');
    expect(tree.view('bolt', 'target')?.lookup('maxMapSize')).toBeUndefined();
    tree.dispose();
  });

  it('is not there where the side builds no file', () => {
    const tree = treeOf({ 'x/x_amd64.go': 'package x\n', 'y/y.txt': '' });
    expect(tree.view('x', 'host')?.name).toBe('x');
    expect(tree.view('x', 'target')).toBeUndefined();
    expect(tree.view('y', 'host')).toBeUndefined();
    expect(tree.view('nowhere', 'host')).toBeUndefined();
  });

  it('leaves cgo files out where cgo is off', () => {
    const cgo = { 'a.go': 'package a\n\nimport "C"\n', 'b.go': 'package a\n', 'c.S': '', 'd.c': '' };
    expect(pathsOf(treeOf(cgo).view('', 'target'))).toEqual(['a.go', 'b.go']);
    expect(treeOf(cgo).view('', 'target')?.otherFiles).toEqual(['c.S', 'd.c']);
    const without = treeOf(cgo, { cgo: false }).view('', 'target');
    expect(pathsOf(without)).toEqual(['b.go']);
    expect(without?.excluded.map(({ path, kind }) => [path, kind])).toEqual([
      ['a.go', 'cgo'],
      ['c.S', 'cgo'],
    ]);
  });

  it('leaves out files of another package, and those without one', () => {
    const tree = treeOf({ 'a.go': 'package a\n', 'b.go': 'package b\n', 'c.go': '// nothing yet\n' });
    expect(pathsOf(tree.view('', 'target'))).toEqual(['a.go']);
    expect(tree.view('', 'target')?.excluded.map(({ path, reason }) => [path, reason])).toEqual([
      ['c.go', 'it has no package clause'],
      ['b.go', 'it is of package b, not a'],
    ]);
  });

  it('reads on where the imports do not fit into the first 8 KB', () => {
    const licence = '// Licence\n'.repeat(2000);
    const tree = treeOf({ 'a.go': `${licence}\n//go:build !mips64le\n\npackage a\n\nimport "C"\n` });
    expect(tree.view('', 'host')?.files[0]?.imports.map((spec) => spec.path)).toEqual(['C']);
    expect(tree.view('', 'target')).toBeUndefined();
    tree.dispose();
  });
});

describe('declarations', () => {
  const source = `package p

import (
	"os"
	fs "io/fs"
	_ "embed"
)

const (
	a, b = iota, 1
	c, _
)

var x, y = 1, 2

var (
	z  int
	_  = os.Args
	fn = func() { type local int; var inner int }
)

type (
	Alias = fs.File
	List[T any] struct{ next *List[T]; Embedded }
	Embedded interface{ Method() }
)

type Map[K comparable, V any] map[K]V

func init() {}
func init() {}
func Generic[T any](t T) {}
func asm(n int) int

func (l *List[T]) Push(t T)    {}
func (List[_]) Len() int       { return 0 }
func (m Map[K, V]) Get(k K) V  { return m[k] }
func ((*T)) Odd()              {}
func (_ T) _()                 {}
`;

  it('are those that go/ast has', () => {
    const tree = treeOf({ 'p.go': source });
    const view = tree.view('', 'target');
    expect(declared(view)).toEqual([
      ...['const a', 'const b', 'const c', 'const _', 'var x', 'var y', 'var z', 'var _', 'var fn'],
      ...['type Alias', 'type List', 'type Embedded', 'type Map'],
      ...['func init', 'func init', 'func Generic', 'func asm'],
      ...['method List.Push', 'method List.Len', 'method Map.Get', 'method T.Odd', 'method T._'],
    ]);
    expect(view?.lookup('init')).toBeUndefined();
    expect(view?.lookup('_')).toBeUndefined();
    expect(view?.lookup('local')).toBeUndefined();
    expect(view?.method('List', 'Push')?.nameNode.text).toBe('Push');
    expect(view?.method('List', 'Get')).toBeUndefined();
    tree.dispose();
  });

  it('have imports with their nodes', () => {
    const tree = treeOf({ 'p.go': source });
    const imports = tree.view('', 'target')?.files[0]?.imports ?? [];
    expect(imports.map(({ path, alias }) => [path, alias])).toEqual([
      ['os', undefined],
      ['io/fs', 'fs'],
      ['embed', '_'],
    ]);
    expect(imports.map((spec) => spec.node.text)).toEqual(['"os"', 'fs "io/fs"', '_ "embed"']);
    tree.dispose();
  });

  it.each([
    ['a selector being typed', 'func f() {\n\tx.\n}\n\nfunc g() {}\n\nvar y = 2\n'],
    ['an open call', 'func f() {\n\tcall(\n}\n\nfunc g() {}\n\nvar y = 2\n'],
    ['a brace too many', '}\nfunc f() {}\n\nfunc g() {}\n\nvar y = 2\n'],
  ])('survive %s', (_, broken) => {
    const tree = treeOf({ 'p.go': `package p\n\n${broken}` });
    expect(declared(tree.view('', 'target'))).toEqual(['func f', 'func g', 'var y']);
    tree.dispose();
  });
});

describe('keeping trees', () => {
  const files = Object.fromEntries(
    [1, 2, 3].map((n) => [`p${n}/p.go`, `package p${n}\n\nvar v${n} = 1\n${'// filler\n'.repeat(50)}`]),
  );

  it('frees those used longest ago, and parses again when asked', () => {
    const tree = treeOf(files, { keepParsed: 600 });
    const views = [1, 2, 3].map((n) => tree.view(`p${n}`, 'target'));
    expect(views.map((view) => declared(view))).toEqual([['var v1'], ['var v2'], ['var v3']]);
    const first = views[0]?.files[0]?.tree;
    const last = views[2]?.files[0]?.tree;
    tree.trim();
    expect(views[2]?.files[0]?.tree).toBe(last);
    expect(views[0]?.files[0]?.tree).not.toBe(first);
    expect(views[0]?.lookup('v1')?.nameNode.text).toBe('v1');
    tree.dispose();
  });

  it('shows a text in place of the file until the next call', () => {
    const tree = treeOf(files);
    expect(declared(tree.view('p1', 'target'))).toEqual(['var v1']);
    tree.invalidate('p1/p.go', 'package p1\n\nvar v1, more = 1, 2\n');
    expect(declared(tree.view('p1', 'target'))).toEqual(['var v1', 'var more']);
    tree.invalidate('p1/p.go', '//go:build amd64\n\npackage p1\n');
    expect(tree.view('p1', 'target')).toBeUndefined();
    expect(declared(tree.view('p1', 'host'))).toEqual([]);
    tree.invalidate('p1/p.go');
    expect(declared(tree.view('p1', 'target'))).toEqual(['var v1']);
    tree.dispose();
  });

  it('sees a file that exists only in the editor', () => {
    const tree = treeOf(files);
    expect(pathsOf(tree.view('p1', 'target'))).toEqual(['p1/p.go']);
    tree.invalidate('p1/new_mips64x.go', 'package p1\n');
    expect(pathsOf(tree.view('p1', 'target'))).toEqual(['p1/new_mips64x.go', 'p1/p.go']);
    tree.invalidate('p4/p.go', 'package p4\n');
    expect(tree.packageDirs()).toEqual(['p1', 'p2', 'p3', 'p4']);
    tree.invalidate('p1/new_mips64x.go');
    expect(pathsOf(tree.view('p1', 'target'))).toEqual(['p1/p.go']);
    tree.dispose();
  });
});

describe('folders with Go files', () => {
  it('are those the go command looks at', () => {
    const names = ['a', 'a/testdata/b', 'a/_c', '.d/e', 'vendor/x.y/z', 'web/node_modules/f', 'nested/g', ''];
    const tree = treeOf(
      Object.fromEntries(names.map((dir) => [`${dir ? `${dir}/` : ''}x.go`, 'package x\n'])),
    );
    expect(tree.packageDirs()).toEqual(['', 'a', 'nested/g', 'vendor/x.y/z']);
  });
});
