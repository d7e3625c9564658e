import { describe, expect, it } from 'vitest';
import { enablesUnconvert } from '../../../src/core/rules/golangci';
import { memoryFiles, type Texts } from '../support/fixtureTree';

const ask = (texts: Texts, file = 'a/b/c.go'): boolean => enablesUnconvert(file, memoryFiles(texts));

describe('golangci-lint’s configuration', () => {
  it.each<[boolean, string, Texts]>([
    [
      true,
      'version 1 enables it',
      { '.golangci.yml': 'linters:\n  enable:\n    - gofmt\n    - unconvert # why\n' },
    ],
    [false, 'version 1 enables others', { '.golangci.yml': 'linters:\n  enable: [gofmt]\n' }],
    [true, 'everything is enabled', { '.golangci.yaml': 'linters:\n  enable-all: true\n  disable: [wsl]\n' }],
    [
      false,
      'everything but it',
      { '.golangci.yaml': 'linters:\n  enable-all: true\n  disable: [unconvert]\n' },
    ],
    [true, 'the style preset', { '.golangci.yml': 'linters:\n  presets: [style]\n' }],
    [
      true,
      'version 2 enables it',
      { '.golangci.yml': 'version: "2"\nlinters:\n  enable:\n    - unconvert\n' },
    ],
    [true, 'version 2 defaults to all', { '.golangci.yml': 'version: "2"\nlinters:\n  default: all\n' }],
    [
      false,
      'version 2 defaults to standard',
      { '.golangci.yml': 'version: "2"\nlinters:\n  default: standard\n' },
    ],
    [true, 'JSON', { '.golangci.json': '{"linters": {"enable": ["unconvert"]}}' }],
    [
      true,
      'TOML with a list over lines',
      { '.golangci.toml': '[run]\n\n[linters]\nenable = [\n  "gofmt", # why\n  "unconvert",\n]\n[issues]\n' },
    ],
    [false, 'TOML of another section', { '.golangci.toml': '[other]\nenable = ["unconvert"]\n' }],
    [false, 'a comment', { '.golangci.yml': '# unconvert\nlinters:\n  enable: []\n' }],
    [false, 'nothing', {}],
    [false, 'a broken file', { '.golangci.yml': 'linters: [\n' }],
  ])('%s: %s', (expected, _, texts) => {
    expect(ask(texts)).toBe(expected);
  });

  it('counts from the nearest folder', () => {
    const off = 'linters:\n  enable: [gofmt]\n';
    const on = 'linters:\n  enable: [unconvert]\n';
    expect(ask({ '.golangci.yml': on, 'a/.golangci.yml': off })).toBe(false);
    expect(ask({ '.golangci.yml': off, 'a/b/.golangci.yml': on })).toBe(true);
    expect(ask({ '.golangci.yml': on, 'a/b/c/.golangci.yml': off })).toBe(true);
  });
});
