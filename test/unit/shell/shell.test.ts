import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { goCall } from '../../../src/core/rules/buildFiles/goCommand';
import { shellCommands, type ShellTest } from '../../../src/core/shell/shellCommands';
import { shellTokens, unquote } from '../../../src/core/shell/shellTokens';
import {
  scriptScope,
  shellVerdict,
  wordValue,
  type ShellScope,
} from '../../../src/core/rules/buildFiles/shellValues';
import { matchesGlob, outsideVariable, unknown } from '../../../src/core/rules/buildFiles/values';
import { Random } from '../support/random';
import { targetOf } from '../support/ruleContext';
import { describeWith } from '../support/tools';

const words = (script: string): string[] => shellTokens(script).map(({ text }) => text);
const target = targetOf('mips64le');
const outside: ShellScope = { target, variable: (name) => outsideVariable(name, target) ?? unknown };

describe('shellTokens', () => {
  it.each([
    ['a b;c', ['a', 'b', ';', 'c']],
    ['a "b c"\'d e\' # f', ['a', '"b c"\'d e\'']],
    ['a$(b "c)" d) ${e:-f g}', ['a$(b "c)" d)', '${e:-f g}']],
    ['a `b c` d', ['a', '`b c`', 'd']],
    ['a \\\n b \\; c', ['a', 'b', '\\;', 'c']],
    ['a&&b||c|d', ['a', '&&', 'b', '||', 'c', '|', 'd']],
    ['a=(b c) d', ['a=(b c)', 'd']],
    ['[[ a == (b|c) && d ]] && e', ['[[', 'a', '==', '(b|c)', '&&', 'd', ']]', '&&', 'e']],
    ['cat <<EOF >x\nnot this\nEOF\nthat', ['cat', '<<', 'EOF', '>', 'x', '\n', 'that']],
    ['a#b #c', ['a#b']],
    ['$((1 << 2)) x', ['$((1 << 2))', 'x']],
  ])('splits %j', (script, wanted) => {
    expect(words(script)).toEqual(wanted);
  });

  it('gives offsets of the text', () => {
    const script = 'a "b c" \\\n  d\n';
    for (const { text, start, end } of shellTokens(script)) expect(script.slice(start, end)).toBe(text);
  });

  it.each([
    ['"a b"', 'a b'],
    ['\'a\'"b"c', 'abc'],
    ['a\\ b', 'a b'],
    ['"$(echo "x")"', '$(echo "x")'],
    ["'a", 'a'],
  ])('takes the quotes off %s', (word, wanted) => {
    expect(unquote(word)).toBe(wanted);
  });
});

describe('shellCommands', () => {
  const shapes = (script: string): string[] =>
    shellCommands(script).map(({ assignments, words: own, tests }) => {
      const text = [...assignments, ...own].map((token) => token.text).join(' ');
      return tests.length > 0 ? `${text} if ${tests.map(shape).join(' and ')}` : text;
    });

  function shape(test: ShellTest): string {
    switch (test.kind) {
      case 'command':
        return test.words.map(({ text }) => text).join(' ');
      case 'and':
      case 'or':
        return `(${shape(test.left)} ${test.kind} ${shape(test.right)})`;
      case 'not':
        return `not ${shape(test.test)}`;
      case 'case':
        return `${test.subject.text} in ${test.patterns.join('|')} not ${test.earlier.join('|')}`;
      case 'loop':
        return `${test.name} of ${test.items.map(({ text }) => text).join(' ')}`;
      case 'passed':
        return shape(test.test);
      case 'other':
        return '?';
    }
  }

  it.each([
    ['A=b c d; e', ['A=b c d', 'e']],
    [
      'if a; then b; elif c; then d; else e; fi',
      ['a', 'b if a', 'c if not a', 'd if not a and c', 'e if not a and not c'],
    ],
    ['a && b || c', ['a', 'b if a', 'c if not (a and b)']],
    ['case $x in a|b) c ;; *) d ;; esac; e', ['c if $x in a|b not ', 'd if $x in * not a|b', 'e']],
    ['for a in b c; do d $a; done', ['d $a if a of b c']],
    ['while a; do b; done < f', ['a', 'b']],
    ['f() { a; }; function g { b; }; ( c; d )', ['a', 'b', 'c', 'd']],
    ['a | b 2>/dev/null >c', ['a', 'b']],
    ['if ! a; then b; fi', ['a', 'b if not a']],
    ['if a\nthen\n  b\nfi\nc', ['a', 'b if a', 'c']],
  ])('reads %j', (script, wanted) => {
    expect(shapes(script)).toEqual(wanted);
  });

  it('ends on any text', () => {
    const parts = [
      'if',
      'then',
      'fi',
      'case',
      'in',
      'esac',
      ')',
      '(',
      ';;',
      ';',
      '\n',
      '{',
      '}',
      'for',
      'do',
      'done',
      '&&',
      '|',
      '"',
      "'",
      '$(',
      '`',
      'a',
      '<<',
      'x=1',
      '!',
    ];
    for (let seed = 1; seed <= 3000; seed++) {
      const random = new Random(seed);
      const script = Array.from({ length: 1 + random.below(25) }, () => random.pick(parts)).join(
        random.pick(['', ' ']),
      );
      for (const { words: own } of shellCommands(script)) {
        for (const { text, start, end } of own) expect(script.slice(start, end)).toBe(text);
      }
    }
  });
});

describe('wordValue and shellVerdict', () => {
  const value = (script: string, word: string): readonly string[] | undefined =>
    wordValue(word, scriptScope(shellCommands(script), outside)).options;

  it.each([
    ['', '$GOARCH', ['mips64le']],
    ['', '$(uname -m)', ['mips64']],
    ['', '${TARGETOS}-"$TARGETARCH"', ['linux-mips64le']],
    ['', '${GOARCH:-amd64}', ['mips64le']],
    ['A=b', "'$A'$A", ['$Ab']],
    ['A=b\nif [ $GOARCH = amd64 ]; then A=c; fi', '$A', ['b']],
    ['A=b\nif x; then A=c; fi', '$A', ['b', 'c']],
    ['A=b\nA+=c', '$A', ['bc']],
    ['', '$UNKNOWN', undefined],
    ['', '$(cat x)', undefined],
  ])('after %j takes %s for %j', (script, word, wanted) => {
    const result = value(script, word);
    expect(result === undefined ? undefined : [...result].sort()).toEqual(wanted);
  });

  it.each([
    ['[ "$GOARCH" = amd64 ]', false, true],
    ['[ "$GOARCH" != amd64 ]', true, true],
    ['[ "$GOARCH" = amd64 -o "$GOARCH" = mips64le ]', true, true],
    ['[[ $GOARCH == mips* ]]', true, true],
    ['[[ $GOARCH =~ ^(amd|arm)64$ ]]', false, true],
    ['[ -n "$UNKNOWN" ]', undefined, false],
    ['test "$(uname -s)" = Linux', true, false],
    ['false', false, false],
  ])('takes %s for %s', (test, truth, arch) => {
    const [first] = shellCommands(`if ${test}; then x; fi`).slice(-1);
    expect(shellVerdict(first?.tests ?? [], outside)).toMatchObject(
      truth === undefined ? { truth, arch } : { truth },
    );
  });
});

describe('goCall', () => {
  const call = (script: string): string => {
    const [command] = shellCommands(script).slice(-1);
    const found = command && goCall(command.assignments, command.words);
    if (!found) return 'none';
    const text = (tokens: readonly { readonly text: string }[]): string =>
      tokens.map((token) => token.text).join(' ');
    return `${found.kind} [${text(found.environment)}] ${text(found.args)}`;
  };

  it.each([
    ['A=b go build -x .', 'build [A=b] -x .'],
    ['env A=b go1.22 install ./...', 'build [A=b] ./...'],
    ['sudo -E /usr/local/go/bin/go test -race ./... -args -x', 'test [] -race ./...'],
    ['go run -tags a ./cmd -x', 'build [] -tags a ./cmd'],
    ['go -C dir build -x', 'build [] -x'],
    ['xx-go build', 'build [] '],
    ['go vet ./...', 'none'],
    ['echo go build', 'none'],
    ['gofmt -l .', 'none'],
  ])('reads %j', (script, wanted) => {
    expect(call(script)).toBe(wanted);
  });
});

describe('matchesGlob', () => {
  it.each([
    ['mips64le', 'mips*', true],
    ['mips64le', 'mips', false],
    ['mips64le', '*64*', true],
    ['a.b', 'a?b', true],
    ['a', '[!b]', true],
    ['b', '[!b]', false],
    ['a+b', 'a+b', true],
    ['x', '[', false],
  ])('%s against %s', (text, pattern, wanted) => {
    expect(matchesGlob(text, pattern)).toBe(wanted);
  });
});

describeWith(['bash'], 'the shell reader beside bash itself', () => {
  // Each script ends by printing, so that what bash does and what we conclude can be compared.
  const scripts = [
    'case $GOARCH in amd64|arm64) R=a ;; mips*) R=b ;; *) R=c ;; esac',
    'if [[ $GOARCH == *64 || $GOARCH == arm* ]]; then R=a; else R=b; fi',
    'R=x; [ "$GOARCH" = amd64 ] && R=a; [ "$GOARCH" != amd64 ] && R=${R}b',
    'R=; for w in one two; do :; done; if ! [ "$GOARCH" = mips64le ]; then R=a; elif [ -z "" ]; then R=b; fi',
    'A=${GOARCH:-none}; R="<$A>"',
    'R=\'$GOARCH\'"$GOARCH"',
    'case "$GOARCH" in *le) R=little ;; *) R=big ;; esac',
    'if test "$GOARCH" = amd64 -o "$GOARCH" = mips64le; then R=a; else R=b; fi',
    'f() { :; }; R=1; if false; then R=2; fi; R+=3',
  ];

  it.each(scripts)('agrees on %s', (script) => {
    for (const goarch of ['amd64', 'arm64', 'mips64le', 'riscv64']) {
      const row = targetOf(goarch);
      const scope = scriptScope(shellCommands(script), {
        target: row,
        variable: (name) => outsideVariable(name, row) ?? unknown,
      });
      const said = execFileSync('bash', ['--norc', '-c', `${script}\nprintf %s "$R"`], {
        encoding: 'utf8',
        env: { GOARCH: goarch },
      });
      expect(wordValue('$R', scope).options, goarch).toEqual([said]);
    }
  });
});
