import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import { plainComponent } from '../../../src/core/manifest/manifest';
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
      ...plainComponent('a'),
      smoke: [
        {
          artifact: undefined,
          args: [],
          env: {},
          cpu: undefined,
          expect: undefined,
          exitCode: 0,
          timeout: 60,
        },
      ],
    });
    expect(manifest?.hosts).toEqual({});
  });

  it('reads a component that says nothing as plainComponent has it', () => {
    const { manifest } = read('version: 1\ncomponents: [{name: a}, {name: b, build: {}, test: true}]');
    expect(manifest?.components).toEqual([plainComponent('a'), plainComponent('b')]);
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
    ['version: 1\ncatalogue: []', 'warning 2:1 catalogue is not used by this version of MIPS Port'],
    ['version: 1\ncomponents: {}', 'error 2:13 components must be a list'],
    ['version: 1\ncomponents: [{path: a}]', 'error 2:14 components[0].name is missing'],
    ['version: 1\ncomponents: [{name: 1.10}]', 'put it in quotes'],
    ['version: 1\ncomponents: [{name: a, path: ../b}]', 'it leaves the workspace folder'],
    ['version: 1\ncomponents: [{name: a, path: /etc}]', 'it must be relative to the manifest'],
    ['version: 1\ncomponents: [{name: ../a}]', 'components[0].name: "../a" is not usable'],
    [
      'version: 1\ncomponents: [{name: a, build: {output: ../../b}}]',
      'build.output leaves the workspace folder',
    ],
    ['version: 1\ncomponents: [{name: a}, {name: a}]', 'error 2:32 a component named "a" is there already'],
    ['version: 1\ncomponents: [{name: a, kind: make}]', 'kind make needs build.output'],
    ['version: 1\ncomponents: [{name: a, kind: c}]', 'kind c needs build.sources'],
    ['version: 1\ncomponents: [{name: a, build: {packages: [./...]}}]', 'name one main package'],
    ['version: 1\ncomponents: [{name: a, build: {packages: ["-toolexec=x"]}}]', 'name one main package'],
    ['version: 1\ncomponents: [{name: a, build: {env: {GOARCH: arm}}}]', 'which the target sets'],
    ['version: 1\ncomponents: [{name: a, smoke: {timeout: 0}}]', 'a whole number from 1 to 3600'],
    ['version: 1\ncomponents: [{name: a, kind: command}]', 'needs build.command and build.output'],
    ['version: 1\ncomponents: [{name: a, build: {command: [x]}}]', 'build.command is for kind command'],
    ['version: 1\ncomponents: [{name: a, build: {prepare: [[]]}}]', 'prepare[0] must begin with a command'],
    ['version: 1\ncomponents: [{name: a, build: {prepare: [make]}}]', 'prepare[0] must be a list'],
    ['version: 1\ncomponents: [{name: a, build: {strategy: native}}]', 'strategy native needs build.host'],
    [
      'version: 1\ncomponents: [{name: a, build: {strategy: nativ}}]',
      'unknown value "nativ"; did you mean "native"?',
    ],
    ['version: 1\ncomponents: [{name: a, build: {gopath: ../x}}]', 'write an import path'],
    [
      'version: 1\ncomponents: [{name: a, kind: make, build: {output: ../b}}]',
      'build.output leaves the workspace folder',
    ],
    ['version: 1\ncomponents: [{name: a, build: {folder: ..}}]', 'it leaves the workspace folder'],
    ['version: 1\ncomponents: [{name: a, build: {packages: [./x/a, ./y/a]}}]', 'name them in build.names'],
    ['version: 1\ncomponents: [{name: a, build: {names: {./x: y}}}]', 'which is not among its packages'],
    [
      'version: 1\ncomponents: [{name: a, build: {packages: [./x]}, smoke: {artifact: y}}]',
      'smoke.artifact "y" is not built; there are: x',
    ],
    ['version: 1\ncomponents: [{name: a, smoke: {cpu: "-x"}}]', 'write a CPU model'],
    ['version: 1\ncomponents: [{name: a, source: {}}]', 'error 2:32 components[0].source.git is missing'],
    ['version: 1\ncomponents: [{name: a, needs: [a]}]', 'go round in a circle: a → a'],
    [
      'version: 1\ncomponents:\n  - {name: runc}\n  - {name: b, needs: [rnc]}',
      'error 4:23 component "b" needs "rnc", which is not here; did you mean "runc"?',
    ],
    [
      'version: 1\ncomponents:\n  - {name: a, needs: [b]}\n  - {name: b, needs: [c]}\n  - {name: c, needs: [a]}',
      'error 5:23 component "c": needs go round in a circle: c → a → b → c',
    ],
    [
      'version: 1\ncomponents: [{name: a, catalogue: rnc@v1.16.2}]',
      'unknown value "rnc@v1.16.2"; did you mean "runc@v1.16.2"?',
    ],
    ['version: 1\nhosts: {board: {}}', 'error 2:16 hosts.board.ssh is missing'],
    ['version: 1\nhosts: {board: {ssh: -oProxyCommand=x}}', 'write an alias of the ssh configuration'],
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

  it.each([
    'https://github.com/etcd-io/etcd',
    'https://user@example.org:8443/a/b.git',
    'ssh://git@example.org/a/b.git',
    'file:///srv/git/a.git',
    'git@github.com:etcd-io/etcd.git',
  ])('takes the address %s', (address) => {
    expect(messages(`version: 1\ncomponents: [{name: a, source: {git: "${address}"}}]`)).toEqual([]);
  });

  it.each([
    'ext::sh -c x',
    'fd::17',
    '--upload-pack=x',
    'http://example.org/a',
    'https://user:secret@example.org/a',
    'ssh://-oProxyCommand=x/a',
    'git@host:-x',
    'git@-host:x',
    'a@b::x',
    '/srv/git',
    '',
  ])('refuses the address %j', (address) => {
    const found = messages(`version: 1\ncomponents: [{name: a, source: {git: "${address}"}}]`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('is not usable');
  });

  it.each(['v1.16.2', 'release-1.16', 'feature/x', '0123abc'])('takes the ref %s', (ref) => {
    expect(messages(`version: 1\ncomponents: [{name: a, source: {git: file:///a, ref: "${ref}"}}]`)).toEqual(
      [],
    );
  });

  it.each(['-x', 'a..b', 'a b', 'a~1', 'a^', 'a:b', 'a@{1}', 'a/', 'a.lock', ''])(
    'refuses the ref %j',
    (ref) => {
      const found = messages(`version: 1\ncomponents: [{name: a, source: {git: file:///a, ref: "${ref}"}}]`);
      expect(found.join()).toContain('write a tag, a branch or a commit');
    },
  );

  it('keeps the order of needs and drops what is wrong with them', () => {
    const { manifest } = read(
      'version: 1\ncomponents:\n  - {name: a, needs: [b, c, b]}\n  - {name: b, needs: [x, a]}\n  - {name: c, kind: make}\n',
    );
    expect(manifest?.components.map(({ needs }) => needs)).toEqual([['b'], []]);
  });

  it('takes several smoke runs', () => {
    const { manifest, problems } = read(
      'version: 1\ncomponents: [{name: a, build: {packages: [./x, ./y]}, smoke: [{artifact: y, cpu: Loongson-3A4000}, {env: {GOOS: a}}]}]',
    );
    expect(problems).toEqual([]);
    expect(manifest?.components[0]?.smoke).toMatchObject([
      { artifact: 'y', cpu: 'Loongson-3A4000' },
      { artifact: undefined, env: { GOOS: 'a' } },
    ]);
  });

  it('lets a make or command component leave its output beside itself', () => {
    const { problems } = read(
      'version: 1\ncomponents: [{name: a, path: a, kind: make, build: {output: ../b/c}}]',
    );
    expect(problems).toEqual([]);
  });
});
