import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { machineName } from '../../../../src/core/rules/machineName';
import { findIn, fixed } from '../../support/ruleContext';
import { describeWith } from '../../support/tools';

function messages(text: string): string[] {
  return findIn(machineName, 'Makefile', { Makefile: text }).map(({ message }) => message);
}

function fix(text: string): string {
  return fixed('Makefile', text, findIn(machineName, 'Makefile', { Makefile: text }));
}

const series = (end: string): string =>
  ['amd64', 'arm64', 's390x']
    .map((arch) => `ifeq ($(ARCH),${arch})\n    BASE?=example.org/base-${arch}:v1\nendif\n`)
    .join('') + end;

describeWith(['make'], 'what the fix of machine-name gives make', () => {
  const print = '\nprint:\n\t@echo "$(BASE) $(QEMUARCH)"\n';
  const make = (text: string, arch: string): string => {
    const { status, stdout, stderr } = spawnSync('make', ['-s', '-f', '-', `ARCH=${arch}`, 'print'], {
      input: text,
      encoding: 'utf8',
    });
    return status === 0 ? stdout.trim() : stderr.trim();
  };

  it('for conditionals one after the other', () => {
    const text = series(print);
    expect(make(text, 'mips64le')).toBe('');
    expect(messages(text)).toEqual(['On mips64le nothing sets BASE here: $(ARCH) is mips64le there']);
    const mended = fix(text);
    expect(make(mended, 'mips64le')).toBe('example.org/base-mips64le:v1');
    expect(make(mended, 's390x')).toBe('example.org/base-s390x:v1');
    expect(messages(mended)).toEqual([]);
  });

  it('for a chain with an error at its end, and names of QEMU', () => {
    const text = `ifeq ($(ARCH),amd64)\nBASE := base\nQEMUARCH := x86_64\nelse ifeq ($(ARCH),ppc64le)\nBASE := ppc64le/base\nQEMUARCH := ppc64le\nelse ifeq ($(ARCH),s390x)\nBASE := s390x/base\nQEMUARCH := s390x\nelse\n$(error no base for $(ARCH))\nendif\n${print}`;
    expect(make(text, 'mips64le')).toContain('no base for mips64le');
    expect(messages(text)).toEqual(['On mips64le this ends in an error: $(ARCH) is mips64le there']);
    const mended = fix(text);
    expect(make(mended, 'mips64le')).toBe('mips64le/base mips64el');
    expect(make(mended, 'ppc64le')).toBe('ppc64le/base ppc64le');
    expect(make(mended, 'arm')).toContain('no base for arm');
    expect(messages(mended)).toEqual([]);
  });
});

describe('machine-name in a makefile', () => {
  it('only tells where uname decides, and where bodies differ by more than the name', () => {
    const uname =
      'M := $(shell uname -m)\nifeq ($(M),x86_64)\n  ARCH := amd64\nelse ifeq ($(M),aarch64)\n  ARCH := arm64\nendif\n';
    expect(messages(uname)).toEqual(['On mips64le nothing sets ARCH here: $(M) is mips64 there']);
    expect(fix(uname)).toBe(uname);
    const digests = 'ifeq ($(ARCH),amd64)\nB=a@1\nendif\nifeq ($(ARCH),arm64)\nB=b@2\nendif\n';
    expect(messages(digests)).toHaveLength(1);
    expect(fix(digests)).toBe(digests);
  });

  it.each<[string, string]>([
    ['a branch for the target', series('ifeq ($(ARCH),mips64le)\n    BASE?=x\nendif\n')],
    ['a filter that has the target', series('ifneq (,$(filter mips64le,$(ARCH)))\n    BASE?=x\nendif\n')],
    ['a value from before', `BASE := plain\n${series('')}`],
    [
      'a value for all others',
      'ifeq ($(ARCH),amd64)\nB=a\nelse ifeq ($(ARCH),arm64)\nB=b\nelse\nB=c\nendif\n',
    ],
    ['flags that are added', 'ifeq ($(ARCH),amd64)\nF+=-a\nelse ifeq ($(ARCH),arm64)\nF+=-b\nendif\n'],
    ['one architecture', 'ifeq ($(ARCH),amd64)\nB=a\nendif\n'],
    ['systems', 'ifeq ($(OS),linux)\nB=amd64\nelse ifeq ($(OS),darwin)\nB=arm64\nendif\n'],
  ])('is silent about %s', (_, text) => {
    expect(messages(text)).toEqual([]);
  });
});
