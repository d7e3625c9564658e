import { partsOf } from '../../go/nodes';
import type { SyntaxNode } from '../../go/syntax';
import { LineIndex } from '../../positions';
import { nameOf } from '../../target/architectureNames';
import type { Edit, Fix } from '../../types';
import { entryForTarget, goarchOf, hasComment, type EntryText } from './entryText';
import type { NamedArchitectures, Sight } from './names';
import type { Row, Table } from './table';

/** A fix, or what the reader has to choose from or write. */
export interface Remedy {
  readonly fix?: Fix;
  /** Values of which one is the target's. */
  readonly choices: readonly string[];
  /** The text of the entry, where the others tell it. */
  readonly entry?: string;
}

const none: Remedy = { choices: [] };

/** An entry for the target, where the others tell what it has to be. */
export function remedyFor(table: Table, lacking: NamedArchitectures, sight: Sight): Remedy {
  if (table.shape === 'condition') return none;
  if (lacking.foreign !== undefined) return foreignRemedy(table, lacking.foreign, sight);
  return table.shape === 'switch'
    ? switchRemedy(table, lacking, sight)
    : literalRemedy(table, lacking, sight);
}

/** A case or key that has the target under another world's name gets its GOARCH as well. */
function foreignRemedy(table: Table, foreign: string, sight: Sight): Remedy {
  const { target, t } = sight.context;
  const label = table.rows.flatMap(({ names }) => names).find(({ name }) => name === foreign);
  if (table.shape !== 'switch' || !label) return none;
  const at = sight.place.file.text.slice(0, label.node.startIndex).length;
  return fixed(t('Name {0} in the case as well', target.goarch), true, [
    insert(at, `"${target.goarch}", `, sight),
  ]);
}

function switchRemedy(table: Table, lacking: NamedArchitectures, sight: Sight): Remedy {
  const { context } = sight;
  const { target, t } = context;
  const name = nameOf(target.goarch, lacking.world);
  const samples = table.rows.flatMap((row): readonly (EntryText & { row: Row })[] => {
    const { value } = row;
    if (!value || hasComment(value)) return [];
    return row.names.flatMap((one) => {
      const goarch = goarchOf([one.name], lacking.world);
      return goarch ? [{ goarch, name: one.name, text: `${one.node.text}: ${value.text}`, row }] : [];
    });
  });
  const host = samples.find(({ goarch }) => goarch === context.host.goarch);
  const isWhole = table.rows.every((row) => row.value && !hasComment(row.value));
  if (name === undefined || !host || !isWhole) return none;
  const isGate = new Set(table.rows.map(({ value }) => value?.text)).size === 1;
  const entry = isGate
    ? entryForTarget(labelsOf(samples), lacking, '', sight)
    : entryForTarget(onePerGoarch(samples), lacking, table.about, sight);
  if (entry.kind === 'open') return { choices: entry.choices };
  const [label = '', body = ''] = isGate ? [entry.text] : partsAt(entry.text, ': ');
  const safe = table.key?.isGoarch === true && !isGate && !entry.isChosen;
  const same = isGate ? host.row : table.rows.find(({ value }) => value?.text === body);
  if (same) {
    const last = partsOf(same.node.childForFieldName('value')).at(-1);
    if (!last) return none;
    return fixed(t('Name {0} in the case as well', name), safe, [insert(last.endIndex, `, ${label}`, sight)]);
  }
  // A case without another behind it goes on to the closing brace, so its statement tells where it ends.
  const { node: lastCase, value: lastValue } = table.rows.at(-1) ?? {};
  if (!lastCase || !lastValue) return none;
  const { text } = sight.place.file;
  const indent = /[ \t]*$/.exec(text.slice(0, lastCase.startIndex))?.[0] ?? '';
  return fixed(t('Add a case for {0}', name), safe, [
    insert(endOfLine(text, lastValue.endIndex), `\n${indent}case ${label}:\n${indent}\t${body}`, sight),
  ]);
}

function labelsOf(samples: readonly (EntryText & { row: Row })[]): readonly EntryText[] {
  return samples.map((sample) => ({
    ...sample,
    text: sample.row.names.find(({ name }) => name === sample.name)?.node.text ?? '',
  }));
}

/** One entry for each architecture: by the name that is its first in some world where a case has several. */
function onePerGoarch(samples: readonly EntryText[]): readonly EntryText[] {
  return samples.filter(
    ({ goarch }, index) => samples.findIndex((other) => other.goarch === goarch) === index,
  );
}

function partsAt(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

function literalRemedy(table: Table, lacking: NamedArchitectures, sight: Sight): Remedy {
  const { context } = sight;
  const samples = table.rows.flatMap((row): readonly EntryText[] => {
    const [name] = row.names;
    const goarch = goarchOf(
      row.names.map((one) => one.name),
      lacking.world,
    );
    const text = row.node.text.replace(/^([^"`\s]+|"[^"]*"|\{[^}]*\}):[ \t]+/, '$1: ');
    return goarch !== undefined && name && !hasComment(row.node) ? [{ goarch, name: name.name, text }] : [];
  });
  const entry = entryForTarget(samples, lacking, table.about, sight);
  if (entry.kind === 'open') return { choices: entry.choices };
  const edits = entryEdits(table, entry.text, sight);
  const text = entry.text.replace(/\s+/g, ' ');
  if (!edits) return { choices: [], entry: text };
  const name = nameOf(context.target.goarch, lacking.world) ?? context.target.goarch;
  // What all entries have, such as true, says only that an architecture is supported.
  const values = new Set(table.rows.map(({ node }) => node.childForFieldName('value')?.text));
  const safe = table.shape === 'map' && table.key?.isGoarch === true && !entry.isChosen && values.size > 1;
  return {
    ...fixed(
      table.shape === 'list'
        ? context.t('Add {0} to the list', name)
        : context.t('Add an entry for {0}', name),
      safe,
      edits,
    ),
    entry: text,
  };
}

/** The edits that put an entry behind those of the table; undefined where gofmt would lay the lines out in another way. */
function entryEdits(table: Table, text: string, sight: Sight): readonly Edit[] | undefined {
  const elements = partsOf(table.node.childForFieldName('body'));
  const after = placeFor(table.rows, text);
  const next = elements[elements.findIndex((one) => one.startIndex === after?.startIndex) + 1];
  if (!after) return undefined;
  const source = sight.place.file.text;
  const isOneLine = table.node.startPosition.row === table.node.endPosition.row;
  if (isOneLine) return [insert(after.endIndex, `, ${text}`, sight)];
  const ownLine = elements.every(
    (one, index) => index === 0 || one.startPosition.row > (elements[index - 1]?.endPosition.row ?? 0),
  );
  if (!ownLine || table.node.startPosition.row === elements[0]?.startPosition.row) return undefined;
  const indent = /[ \t]*$/.exec(source.slice(0, after.startIndex))?.[0] ?? '';
  const end = endOfLine(source, after.endIndex);
  if (!source.slice(after.endIndex, end).startsWith(',')) return undefined;
  if (after.type !== 'keyed_element') return [insert(end, `\n${indent}${text},`, sight)];
  const block = alignedWith(elements, after, next);
  const comments = block.map((one) =>
    /^,(?:\s*(\/\/.*))?$/.exec(source.slice(one.endIndex, endOfLine(source, one.endIndex))),
  );
  if (comments.some((found) => !found)) return undefined;
  // A line between two comments would part what gofmt aligns.
  const at = block.findIndex((one) => one.startIndex === after.startIndex);
  if (comments[at]?.[1] !== undefined && comments[at + 1]?.[1] !== undefined) return undefined;
  const [, key = '', value = ''] = /^((?:"[^"]*"|[^"{\s:]+|\{[^}]*\}):) ([^]*)$/.exec(text) ?? [];
  if (key === '' || value.includes('\n')) return undefined;
  const keys = block.map((one) => (one.childForFieldName('key')?.text.length ?? 0) + 1);
  const width = Math.max(key.length, ...keys);
  const gaps = block.flatMap((one, index): readonly Edit[] => {
    const from = (one.childForFieldName('key')?.endIndex ?? 0) + 1;
    const to = one.childForFieldName('value')?.startIndex ?? from;
    const gap = ' '.repeat(width + 1 - (keys[index] ?? 0));
    return source.slice(from, to) === gap ? [] : [replace(from, to, gap, sight)];
  });
  return [...gaps, insert(end, `\n${indent}${key.padEnd(width)} ${value},`, sight)];
}

/** The entry to put the new one behind: where entries are sorted the last one before it, else the last of all. */
function placeFor(rows: readonly Row[], text: string): SyntaxNode | undefined {
  const texts = rows.map(({ node }) => node.text);
  const isSorted = texts.every((one, index) => index === 0 || (texts[index - 1] ?? '') < one);
  const before = isSorted ? rows.filter(({ node }) => node.text < text) : rows;
  return before.at(-1)?.node;
}

/** The entries that gofmt aligns a new line behind `after` with: those on lines right before and after it. */
function alignedWith(
  elements: readonly SyntaxNode[],
  after: SyntaxNode,
  next: SyntaxNode | undefined,
): readonly SyntaxNode[] {
  const isLine = (one: SyntaxNode | undefined): one is SyntaxNode =>
    one?.type === 'keyed_element' && one.startPosition.row === one.endPosition.row;
  const index = elements.findIndex((one) => one.startIndex === after.startIndex);
  const found: SyntaxNode[] = [];
  let row = after.startPosition.row;
  for (let at = index; isLine(elements[at]) && elements[at]?.startPosition.row === row; at--, row--) {
    found.unshift(...elements.slice(at, at + 1));
  }
  row = after.endPosition.row + 1;
  if (!next) return found;
  for (let at = index + 1; isLine(elements[at]) && elements[at]?.startPosition.row === row; at++, row++) {
    found.push(...elements.slice(at, at + 1));
  }
  return found;
}

function fixed(title: string, safe: boolean, edits: readonly Edit[]): Remedy {
  return { fix: { title, safe, edits }, choices: [] };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  const stop = end < 0 ? text.length : end;
  return text[stop - 1] === '\r' ? stop - 1 : stop;
}

function insert(at: number, newText: string, sight: Sight): Edit {
  return replace(at, at, newText, sight);
}

function replace(from: number, to: number, newText: string, { place }: Sight): Edit {
  const { path, text } = place.file;
  return { file: path, ...new LineIndex(text).range(from, to), newText };
}
