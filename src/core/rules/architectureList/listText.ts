import { archWords } from '../buildFiles/archWords';
import type { Span } from '../buildFiles/appendItem';

/**
 * What separates items: blanks, commas, bars, a backslash before a line end,
 * and `\n` written out, as scripts have it in texts for `printf` and `grep`.
 */
const separator = /(?:[\s,|]|\\\r?\n|\\n(?=[a-z]))+/y;

/** One item: quoted, or anything up to a separator. */
const item = /"[^"\s,|]*"|'[^'\s,|]*'|(?:\\(?!\r?\n|n[a-z])|[^\s,|\\])+/y;

/** Words beside the architectures that a list may hold: flags, references, other systems, `all`. */
const filler =
  /^["']?(?:-|\$|.*\$[({]|all\b|linux|windows|darwin|freebsd|openbsd|netbsd|solaris|plan9|js\b|wasm|aix|local|host|native|unknown)/;

/**
 * The items of a list inside a text that is nothing but the list: words of an
 * array, a value of make, a quoted string. Where records are separated by `;`,
 * they are the items. Empty where the text says anything else, as a sentence does.
 *
 * @param start Offset of the text's list.
 * @param end Offset behind it.
 * @returns only items that name an architecture
 */
export function itemSpans(text: string, start: number, end: number): readonly Span[] {
  const [from, to] = withoutQuotes(text, start, end);
  const all = text.slice(from, to).includes(';') ? records(text, from, to) : words(text, from, to);
  const items = all.filter((span) => archWords(text.slice(span.start, span.end)).length > 0);
  const others = all.filter((span) => !items.includes(span));
  if (items.length < 2) return [];
  return others.every(({ start: at, end: to }) => filler.test(text.slice(at, to))) ? items : [];
}

/** Without one pair of quotes around everything, where there is more than one word inside. */
function withoutQuotes(text: string, start: number, end: number): readonly [number, number] {
  const quote = text[start];
  const isQuoted = (quote === '"' || quote === "'") && text[end - 1] === quote && end - start > 1;
  if (!isQuoted || text.slice(start + 1, end - 1).includes(quote)) return [start, end];
  return [start + 1, end - 1];
}

function words(text: string, start: number, end: number): readonly Span[] {
  const found: Span[] = [];
  for (let at = start; at < end;) {
    separator.lastIndex = at;
    if (separator.test(text)) {
      at = separator.lastIndex;
      continue;
    }
    item.lastIndex = at;
    if (!item.test(text)) break;
    const stop = Math.min(item.lastIndex, end);
    found.push({ start: at, end: stop });
    at = stop;
  }
  return found;
}

function records(text: string, start: number, end: number): readonly Span[] {
  const found: Span[] = [];
  for (let at = start; at < end;) {
    const semicolon = text.indexOf(';', at);
    const stop = semicolon < 0 || semicolon > end ? end : semicolon;
    const record = text.slice(at, stop);
    const trimmed = record.trim();
    if (trimmed !== '') {
      const from = at + record.indexOf(trimmed);
      found.push({ start: from, end: from + trimmed.length });
    }
    at = stop + 1;
  }
  return found;
}
