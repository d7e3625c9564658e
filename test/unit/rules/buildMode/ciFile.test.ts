import { describe, expect, it } from 'vitest';
import { buildMode } from '../../../../src/core/rules/buildMode';
import { findIn, fixed } from '../../support/ruleContext';

function found(text: string, path = '.github/workflows/ci.yml'): string[] {
  return findIn(buildMode, path, { [path]: text }).map((finding) => {
    const flag = text.split('\n')[finding.line - 1]?.slice(finding.column - 1, finding.endColumn - 1);
    return `${finding.line}:${finding.column} ${flag} ${finding.certainty}`;
  });
}

const lines = (...all: string[]): string => `${all.join('\n')}\n`;

/** A workflow with one job; the job's lines are indented by the caller. */
function job(...rest: string[]): string {
  return lines('on: push', 'jobs:', '  build:', '    runs-on: ubuntu-latest', ...rest);
}

const matrix = ['    strategy:', '      matrix:', '        goarch: [amd64, mips64le]'];

describe('build-mode finds in a workflow', () => {
  it.each([
    [
      'GOARCH in the command',
      job('    steps:', '      - run: GOARCH=mips64le go build -race .'),
      ['6:39 -race certain'],
    ],
    [
      'a matrix with the target',
      job(
        ...matrix,
        '    steps:',
        '      - run: go build -buildmode=pie .',
        '        env:',
        '          GOARCH: ${{ matrix.goarch }}',
      ),
      ['9:23 -buildmode=pie certain'],
    ],
    [
      'a matrix in the script',
      job(
        ...matrix,
        '    steps:',
        '      - run: |',
        '          export GOARCH=${{ matrix.goarch }}',
        '          go build -race .',
      ),
      ['11:20 -race certain'],
    ],
    [
      'what include adds',
      job(
        '    strategy:',
        '      matrix:',
        '        include:',
        '          - {goarch: amd64, flags: -race}',
        '          - {goarch: mips64le, flags: -asan}',
        '    env: {GOARCH: "${{ matrix.goarch }}"}',
        '    steps:',
        '      - run: go build ${{ matrix.flags }} .',
      ),
      ['9:39 -asan certain'],
    ],
    [
      'a flag of the environment',
      job(
        '    env:',
        '      GOARCH: mips64le',
        '      FLAGS: -v -race',
        '    steps:',
        '      - run: go build $FLAGS .',
      ),
      ['7:17 -race certain'],
    ],
    [
      'GOFLAGS',
      lines(
        'env:',
        '  GOFLAGS: -buildmode=pie',
        'jobs:',
        '  a:',
        '    steps:',
        '      - env: {GOARCH: mips64le}',
        '        run: go build .',
      ),
      ['2:12 -buildmode=pie certain'],
    ],
    [
      'a runner of the target',
      lines(
        'jobs:',
        '  a:',
        '    runs-on: [self-hosted, mips64le]',
        '    steps:',
        '      - run: go build -race .',
      ),
      ['5:23 -race certain'],
    ],
    [
      'tests, as information',
      job('    steps:', '      - run: GOARCH=mips64le go test -race -exec qemu ./...'),
      ['6:38 -race likely'],
    ],
  ])('%s', (_, text, wanted) => {
    expect(found(text)).toEqual(wanted);
  });

  const env = ['    env:', '      GOARCH: ${{ matrix.goarch }}'];
  it.each([
    ['a runner of its own architecture', job('    steps:', '      - run: go build -race . # mips64le')],
    [
      'a matrix without the target',
      job(
        '    strategy: {matrix: {goarch: [amd64, arm64]}}',
        ...env,
        '    steps:',
        '      - run: go build -race . # mips64le',
      ),
    ],
    [
      'an exclude',
      job(
        ...matrix,
        '        race: [-race, ""]',
        '        exclude:',
        '          - {goarch: mips64le, race: -race}',
        ...env,
        '    steps:',
        '      - run: go build ${{ matrix.race }} .',
      ),
    ],
    [
      'an if',
      job(
        ...matrix,
        ...env,
        '    steps:',
        "      - if: matrix.goarch == 'amd64'",
        '        run: go build -race .',
      ),
    ],
    [
      'an if with !=',
      job(
        ...matrix,
        ...env,
        '    steps:',
        "      - if: ${{ matrix.goarch != 'mips64le' && github.ref }}",
        '        run: go build -race .',
      ),
    ],
    [
      'contains',
      job(
        ...matrix,
        ...env,
        '    steps:',
        "      - if: ${{ !contains(matrix.goarch, 'mips') }}",
        '        run: go build -race .',
      ),
    ],
    [
      'an expression',
      job(
        ...matrix,
        ...env,
        '    steps:',
        "      - run: go build ${{ matrix.goarch == 'amd64' && '-race' || '' }} .",
      ),
    ],
    [
      'a guard in the script',
      job(
        ...matrix,
        ...env,
        '    steps:',
        '      - run: |',
        '          if [ "$GOARCH" = amd64 ]; then',
        '            go build -race .',
        '          fi',
      ),
    ],
    [
      'another shell',
      job(...matrix, ...env, '    steps:', '      - shell: pwsh', '        run: go build -race .'),
    ],
    ['other commands', job(...matrix, ...env, '    steps:', '      - run: echo go build -race')],
    ['a broken file', 'jobs: [\n  mips64le: {{ -race\n'],
  ])('nothing behind %s', (_, text) => {
    expect(found(text)).toEqual([]);
  });

  it('reads the files of other services', () => {
    const gitlab = lines(
      'build:',
      '  variables:',
      '    GOARCH: mips64le',
      '  script:',
      '    - go build -race .',
    );
    expect(found(gitlab, '.gitlab-ci.yml')).toEqual(['5:16 -race certain']);
    const circle = lines(
      'jobs:',
      '  a:',
      '    environment: {GOARCH: mips64le}',
      '    steps:',
      '      - run:',
      '          command: go build -race .',
    );
    expect(found(circle, '.circleci/config.yml')).toEqual(['6:29 -race certain']);
    const travis = lines(
      'script:',
      '  - GOARCH=mips64le go build -race .',
      '  - GOARCH=arm64 go build -race .',
    );
    expect(found(travis, '.travis.yml')).toEqual(['2:30 -race certain']);
    expect(found(gitlab, 'config/other.yml')).toEqual([]);
  });

  it('guards in the script, where YAML leaves room for it', () => {
    const text = job(
      ...matrix,
      ...env,
      '    steps:',
      '      - run: |',
      '          go build \\',
      '            -race .',
    );
    const path = '.github/workflows/ci.yml';
    const after = fixed(path, text, findIn(buildMode, path, { [path]: text }));
    expect(after).toContain(
      '            -race=$(case "$(go env GOARCH)" in (mips*) echo false ;; (*) echo true ;; esac) .',
    );
    expect(found(after)).toEqual([]);
    const quoted = job('    steps:', '      - run: "GOARCH=mips64le go build -race ."');
    expect(findIn(buildMode, path, { [path]: quoted })[0]?.fixes).toEqual([]);
  });
});
