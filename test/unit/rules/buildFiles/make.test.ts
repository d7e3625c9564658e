import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isMakefile, makefileGroup } from '../../../../src/core/rules/buildFiles/makeGroup';
import { makeLines } from '../../../../src/core/rules/buildFiles/makeLines';
import { MakeScope } from '../../../../src/core/rules/buildFiles/makeValues';
import { memoryFiles } from '../../support/memoryFiles';
import { Random } from '../../support/random';
import { targetOf } from '../../support/ruleContext';
import { describeWith } from '../../support/tools';

describe('makeLines', () => {
  it('reads assignments, rules, recipes and includes with what is around them', () => {
    const text = [
      'A ?= b # comment',
      'export B := c \\',
      '  d',
      'ifeq ($(GOARCH),amd64)',
      'C += e',
      'else ifdef X',
      'D = f',
      'else',
      'E = g',
      'endif',
      'all install: A = h',
      'all install: dep | order ; echo i',
      '\t@-echo $(A) \\',
      '\t  more',
      '-include x.mk $(Y).mk',
      'define F',
      'go $(1)',
      'endef',
      'export A B',
      '',
    ].join('\n');
    const seen = makeLines(text).map((line) => {
      const where = line.conditions.map(
        ({ directive, left, right, negated }) => `${negated ? '!' : ''}${directive} ${left},${right}`,
      );
      const what =
        line.kind === 'assignment'
          ? `${line.targets ?? ''}|${line.name} ${line.operator} ${line.value.replace(/\s+/g, ' ')}${line.exported ? ' exported' : ''}`
          : line.kind === 'recipe'
            ? `${line.targets}: ${line.text.replace(/\s+/g, ' ')}`
            : line.kind === 'include'
              ? line.paths.join()
              : line.kind === 'export'
                ? line.names.join()
                : line.targets;
      return [line.kind, what, ...where].join(' / ');
    });
    expect(seen).toEqual([
      'assignment / |A ?= b',
      'assignment / |B := c d exported',
      'assignment / |C += e / ifeq $(GOARCH),amd64',
      'assignment / |D = f / !ifeq $(GOARCH),amd64 / ifdef X,',
      'assignment / |E = g / !ifeq $(GOARCH),amd64 / !ifdef X,',
      'assignment / all install|A = h',
      'rule / all install',
      'recipe / all install:  echo i',
      'recipe / all install: echo $(A) \\ more',
      'include / x.mk,$(Y).mk',
      'assignment / |F = go $(1)',
      'export / A,B',
    ]);
  });

  it('gives offsets of the text, with LF and CRLF', () => {
    for (const newline of ['\n', '\r\n']) {
      const text = ['A = b c', 'x: # d', '\t@echo e', 'F := g \\', '   h', ''].join(newline);
      for (const line of makeLines(text)) {
        if (line.kind === 'assignment') {
          const raw = text.slice(line.valueStart, line.valueStart + line.value.length);
          expect(raw.replace(/\\\r?\n/g, (end) => ' '.repeat(end.length))).toBe(line.value);
        }
        if (line.kind === 'recipe')
          expect(text.slice(line.textStart, line.textStart + line.text.length)).toBe(line.text);
      }
      expect(makeLines(text).map(({ kind }) => kind)).toEqual(['assignment', 'rule', 'recipe', 'assignment']);
    }
  });

  it('ends on any text', () => {
    const parts = [
      'ifeq',
      'else',
      'endif',
      'define x',
      'endef',
      '\n',
      '\t',
      '(',
      ')',
      '$(',
      ',',
      '=',
      ':=',
      ':',
      '#',
      '\\',
      'a',
      ' ',
      '+=',
      'ifdef',
      '"',
      '${if ',
      '$(filter ',
    ];
    const target = targetOf('mips64le');
    for (let seed = 1; seed <= 2000; seed++) {
      const random = new Random(seed);
      const text = Array.from({ length: 1 + random.below(30) }, () => random.pick(parts)).join('');
      const lines = makeLines(text);
      const scope = new MakeScope(lines, target);
      for (const line of lines) {
        scope.verdict(line.conditions);
        if (line.kind !== 'assignment') continue;
        scope.variable(line.name);
        for (const piece of scope.pieces(line.value, line.valueStart)) {
          if (piece.kind === 'literal')
            expect(text.slice(piece.start, piece.start + 1)).toBe(piece.text.slice(0, 1));
        }
      }
    }
  });
});

describe('makefileGroup', () => {
  const names = (files: Readonly<Record<string, string>>, path: string): string[] =>
    makefileGroup(path, files[path] ?? '', memoryFiles(files)).lines.flatMap((line) =>
      line.kind === 'assignment' ? [line.name] : [],
    );

  it('reads what includes a makefile, and what it includes, in make’s order', () => {
    const files = {
      Makefile: 'A = 1\ninclude mk/*.mk\nB = 2\n-include Makefile.$(GOOS)\n',
      'Makefile.linux': 'C = 3\n',
      'mk/one.mk': 'D = 4\ninclude mk/deep.inc\n',
      'mk/deep.inc': 'E = 5\n',
      'other/Makefile': 'F = 6\n',
    };
    expect(names(files, 'Makefile.linux')).toEqual(['A', 'B', 'C']);
    expect(names(files, 'mk/one.mk')).toEqual(['A', 'D', 'B']);
    expect(names(files, 'other/Makefile')).toEqual(['F']);
    expect(names({ Makefile: 'include Makefile\nA = 1\n' }, 'Makefile')).toEqual(['A']);
  });

  it.each([
    ['Makefile', true],
    ['a/GNUmakefile', true],
    ['Makefile.linux', true],
    ['rules.mk', true],
    ['debian/rules', true],
    ['Makefile.md', false],
    ['rules', false],
    ['Makefile.in', false],
  ])('knows %s by name', (path, wanted) => {
    expect(isMakefile(path)).toBe(wanted);
  });
});

describeWith(['make'], 'MakeScope beside make itself', () => {
  const makefiles = [
    'R := $(filter mips%,$(GOARCH))',
    'R := $(filter-out mips%,$(GOARCH) amd64)',
    'R := $(if $(filter amd64 arm64,$(GOARCH)),yes,no)',
    'R := $(findstring 64,$(GOARCH))',
    'R := $(subst 64,32,$(GOARCH))',
    'R := $(strip   a   $(GOARCH)  )',
    'R := $(firstword $(GOARCH) x)$(lastword x $(GOARCH))',
    'R := $(or $(NOTHING),$(GOARCH))',
    'A = $(B)\nB = $(GOARCH)\nR := <$(A)>',
    'A := x\nA += y\nR := $(A)',
    'A := 1\nA ?= 2\nC ?= 3\nR := $(A)$(C)',
    'ifeq ($(GOARCH),amd64)\nR := a\nelse ifneq (,$(findstring mips,$(GOARCH)))\nR := b\nelse\nR := c\nendif',
    'ifneq ($(GOARCH),$(filter $(GOARCH),mips mipsle mips64 mips64le))\nR := a\nendif',
    'ifdef GOARCH\nR := a\nendif\nifndef NOTHING\nR += b\nendif',
    "ifeq '$(GOARCH)' 'arm64'\nR := a\nelse\nR := b\nendif",
    'A := $(GOARCH)\nifeq (${A}, mips64le )\nR := a\nelse\nR := b\nendif',
    'R := $$HOME$(NOTHING)',
  ];

  it.each(makefiles)('agrees on %j', (makefile) => {
    for (const goarch of ['amd64', 'arm64', 'mips64le', 's390x']) {
      const input = `${makefile}\n$(info <<$(R)>>)\nall: ;@:\n`;
      const said = execFileSync('make', ['-s', '-f', '-', `GOARCH=${goarch}`], { input, encoding: 'utf8' });
      const scope = new MakeScope(makeLines(makefile), targetOf(goarch));
      expect(scope.variable('R').options, goarch).toEqual([/<<([\s\S]*)>>/.exec(said)?.[1]]);
    }
  });
});
