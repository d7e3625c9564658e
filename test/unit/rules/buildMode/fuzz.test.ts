import { describe, expect, it } from 'vitest';
import { buildMode } from '../../../../src/core/rules/buildMode';
import { LineIndex } from '../../../../src/core/positions';
import { Random } from '../../support/random';
import { findIn, fixed } from '../../support/ruleContext';

const seeds: Readonly<Record<string, string>> = {
  Makefile: [
    'GO ?= go',
    'FLAGS := -v -race',
    'ifeq ($(GOARCH),amd64)',
    'FLAGS += -buildmode=pie',
    'else',
    'MODE = plugin',
    'endif',
    'export GOFLAGS = -msan',
    'build: all',
    '\t$(GO) build $(FLAGS) -buildmode=$(MODE) \\',
    '\t  -asan .',
    '\tif [ "$$X" = y ]; then go test -race; fi',
    '',
  ].join('\n'),
  'build.sh': [
    '#!/bin/sh',
    'FLAGS="-v -race"',
    'case "$(uname -m)" in x86_64) M=pie ;; *) M=plugin ;; esac',
    'for a in amd64 mips64le; do',
    '  GOARCH=$a go build $FLAGS -buildmode="$M" -asan .',
    'done',
    'sh -c "go build -msan ."',
    'cat <<EOF',
    'go build -race',
    'EOF',
    '',
  ].join('\n'),
  Dockerfile: [
    'FROM --platform=$BUILDPLATFORM golang AS b',
    'ARG TARGETARCH',
    'ENV F="-race -v"',
    'RUN cd /x && \\',
    '  # a comment',
    '  GOARCH=$TARGETARCH go build $F -buildmode=pie .',
    'RUN ["go", "build", "-msan"]',
    '',
  ].join('\n'),
  '.goreleaser.yml':
    'builds:\n  - goarch: [amd64, mips64le]\n    flags:\n      - -race\n      - -v -asan\n    buildmode: pie\n',
  '.github/workflows/a.yml':
    'jobs:\n  a:\n    strategy:\n      matrix:\n        goarch: [amd64, mips64le]\n        f: [-race, ""]\n    env:\n      GOARCH: ${{ matrix.goarch }}\n    steps:\n      - if: matrix.f != \'x\'\n        run: |\n          go build ${{ matrix.f }} -msan .\n',
};

const pieces = [
  '"',
  "'",
  '$(',
  ')',
  '}',
  '\n',
  '\t',
  '\\',
  ' ',
  '#',
  ';',
  ':',
  '{{',
  '-race ',
  '$',
  '`',
  '(',
  '\r\n',
  'if',
  'esac',
  '<<E',
  '|',
];

describe('build-mode on broken files', () => {
  it.each(Object.entries(seeds))('names places inside %s, and a fix takes its finding away', (path, text) => {
    let findings = 0;
    let fixes = 0;
    for (let seed = 1; seed <= 250; seed++) {
      const random = new Random(seed);
      let mutated = text;
      // The first rounds leave the file nearly whole, so that there are findings to mend.
      for (let round = 0; round < seed % 6; round++) {
        const at = random.below(mutated.length);
        const drop = random.below(3) === 0 ? random.below(8) : 0;
        mutated =
          mutated.slice(0, at) +
          (random.below(2) === 0 ? random.pick(pieces) : '') +
          mutated.slice(at + drop);
      }
      const found = findIn(buildMode, path, { [path]: mutated });
      const index = new LineIndex(mutated);
      for (const { line, column, endLine, endColumn } of found) {
        const start = index.offset(line, column) ?? NaN;
        const end = index.offset(endLine, endColumn) ?? NaN;
        expect(mutated.slice(start, end), `seed ${seed}`).toMatch(/race|[am]san|pie|plugin/);
      }
      const fixable = found.filter((finding) => finding.fixes.length > 0);
      findings += found.length;
      fixes += fixable.length;
      const after = fixed(path, mutated, fixable);
      const left = findIn(buildMode, path, { [path]: after });
      expect(left.length, `seed ${seed}\n${mutated}\n---\n${after}`).toBe(found.length - fixable.length);
    }
    expect(findings).toBeGreaterThan(100);
    expect(fixes).toBeGreaterThan(100);
  });
});
