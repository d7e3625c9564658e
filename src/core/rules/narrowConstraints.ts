import { LineIndex } from '../positions';
import type { Edit } from '../types';
import { constraintHeader } from './constraintHeader';
import { constraintTexts } from './constraintLines';
import type { RuleContext } from './rule';

/**
 * The edits that let only the builds for some GOARCHs include a file of Go or
 * of assembly: they go with its constraint where it has one, else they get a
 * line below the comment that it begins with.
 */
export function constrainEdits(
  path: string,
  text: string,
  goarchs: readonly string[],
  { files }: RuleContext,
): readonly Edit[] {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const index = new LineIndex(text);
  const head = /^(?:[ \t]*(?:\/\/[^\n]*)?\r?\n)*/.exec(text)?.[0] ?? '';
  const old = constraintTexts(head);
  const main = old.find(({ form }) => form === 'go:build');
  const tags = goarchs.join(' || ');
  const atLine = (line: number, newText: string): Edit => ({
    file: path,
    line,
    column: 1,
    endLine: line,
    endColumn: 1,
    newText,
  });
  if (main) {
    const own = goarchs.length > 1 ? `(${tags})` : tags;
    const before = /\|\|/.test(main.expression) ? `(${main.expression})` : main.expression;
    const edit: Edit = {
      file: path,
      line: main.line,
      column: 1,
      endLine: main.line,
      endColumn: index.line(main.line).length + 1,
      newText: `//go:build ${before} && ${own}`,
    };
    const plus = old.filter(({ form }) => form === '+build').at(-1);
    return plus ? [edit, atLine(plus.line + 1, `// +build ${goarchs.join(' ')}${eol}`)] : [edit];
  }
  const last = old.at(-1);
  if (last) return [atLine(last.line + 1, `// +build ${goarchs.join(' ')}${eol}`)];
  const comment = /^(?:\/\/[^\n]*\n)+\r?\n/.exec(text)?.[0] ?? '';
  const line = comment.split('\n').length;
  return [atLine(line, constraintHeader(tags, path, files).join(eol) + eol + eol)];
}
