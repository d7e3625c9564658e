import { shellCommands } from '../../shell/shellCommands';
import type { ShellCommand } from '../../shell/shellCommands';
import type { ShellToken } from '../../shell/shellTokens';
import { archWords } from '../buildFiles/archWords';
import { itemSpans } from './listText';
import type { Span } from '../buildFiles/appendItem';
import type { ArchitectureList } from './lists';

/**
 * The lists of a shell script: what variables and arrays are set to, what
 * loops go through, what `--platform` takes, and the images of a manifest list.
 *
 * @param script the script as the shell sees it, as long as its part of the file
 * @param start offset of the script in the file
 */
export function shellLists(script: string, start: number): readonly ArchitectureList[] {
  const found = new Map<number, ArchitectureList>();
  const add = (name: string, items: readonly Span[], nameSpan?: Span): void => {
    const [first] = items;
    if (!first) return;
    found.set(first.start, {
      name,
      ...(nameSpan ? { nameSpan: moved(nameSpan, start) } : {}),
      items: items.map((span) => moved(span, start)),
      canAppend: true,
    });
  };
  for (const command of shellCommands(script)) {
    for (const token of [...command.assignments, ...declared(command)]) readAssignment(script, token, add);
    for (const test of command.tests) {
      if (test.kind !== 'loop') continue;
      const [only, second] = test.items;
      add(
        test.name,
        only && !second ? itemSpans(script, only.start, only.end) : wordItems(script, test.items),
      );
    }
    readFlags(script, command, add);
    if (createsManifest(command)) add('', wordItems(script, command.words.slice(3)));
  }
  return [...found.values()];
}

type Add = (name: string, items: readonly Span[], nameSpan?: Span) => void;

function declared({ words }: ShellCommand): readonly ShellToken[] {
  const [first] = words;
  if (!first) return [];
  if (/^(?:export|declare|local|readonly|typeset)$/.test(first.text)) return words.slice(1);
  return first.text === ':' ? words.slice(1) : [];
}

function readAssignment(script: string, token: ShellToken, add: Add): void {
  const head = /^(\w+)\+?=/.exec(token.text) ?? /^"?\$\{(\w+):?=/.exec(token.text);
  if (!head) return;
  const [whole, name = ''] = head;
  const at = token.start + token.text.indexOf(name);
  const nameSpan = { start: at, end: at + name.length };
  let { start } = { start: token.start + whole.length };
  let { end } = token;
  if (whole.includes('${')) end -= /\}"?$/.exec(token.text)?.[0].length ?? 0;
  // `${NAME:-default}`: the default is the list.
  const fallback = /^"?\$\{\w+:?-/.exec(script.slice(start, end));
  if (fallback) {
    start += fallback[0].length;
    end -= /\}"?$/.exec(script.slice(start, end))?.[0].length ?? 0;
  }
  if (script[start] === '(' && script[end - 1] === ')') {
    const keyed = keyedItems(script, start + 1, end - 1);
    add(name, keyed.length > 0 ? keyed : arrayItems(script, start + 1, end - 1), nameSpan);
  } else add(name, itemSpans(script, start, end), nameSpan);
}

/** The items of `( ["amd64"]="x86_64" … )`. */
function keyedItems(script: string, start: number, end: number): readonly Span[] {
  return [
    ...blankComments(script.slice(start, end)).matchAll(/\[["']?[\w./-]+["']?\]=(?:"[^"]*"|'[^']*'|\S+)/g),
  ].map(({ 0: text, index }) => ({ start: start + index, end: start + index + text.length }));
}

/** The words of an array, whose lines may end in comments. */
function arrayItems(script: string, start: number, end: number): readonly Span[] {
  const items = itemSpans(blankComments(script.slice(start, end)), 0, end - start);
  return items.map((span) => moved(span, start));
}

function blankComments(text: string): string {
  return text.replace(
    /(^|\s)#[^\n]*/g,
    (comment, before: string) => before + ' '.repeat(comment.length - before.length),
  );
}

/** Words of a command that name an architecture. */
function wordItems(script: string, words: readonly ShellToken[]): readonly Span[] {
  return words.filter(({ start, end }) => archWords(script.slice(start, end)).length > 0);
}

const platformFlag = /^--?(?:platforms?|arch(?:e?s|itectures)?|os-?archs?|targets?)$/;

function readFlags(script: string, { words }: ShellCommand, add: Add): void {
  for (const [index, { text, start, end }] of words.entries()) {
    if (!text.includes(',') && !/["'].*\s/.test(text)) continue;
    const [, flag] = /^(--?[\w-]+)=/.exec(text) ?? [];
    const before = words[index - 1]?.text ?? '';
    if (!platformFlag.test(flag ?? before)) continue;
    add('', itemSpans(script, start + (flag === undefined ? 0 : flag.length + 1), end));
  }
}

function createsManifest({ words }: ShellCommand): boolean {
  const [tool, group, verb] = words.map(({ text }) => text);
  return (
    /^(?:\S*\/)?(?:docker|podman|buildah|nerdctl)$|^"?\$[({]?(?:DOCKER|CONTAINER)\w*[)}]?"?$/.test(
      tool ?? '',
    ) &&
    group === 'manifest' &&
    verb === 'create'
  );
}

function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}
