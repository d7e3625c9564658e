import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/core/fix';
import { withoutIgnored } from '../../../src/core/scan/ignoreComments';
import { ignoreEdit } from '../../../src/core/scan/ignoreEdit';
import type { Finding } from '../../../src/core/types';

function findingAt(file: string, line: number, rule = 'stat-width'): Finding {
  return {
    rule,
    severity: 'error',
    certainty: 'certain',
    file,
    line,
    column: 1,
    endLine: line,
    endColumn: 2,
    message: 'm',
    fixes: [],
  };
}

/** The lines of a file, from 1, on which a finding of a rule would be left. */
function linesLeft(file: string, text: string, rule = 'stat-width'): readonly number[] {
  const findings = text.split('\n').map((_, at) => findingAt(file, at + 1, rule));
  return withoutIgnored(findings, () => text).map(({ line }) => line);
}

describe('an ignore comment in Go', () => {
  it('silences its own line after code, and nothing else', () => {
    expect(
      linesLeft('a.go', 'a := st.Dev // mips-port:ignore stat-width kept in 32 bits\nb := st.Dev'),
    ).toEqual([2]);
  });

  it('silences, alone on its line, the next line that is not a comment', () => {
    const text =
      'x\n\t// mips-port:ignore stat-width why\n\t// more words\n\t/* and */\n\ta := st.Dev\n\tb := st.Dev';
    expect(linesLeft('a.go', text)).toEqual([1, 6]);
  });

  it('names several rules, and leaves the others', () => {
    const text = 'a() // mips-port:ignore stat-width, epoll-layout on purpose';
    expect(linesLeft('a.go', text, 'epoll-layout')).toEqual([]);
    expect(linesLeft('a.go', text, 'stat-width')).toEqual([]);
    expect(linesLeft('a.go', text, 'build-mode')).toEqual([1]);
  });

  it.each([
    ['without a reason', 'a() // mips-port:ignore stat-width'],
    ['without spaces', 'a() //mips-port:ignore stat-width why'],
    ['after another comment', 'a() //nolint:unconvert // mips-port:ignore stat-width why'],
    ['before CRLF', 'a() // mips-port:ignore stat-width\r'],
    ['after a string that holds a quote', 'a("\\"", \'"\') // mips-port:ignore stat-width why'],
    ['after a raw string ends', 'a(`//`) // mips-port:ignore stat-width why'],
  ])('counts %s', (_, text) => {
    expect(linesLeft('a.go', text)).toEqual([]);
  });

  it.each([
    ['in a string', 'a("// mips-port:ignore stat-width why")'],
    ['in a raw string', 'a(`// mips-port:ignore stat-width why`)'],
    ['in a raw string over lines', 'a(`\n// mips-port:ignore stat-width why\n`)'],
    ['in a block comment', '/*\n// mips-port:ignore stat-width why\n*/ a()'],
    ['that names another rule', 'a() // mips-port:ignore stat-widths why'],
    ['that names no rule', 'a() // mips-port:ignore'],
    ['that is about such comments', 'a() // write `// mips-port:ignore stat-width why` here'],
    ['that a blank line parts from the code', '// mips-port:ignore epoll-layout why\n\na()'],
    ['with the sign of other files', 'a() # mips-port:ignore stat-width why'],
  ])('does not count %s', (_, text) => {
    expect(linesLeft('a.go', text)).toEqual(text.split('\n').map((_line, at) => at + 1));
  });

  it('is looked for only in the finding’s own file', () => {
    const texts: Readonly<Record<string, string>> = {
      'a.go': 'a() // mips-port:ignore stat-width',
      'b.go': 'b()',
    };
    const left = withoutIgnored(
      ['a.go', 'b.go', 'gone.go'].map((file) => findingAt(file, 1)),
      (file) => texts[file],
    );
    expect(left.map(({ file }) => file)).toEqual(['b.go', 'gone.go']);
  });
});

describe('an ignore comment elsewhere', () => {
  it.each([
    ['go.mod', 'require golang.org/x/sys v0.0.1 // indirect // mips-port:ignore build-mode why', []],
    ['Makefile', '\tgo build -race # mips-port:ignore build-mode why', []],
    ['Makefile', '# mips-port:ignore build-mode why\n\tgo build \\\n\t\t-race \\\n\t\t./...\n\tnext', [5]],
    ['b.sh', 'go build \\\n  -race # mips-port:ignore build-mode why\nnext', [3]],
    ['b.sh', "tr -d '\\\\' # mips-port:ignore build-mode why", []],
    ['b.sh', "echo 'a # mips-port:ignore build-mode why'", [1]],
    ['b.sh', 'echo "$#" a\\ # mips-port:ignore build-mode why', [1]],
    ['b.sh', 'echo a#mips-port:ignore build-mode why', [1]],
    ['Dockerfile', '# mips-port:ignore build-mode why\nRUN a && \\\n  # words\n  go build -race\nRUN b', [5]],
    ['Dockerfile', 'RUN a && \\\n  # mips-port:ignore build-mode why\n  go build -race\nRUN b', [1, 4]],
    ['ci.yml', "run: don't go build -race # mips-port:ignore build-mode why", []],
    ['ci.yml', "run: 'go build -race # mips-port:ignore build-mode why'", [1]],
    ['Godeps.json', '"a" // mips-port:ignore build-mode why', [1]],
  ])('in %s: %j', (file, text, left) => {
    expect(linesLeft(file, text, 'build-mode')).toEqual(left);
  });
});

/** The file after the edit that silences a finding on a line; undefined where there is none. */
function edited(file: string, text: string, line: number): string | undefined {
  const edit = ignoreEdit(findingAt(file, line), text, 'why');
  if (!edit) return undefined;
  const outcome = applyEdits(text, [edit]);
  return outcome.kind === 'edited' ? outcome.text : undefined;
}

describe('the edit that ignores a finding', () => {
  it.each([
    ['a.go', 'f(\n\tst.Dev)', 2, 'f(\n\t// mips-port:ignore stat-width why\n\tst.Dev)'],
    ['a.go', 'a\r\nb\r\n', 2, 'a\r\n// mips-port:ignore stat-width why\r\nb\r\n'],
    ['go.mod', 'require (\n\ta v1\n)', 2, 'require (\n\t// mips-port:ignore stat-width why\n\ta v1\n)'],
    ['Makefile', 'a:\n\tgo build -race', 2, 'a:\n# mips-port:ignore stat-width why\n\tgo build -race'],
    ['b.sh', '  go build \\\n  -race', 2, '  # mips-port:ignore stat-width why\n  go build \\\n  -race'],
    ['Dockerfile', 'RUN a \\\n# b\n -race', 3, '# mips-port:ignore stat-width why\nRUN a \\\n# b\n -race'],
    [
      'ci.yml',
      '- run: |\n    if a; then\n      go build -race\n    fi',
      3,
      '- run: |\n    if a; then\n      # mips-port:ignore stat-width why\n      go build -race\n    fi',
    ],
    [
      'ci.yml',
      '- name: a\n  run: go build -race',
      2,
      '- name: a\n  # mips-port:ignore stat-width why\n  run: go build -race',
    ],
    [
      'ci.yml',
      'flags:\n  - -race\n  - -x',
      3,
      'flags:\n  - -race\n  # mips-port:ignore stat-width why\n  - -x',
    ],
  ])('in %s: %j, line %d', (file, text, line, after) => {
    expect(edited(file, text, line)).toBe(after);
  });

  it.each([
    ['a line that begins in a raw string', 'a.go', 'f(`\n`, st.Dev)', 2],
    ['a line that begins in a block comment', 'a.go', '/*\n*/ st.Dev', 2],
    ['what cgo reads as C', 'a.go', 'import "C"', 1],
    ['a format without comments', 'Godeps.json', '{}', 1],
    ['a folded text', 'ci.yml', 'run: >-\n  go build\n  -race', 3],
    ['a plain text over lines', 'ci.yml', 'run: go build\n  -race', 2],
    ['a line that is not there', 'a.go', 'a', 3],
  ])('is not there for %s', (_, file, text, line) => {
    expect(ignoreEdit(findingAt(file, line), text, 'why')).toBeUndefined();
  });
});
