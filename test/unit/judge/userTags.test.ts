import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { userTags } from '../../../src/node/judge/userTags';
import { describeWith } from '../support/tools';
import { breaking, judgeWith, resultOf, scratch, summary, tree } from './support';

describe('the tags that the user set for Go', () => {
  it.each([
    ['-tags=seccomp', ['seccomp']],
    ['-mod=vendor --tags=a,b -trimpath', ['a', 'b']],
    ["'-tags=a b' -v", ['a', 'b']],
    ['"-tags=a b"', ['a', 'b']],
    ['-tags=a -tags=b', ['b']],
    ['-mod=vendor', []],
    ['-ldflags=-tags', []],
  ])('in GOFLAGS=%s', (flags, tags) => {
    expect(userTags({ GOFLAGS: flags, GOENV: 'off' })).toEqual(tags);
  });

  it('in the file of go env -w, unless the environment says more', () => {
    const home = tree({
      '.config/go/env': 'GOPROXY=off\nGOFLAGS=-tags=file\n',
      other: 'GOFLAGS=-tags=other\n',
    });
    expect(userTags({ HOME: home })).toEqual(['file']);
    expect(userTags({ HOME: home, GOFLAGS: '-tags=environment' })).toEqual(['environment']);
    expect(userTags({ HOME: scratch(), XDG_CONFIG_HOME: join(home, '.config') })).toEqual(['file']);
    expect(userTags({ HOME: home, GOENV: join(home, 'other') })).toEqual(['other']);
    expect(userTags({ HOME: home, GOENV: 'off' })).toEqual([]);
  });
});

describeWith(['go'], 'the judge with tags', () => {
  const env = { PATH: process.env['PATH'], HOME: scratch() };
  const files = {
    'go.mod': 'module example.org/m\n\ngo 1.18\n',
    'm.go': 'package m\n',
    'one.go': `//go:build one\n\n${breaking('m').replace('Dev(', 'One(')}`,
    'two.go': `//go:build two\n\n${breaking('m').replace('Dev(', 'Two(')}`,
  };

  it('sets those of the environment, unless it is told others', async () => {
    const judge = judgeWith({ env: { ...env, GOFLAGS: '-tags=one' } });
    const root = tree(files);
    const found = async (tags?: readonly string[]) =>
      summary(resultOf(await judge.check({ root, target: 'mips64le', ...(tags && { tags }) })).facts);
    expect(await found()).toEqual(['width one.go:7:46 st.Dev']);
    expect(await found([])).toEqual(['width one.go:7:46 st.Dev']);
    expect(await found(['two'])).toEqual(['width two.go:7:46 st.Dev']);
    expect(await found(['one', 'two'])).toHaveLength(2);
  }, 120_000);
});
