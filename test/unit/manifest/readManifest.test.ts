import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import { readManifest } from '../../../src/core/manifest/readManifest';

function read(text: string): ReturnType<typeof readManifest> {
  return readManifest(text, english);
}

function messages(text: string): string[] {
  return read(text).problems.map(
    ({ severity, message, range }) => `${severity} ${range.line}:${range.column} ${message}`,
  );
}

describe('readManifest', () => {
  it('reads the sample workspace without a word', () => {
    const text = readFileSync(join(__dirname, '../../fixtures/sample/mips-port.yaml'), 'utf8');
    const { manifest, problems } = read(text);
    expect(problems).toEqual([]);
    expect(manifest?.target).toBe('mips64le');
    expect(manifest?.components.map(({ name }) => name)).toContain('devices');
  });

  it('fills defaults in', () => {
    const { manifest } = read('version: 1\ncomponents:\n  - name: a\n    smoke: {}\n');
    expect(manifest?.components[0]).toEqual({
      name: 'a',
      path: '.',
      kind: 'go',
      build: {
        packages: undefined,
        sources: undefined,
        output: undefined,
        tags: [],
        cgo: false,
        ldflags: undefined,
        env: {},
        args: [],
      },
      smoke: { args: [], expect: undefined, exitCode: 0, timeout: 60 },
      test: { packages: ['./...'], args: [], timeout: 1800 },
      patches: undefined,
    });
  });

  it('takes true and false for the tests', () => {
    const { manifest, problems } = read(
      'version: 1\ncomponents: [{name: a, test: true}, {name: b, test: false}]',
    );
    expect(problems).toEqual([]);
    expect(manifest?.components.map(({ test }) => test)).toEqual([
      { packages: ['./...'], args: [], timeout: 1800 },
      false,
    ]);
  });

  it.each([
    ['', 'error 1:1 the manifest is empty'],
    ['[]', 'error 1:1 the manifest must be a map'],
    ['version: 2', 'error 1:10 version must be a whole number from 1 to 1'],
    ['components: []', 'error 1:1 version is missing'],
    ['version: 1\ntraget: mips64le', 'error 2:1 unknown key traget; did you mean "target"?'],
    ['version: 1\ntarget: mips64el', 'error 2:9 target: unknown value "mips64el"; did you mean "mips64le"?'],
    ['version: 1\nimages: []', 'warning 2:1 images is not used by this version of MIPS Port'],
    ['version: 1\ncomponents: {}', 'error 2:13 components must be a list'],
    ['version: 1\ncomponents: [{path: a}]', 'error 2:14 components[0].name is missing'],
    ['version: 1\ncomponents: [{name: 1.10}]', 'put it in quotes'],
    ['version: 1\ncomponents: [{name: a, path: ../b}]', 'it leaves the workspace folder'],
    ['version: 1\ncomponents: [{name: a, path: /etc}]', 'it must be relative to the manifest'],
    ['version: 1\ncomponents: [{name: ../a}]', 'components[0].name: "../a" is not usable'],
    [
      'version: 1\ncomponents: [{name: a, build: {output: ../../b}}]',
      'components[0].build.output: "../../b" is not usable: it leaves the workspace folder',
    ],
    ['version: 1\ncomponents: [{name: a}, {name: a}]', 'error 2:32 a component named "a" is there already'],
    ['version: 1\ncomponents: [{name: a, kind: make}]', 'kind make needs build.output'],
    ['version: 1\ncomponents: [{name: a, kind: c}]', 'kind c needs build.sources'],
    ['version: 1\ncomponents: [{name: a, build: {packages: [./...]}}]', 'name one main package'],
    ['version: 1\ncomponents: [{name: a, build: {packages: ["-toolexec=x"]}}]', 'name one main package'],
    ['version: 1\ncomponents: [{name: a, build: {env: {GOARCH: arm}}}]', 'which the target sets'],
    ['version: 1\ncomponents: [{name: a, smoke: {timeout: 0}}]', 'a whole number from 1 to 3600'],
    ['version: 1\nversion: 1', 'Map keys must be unique'],
    ['version: 1\n__proto__: 1', 'unknown key __proto__'],
    ['version: 1\nconstructor: 1', 'unknown key constructor'],
    ['a: [', 'error'],
  ])('says what is wrong with %j', (text, message) => {
    expect(messages(text).join('\n')).toContain(message);
  });

  it('leaves keys of the user alone', () => {
    expect(messages('version: 1\nx-notes: {any: thing}')).toEqual([]);
  });

  it('keeps the sound components beside a broken one', () => {
    const { manifest, problems, positions } = read(
      'version: 1\ncomponents:\n  - name: a\n  - nam: b\n  - name: c\n',
    );
    expect(manifest?.components.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(problems).toHaveLength(2);
    expect(positions.get('c')).toMatchObject({ line: 5, column: 11 });
  });

  it('follows aliases', () => {
    const { manifest, problems } = read(
      'version: 1\nx-env: &e {A: b}\ncomponents: [{name: a, build: {env: *e}}]',
    );
    expect(problems).toEqual([]);
    expect(manifest?.components[0]?.build.env).toEqual({ A: 'b' });
  });
});
