import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml';
import type { Translate } from '../l10n';
import type { Range } from '../types';
import { expandCatalogue } from './catalogue/expand';
import { componentProblem } from './componentProblem';
import { manifestShape, type Component, type Manifest } from './manifest';
import { soundNeeds } from './needs';
import type { ShapeContext } from './shape';

/** Something wrong in a manifest, at the place to change. */
export interface ManifestProblem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly range: Range;
}

/** What reading a manifest gave. Components with an error of their own are left out of `manifest`. */
export interface ManifestReading {
  /** Undefined where the text is not YAML or has no usable `version`. */
  readonly manifest: Manifest | undefined;
  readonly problems: readonly ManifestProblem[];
  /** Where each component of `manifest` stands in the text, by name. */
  readonly positions: ReadonlyMap<string, Range>;
}

/** Reads the text of a `mips-port.yaml`. Never throws: what is wrong is in `problems`. */
export function readManifest(text: string, t: Translate): ManifestReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: false });
  const problems: ManifestProblem[] = [];
  const rangeOf = (start: number, end: number): Range => {
    const from = lines.linePos(start);
    const to = lines.linePos(Math.max(start, end));
    return { line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
  };
  const nodeRange = (node: Node): Range => rangeOf(node.range?.[0] ?? 0, node.range?.[1] ?? 0);
  for (const error of document.errors) {
    problems.push({ severity: 'error', message: error.message, range: rangeOf(...error.pos) });
  }
  const positions = new Map<string, Range>();
  if (document.errors.length > 0) return { manifest: undefined, problems, positions };
  const context: ShapeContext = {
    t,
    document,
    report: (severity, node, message) => problems.push({ severity, message, range: nodeRange(node) }),
  };
  if (document.contents === null) {
    problems.push({ severity: 'error', message: t('the manifest is empty'), range: rangeOf(0, 0) });
    return { manifest: undefined, problems, positions };
  }
  expandCatalogue(document);
  const read = manifestShape.read(document.contents, '', context);
  if (!read) return { manifest: undefined, problems, positions };
  const components: Component[] = [];
  for (const component of read.components) {
    const node = nodeOfComponent(document, component.name, positions.has(component.name));
    const range = node ? nodeRange(node) : rangeOf(0, 0);
    const problem = positions.has(component.name)
      ? t('a component named "{0}" is there already', component.name)
      : componentProblem(component, t);
    if (problem !== undefined) {
      problems.push({ severity: 'error', message: problem, range });
      continue;
    }
    positions.set(component.name, range);
    components.push(component);
  }
  const declared = read.components.map(({ name }) => name);
  const needs = soundNeeds(components, declared, t);
  for (const { component, need, message } of needs.problems) {
    const node = nodeOfNeed(document, component, need);
    const range = node ? nodeRange(node) : (positions.get(component) ?? rangeOf(0, 0));
    problems.push({ severity: 'error', message, range });
  }
  return { manifest: { ...read, components: needs.components }, problems, positions };
}

/** The scalar that names a component; `last` asks for the last of several of that name. */
function nodeOfComponent(document: Document.Parsed, name: string, last: boolean): Node | undefined {
  const found = mapsOfComponents(document).flatMap((map) => {
    const node = map.get('name', true);
    return isScalar(node) && node.value === name ? [node] : [];
  });
  return last ? found.at(-1) : found[0];
}

/** The scalar below `needs` of a component that names another one. */
function nodeOfNeed(document: Document.Parsed, name: string, need: string): Node | undefined {
  const map = mapsOfComponents(document).find((candidate) => candidate.get('name') === name);
  const needs = map?.get('needs', true);
  return isSeq(needs) ? needs.items.filter(isScalar).find(({ value }) => value === need) : undefined;
}

function mapsOfComponents(document: Document.Parsed): readonly YAMLMap[] {
  const components = document.get('components', true);
  return isSeq(components) ? components.items.filter((item) => isMap(item)) : [];
}
