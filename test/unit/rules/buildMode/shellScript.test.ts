import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildMode } from '../../../../src/core/rules/buildMode';
import { findIn, fixed } from '../../support/ruleContext';
import { describeWith, goCommands } from '../../support/tools';

function found(script: string, path = 'build.sh'): string[] {
  return findIn(buildMode, path, { [path]: script }).map((finding) => {
    const flag = script.split('\n')[finding.line - 1]?.slice(finding.column - 1, finding.endColumn - 1);
    return `${finding.line}:${finding.column} ${flag} ${finding.certainty}`;
  });
}

describe('build-mode finds in a shell script', () => {
  it.each([
    ['a flag', 'go build -buildmode=pie .\n', ['1:10 -buildmode=pie certain']],
    ['a variable', 'FLAGS="-v -race"\ngo build $FLAGS .\n', ['1:11 -race certain']],
    ['an exported one', 'export FLAGS=-race\ngo build ${FLAGS} .\n', ['1:14 -race certain']],
    ['an array', 'flags=(-v -race)\ngo build "${flags[@]}" .\n', ['1:11 -race certain']],
    ['what += adds', 'F=\nF+=" -asan"\ngo build $F .\n', ['2:6 -asan certain']],
    ['a mode', 'MODE=c-shared\ngo build -buildmode="$MODE" .\n', ['1:6 c-shared certain']],
    ['GOFLAGS', 'export GOFLAGS="-buildmode=pie"\ngo build .\n', ['1:17 -buildmode=pie certain']],
    ['a go command in a variable', 'B="go build -v"\nF=-race\n$B $F .\n', ['2:3 -race certain']],
    ['a go command by its path', '/usr/local/go/bin/go build -race .\n', ['1:28 -race certain']],
    [
      'inside a function and an if',
      'f() {\n  if true; then\n    go build -race .\n  fi\n}\nf\n',
      ['3:14 -race certain'],
    ],
    ['behind &&', 'cd x && go build -race .\n', ['1:18 -race certain']],
    [
      'an else',
      'if [ "$(go env GOARCH)" = amd64 ]; then :; else go build -race .; fi\n',
      ['1:58 -race certain'],
    ],
    [
      'the last branch of a case',
      'case $GOARCH in\n  amd64) ;;\n  *) F=-race ;;\nesac\ngo build $F .\n',
      ['3:8 -race certain'],
    ],
    [
      'a list with the target',
      'for a in amd64 mips64le; do\n  GOARCH=$a go build -race .\ndone\n',
      ['2:22 -race certain'],
    ],
    ['a script of a script', "docker run x sh -c 'cd /y; go build -race .'\n", ['1:37 -race certain']],
    [
      'a here-document’s command after it',
      'cat <<EOF\ngo build -race\nEOF\ngo build -msan .\n',
      ['4:10 -msan certain'],
    ],
    ['what is exported to make', 'export EXTRA_FLAGS=-buildmode=pie\nmake\n', ['1:20 -buildmode=pie likely']],
    [
      'a case whose branch for others exits',
      'case $(uname -sm) in\n  "Linux i686") exit 1 ;;\nesac\ngo build -race .\n',
      ['4:10 -race certain'],
    ],
    [
      'an exit for what is not the architecture',
      'cd x || exit 1\ngo build -race .\n',
      ['2:10 -race certain'],
    ],
    ['an exit in a subshell', '(exit 1)\ngo build -race .\n', ['2:10 -race certain']],
    ['an exit in a function', 'f() {\n  exit 1\n}\ngo build -race .\n', ['4:10 -race certain']],
    ['an exit in a loop', 'while false; do\n  exit 1\ndone\ngo build -race .\n', ['4:10 -race certain']],
    ['an exit in a pipeline', 'echo x | exit 1\ngo build -race .\n', ['2:10 -race certain']],
    ['tests, as information', 'go test -race ./...\n', ['1:9 -race likely']],
    [
      'something that is not known',
      'if grep -q x y; then F=-race; fi\ngo build $F .\n',
      ['1:24 -race likely'],
    ],
  ])('%s', (_, script, wanted) => {
    expect(found(script)).toEqual(wanted);
  });

  it.each([
    ['uname', 'if [ "$(uname -m)" = "x86_64" ]; then F=-race; fi\ngo build $F .\n'],
    ['GOARCH', 'if [[ $GOARCH == amd64 || $GOARCH == arm64 ]]; then go build -race .; fi\n'],
    ['a pattern', 'if [[ "$GOARCH" != mips* ]]; then go build -race .; fi\n'],
    ['a regular expression', 'if [[ "$GOARCH" =~ ^(amd64|arm64)$ ]]; then go build -race .; fi\n'],
    ['a case', 'case "$(uname -m)" in\n  x86_64|aarch64) go build -race . ;;\n  *) go build . ;;\nesac\n'],
    ['a case with an earlier branch', 'case $GOARCH in\n  mips*) ;;\n  *) F=-race ;;\nesac\ngo build $F .\n'],
    ['&&', '[ "$GOARCH" = amd64 ] && F=-race\ngo build $F .\n'],
    ['||', '[ "$GOARCH" = mips64le ] || F=-race\ngo build $F .\n'],
    [
      'a variable of the architecture',
      'arch=$(dpkg --print-architecture)\ntest "$arch" = amd64 && go build -race .\n',
    ],
    ['test -a', 'if [ -n "$X" -a "$GOARCH" = amd64 ]; then go build -race .; fi\n'],
    ['negation', 'if ! [ "$GOARCH" != amd64 ]; then go build -race .; fi\n'],
    ['a fixed architecture', 'GOARCH=amd64 go build -race .\n'],
    ['an exported one', 'export GOOS=linux GOARCH=arm64\ngo build -race .\n'],
    ['another system', 'env GOOS=windows go build -buildmode=pie .\n'],
    ['a list without the target', 'for a in amd64 arm64; do GOARCH=${a} go build -race .; done\n'],
    ['a comment', '# go build -race\ngo build . # -race\n'],
    ['quotes', "echo 'go build -race'\nprintf '%s' \"go build -race\"\n"],
    ['a here-document', 'cat > x <<-EOF\n\tgo build -race\n\tEOF\n'],
    [
      'a case whose last branch exits, as golang’s race.bash has',
      'usage() {\n  echo no >&2\n  exit 1\n}\ncase $(uname -s -m) in\n  "Linux x86_64") ;;\n  *) usage ;;\nesac\ngo build -race .\n',
    ],
    ['a test that exits', 'if [ "$(uname -m)" != x86_64 ]; then\n  exit 0\nfi\ngo build -race .\n'],
    ['an exit after ||', '[ "$GOARCH" = amd64 ] || exit 0\ngo build -race .\n'],
    ['an exit', 'echo no\nexit 1\ngo build -race .\n'],
    ['another tool', 'F=-race\ngcc -race $F x.c\n'],
    ['the program’s own flags', 'go run ./cmd -race\n'],
  ])('nothing behind %s', (_, script) => {
    expect(found(script)).toEqual([]);
  });

  it.each([
    'go build "-race',
    'if x; then',
    'case a in b)',
    'f() {',
    '$(',
    'esac; done; fi }',
    'a <<',
    '(((',
  ])('reads the broken script %j to its end', (script) => {
    expect(found(`${script}\n`).length).toBeLessThan(2);
  });

  it('knows other platforms by the file’s name, and scripts without a suffix by their first line', () => {
    const script = '#!/usr/bin/env bash\ngo build -race .\n';
    expect(found(script, 'build-arm64.sh')).toEqual([]);
    expect(found(script, 'build-windows.sh')).toEqual([]);
    expect(found(script, 'build-mips64le.sh')).toHaveLength(1);
    expect(found(script, 'hack/build')).toHaveLength(1);
    expect(found(script, 'hack/install/tool.installer')).toHaveLength(1);
    expect(found('go build -race\n', 'hack/build')).toEqual([]);
    expect(found(script, 'docs/build')).toEqual([]);
  });
});

const [go] = goCommands().slice(-1);

describeWith(['bash', 'dash', 'go'], 'build-mode’s guards in a shell script, under the shell itself', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['a flag', 'go build -buildmode=pie .\n'],
    ['a flag in double quotes', 'go build "-race" .\n'],
    ['a variable', 'set -eu\nFLAGS="-v -race -x"\ngo build $FLAGS .\n'],
    ['a variable without quotes', 'set -eu\nexport FLAGS=-buildmode=pie\ngo build $FLAGS .\n'],
    ['a mode', 'MODE=pie\ngo build -buildmode="$MODE" .\n'],
    ['GOFLAGS', 'export GOFLAGS="-buildmode=pie"\ngo build .\n'],
    ['a command with GOARCH of its own', 'arch=${GOARCH}\nunset GOARCH\nGOARCH=$arch go build -race .\n'],
    ['a list', 'list=$GOARCH\nfor a in $list; do GOARCH=$a go build -race .; done\n'],
  ];

  it.each(cases.flatMap(([name, script]) => ['bash', 'dash'].map((shell) => [name, shell, script] as const)))(
    'keep %s for amd64 and not for mips64le in %s',
    (_, shell, script) => {
      const before = findIn(buildMode, 'build.sh', { 'build.sh': script });
      expect(before.map(({ certainty }) => certainty)).toEqual(['certain']);
      const after = fixed('build.sh', script, before);
      expect(findIn(buildMode, 'build.sh', { 'build.sh': after })).toEqual([]);
      expect(goArguments(shell, after, 'amd64').replace('-race=true', '-race')).toBe(
        goArguments(shell, script, 'amd64'),
      );
      expect(goArguments(shell, script, 'mips64le')).toMatch(/-race|=pie/);
      expect(goArguments(shell, after, 'mips64le')).not.toMatch(/-race(?!=false)|=pie/);
    },
  );

  it('leaves a flag in single quotes alone', () => {
    const [finding] = findIn(buildMode, 'build.sh', { 'build.sh': "F='-race'\ngo build $F .\n" });
    expect(finding?.fixes).toEqual([]);
  });

  /** What go was called with when the script ran, and its GOFLAGS; `go env` is the real one. */
  function goArguments(shell: string, script: string, goarch: string): string {
    const dir = mkdtempSync(join(tmpdir(), 'mips-port-shell-'));
    try {
      const log = join(dir, 'log');
      const real = join(go?.root ?? '', 'bin/go');
      const stub = `#!/bin/sh\nif [ "$1" = env ]; then exec ${real} "$@"; fi\necho "$@ GOFLAGS=\${GOFLAGS-}" >> ${log}\n`;
      writeFileSync(join(dir, 'go'), stub);
      chmodSync(join(dir, 'go'), 0o755);
      writeFileSync(join(dir, 'build.sh'), script);
      const env = {
        ...process.env,
        GOARCH: goarch,
        GOTOOLCHAIN: 'local',
        PATH: `${dir}:${process.env['PATH'] ?? ''}`,
      };
      execFileSync(shell, ['build.sh'], { cwd: dir, env });
      return readFileSync(log, 'utf8');
    } finally {
      rmSync(dir, { recursive: true });
    }
  }
});
