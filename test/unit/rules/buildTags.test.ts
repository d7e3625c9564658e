import { describe, expect, it } from 'vitest';
import { plusBuildLines, widenGoBuild, widenPlusBuild } from '../../../src/core/rules/buildTags';
import { constraintTexts, widenConstraints } from '../../../src/core/rules/constraintLines';
import { describeWith, goCommands } from '../support/tools';
import { editTexts, unformatted, withFiles } from '../support/goBuild';

const expressions: readonly (readonly [before: string, after: string | undefined])[] = [
  ['amd64', 'amd64 || mips64le'],
  ['amd64 || arm64', 'amd64 || arm64 || mips64le'],
  ['linux && amd64', 'linux && (amd64 || mips64le)'],
  ['amd64 && linux', '(amd64 || mips64le) && linux'],
  ['linux && (amd64 || arm64)', 'linux && (amd64 || arm64 || mips64le)'],
  ['(amd64 || arm64) && !purego', '(amd64 || arm64 || mips64le) && !purego'],
  ['(linux && amd64) || (linux && arm64)', '(linux && (amd64 || mips64le)) || (linux && arm64)'],
  ['!(windows || darwin) && amd64', '!(windows || darwin) && (amd64 || mips64le)'],
  ['amd64 && cgo', '(amd64 || mips64le) && cgo'],
  // Tags that do not hold here, another system, an exclusion, no list: nothing to add the target to.
  ['amd64 && custom', undefined],
  ['windows && amd64', undefined],
  ['!mips64le', undefined],
  ['!arm64 && !mips64le', undefined],
  ['custom', undefined],
  ['amd64 &&', undefined],
];

describe('a build constraint', () => {
  it.each(expressions)('%s is widened to %s', (before, after) => {
    expect(widenGoBuild(before, 'mips64le')).toBe(after);
  });

  it.each([
    ['amd64 arm64', 'amd64 arm64 mips64le'],
    ['linux,amd64', 'linux,amd64 linux,mips64le'],
    ['linux,amd64,!appengine', 'linux,amd64,!appengine linux,mips64le,!appengine'],
    ['windows', undefined],
    ['!amd64', undefined],
  ])('// +build %s is widened to %s', (before, after) => {
    expect(widenPlusBuild(before, 'mips64le')).toBe(after);
  });

  it('is found before the package clause only', () => {
    const text = '// Licence\n\n//go:build amd64\n// +build amd64\n\npackage p\n\n//go:build arm64\n';
    expect(constraintTexts(text)).toEqual([
      { form: 'go:build', line: 3, expression: 'amd64' },
      { form: '+build', line: 4, expression: 'amd64' },
    ]);
  });

  it('is widened in every line that excludes the target, with CRLF too', () => {
    const text = '// +build linux\r\n// +build amd64 arm64\r\n\r\npackage p\r\n';
    expect(widenConstraints('p.go', text, 'mips64le')).toEqual([
      {
        file: 'p.go',
        line: 2,
        column: 1,
        endLine: 2,
        endColumn: 22,
        newText: '// +build amd64 arm64 mips64le',
      },
    ]);
  });

  it('that needs more than one line has them all', () => {
    expect(plusBuildLines('linux && amd64')).toEqual(['linux,amd64']);
    expect(plusBuildLines('linux && (amd64 || mips64le)')).toEqual(['linux', 'amd64 mips64le']);
    expect(plusBuildLines('!(linux && amd64)')).toEqual(['!linux !amd64']);
    expect(plusBuildLines('linux && (amd64 || (arm64 && (cgo || custom)))')).toBeUndefined();
  });
});

describeWith(['go'], 'a widened build constraint', () => {
  it('is what gofmt would write, in both forms', () => {
    const texts = Object.fromEntries(
      expressions
        .filter(([, after]) => after !== undefined)
        .map(([before], index) => {
          const plus = (plusBuildLines(before) ?? []).map((line) => `// +build ${line}\n`).join('');
          return [`f${index}.go`, `//go:build ${before}\n${plus}\npackage p\n`];
        }),
    );
    const edits = Object.entries(texts).flatMap(
      ([file, text]) => widenConstraints(file, text, 'mips64le') ?? [],
    );
    expect(edits.length).toBeGreaterThan(Object.keys(texts).length);
    withFiles(editTexts(texts, edits), (dir) => {
      const go = goCommands().at(-1) ?? { version: '', command: 'go', root: '' };
      expect(unformatted(go, dir)).toBe('');
    });
  });
});
