import { describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { describeWith, goCommands } from '../support/tools';
import { breaking, judgeWith, resultOf, scratch, summary, tree } from './support';

const all = goCommands();
const ends = all.length > 1 ? [all[0], all.at(-1)].filter((go) => go !== undefined) : all;
/** Environment of a user who set nothing about Go. */
const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };

function goMod(path: string, rest = ''): string {
  return `module example.org/${path}\n\ngo 1.18\n${rest}`;
}

/** Trees in the shapes in which Go code comes, and what is found in them. */
const shapes: Readonly<
  Record<string, { files: Readonly<Record<string, string>>; at?: string; want: readonly string[] }>
> = {
  'a module': {
    files: { 'go.mod': goMod('m'), 'a.go': breaking('m'), 'sub/b.go': breaking('sub') },
    want: ['width a.go:5:46 st.Dev', 'width sub/b.go:5:46 st.Dev'],
  },
  'a folder of a module': {
    files: { 'go.mod': goMod('m'), 'a.go': breaking('m'), 'sub/b.go': breaking('sub') },
    at: 'sub',
    want: ['width b.go:5:46 st.Dev'],
  },
  'one file of a module': {
    files: { 'go.mod': goMod('m'), 'a.go': breaking('m'), 'b.go': breaking('m').replace('Dev(', 'Other(') },
    at: 'b.go',
    want: ['width b.go:5:48 st.Dev'],
  },
  'a module with vendored code': {
    files: {
      'go.mod': goMod('m', '\nrequire example.org/dep v1.2.0\n'),
      'a.go': `${breaking('m')}\nvar _ = dep.Dev\n`.replace('import', 'import "example.org/dep"\n\nimport'),
      'vendor/modules.txt': '# example.org/dep v1.2.0\n## explicit; go 1.17\nexample.org/dep\n',
      'vendor/example.org/dep/dep.go': breaking('dep'),
    },
    want: ['width a.go:7:46 st.Dev'],
  },
  'a module from before Go 1.14 with vendored code, as Go wrote its list then': {
    files: {
      'go.mod': 'module example.org/m\n\ngo 1.12\n\nrequire example.org/dep v1.2.0\n',
      'a.go': 'package m\n\nimport "example.org/dep"\n\nvar x uint64 = dep.Stat.Rdev\n',
      'vendor/modules.txt': '# example.org/dep v1.2.0\nexample.org/dep\n',
      'vendor/example.org/dep/dep.go': 'package dep\n\nimport "syscall"\n\nvar Stat syscall.Stat_t\n',
    },
    want: ['width a.go:5:16 dep.Stat.Rdev'],
  },
  'a workspace': {
    files: {
      'go.work': 'go 1.18\n\nuse (\n\t./one\n\t./two\n)\n',
      'one/go.mod': goMod('one', '\nrequire example.org/two v0.0.0\n'),
      'one/a.go': 'package one\n\nimport "example.org/two"\n\nvar x uint64 = two.Stat.Rdev\n',
      'two/go.mod': goMod('two'),
      'two/b.go': 'package two\n\nimport "syscall"\n\nvar Stat syscall.Stat_t\n',
      'three/go.mod': goMod('three'),
      'three/c.go': breaking('three'),
    },
    want: ['width one/a.go:5:16 two.Stat.Rdev', 'width three/c.go:5:46 st.Dev'],
  },
  'a module that replaces another by a folder': {
    files: {
      'go.mod': goMod('m', '\nrequire example.org/dep v0.0.0\n\nreplace example.org/dep => ./dep\n'),
      'a.go': 'package m\n\nimport "example.org/dep"\n\nvar x uint64 = dep.Stat.Rdev\n',
      'dep/go.mod': goMod('dep'),
      'dep/dep.go': `${breaking('dep')}\nvar Stat syscall.Stat_t\n`,
    },
    want: ['width a.go:5:16 dep.Stat.Rdev', 'width dep/dep.go:5:46 st.Dev'],
  },
  'a GOPATH': {
    files: {
      'src/example.org/m/a.go': 'package m\n\nimport "example.org/dep"\n\nvar x uint64 = dep.Stat.Rdev\n',
      'src/example.org/m/vendor/example.org/dep/dep.go':
        'package dep\n\nimport "syscall"\n\nvar Stat syscall.Stat_t\n',
    },
    at: 'src/example.org/m',
    want: ['width a.go:5:16 dep.Stat.Rdev'],
  },
  'a tree from before modules, outside any GOPATH': {
    files: {
      'a.go': 'package m\n\nimport (\n\t"example.org/m/sub"\n)\n\nvar x uint64 = sub.Stat.Rdev\n',
      'sub/b.go':
        'package sub // import "example.org/m/sub"\n\nimport "example.org/dep"\n\nvar Stat = dep.Stat\n',
      'vendor/example.org/dep/dep.go': 'package dep\n\nimport "syscall"\n\nvar Stat syscall.Stat_t\n',
    },
    want: ['width a.go:7:16 sub.Stat.Rdev'],
  },
};

describeWith(['go'], 'the judge loads', () => {
  describe.each(ends.map((go) => [go.version, go.command]))('with Go %s', (_, goCommand) => {
    const judge = judgeWith({ goCommand, env });
    it.each(Object.entries(shapes))(
      '%s',
      async (_name, { files, at = '', want }) => {
        const root = join(tree(files), at);
        const outcome = await judge.check({ root, target: 'mips64le' });
        const { facts, notes } = resultOf(outcome);
        expect(notes).toEqual([]);
        expect(summary(facts)).toEqual(want);
      },
      120_000,
    );

    it('one of two modules where the other cannot be loaded', async () => {
      const root = tree({
        'go.mod': goMod('m'),
        'a.go': breaking('m'),
        'broken/go.mod': 'module example.org/broken\n\nno such directive\n',
        'broken/b.go': breaking('broken'),
      });
      const { facts, notes } = resultOf(await judge.check({ root, target: 'mips64le' }));
      expect(summary(facts)).toEqual(['width a.go:5:46 st.Dev']);
      expect(notes).toHaveLength(1);
      expect(notes[0]).toMatch(/^broken: go list: .*unknown directive/);
    });

    it('a module of which required modules are missing, as part of a GOPATH', async () => {
      const root = tree({
        'go.mod': 'module example.org/m\n\ngo 1.13\n\nrequire example.org/dep v1.3.0\n',
        'a.go': breaking('m'),
        'sub/b.go': 'package sub\n\nimport "example.org/dep"\n\nvar x uint64 = dep.Stat.Rdev\n',
      });
      const { facts, notes } = resultOf(await judge.check({ root, target: 'mips64le' }));
      expect(summary(facts)).toEqual(['width a.go:5:46 st.Dev']);
      expect(notes.join('\n')).toMatch(/example\.org\/dep/);
    });

    it('a module whose vendor folder does not agree with it, as part of a GOPATH', async () => {
      const root = tree({
        'go.mod': goMod('m', '\nrequire example.org/dep v1.3.0\n'),
        'a.go': 'package m\n\nimport "example.org/dep"\n\nvar x uint64 = dep.Stat.Rdev\n',
        'sub/go.mod': goMod('m/sub'),
        'sub/b.go': breaking('sub'),
        'vendor/modules.txt': '# example.org/dep v1.2.0\n## explicit; go 1.17\nexample.org/dep\n',
        'vendor/example.org/dep/dep.go': 'package dep\n\nimport "syscall"\n\nvar Stat syscall.Stat_t\n',
      });
      const { facts, notes } = resultOf(await judge.check({ root, target: 'mips64le' }));
      expect(summary(facts)).toEqual(['width a.go:5:16 dep.Stat.Rdev', 'width sub/b.go:5:46 st.Dev']);
      expect(notes.join('\n')).toContain('inconsistent vendoring');
      const text = 'package m\n\nimport "example.org/dep"\n\nvar x = dep.Stat.Rdev\n';
      const updated = resultOf(await judge.update(root, [{ file: 'a.go', text }]));
      expect(summary(updated.facts)).toEqual(['width sub/b.go:5:46 st.Dev']);
    });

    it.each([
      ['vendored code where asked for', { vendor: true }],
      ['what the tree depends on where asked for', { deps: true }],
    ])('%s', async (_name, more) => {
      const root = tree({
        'go.mod': goMod('m', '\nrequire example.org/dep v1.2.0\n'),
        'a.go': 'package m\n\nimport "example.org/dep"\n\nvar _ = dep.Dev\n',
        'vendor/modules.txt': '# example.org/dep v1.2.0\n## explicit; go 1.17\nexample.org/dep\n',
        'vendor/example.org/dep/dep.go': breaking('dep'),
      });
      const { facts } = resultOf(await judge.check({ root, target: 'mips64le', ...more }));
      expect(summary(facts)).toEqual(['width vendor/example.org/dep/dep.go:5:46 st.Dev']);
    });

    it('nothing outside modules and GOPATH, and says so', async () => {
      const root = tree({ 'a.go': breaking('m') });
      expect(await judge.check({ root, target: 'mips64le' })).toMatchObject({
        kind: 'unavailable',
        reason: 'no-module',
      });
    });

    it('a module without what it requires, without asking the network', async () => {
      const root = tree({
        'go.mod': goMod('m', '\nrequire example.com/absent v1.0.0\n'),
        'a.go': `${breaking('m')}\nvar _ = absent.X\n`.replace(
          'import',
          'import "example.com/absent"\n\nimport',
        ),
      });
      const judged = judgeWith({ goCommand, env: { ...env, GOPROXY: 'http://127.0.0.1:9' } });
      const { facts, notes, checkedFiles } = resultOf(await judged.check({ root, target: 'mips64le' }));
      expect(summary(facts)).toEqual(['width a.go:7:46 st.Dev']);
      expect(notes.join('\n')).toContain('example.com/absent');
      expect([...checkedFiles]).toEqual([]);
    });
  });

  it('with a Go that is new enough for the module, where one is installed', async () => {
    const newest = all.at(-1);
    const judge = judgeWith({ env });
    const line = `module example.org/m\n\ngo ${newest?.version ?? ''}\n`;
    const served = tree({ 'go.mod': line, 'a.go': breaking('m') });
    const { goVersion } = resultOf(await judge.check({ root: served, target: 'mips64le' }));
    expect(goVersion.startsWith(newest?.version ?? '')).toBe(true);
  }, 120_000);

  describe.each(ends.map((go) => [go.version, go.command]))(
    'with Go %s, older than is asked',
    (_, goCommand) => {
      const judge = judgeWith({ goCommand, env });
      const newer = (path: string, rest = '') =>
        `module example.org/${path}\n\ngo 9.1.3\n\ntoolchain go9.1.4\n\ngodebug (\n\tnewest=1\n)\n\ntool example.org/m/tool\n${rest}`;

      it('a module, by a go.mod that asks for no more', async () => {
        const root = tree({
          'go.mod': newer('m', '\nrequire example.org/dep v0.0.0\n\nreplace example.org/dep => ./dep\n'),
          'a.go': 'package m\n\nimport "example.org/dep"\n\nvar x uint64 = dep.Stat.Rdev\n',
          'new.go': 'package m\n\nimport "newest"\n\nvar _ = newest.Thing\n',
          'sub/sub.go': breaking('sub'),
          'dep/go.mod': goMod('dep'),
          'dep/dep.go': 'package dep\n\nimport "syscall"\n\nvar Stat syscall.Stat_t\n',
        });
        const { facts, notes } = resultOf(await judge.check({ root, target: 'mips64le' }));
        expect(summary(facts)).toEqual(['width a.go:5:16 dep.Stat.Rdev', 'width sub/sub.go:5:46 st.Dev']);
        expect(notes.join('\n')).toMatch(
          /^go\.mod requires go >= 9\.1\.3; checked with Go \d+\.\d+\S* instead/,
        );
        expect(notes.join('\n')).toContain('newest');
        const text = 'package m\n\nvar x = 1\n';
        const updated = resultOf(await judge.update(root, [{ file: 'a.go', text }]));
        expect(summary(updated.facts)).toEqual(['width sub/sub.go:5:46 st.Dev']);
      }, 120_000);

      it('a module with vendored code, and a folder of it', async () => {
        const root = tree({
          'go.mod': newer('m', '\nrequire example.org/dep v1.2.0\n'),
          'a.go': 'package m\n\nimport "example.org/dep"\n\nvar x uint64 = dep.Stat.Rdev\n',
          'sub/b.go': 'package sub\n\nimport "example.org/dep"\n\nvar x uint64 = dep.Stat.Rdev\n',
          'vendor/modules.txt': '# example.org/dep v1.2.0\n## explicit; go 9.0.0\nexample.org/dep\n',
          'vendor/example.org/dep/dep.go': 'package dep\n\nimport "syscall"\n\nvar Stat syscall.Stat_t\n',
        });
        const whole = resultOf(await judge.check({ root, target: 'mips64le' }));
        expect(summary(whole.facts)).toEqual([
          'width a.go:5:16 dep.Stat.Rdev',
          'width sub/b.go:5:16 dep.Stat.Rdev',
        ]);
        expect(whole.notes).toHaveLength(1);
        const part = resultOf(await judge.check({ root: join(root, 'sub'), target: 'mips64le' }));
        expect(summary(part.facts)).toEqual(['width b.go:5:16 dep.Stat.Rdev']);
        expect([...part.checkedFiles]).toEqual(['b.go']);
      }, 120_000);
    },
  );

  it('through a symbolic link', async () => {
    const root = tree({ 'go.mod': goMod('m'), 'a.go': breaking('m') });
    const { symlinkSync } = await import('node:fs');
    const link = join(scratch(), 'link');
    symlinkSync(root, link);
    const { facts } = resultOf(await judgeWith({ env }).check({ root: link, target: 'mips64le' }));
    expect(summary(facts)).toEqual(['width a.go:5:46 st.Dev']);
  }, 120_000);
});
