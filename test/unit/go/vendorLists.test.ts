import { describe, expect, it } from 'vitest';
import { moduleOfFile, readGodeps, readModulesTxt, readVendorConf } from '../../../src/core/go/vendorLists';

describe('vendor/modules.txt', () => {
  const modules = readModulesTxt(`# example.com/a v1.2.3
## explicit; go 1.17
example.com/a
example.com/a/inner
# example.com/a/inner/deep v0.1.0
example.com/a/inner/deep
# example.com/fork v1.0.0 => example.com/theirs v1.0.1
## explicit
example.com/fork
# example.com/local v0.0.0 => ./staging/local
example.com/local/pkg
# example.com/newer v1.0.0 => example.com/newer v1.1.0
## workspace; explicit
example.com/newer
# example.com/fork => example.com/theirs v1.0.1
# example.com/local => ./staging/local
`);

  it('has version, packages and whether the main module asks for it', () => {
    expect(modules.get('example.com/a')).toEqual({
      version: 'v1.2.3',
      required: 'v1.2.3',
      packages: ['example.com/a', 'example.com/a/inner'],
      explicit: true,
    });
    expect(modules.get('example.com/a/inner/deep')?.explicit).toBe(false);
    expect(modules.get('example.com/newer')).toMatchObject({
      version: 'v1.1.0',
      required: 'v1.0.0',
      explicit: true,
    });
  });

  it('has what replaces a module: a fork, or a folder without a version', () => {
    expect(modules.get('example.com/fork')).toMatchObject({
      version: '',
      required: 'v1.0.0',
      replacedBy: { path: 'example.com/theirs', version: 'v1.0.1' },
    });
    expect(modules.get('example.com/local')).toMatchObject({
      version: '',
      required: 'v0.0.0',
      replacedBy: { path: './staging/local' },
    });
  });

  it('gives a file to the innermost module', () => {
    expect(moduleOfFile('example.com/a/inner/deep/x.go', modules)?.path).toBe('example.com/a/inner/deep');
    expect(moduleOfFile('example.com/a/inner/deeper/x.go', modules)?.path).toBe('example.com/a');
    expect(moduleOfFile('example.com/ab/x.go', modules)).toBeUndefined();
  });
});

describe('the lists before modules', () => {
  it("reads vndr's", () => {
    const modules = readVendorConf(`# a comment
github.com/google/cadvisor 8f3e1a2b4c5d # pinned
github.com/docker/docker v17.3 https://github.com/moby/moby

notapath x
`);
    expect([...modules.keys()]).toEqual(['github.com/google/cadvisor', 'github.com/docker/docker']);
    expect(modules.get('github.com/google/cadvisor')?.version).toBe('8f3e1a2b4c5d');
    expect(modules.get('github.com/docker/docker')?.replacedBy).toEqual({
      path: 'https://github.com/moby/moby',
    });
  });

  it("reads Godeps', where a description of a later commit is no tag", () => {
    const modules = readGodeps(
      JSON.stringify({
        ImportPath: 'example.com/x',
        Deps: [
          { ImportPath: 'github.com/a/b/c', Comment: 'v1.2.0', Rev: '1111' },
          { ImportPath: 'github.com/a/d', Comment: 'v1.2.0-4-g0123abc', Rev: '2222' },
          { ImportPath: 'github.com/a/e', Rev: '3333' },
          { ImportPath: 7, Rev: '4444' },
        ],
      }),
    );
    expect([...modules].map(([path, { version }]) => [path, version])).toEqual([
      ['github.com/a/b/c', 'v1.2.0'],
      ['github.com/a/d', '2222'],
      ['github.com/a/e', '3333'],
    ]);
    expect(readGodeps('{').size).toBe(0);
    expect(readGodeps('null').size).toBe(0);
  });
});
