import { Document, isMap, isScalar, isSeq, LineCounter, parseDocument, YAMLMap, type Node } from 'yaml';
import type { Translate } from '../l10n';
import type { PatchEntry, SeriesFile, UpstreamState, UpstreamStateName } from './series';
import { seriesShape } from './seriesShape';

/** What a `series.yaml` says, or the first thing that is wrong in it. */
export type SeriesReading =
  | { readonly kind: 'series'; readonly series: SeriesFile }
  | {
      readonly kind: 'invalid';
      readonly message: string;
      /** From 1. */
      readonly line: number;
      readonly column: number;
    };

/** Reads the text of a `series.yaml`. Never throws. */
export function parseSeries(text: string, t: Translate): SeriesReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: false });
  const invalid = (offset: number, message: string): SeriesReading => {
    const { line, col } = lines.linePos(offset);
    return { kind: 'invalid', message, line, column: col };
  };
  const [error] = document.errors;
  if (error) return invalid(error.pos[0], error.message);
  if (!isMap(document.contents)) {
    return invalid(document.contents?.range[0] ?? 0, t('it must begin with version: 1'));
  }
  const problems: { readonly at: number; readonly message: string }[] = [];
  const read = seriesShape.read(document.contents, '', {
    t,
    document,
    report: (severity, node, message) => {
      if (severity === 'error') problems.push({ at: node.range?.[0] ?? 0, message });
    },
  });
  const [problem] = problems;
  if (problem) return invalid(problem.at, problem.message);
  if (!read) return invalid(0, t('it must begin with version: 1'));
  const seen = new Set<string>();
  for (const [index, { file }] of read.patches.entries()) {
    if (seen.has(file)) {
      const node = document.getIn(['patches', index], true) as Node | undefined;
      return invalid(node?.range?.[0] ?? 0, t('{0} is listed twice', file));
    }
    seen.add(file);
  }
  const { base, ref, patches } = read;
  return { kind: 'series', series: { ...present({ base, ref }), patches: patches.map(entryOf) } };
}

type ReadEntry = NonNullable<ReturnType<typeof seriesShape.read>>['patches'][number];

function entryOf({ file, upstream, ...rest }: ReadEntry): PatchEntry {
  const state = upstream.state as UpstreamStateName;
  return { file, upstream: { ...present(upstream), state }, ...present(rest) };
}

/** An object without the keys that have no value. */
function present<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Partial<T>;
}

export interface RenderOptions {
  /** The file as it is: its comments, its keys that begin with `x-` and its layout are kept. It has to be valid. */
  readonly text?: string | undefined;
  /** New name of a patch file to its old one, where names changed, so that their comments stay with them. */
  readonly renamed?: ReadonlyMap<string, string> | undefined;
}

const head =
  ' The patches of this folder, in the order in which they apply; mips-port patches reads and writes it.';

/** The text of a `series.yaml`. */
export function renderSeries(series: SeriesFile, { text, renamed }: RenderOptions = {}): string {
  const parsed = text === undefined ? undefined : parseDocument(text);
  const document = parsed && isMap(parsed.contents) ? parsed : newDocument();
  document.set('version', 1);
  setOrDelete(document, 'base', series.base);
  setOrDelete(document, 'ref', series.ref);
  const old = document.get('patches', true);
  const byFile = new Map<string, YAMLMap>();
  if (isSeq(old)) {
    // The parser takes a comment above the first patch for the list's; it goes where that patch goes.
    const [first] = old.items;
    if (isMap(first) && typeof old.commentBefore === 'string') {
      first.commentBefore = [old.commentBefore, first.commentBefore ?? '']
        .filter((text) => text !== '')
        .join('\n');
      old.commentBefore = null;
    }
    for (const item of old.items) {
      const file = isMap(item) ? item.get('file', true) : undefined;
      if (isMap(item) && isScalar(file)) byFile.set(String(file.value), item);
    }
  }
  const items = series.patches.map((entry) => {
    const node = byFile.get(renamed?.get(entry.file) ?? entry.file) ?? new YAMLMap(document.schema);
    updateEntry(document, node, entry);
    return node;
  });
  if (isSeq(old)) {
    old.items = items;
    if (items.length > 0) old.flow = false;
  } else document.set('patches', document.createNode(items));
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function newDocument(): Document {
  const document = new Document({ version: 1 });
  document.commentBefore = head;
  return document;
}

function updateEntry(document: Document, node: YAMLMap, entry: PatchEntry): void {
  const set = (key: string, value: string | readonly string[] | undefined): void => {
    if (value === undefined || value.length === 0) {
      node.delete(key);
      return;
    }
    // Unchanged values keep their nodes, and with them their comments and quotes.
    const current = node.get(key, true);
    if (current && JSON.stringify(current.toJSON()) === JSON.stringify(value)) return;
    node.set(key, document.createNode(value, { flow: true }));
  };
  set('file', entry.file);
  set('module', entry.module);
  set('version', entry.version);
  set('repository', entry.repository);
  set('rules', entry.rules);
  set('package', entry.package);
  const upstream = node.get('upstream', true);
  const wanted = upstreamValue(entry.upstream);
  if (isMap(upstream)) {
    for (const key of ['state', 'url', 'commit', 'release'] as const) {
      if (wanted[key] === undefined) upstream.delete(key);
      else if (upstream.get(key) !== wanted[key]) upstream.set(key, wanted[key]);
    }
  } else node.set('upstream', document.createNode(wanted, { flow: true }));
}

function upstreamValue({ state, url, commit, release }: UpstreamState): Partial<UpstreamState> {
  return present({ state, url, commit, release });
}

function setOrDelete(document: Document, key: string, value: string | undefined): void {
  if (value === undefined) document.delete(key);
  else if (document.get(key) !== value) document.set(key, value);
}
