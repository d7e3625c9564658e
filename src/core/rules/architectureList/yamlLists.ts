import { isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { archWords } from '../buildFiles/archWords';
import { itemSpans } from './listText';
import { isExclusion } from './lists';
import type { Span } from '../buildFiles/appendItem';
import type { ArchitectureList } from './lists';
import { shellLists } from './shellLists';

/**
 * The lists of a YAML or JSON file that configures a build: sequences of
 * names, texts that are lists, entries of which each is for one architecture,
 * and those in scripts. Documents that do not parse have none.
 */
export function yamlLists(text: string): readonly ArchitectureList[] {
  const reader = new YamlReader(text);
  for (const document of parseAllDocuments(text)) {
    if (document.errors.length === 0) reader.read(document.contents, []);
  }
  return reader.found;
}

const scriptKeys = new Set([
  'run',
  'script',
  'before_script',
  'after_script',
  'install',
  'command',
  'commands',
]);

type Add = (items: readonly Span[], canAppend: boolean, isEntries?: boolean) => void;

class YamlReader {
  readonly found: ArchitectureList[] = [];

  constructor(private readonly text: string) {}

  /** @param around The maps that a node is in, the nearest last. */
  read(node: unknown, around: readonly YAMLMap[]): void {
    if (isSeq(node)) for (const item of node.items) this.read(item, around);
    if (!isMap(node)) return;
    for (const pair of node.items) this.readPair(pair, [...around, node]);
  }

  private readPair({ key, value }: Pair, around: readonly YAMLMap[]): void {
    const name = isScalar(key) ? String(key.value) : '';
    if (isExclusion(name)) return;
    const nameSpan = isScalar(key) ? spanOf(key) : undefined;
    const add: Add = (items, canAppend, isEntries = false) => {
      if (items.length === 0 || isForOtherSystem(name, around) || runsOnEach(name, around)) return;
      this.found.push({
        name,
        ...(nameSpan ? { nameSpan } : {}),
        items,
        isEntries,
        canAppend: canAppend && !namesOtherSystems(name, around),
      });
    };
    if (isScalar(value)) this.readScalar(name, value, add);
    else if (isSeq(value)) {
      this.readSequence(name, value, add);
      this.read(value, around);
    } else this.read(value, around);
  }

  private readScalar(name: string, scalar: Scalar, add: Add): void {
    const span = spanOf(scalar);
    if (!span || typeof scalar.value !== 'string') return;
    const raw = this.text.slice(span.start, span.end);
    if (scalar.type === 'BLOCK_LITERAL' || scalar.type === 'BLOCK_FOLDED') {
      const start = span.start + raw.indexOf('\n') + 1;
      const body = this.text.slice(start, span.end);
      if (scriptKeys.has(name) || /^\s*(?:set -|for |if |\w+=)/m.test(body)) {
        this.found.push(...shellLists(body, start));
      } else add(itemSpans(this.text, start, span.end), true);
    } else if (scriptKeys.has(name)) {
      const quoted = /^["']/.test(raw) ? 1 : 0;
      const script = raw.slice(quoted, quoted === 0 ? undefined : -1);
      this.found.push(...shellLists(script, span.start + quoted));
    } else {
      // `"['amd64','arm64']"`: a list of JSON in a string.
      const list = /^["']?\[(.*)\]["']?$/.exec(raw);
      const from = list ? raw.indexOf('[') + 1 : 0;
      const items = list
        ? itemSpans(this.text, span.start + from, span.start + from + (list[1] ?? '').length)
        : itemSpans(this.text, span.start, span.end);
      add(items, true);
    }
  }

  private readSequence(name: string, sequence: YAMLSeq, add: Add): void {
    const scalars = sequence.items.filter((item): item is Scalar => isScalar(item));
    if (scalars.length === sequence.items.length) {
      const isScript = scriptKeys.has(name);
      for (const scalar of scalars) {
        const span = spanOf(scalar);
        if (isScript) this.readScalar(name, scalar, add);
        // A text of the sequence may be a list of its own.
        else if (span) add(itemSpans(this.text, span.start, span.end), true);
      }
      const named = scalars.flatMap((scalar) => this.namedBy(scalar));
      // Images of a manifest list are made elsewhere in the file.
      if (!isScript) add(named, !/image|template/i.test(name));
    } else this.readEntries(sequence, add);
  }

  /** Entries that have the same key with another architecture each: one of them is more than its name. */
  private readEntries(sequence: YAMLSeq, add: Add): void {
    const byPath = new Map<string, Span[]>();
    for (const item of sequence.items) {
      for (const [path, scalar] of isMap(item) ? leaves(item, '') : []) {
        const spans = this.namedBy(scalar);
        byPath.set(path, [...(byPath.get(path) ?? []), ...spans]);
      }
    }
    const [fullest] = [...byPath.values()].sort((a, b) => b.length - a.length);
    if (fullest && fullest.length > 1) add(fullest, false, true);
  }

  /** The place of a scalar that names an architecture in one word. */
  private namedBy(scalar: Scalar): readonly Span[] {
    const span = spanOf(scalar);
    const raw = span ? this.text.slice(span.start, span.end) : '';
    return span && !/[\s,]/.test(raw.trim().replace(/\{\{[^}]*\}\}/g, '')) && archWords(raw).length > 0
      ? [span]
      : [];
  }
}

function spanOf(scalar: Scalar): Span | undefined {
  return scalar.range ? { start: scalar.range[0], end: scalar.range[1] } : undefined;
}

function leaves(map: YAMLMap, before: string): readonly (readonly [string, Scalar])[] {
  return map.items.flatMap(({ key, value }): readonly (readonly [string, Scalar])[] => {
    const path = `${before}${isScalar(key) ? String(key.value) : ''}`;
    if (isExclusion(path)) return [];
    if (isScalar(value)) return [[path, value]];
    return isMap(value) ? leaves(value, `${path}.`) : [];
  });
}

/** The operating systems that the map around a list names beside it, as matrices and goreleaser do. */
function systemsBeside(name: string, around: readonly YAMLMap[]): readonly string[] {
  const map = around.at(-1);
  if (name === 'goos' || name === 'os') return [];
  const node = map?.get('goos', true) ?? map?.get('os', true);
  const scalars = isSeq(node) ? node.items : [node];
  return scalars.flatMap((item) => (isScalar(item) ? [String(item.value)] : []));
}

function isForOtherSystem(name: string, around: readonly YAMLMap[]): boolean {
  const systems = systemsBeside(name, around);
  return (
    systems.length > 0 &&
    !systems.some((system) => /linux|ubuntu|debian|fedora|self-hosted|\$\{\{/i.test(system))
  );
}

/** Whether a list of a matrix is combined with other systems, which have no such architecture. goreleaser leaves those out itself. */
function namesOtherSystems(name: string, around: readonly YAMLMap[]): boolean {
  const inMatrix = around
    .at(-2)
    ?.items.some(({ key, value }) => isScalar(key) && key.value === 'matrix' && value === around.at(-1));
  return (
    inMatrix === true && systemsBeside(name, around).some((system) => /win|mac|darwin|bsd/i.test(system))
  );
}

/** Whether a variable of a matrix chooses the machine that a job runs on: nobody hosts MIPS ones. */
function runsOnEach(name: string, around: readonly YAMLMap[]): boolean {
  const job = around.findLast((map) => map.has('runs-on'));
  const runner = JSON.stringify(job?.get('runs-on') ?? '');
  return new RegExp(`matrix\\.${name.replace(/\W/g, '\\$&')}\\b`).test(runner);
}
