import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildMode } from '../../../../src/core/rules/buildMode';
import { findIn, fixed } from '../../support/ruleContext';
import { describeWith, goCommands } from '../../support/tools';

/** `line:column flag certainty` of each finding. */
function found(makefile: string, others: Readonly<Record<string, string>> = {}, path = 'Makefile'): string[] {
  return findIn(buildMode, path, { ...others, [path]: makefile }).map((finding) => {
    const flag = makefile.split('\n')[finding.line - 1]?.slice(finding.column - 1, finding.endColumn - 1);
    return `${finding.line}:${finding.column} ${flag} ${finding.certainty}`;
  });
}

describe('build-mode finds in a makefile', () => {
  it.each([
    ['a flag of go build', 'x:\n\tgo build -buildmode=pie -o x .\n', ['2:11 -buildmode=pie certain']],
    ['two words of one flag', 'x:\n\tgo build -buildmode plugin .\n', ['2:11 -buildmode plugin certain']],
    ['a flag in quotes', 'x:\n\t$(GO) build "-race" .\n', ['2:15 -race certain']],
    ['a flag on a continued line', 'x:\n\tgo build -v \\\n\t\t-race .\n', ['3:3 -race certain']],
    [
      'behind an environment and sudo',
      'x:\n\tCGO_ENABLED=1 sudo -E go install -msan ./...\n',
      ['2:35 -msan certain'],
    ],
    [
      'a variable',
      'FLAGS ?= -v -buildmode=pie\nx:\n\tgo build $(FLAGS) .\n',
      ['1:13 -buildmode=pie certain'],
    ],
    ['a variable of a variable', 'A = -race\nB := $(A) -v\nx:\n\tgo build ${B} .\n', ['1:5 -race certain']],
    ['what += adds', 'F :=\nF += -asan\nx:\n\tgo build $(F) .\n', ['2:6 -asan certain']],
    ['a mode in a variable', 'M := pie\nx:\n\tgo build -buildmode=$(M) .\n', ['1:6 pie certain']],
    ['a go command in a variable', 'B := $(GO) build -race\nx:\n\t$(B) .\n', ['1:18 -race certain']],
    ['flags behind such a variable', 'B := go build\nF = -race\nx:\n\t$(B) $(F) .\n', ['2:5 -race certain']],
    ['a define', 'define b\n\tgo build -race $(1)\nendef\n', ['2:11 -race certain']],
    [
      'exported GOFLAGS',
      'export GOFLAGS := -buildmode=pie\nx:\n\tgo build .\n',
      ['1:19 -buildmode=pie certain'],
    ],
    ['a GOARCH from the caller', 'x-%:\n\tGOARCH=$* go build -race .\n', ['2:21 -race certain']],
    [
      'a list with the target',
      'x:\n\tfor a in amd64 mips64le; do GOARCH=$$a go build -race .; done\n',
      ['2:50 -race certain'],
    ],
    [
      'a guard that leaves the target in',
      'ifneq ($(GOARCH),ppc64)\nF = -buildmode=pie\nendif\nx:\n\tgo build $(F)\n',
      ['2:5 -buildmode=pie certain'],
    ],
    [
      'an else',
      'ifeq ($(GOARCH),386)\nF =\nelse\nF = -buildmode=pie\nendif\nx:\n\tgo build $(F)\n',
      ['4:5 -buildmode=pie certain'],
    ],
    ['CRLF', 'F = -race\r\nx:\r\n\tgo build $(F)\r\n', ['1:5 -race certain']],
    ['tests, as information', 'test:\n\tgo test -race ./...\n', ['2:10 -race likely']],
    ['a sanitizer build set apart', 'build-race:\n\tgo build -race .\n', ['2:11 -race likely']],
    [
      'something that is not known',
      'x:\n\tif grep -q x y; then go build -race .; fi\n',
      ['2:32 -race likely'],
    ],
  ])('%s', (_, makefile, wanted) => {
    expect(found(makefile)).toEqual(wanted);
  });

  it.each([
    ['a guard by ifeq', 'ifeq ($(GOARCH),amd64)\nF = -race\nendif\nx:\n\tgo build $(F)\n'],
    [
      'a guard by filter',
      'ifneq (,$(filter $(GOARCH),amd64 arm64))\nF = -buildmode=pie\nendif\nx:\n\tgo build $(F)\n',
    ],
    [
      'a guard by filter-out',
      'ifeq ($(GOARCH),$(filter-out mips%,$(GOARCH)))\nF = -buildmode=pie\nendif\nx:\n\tgo build $(F)\n',
    ],
    [
      'containerd’s guard',
      'ifneq ($(GOARCH),$(filter $(GOARCH),mips mipsle mips64 mips64le ppc64))\nF += -buildmode=pie\nendif\nx:\n\tgo build $(F)\n',
    ],
    [
      'a guard by findstring',
      'ifeq (,$(findstring mips,$(GOARCH)))\nF = -buildmode=pie\nendif\nx:\n\tgo build $(F)\n',
    ],
    ['a guard on go env', 'ifeq ($(shell $(GO) env GOARCH),amd64)\nF = -race\nendif\nx:\n\tgo build $(F)\n'],
    [
      'a guard on uname',
      'ARCH := $(shell uname -m)\nifeq ($(ARCH),x86_64)\nF = -race\nendif\nx:\n\tgo build $(F)\n',
    ],
    ['a guard with quotes', 'ifeq "$(GOARCH)" "amd64"\nF = -race\nendif\nx:\n\tgo build $(F)\n'],
    [
      'an else of a guard',
      'ifeq ($(GOARCH),mips64le)\nF =\nelse ifeq ($(X),)\nF = -race\nendif\nx:\n\tgo build $(F)\n',
    ],
    ['a guard by $(if)', 'x:\n\tgo build $(if $(filter amd64,$(GOARCH)),-race) .\n'],
    ['a guard in the recipe', 'x:\n\tif [ "$$(uname -m)" = x86_64 ]; then go build -race .; fi\n'],
    ['a case in the recipe', 'x:\n\tcase $(GOARCH) in amd64|arm64) go build -race . ;; esac\n'],
    ['a fixed architecture', 'x:\n\tGOOS=linux GOARCH=amd64 go build -race .\n'],
    ['a fixed system', 'x:\n\tenv GOOS=darwin go build -buildmode=pie .\n'],
    ['a fixed architecture of the file', 'export GOARCH := amd64\nx:\n\tgo build -race .\n'],
    ['a fixed architecture of the rule', 'x: export GOARCH = arm64\nx:\n\tgo build -race .\n'],
    ['a list without the target', 'x:\n\tfor a in amd64 arm64; do GOARCH=$$a go build -race .; done\n'],
    ['a switch that is off', 'ifdef RACE\nF = -race\nendif\nx:\n\tgo build $(F) .\n'],
    ['a switch that is not on', 'ifeq ($(RACE),1)\nF = -race\nendif\nx:\n\tgo build $(F) .\n'],
    ['another system', 'ifeq ($(GOOS),windows)\nF = -buildmode=pie\nendif\nx:\n\tgo build $(F)\n'],
    ['a comment', '# F = -race\nF = # -race\nx:\n\tgo build $(F) . # -race\n'],
    ['help', 'help:\n\t@echo "go build -race"\n\t@printf "%s" go build -race\n'],
    ['flags of others', 'F = -race\nx:\n\tcc -race $(F) x.c\n\tgcc -shared -o x.so x.c\n'],
    ['a variable that no go command has', 'F = -race\nx:\n\tgo build .\n'],
    ['flags of the program', 'x:\n\tgo run ./cmd -race\n\tgo test ./... -args -race\n'],
    ['a flag that is off', 'x:\n\tgo build -race=false -buildmode=exe .\n'],
    ['words that look alike', 'x:\n\tgo build -tags no-race -o trace-race -ldflags "-X a=-racer" .\n'],
    ['a broken file', 'ifeq (\n\tgo build\ndefine x\nelse\nendif\nendif\n$(\n'],
  ])('nothing behind %s', (_, makefile) => {
    expect(found(makefile)).toEqual([]);
  });

  it('follows variables into the makefile that includes this one', () => {
    const linux = 'ifeq ($(GOOS),linux)\nGCFLAGS += -buildmode=pie\nendif\n';
    const main = 'GOOS ?= $(shell go env GOOS)\n-include Makefile.$(GOOS)\nx:\n\tgo build ${GCFLAGS} .\n';
    expect(found(linux, { Makefile: main }, 'Makefile.linux')).toEqual(['2:12 -buildmode=pie certain']);
    expect(found(main, { 'Makefile.linux': linux })).toEqual([]);
    expect(found(linux, {}, 'Makefile.linux')).toEqual([]);
    expect(found('GCFLAGS = -race\n', { 'sub/Makefile': main }, 'other/flags.mk')).toEqual([]);
    const root = 'include mk/*.mk\nx:\n\tgo build $(F)\n';
    expect(found('F = -race\n', { Makefile: root }, 'mk/flags.mk')).toEqual(['1:5 -race certain']);
  });

  it('asks for the target, not for MIPS', () => {
    const content = { Makefile: 'x:\n\tgo build -race -buildmode=pie .\n' };
    const flags = (goarch: string): (string | undefined)[] =>
      findIn(buildMode, 'Makefile', content, goarch).map(({ message }) => /^\S+/.exec(message)?.[0]);
    expect(flags('mips64le')).toEqual(['-race', '-buildmode=pie']);
    expect(flags('riscv64')).toEqual(['-race']);
    expect(flags('arm64')).toEqual([]);
  });
});

const [go] = goCommands().slice(-1);

describeWith(['make', 'go'], 'build-mode’s guards in a makefile, under make itself', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['an assignment alone', 'F := -buildmode=pie\nx:\n\tgo build $(F) -o /dev/null .\n'],
    ['an indented one', 'ifeq ($(X),)\n  F ?= -race\nendif\nx:\n\tgo build $(F) -v .\n'],
    ['one with other flags', 'F = -v -race -x\nx:\n\tgo build $(F) .\n'],
    [
      'one with GOARCH of its own',
      'GOARCH ?= $(shell go env GOARCH)\nF := "-buildmode=pie"\nx:\n\tgo build $(F) .\n',
    ],
    ['a mode', 'M ?= pie\nx:\n\tgo build -buildmode=$(M) .\n'],
    ['one that += adds', 'F := -v\nF += -buildmode=pie\nx:\n\tgo build $(F) .\n'],
    ['a recipe', 'x:\n\tgo build -v \\\n\t  "-race" .\n'],
    ['a target-specific variable', 'x: F = -race\nx:\n\tgo build $(F) .\n'],
    ['exported GOFLAGS', 'export GOFLAGS = -buildmode=pie\nx:\n\techo $(GOFLAGS) ; go build .\n'],
    ['CRLF', 'F := -race\r\n'],
  ];
  const flag = /-race(?!=false)|-buildmode=pie/;

  it.each(cases)('keep %s for amd64 and not for mips64le', (_, makefile) => {
    // make takes the carriage return for a part of the recipe, so with CRLF only the assignments are tried.
    const text = makefile.includes('\r') ? `${makefile}x:\n\t@echo go build $(F)\n` : makefile;
    const readable = makefile.includes('\r') ? `${makefile}x:\r\n\tgo build $(F) .\r\n` : makefile;
    const before = findIn(buildMode, 'Makefile', { Makefile: readable });
    expect(before.map(({ certainty }) => certainty)).toEqual(['certain']);
    const after = fixed('Makefile', readable, before);
    expect(findIn(buildMode, 'Makefile', { Makefile: after })).toEqual([]);
    const tried = makefile.includes('\r')
      ? after.replace('x:\r\n\tgo build $(F) .\r\n', 'x:\n\t@echo go build $(F)\n')
      : after;
    for (const args of [[], ['GOARCH=amd64']]) {
      expect(commands(text, 'amd64', args)).toMatch(flag);
      // The guard gives the same flag with a value; what go does with it is the same.
      expect(commands(tried, 'amd64', args).replace('-race=true', '-race')).toBe(
        commands(text, 'amd64', args),
      );
    }
    expect(commands(text, 'mips64le', [])).toMatch(flag);
    expect(commands(tried, 'mips64le', [])).not.toMatch(flag);
    expect(commands(tried, 'amd64', ['GOARCH=mips64le'])).not.toMatch(flag);
  });

  /** The commands that make would run, with GOARCH in the environment. */
  function commands(makefile: string, goarch: string, args: readonly string[]): string {
    const dir = mkdtempSync(join(tmpdir(), 'mips-port-make-'));
    try {
      writeFileSync(join(dir, 'Makefile'), makefile);
      const env = {
        ...process.env,
        GOARCH: goarch,
        GOTOOLCHAIN: 'local',
        PATH: `${join(go?.root ?? '', 'bin')}:${process.env['PATH'] ?? ''}`,
      };
      return execFileSync('make', ['-n', 'x', ...args], { cwd: dir, env, encoding: 'utf8' });
    } finally {
      rmSync(dir, { recursive: true });
    }
  }
});
