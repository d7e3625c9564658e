import { describe, expect, it } from 'vitest';
import { createBuildContext } from '../../../src/core/go/buildContext';
import { createGoTree } from '../../../src/core/go/goTree';
import { parseModFile } from '../../../src/core/go/goMod';
import { guessRootImportPath, importPathInGopath } from '../../../src/core/go/gopath';
import type { GoTree } from '../../../src/core/go/packages';
import type { GoParser } from '../../../src/core/go/syntax';
import { memoryFiles } from '../support/memoryFiles';

/** Resolving imports must not parse. */
const noParser: GoParser = {
  parse: () => {
    throw new Error('nothing is to be parsed');
  },
  reparse: () => {
    throw new Error('nothing is to be parsed');
  },
};

function treeOf(files: Readonly<Record<string, string>>, rootImportPath?: string): GoTree {
  return createGoTree({
    files: memoryFiles(files),
    parser: noParser,
    host: createBuildContext({ goarch: 'amd64' }),
    target: createBuildContext({ goarch: 'mips64le' }),
    ...(rootImportPath === undefined ? {} : { rootImportPath }),
  });
}

const go = (...imports: readonly string[]): string =>
  `package x\n\nimport (\n${imports.map((path) => `\t"${path}"\n`).join('')})\n`;

describe('an import in a module', () => {
  const tree = treeOf({
    'go.mod':
      'module example.com/app\n\nrequire example.com/lib v1.2.3\n\nreplace example.com/lib => ./third/lib\n',
    'main.go': go('example.com/app/pkg/a'),
    'pkg/a/a.go': go(),
    'pkg/empty/readme.md': '',
    'nested/go.mod': 'module example.com/app/nested\n',
    'nested/n.go': go(),
    'third/lib/go.mod': 'module example.com/lib\n',
    'third/lib/sub/s.go': go(),
    'vendor/example.org/v/v.go': go(),
    'vendor/example.org/v/go.mod': 'module example.org/v\n',
    'vendor/example.com/both/b.go': go(),
    'sync/s.go': go(),
  });

  it.each([
    ['', 'example.com/app', ''],
    ['', 'example.com/app/pkg/a', 'pkg/a'],
    ['pkg/a', 'example.com/app', ''],
    ['pkg/a', 'example.org/v', 'vendor/example.org/v'],
    ['', 'example.com/lib/sub', 'third/lib/sub'],
    ['vendor/example.org/v', 'example.com/both', 'vendor/example.com/both'],
    ['nested', 'example.com/app/nested', 'nested'],
    ['third/lib/sub', 'example.com/lib/sub', 'third/lib/sub'],
    ['pkg/a', '../../sync', 'sync'],
  ])('from %j of %s means %j', (from, path, dir) => {
    expect(tree.resolveImport(from, path)).toBe(dir);
  });

  it.each([
    ['', 'fmt'],
    ['', 'sync'],
    ['', 'example.com/app/pkg/empty'],
    ['', 'example.com/app/missing'],
    ['', 'example.com/appendix/pkg/a'],
    ['', 'example.com/app/nested'],
    ['nested', 'example.com/app/pkg/a'],
    ['nested', 'example.org/v'],
    ['', '../outside'],
    ['', 'C'],
  ])('from %j of %s is outside the tree', (from, path) => {
    expect(tree.resolveImport(from, path)).toBeUndefined();
  });
});

describe('an import in a workspace', () => {
  const tree = treeOf({
    'go.work': 'go 1.22\n\nuse (\n\t./app\n\t"./lib" // shared\n)\n\nreplace example.com/old => ./old\n',
    'app/go.mod': 'module example.com/app\n',
    'app/a.go': go(),
    'lib/go.mod': 'module example.com/lib\n\nreplace example.com/x => ../x\n',
    'lib/l.go': go(),
    'old/o.go': go(),
    'x/x.go': go(),
    'apart/go.mod': 'module example.com/apart\n',
    'apart/a.go': go(),
    'vendor/example.org/v/v.go': go(),
  });

  it('reaches the modules in use, and what any of them replaces', () => {
    expect(tree.resolveImport('app', 'example.com/lib')).toBe('lib');
    expect(tree.resolveImport('lib', 'example.com/app')).toBe('app');
    expect(tree.resolveImport('app', 'example.com/old')).toBe('old');
    expect(tree.resolveImport('app', 'example.com/x')).toBe('x');
    expect(tree.resolveImport('app', 'example.org/v')).toBe('vendor/example.org/v');
  });

  it('does not reach a module that is not in use, nor the others from there', () => {
    expect(tree.resolveImport('app', 'example.com/apart')).toBeUndefined();
    expect(tree.resolveImport('apart', 'example.com/lib')).toBeUndefined();
  });
});

describe('an import without go.mod', () => {
  const files = {
    'cmd/c.go': go('github.com/moby/moby/pkg/a', 'github.com/moby/moby/pkg/b', 'github.com/x/a'),
    'pkg/a/a.go': go('github.com/moby/moby/pkg/b', 'golang.org/x/sys/unix'),
    'pkg/b/b.go': go(),
    'a/a.go': go(),
    'vendor/golang.org/x/sys/unix/u.go': go(),
    'pkg/b/vendor/example.org/v/v.go': go(),
    'vendor/example.org/v/v.go': go(),
  };

  it('takes the nearest vendor folder above', () => {
    const tree = treeOf(files);
    expect(tree.resolveImport('pkg/a', 'golang.org/x/sys/unix')).toBe('vendor/golang.org/x/sys/unix');
    expect(tree.resolveImport('pkg/b', 'example.org/v')).toBe('pkg/b/vendor/example.org/v');
    expect(tree.resolveImport('pkg/a', 'example.org/v')).toBe('vendor/example.org/v');
    expect(tree.resolveImport('vendor/example.org/v', 'golang.org/x/sys/unix')).toBe(
      'vendor/golang.org/x/sys/unix',
    );
  });

  it("finds the tree's own packages by what its imports have in common", () => {
    const tree = treeOf(files);
    expect(tree.resolveImport('cmd', 'github.com/moby/moby/pkg/a')).toBe('pkg/a');
    expect(tree.resolveImport('cmd', 'github.com/moby/moby/pkg/missing')).toBeUndefined();
    expect(tree.resolveImport('cmd', 'github.com/x/a')).toBeUndefined();
  });

  it('believes an import comment more, and the caller most', () => {
    const commented = { ...files, 'pkg/b/b.go': 'package b // import "github.com/docker/docker/pkg/b"\n' };
    expect(treeOf(commented).resolveImport('cmd', 'github.com/docker/docker/pkg/a')).toBe('pkg/a');
    const told = treeOf(commented, 'example.com/told');
    expect(told.resolveImport('cmd', 'example.com/told/pkg/a')).toBe('pkg/a');
    expect(told.resolveImport('cmd', 'github.com/docker/docker/pkg/a')).toBeUndefined();
  });

  it('works in a GOPATH workspace and below it', () => {
    const workspace = treeOf({ 'src/example.com/a/a.go': go(), 'src/example.com/b/c/c.go': go() });
    expect(workspace.resolveImport('src/example.com/b/c', 'example.com/a')).toBe('src/example.com/a');
    const src = treeOf({ 'example.com/a/a.go': go(), 'b/b.go': go() });
    expect(src.resolveImport('b', 'example.com/a')).toBe('example.com/a');
  });

  it('is guessed again when files come', () => {
    const tree = treeOf(files);
    expect(tree.resolveImport('cmd', 'github.com/moby/moby/pkg/new')).toBeUndefined();
    tree.invalidate('pkg/new/n.go', go());
    expect(tree.resolveImport('cmd', 'github.com/moby/moby/pkg/new')).toBe('pkg/new');
    tree.invalidate('pkg/new/n.go');
    expect(tree.resolveImport('cmd', 'github.com/moby/moby/pkg/new')).toBeUndefined();
  });
});

describe('the standard library itself', () => {
  it('has paths from its root, and its own vendor folder', () => {
    const tree = treeOf({
      'go.mod': 'module std\n',
      'fmt/f.go': go(),
      'os/o.go': go(),
      'vendor/golang.org/x/n/n.go': go(),
    });
    expect(tree.resolveImport('fmt', 'os')).toBe('os');
    expect(tree.resolveImport('fmt', 'golang.org/x/n')).toBe('vendor/golang.org/x/n');
  });
});

describe('the import path of a folder', () => {
  it.each([
    ['/home/me/go/src/github.com/a/b', 'github.com/a/b'],
    ['/usr/share/gocode/src', undefined],
    ['C:\\go\\src\\example.com\\a', 'example.com/a'],
    ['/home/me/src/tool', undefined],
    ['/home/me/tool', undefined],
    ['/x/src/github.com/a/b/src/main/', 'github.com/a/b/src/main'],
  ])('%s is %j', (dir, path) => {
    expect(importPathInGopath(dir)).toBe(path);
  });

  it('is not guessed from nothing', () => {
    expect(guessRootImportPath([{ dir: 'a', imports: ['fmt', 'os'] }], new Set(['a']))).toBeUndefined();
  });
});

describe('go.mod', () => {
  it('is read with blocks, quotes, comments and CRLF', () => {
    const text = [
      '// Deprecated: no.',
      'module "example.com/a" // the module',
      'go 1.22.3',
      'toolchain go1.22.5',
      'require example.com/one v1.0.0',
      'require (',
      '\texample.com/two v0.0.0-20191106000000-abcdefabcdef // indirect',
      '\t// example.com/off v1.0.0',
      ')',
      'exclude example.com/one v0.9.0',
      'replace (',
      '\texample.com/one => ../one',
      '\texample.com/two v0.1.0 => example.com/fork v0.2.0',
      ')',
      'retract [v0.1.0, v0.2.0]',
      'nonsense (',
    ].join('\r\n');
    expect(parseModFile(text)).toEqual({
      module: 'example.com/a',
      go: '1.22.3',
      requires: [
        { path: 'example.com/one', version: 'v1.0.0', indirect: false, row: 4 },
        { path: 'example.com/two', version: 'v0.0.0-20191106000000-abcdefabcdef', indirect: true, row: 6 },
      ],
      replaces: [
        { path: 'example.com/one', by: '../one' },
        { path: 'example.com/two', version: 'v0.1.0', by: 'example.com/fork', byVersion: 'v0.2.0' },
      ],
      uses: [],
    });
  });
});
