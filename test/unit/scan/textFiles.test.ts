import { describe, expect, it } from 'vitest';
import type { Needle, Rule, TextFile } from '../../../src/core/rules/rule';
import { scanTextFile } from '../../../src/core/scan/scanPackages';
import { memoryFiles } from '../support/memoryFiles';
import { textRuleContext } from '../support/ruleContext';

/** Which texts of a file `a.sh` a rule with these needles is asked about. */
function offered(
  needles: readonly Needle[] | undefined,
  texts: readonly string[],
  wholeFile?: RegExp,
): readonly string[] {
  const seen: string[] = [];
  const rule: Rule = {
    id: 'listening',
    severity: 'info',
    documentation: {
      summary: '',
      why: [],
      example: { language: 'sh', before: '', after: '' },
      fix: [],
      notFound: [],
      seenIn: [],
    },
    wantsFile: (path) => path.endsWith('.sh'),
    ...(needles && { fileNeedles: needles }),
    ...(wholeFile && { wholeFile }),
    fromFile: ({ text }: TextFile) => {
      seen.push(text);
      return [];
    },
  };
  for (const text of texts) scanTextFile('a.sh', text, [rule], textRuleContext(memoryFiles({})));
  return seen;
}

describe('needles of rules that look at text files', () => {
  it('offers every wanted file where there are none', () => {
    expect(offered(undefined, ['a', 'b'])).toEqual(['a', 'b']);
  });

  it('offers a file that holds one of them', () => {
    expect(offered([{ text: 'amd64' }, { text: 'arm64' }], ['x', 'amd64', 'y arm64', 'arm'])).toEqual([
      'amd64',
      'y arm64',
    ]);
  });

  it('offers a file that is no more than what a rule says, without a needle', () => {
    expect(offered([{ text: 'amd64' }], ['1.13\n', 'a 1.13', 'amd64'], /^1\.\d+\s*$/)).toEqual([
      '1.13\n',
      'amd64',
    ]);
  });

  it('offers a file that matches as well, where a needle asks for that', () => {
    expect(offered([{ text: 'uname', confirm: /uname\s+-m/ }], ['uname -a', 'uname  -m'])).toEqual([
      'uname  -m',
    ]);
  });
});
