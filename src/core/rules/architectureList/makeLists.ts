import { makeLines } from '../buildFiles/makeLines';
import type { MakeRule } from '../buildFiles/makeLines';
import { escapeDollars } from '../buildFiles/shellValues';
import { archWords } from '../buildFiles/archWords';
import { itemSpans } from './listText';
import type { ArchitectureList } from './lists';
import { shellLists } from './shellLists';

/** Functions of make that choose among their words; what is in them is no list of what there is. */
const choosing = /\$[({](?:filter|filter-out|findstring|if|or|and|shell|call|foreach|error|warning|info)\b/;

/** The lists of a makefile: values of variables, what a rule depends on, and those in recipes. */
export function makeLists(text: string): readonly ArchitectureList[] {
  const found: ArchitectureList[] = [];
  for (const line of makeLines(text)) {
    if (line.kind === 'assignment' && !line.multiline && !choosing.test(line.value)) {
      const items = itemSpans(text, line.valueStart, line.valueStart + line.value.length);
      const at = text.indexOf(line.name, line.start);
      found.push({
        name: line.name,
        nameSpan: { start: at, end: at + line.name.length },
        items,
        canAppend: true,
      });
    } else if (line.kind === 'recipe') found.push(...shellLists(escapeDollars(line.text), line.textStart));
    else if (line.kind === 'rule') found.push(...prerequisites(text, line));
  }
  return found;
}

/** What a rule depends on; another one needs a rule that makes it, which only a pattern promises. */
function prerequisites(text: string, { start, end, targets }: MakeRule): readonly ArchitectureList[] {
  const colon = text.indexOf(':', start + targets.length);
  if (colon < 0 || colon > end || archWords(targets).length > 0) return [];
  const rest = text.slice(colon + 1, end).replace(/\\\r?\n|;.*|#.*/g, (part) => ' '.repeat(part.length));
  const items = [...rest.matchAll(/\S+/g)]
    .filter(({ 0: word }) => archWords(word).length > 0)
    .map(({ 0: word, index }) => ({ start: colon + 1 + index, end: colon + 1 + index + word.length }));
  return [{ name: targets, items, canAppend: /^[^\t#\n:]*%[^:\n]*:/m.test(text) }];
}
