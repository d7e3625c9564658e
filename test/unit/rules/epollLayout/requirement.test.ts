import { describe, expect, it } from 'vitest';
import { epollFixedInGo, epollLayout } from '../../../../src/core/rules/epollLayout';
import { findIn, fixed } from '../../support/ruleContext';

const old = 'v0.0.0-20191110163157-d32e6e3b99c4';
const fixedVersion = 'v0.0.0-20191115151921-52ab43148777';

function goMod(version: string, go = '1.17', rest = ''): string {
  return `module m\n\ngo ${go}\n\nrequire (\n\tgolang.org/x/net v0.1.0\n\tgolang.org/x/sys ${version} // indirect\n)\n${rest}`;
}

function found(content: Readonly<Record<string, string>>, path = 'go.mod', goarch?: string): string[] {
  return findIn(epollLayout, path, content, goarch).map(
    ({ line, column, certainty, severity }) => `${line}:${column} ${severity} ${certainty}`,
  );
}

describe('epoll-layout in go.mod', () => {
  it.each([
    [old, ['7:19 warning certain']],
    ['v0.0.0-20180101000000-abcdefabcdef', ['7:19 warning certain']],
    // Written on the 6th and committed on the 15th: what lies between does not have it.
    ['v0.0.0-20191115151920-abcdefabcdef', ['7:19 warning certain']],
    [fixedVersion, []],
    ['v0.0.0-20220715151400-c0bba94af5f8', []],
    ['v0.1.0', []],
    ['v0.30.0', []],
    ['master', []],
  ])('reads %s', (version, wanted) => {
    expect(found({ 'go.mod': goMod(version) })).toEqual(wanted);
  });

  it('is less sure where another module may ask for a newer version', () => {
    const mod = goMod(old, '1.13');
    expect(found({ 'go.mod': mod })).toEqual(['7:19 info likely']);
    expect(found({ 'go.mod': mod, 'go.sum': `golang.org/x/sys ${old} h1:a=\n` })).toEqual([
      '7:19 warning certain',
    ]);
    expect(
      found({ 'go.mod': mod, 'go.sum': `golang.org/x/sys ${old} h1:a=\ngolang.org/x/sys v0.1.0 h1:b=\n` }),
    ).toEqual([]);
    expect(
      found({
        'go.mod': mod,
        'go.sum': `golang.org/x/sys ${old} h1:a=\ngolang.org/x/sys v0.1.0/go.mod h1:b=\n`,
      }),
    ).toEqual(['7:19 warning certain']);
    expect(
      found({ 'go.mod': mod, 'vendor/modules.txt': '# golang.org/x/sys v0.1.0\n## explicit\n' }),
    ).toEqual([]);
  });

  it('follows replace', () => {
    expect(
      found({ 'go.mod': goMod('v0.1.0', '1.17', `\nreplace golang.org/x/sys => golang.org/x/sys ${old}\n`) }),
    ).toEqual(['10:46 warning certain']);
    expect(
      found({ 'go.mod': goMod(old, '1.17', '\nreplace golang.org/x/sys => golang.org/x/sys v0.1.0\n') }),
    ).toEqual([]);
    expect(found({ 'go.mod': goMod(old, '1.17', '\nreplace golang.org/x/sys => ../sys\n') })).toEqual([]);
  });

  it('is for mips64 and mips64le; the other architectures had the padding', () => {
    expect(found({ 'go.mod': goMod(old) }, 'go.mod', 'mips64')).toHaveLength(1);
    expect(found({ 'go.mod': goMod(old) }, 'go.mod', 'riscv64')).toEqual([]);
    expect(found({ 'go.mod': goMod(old) }, 'go.mod', 'mipsle')).toEqual([]);
  });

  it('asks the module that is built, not those that it vendors', () => {
    expect(found({ 'vendor/m/go.mod': goMod(old) }, 'vendor/m/go.mod')).toEqual([]);
  });

  it('raises the requirement, which is not a safe fix', () => {
    const text = goMod(old).replaceAll('\n', '\r\n');
    const findings = findIn(epollLayout, 'go.mod', { 'go.mod': text });
    expect(findings[0]?.fixes.map(({ safe }) => safe)).toEqual([false]);
    const after = fixed('go.mod', text, findings);
    expect(after).toBe(text.replace(old, fixedVersion));
    expect(found({ 'go.mod': after })).toEqual([]);
  });
});

describe('epoll-layout in files of older vendoring tools', () => {
  const struct = (pad: string): string =>
    `package unix\n\ntype EpollEvent struct {\n\tEvents uint32\n${pad}\tFd     int32\n\tPad    int32\n}\n`;
  const vendored = 'vendor/golang.org/x/sys/unix/ztypes_linux_mips64le.go';

  it.each([
    [
      'vendor.conf',
      '# golang.org/x/sys is old\ngolang.org/x/sys d455e41777fca6e8a5a79e34a14b8368bc11d9ba\n',
      '2:1',
    ],
    ['Gopkg.lock', '[[projects]]\n  name = "golang.org/x/sys"\n', '2:11'],
    ['Godeps/Godeps.json', '{\n  "ImportPath": "golang.org/x/sys/unix"\n}\n', '2:18'],
  ])('looks at the copy that %s names', (path, text, at) => {
    expect(found({ [path]: text, [vendored]: struct('') }, path)).toEqual([`${at} warning certain`]);
    expect(found({ [path]: text, [vendored]: struct('\t_      int32\n') }, path)).toEqual([]);
    expect(found({ [path]: text, [vendored]: struct('\tPadFd  int32\n') }, path)).toEqual([]);
    expect(found({ [path]: text }, path)).toEqual([]);
  });
});

describe('epollFixedInGo', () => {
  it.each([
    ['1.13.9', false],
    ['go1.12', false],
    ['1.16', undefined],
    ['1.19', true],
    ['go1.23.4', true],
    ['devel', undefined],
  ])('says of %s: %s', (version, wanted) => {
    expect(epollFixedInGo(version)).toBe(wanted);
  });
});
