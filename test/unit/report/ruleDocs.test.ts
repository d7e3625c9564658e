import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rulePage, rulesIndexPage } from '../../../src/core/report';
import { rules } from '../../../src/core/rules';

const folder = resolve(__dirname, '../../../docs/rules');

describe('the documentation pages of the rules', () => {
  it.each(rules)('say what $id says of itself (npm run generate -- docs)', (rule) => {
    expect(readFileSync(join(folder, `${rule.id}.md`), 'utf8')).toBe(rulePage(rule));
  });

  it('are listed, and there are no others', () => {
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe(rulesIndexPage(rules));
    const expected = ['README.md', ...rules.map(({ id }) => `${id}.md`)].sort();
    expect(readdirSync(folder).sort()).toEqual(expected);
  });

  it('keep code with back quotes whole', () => {
    const [rule] = rules;
    if (!rule) throw new Error('a rule');
    const example = { language: 'markdown', before: 'a\n```go\nb\n```\n', after: '' };
    const page = rulePage({ ...rule, documentation: { ...rule.documentation, example } });
    expect(page).toContain('````markdown\na\n```go\nb\n```\n````\n');
  });
});
