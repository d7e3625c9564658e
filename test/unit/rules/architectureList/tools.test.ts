import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { architectureList } from '../../../../src/core/rules/architectureList';
import { findIn, fixed } from '../../support/ruleContext';
import { describeWith } from '../../support/tools';

function fix(path: string, text: string): string {
  return fixed(path, text, findIn(architectureList, path, { [path]: text }));
}

describeWith(['make', 'bash'], 'what the fix of architecture-list gives those who read the list', () => {
  const asMake = (text: string): string =>
    execFileSync('make', ['-s', '-f', '-', 'print'], { input: text, encoding: 'utf8' }).trim();
  const asBash = (text: string): string =>
    execFileSync('bash', ['-eu'], { input: text, encoding: 'utf8' }).trim();

  it.each([
    ['ALL_ARCH = amd64 arm64 s390x # all', 'ALL_ARCH'],
    ['ALL_ARCH = \\\n\tamd64 \\\n\tarm64 \\\n\ts390x \\\n\nOTHER = 1', 'ALL_ARCH'],
    ['SUPPORTED_ARCH := amd64 arm64 \\\n  s390x', 'SUPPORTED_ARCH'],
  ])('make: %j', (list, name) => {
    const text = `${list}\nprint:\n\t@echo $(${name})\n`;
    expect(asMake(text)).toBe('amd64 arm64 s390x');
    expect(asMake(fix('Makefile', text))).toBe('amd64 arm64 s390x mips64le');
  });

  it('a recipe of make', () => {
    const text = 'print:\n\t@for a in amd64 arm64 \\\n\t  s390x; do \\\n\t  printf "%s " "$$a"; \\\n\tdone\n';
    expect(asMake(text)).toBe('amd64 arm64 s390x');
    expect(asMake(fix('Makefile', text))).toBe('amd64 arm64 s390x mips64le');
  });

  it.each([
    ['readonly ALL_ARCH=(\n  amd64\n  # a comment (with brackets)\n  arm64 # and "another"\n  s390x\n)'],
    ['ALL_ARCH=( "amd64" "arm64" \\\n  "s390x" )'],
    ["ALL_ARCH=(amd64 arm64\n          's390x')"],
  ])('bash: %j', (list) => {
    const text = `${list}\necho "\${ALL_ARCH[@]}"\n`;
    expect(asBash(text)).toBe('amd64 arm64 s390x');
    expect(asBash(fix('a.sh', text))).toBe('amd64 arm64 s390x mips64le');
  });

  it('an array by key', () => {
    const text =
      'declare -A QEMU_ARCHES=(\n  [amd64]=x86_64\n  [arm64]=aarch64\n  [s390x]=s390x\n)\nfor a in amd64 s390x ${1:-mips}64le; do echo "${QEMU_ARCHES[$a]:-none}"; done\n';
    expect(asBash(text)).toBe('x86_64\ns390x\nnone');
    expect(asBash(fix('a.sh', text))).toBe('x86_64\ns390x\nmips64el');
  });

  it.each([
    ['goarch: [amd64, arm64, s390x]'],
    ['goarch: [\n  amd64, # one\n  arm64,\n  s390x # three\n]'],
    ['goarch:\n- amd64\n- arm64\n\n# a comment\n- s390x # three'],
    ['goarch:\n  - "amd64"\n  - "arm64"\n  - "s390x"\n'],
  ])('YAML: %j', (list) => {
    const text = `jobs:\n  a:\n    matrix:\n${list.replace(/^/gm, '      ')}\n`;
    const read = (yaml: string): unknown =>
      (parse(yaml) as { jobs: { a: { matrix: { goarch: unknown } } } }).jobs.a.matrix.goarch;
    expect(read(text)).toEqual(['amd64', 'arm64', 's390x']);
    expect(read(fix('.github/workflows/a.yml', text))).toEqual(['amd64', 'arm64', 's390x', 'mips64le']);
  });
});
