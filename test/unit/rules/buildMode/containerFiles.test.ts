import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildMode } from '../../../../src/core/rules/buildMode';
import { findIn, fixed } from '../../support/ruleContext';

function found(path: string, text: string): string[] {
  return findIn(buildMode, path, { [path]: text }).map((finding) => {
    const flag = text.split('\n')[finding.line - 1]?.slice(finding.column - 1, finding.endColumn - 1);
    return `${finding.line}:${finding.column} ${flag} ${finding.certainty}`;
  });
}

const lines = (...all: string[]): string => `${all.join('\n')}\n`;

describe('build-mode finds in a Dockerfile', () => {
  it.each([
    ['a RUN', lines('FROM golang', 'RUN go build -buildmode=pie -o /x .'), ['2:14 -buildmode=pie certain']],
    [
      'a continued RUN with a comment',
      lines(
        'FROM golang',
        'RUN --mount=type=cache,target=/root cd /x && \\',
        '  # all of it',
        '  go build \\',
        '    -race .',
      ),
      ['5:5 -race certain'],
    ],
    ['the JSON form', lines('FROM golang', 'RUN ["go", "build", "-race", "."]'), ['2:22 -race certain']],
    [
      'a here-document',
      lines('FROM golang', 'RUN <<EOF', 'set -e', 'go build -race .', 'EOF'),
      ['4:10 -race certain'],
    ],
    [
      'an ARG',
      lines('FROM golang', 'ARG MODE=-buildmode=pie', 'RUN go build ${MODE} .'),
      ['2:10 -buildmode=pie certain'],
    ],
    ['an ENV', lines('FROM golang', 'ENV A="-v -race" B=c', 'RUN go build $A .'), ['2:11 -race certain']],
    [
      'GOFLAGS',
      lines('FROM golang', 'ENV GOFLAGS=-buildmode=pie', 'RUN go build .'),
      ['2:13 -buildmode=pie certain'],
    ],
    [
      'a cross build on the building machine',
      lines(
        'FROM --platform=$BUILDPLATFORM golang',
        'ARG TARGETARCH',
        'RUN GOARCH=$TARGETARCH go build -race .',
      ),
      ['3:33 -race certain'],
    ],
    [
      'one by ENV',
      lines(
        'FROM --platform=$BUILDPLATFORM golang',
        'ARG TARGETARCH',
        'ENV GOARCH=$TARGETARCH',
        'RUN go build -race .',
      ),
      ['4:14 -race certain'],
    ],
    [
      'one by xx-go',
      lines('FROM --platform=$BUILDPLATFORM golang', 'RUN xx-go build -race .'),
      ['2:17 -race certain'],
    ],
    ['tests, as information', lines('FROM golang', 'RUN go test -race ./...'), ['2:13 -race likely']],
  ])('%s', (_, text, wanted) => {
    expect(found('Dockerfile', text)).toEqual(wanted);
  });

  it.each([
    [
      'a guard',
      lines('FROM golang', 'ARG TARGETARCH', 'RUN if [ "$TARGETARCH" = amd64 ]; then go build -race .; fi'),
    ],
    [
      'a case',
      lines('FROM golang', 'RUN case "$(uname -m)" in \\', '  x86_64) go build -race . ;; \\', '  esac'),
    ],
    ['the building machine', lines('FROM --platform=$BUILDPLATFORM golang', 'RUN go build -race .')],
    ['a fixed platform', lines('FROM --platform=linux/amd64 golang', 'RUN go build -race .')],
    [
      'a stage from such a one',
      lines('FROM --platform=linux/amd64 golang AS a', 'FROM a', 'RUN go build -race .'),
    ],
    ['a fixed architecture', lines('FROM golang', 'ENV GOARCH=amd64', 'RUN go build -race .')],
    ['a comment', lines('FROM golang', '# RUN go build -race', 'RUN echo go build -race')],
    ['a variable nobody uses', lines('FROM golang', 'ENV A=-race', 'RUN go build .')],
  ])('nothing behind %s', (_, text) => {
    expect(found('Dockerfile', text)).toEqual([]);
  });

  it('knows Dockerfiles, and other architectures, by name', () => {
    const text = lines('FROM golang', 'RUN go build -race .');
    for (const name of [
      'Dockerfile',
      'a/Dockerfile.build',
      'app.dockerfile',
      'Containerfile',
      'Dockerfile.mips64le',
    ]) {
      expect(found(name, text), name).toHaveLength(1);
    }
    for (const name of [
      'Dockerfile.arm64',
      'Dockerfile-amd64',
      'Dockerfile.windows',
      'Dockerfile.mips64',
      'x.txt',
    ]) {
      expect(found(name, text), name).toHaveLength(name === 'Dockerfile.mips64' ? 1 : 0);
    }
  });

  it('guards in the shell of the RUN', () => {
    const text = lines(
      'FROM --platform=$BUILDPLATFORM golang',
      'ARG TARGETARCH',
      'RUN GOARCH=$TARGETARCH go build -buildmode=pie .',
    );
    const after = fixed('Dockerfile', text, findIn(buildMode, 'Dockerfile', { Dockerfile: text }));
    expect(after.split('\n')[2]).toBe(
      'RUN GOARCH=$TARGETARCH go build -buildmode=$(case "$TARGETARCH" in (mips*) echo default ;; (*) echo pie ;; esac) .',
    );
    expect(found('Dockerfile', after)).toEqual([]);
    const json = lines('FROM golang', 'RUN ["go", "build", "-race", "."]');
    expect(findIn(buildMode, 'Dockerfile', { Dockerfile: json })[0]?.fixes).toEqual([]);
  });
});

describe('build-mode finds in a goreleaser file', () => {
  const build = (...rest: string[]): string =>
    lines(
      'builds:',
      '  - goos: [linux, darwin]',
      '    goarch:',
      '      - amd64',
      '      - mips64le',
      ...rest,
    );

  it.each([
    [
      'a list of flags',
      build('    flags:', '      - -trimpath', '      - -buildmode=pie'),
      ['8:9 -buildmode=pie certain'],
    ],
    ['flags in one text', build('    flags: -v -race'), ['6:15 -race certain']],
    ['the mode', build('    buildmode: c-shared'), ['6:16 c-shared certain']],
    [
      'targets',
      lines('builds:', '- targets: [linux_amd64_v1, linux_mips64le_hardfloat]', '  flags:', "  - '-race'"),
      ['4:6 -race certain'],
    ],
    [
      'what an override does not set',
      build(
        '    flags: [-race]',
        '    overrides:',
        '      - goos: linux',
        '        goarch: arm64',
        '        flags: []',
      ),
      ['6:13 -race certain'],
    ],
  ])('%s', (_, text, wanted) => {
    expect(found('.goreleaser.yml', text)).toEqual(wanted);
  });

  it.each([
    ['the default list', lines('builds:', '  - flags: [-race]')],
    ['a list without the target', lines('builds:', '  - goarch: [amd64, arm64]', '    flags: [-race]')],
    [
      'another system',
      lines('builds:', '  - goos: [darwin]', '    goarch: [mips64le]', '    flags: [-race]'),
    ],
    ['ignore', build('    ignore:', '      - goos: linux', '        goarch: mips64le', '    flags: [-race]')],
    [
      'an override for the target',
      build(
        '    flags: [-race]',
        '    overrides:',
        '      - goos: linux',
        '        goarch: mips64le',
        '        flags: [-v]',
      ),
    ],
    ['a template', build('    flags:', `      - '{{ if eq .Arch "amd64" }}-race{{ end }}'`)],
    ['another builder', build('    builder: rust', '    flags: [-race]')],
    ['a broken file', 'builds: [\n  - flags: -race {{\n'],
  ])('nothing behind %s', (_, text) => {
    expect(found('.goreleaser.yaml', text)).toEqual([]);
  });

  it.each([
    ['a plain flag', build('    flags:', '      - -buildmode=pie'), '-buildmode=pie'],
    ['one in quotes', build('    flags:', "      - '-race'"), '-race'],
    ['one in a flow list', build('    flags: [-v, -race]'), '-race'],
    ['one among others', build('    flags: -v -race'), '-v -race'],
  ])('guards %s with a template that gives the same for amd64', (_, text, flags) => {
    const path = '.goreleaser.yml';
    const after = fixed(path, text, findIn(buildMode, path, { [path]: text }));
    expect(found(path, after)).toEqual([]);
    const parsed = parse(after) as { builds: { flags: string | string[] }[] };
    const written = [parsed.builds[0]?.flags ?? ''].flat().join(' ');
    const template =
      /\{\{ if eq \.Arch ("mips" "mips64" "mips64le" "mipsle"|[^}]*) \}\}(\w+)\{\{ else \}\}(\w+)\{\{ end \}\}/;
    expect(template.exec(written)?.[1]).toContain('"mips64le"');
    expect(written.replace(template, '$3').replace('-race=true', '-race')).toContain(flags);
    expect(written.replace(template, '$2')).toMatch(/-race=false|-buildmode=default/);
  });
});
