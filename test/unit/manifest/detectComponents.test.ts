import { describe, expect, it } from 'vitest';
import type { FolderEntry, SourceFiles } from '../../../src/core/files';
import { english } from '../../../src/core/l10n';
import { detectComponents } from '../../../src/core/manifest/detectComponents';
import { readManifest } from '../../../src/core/manifest/readManifest';
import { renderManifest } from '../../../src/core/manifest/renderManifest';

/** A tree in memory: path to text. */
function tree(texts: Readonly<Record<string, string>>): SourceFiles {
  return {
    readText: (path) => texts[path],
    readHead: (path) => texts[path]?.slice(0, 8192),
    list: (folder) => {
      const prefix = folder === '' ? '' : `${folder}/`;
      const entries = new Map<string, FolderEntry>();
      for (const path of Object.keys(texts)) {
        if (!path.startsWith(prefix)) continue;
        const [name = '', ...rest] = path.slice(prefix.length).split('/');
        entries.set(name, { name, kind: rest.length > 0 ? 'folder' : 'file' });
      }
      return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

const main = 'package main\n\nfunc main() {}\n';

describe('detectComponents', () => {
  it('finds a component for each module, with its main packages', () => {
    const found = detectComponents(
      tree({
        'go.mod': 'module example.org/tools/v2\n',
        'main.go': main,
        'cmd/b/main.go': main,
        'cmd/a/main.go': main,
        'internal/x/x.go': 'package x\n',
        'internal/gen/gen.go': `//go:build ignore\n\n${main}`,
        'vendor/example.com/y/main.go': main,
        'testdata/main.go': main,
        'api/go.mod': 'module example.org/tools/api\n',
        'api/api.go': 'package api\n',
      }),
    );
    expect(found).toEqual([
      {
        name: 'tools',
        path: '.',
        kind: 'go',
        packages: ['.', './cmd/a', './cmd/b'],
        cgo: false,
        evidence: ['go.mod'],
      },
      { name: 'api', path: 'api', kind: 'go', packages: [], cgo: false, evidence: ['api/go.mod'] },
    ]);
  });

  it('sees cgo in a Makefile, a Dockerfile or an import', () => {
    const module = { 'go.mod': 'module example.org/m\n', 'main.go': main };
    const cgo = (more: Record<string, string>): boolean | undefined =>
      detectComponents(tree({ ...module, ...more }))[0]?.cgo;
    expect(cgo({})).toBe(false);
    expect(cgo({ Makefile: 'all:\n\tCGO_ENABLED=1 go build\n' })).toBe(true);
    expect(cgo({ Makefile: 'all:\n\tCGO_ENABLED=0 go build\n' })).toBe(false);
    expect(cgo({ Dockerfile: 'FROM golang\nENV CGO_ENABLED=1\n' })).toBe(true);
    expect(cgo({ 'c.go': 'package main\n\nimport "C"\n' })).toBe(true);
  });

  it('offers a Makefile outside of Go modules', () => {
    const found = detectComponents(
      tree({ 'pause/Makefile': 'all:\n', 'pause/sub/Makefile': 'all:\n', 'tool/go.mod': 'module t\n' }),
    );
    expect(found.map(({ name, kind, path }) => `${name} ${kind} ${path}`)).toEqual([
      't go tool',
      'pause make pause',
    ]);
  });

  it('keeps names apart', () => {
    const found = detectComponents(
      tree({ 'a/go.mod': 'module x.org/same\n', 'b/go.mod': 'module y.org/same\n' }),
    );
    expect(found.map(({ name }) => name)).toEqual(['same', 'same-2']);
  });
});

describe('renderManifest', () => {
  it('writes what readManifest reads', () => {
    const detected = detectComponents(
      tree({
        'app/go.mod': 'module example.org/app\n',
        'app/cmd/app/main.go': main,
        'app/Makefile': 'CGO_ENABLED=1\n',
        'lib/go.mod': 'module example.org/lib\n',
        'pause/Makefile': 'all:\n',
      }),
    );
    const { manifest, problems } = readManifest(renderManifest(detected), english);
    expect(problems).toEqual([]);
    expect(
      manifest?.components.map(({ name, kind, path, build }) => ({
        name,
        kind,
        path,
        packages: build.packages,
        cgo: build.cgo,
        output: build.output,
      })),
    ).toEqual([
      { name: 'app', kind: 'go', path: 'app', packages: ['./cmd/app'], cgo: true, output: undefined },
      { name: 'lib', kind: 'go', path: 'lib', packages: undefined, cgo: false, output: undefined },
      { name: 'pause', kind: 'make', path: 'pause', packages: undefined, cgo: false, output: 'pause' },
    ]);
  });

  it('stays YAML for names that YAML reads otherwise', () => {
    const text = renderManifest([
      { name: '1', path: 'a: b #c', kind: 'go', packages: ['./true'], cgo: false, evidence: ['x\ny: z'] },
    ]);
    const { manifest, problems } = readManifest(text, english);
    expect(problems).toEqual([]);
    expect(manifest?.components[0]).toMatchObject({ name: '1', path: 'a: b #c' });
  });

  it('writes a manifest without components', () => {
    expect(readManifest(renderManifest([]), english).problems).toEqual([]);
  });
});
