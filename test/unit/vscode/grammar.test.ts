import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withoutIgnored } from '../../../src/core/scan/ignoreComments';
import type { Finding } from '../../../src/core/types';

interface Grammar {
  readonly scopeName: string;
  readonly patterns: readonly [{ readonly match: string }];
}

const root = resolve(__dirname, '../../..');
const grammarPath = 'syntaxes/ignoreComment.tmLanguage.json';
const grammar = JSON.parse(readFileSync(resolve(root, grammarPath), 'utf8')) as Grammar;

/** Whether a Go file of two lines, the comment and a finding's place, is silenced. */
function isSilenced(comment: string, rule: string): boolean {
  const place = { file: 'a.go', line: 2, column: 1, endLine: 2, endColumn: 2 };
  const finding: Finding = {
    ...place,
    rule,
    severity: 'error',
    certainty: 'certain',
    message: '',
    fixes: [],
  };
  return withoutIgnored([finding], () => `${comment}\nx\n`).length === 0;
}

describe('the highlighting of ignore comments', () => {
  it.each([
    ['// mips-port:ignore stat-width the device is ours', 'stat-width'],
    ['// mips-port:ignore stat-width, build-mode reason', 'build-mode'],
    ['// mips-port:ignore stat-width', 'stat-width'],
  ])('shows %s, which silences', (comment, rule) => {
    const [, marker, rules] = new RegExp(grammar.patterns[0].match).exec(comment) ?? [];
    expect(marker).toBe('mips-port:ignore');
    expect(rules?.split(/[ \t]*,[ \t]*/)).toContain(rule);
    expect(isSilenced(comment, rule)).toBe(true);
  });

  it.each(['// mips-port:ignore', '// mips-port:ignores stat-width', '// mips-port: ignore stat-width'])(
    'shows nothing of %s, which does not silence',
    (comment) => {
      expect(new RegExp(grammar.patterns[0].match).test(comment)).toBe(false);
      expect(isSilenced(comment, 'stat-width')).toBe(false);
    },
  );

  it('is contributed under its own name', () => {
    const manifest = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
      contributes: { grammars: readonly { scopeName: string; path: string }[] };
    };
    expect(manifest.contributes.grammars).toMatchObject([
      { scopeName: grammar.scopeName, path: `./${grammarPath}` },
    ]);
  });
});
