import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { Translate } from '../l10n';
import type { Range } from '../types';
import { manifestShape, type Component, type Manifest } from './manifest';
import { joinPath } from './paths';
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
  return { manifest: { ...read, components }, problems, positions };
}

/** What one component lacks for its kind, or undefined. */
function componentProblem(component: Component, t: Translate): string | undefined {
  const { build, kind, name } = component;
  if (kind === 'make' && build.output === undefined) {
    return t('component "{0}": kind make needs build.output, the file that make leaves', name);
  }
  if (kind === 'c' && (build.sources ?? []).length === 0) {
    return t('component "{0}": kind c needs build.sources', name);
  }
  if (build.output !== undefined) {
    if (joinPath(component.path, build.output).startsWith('..')) {
      return t('component "{0}": build.output leaves the workspace folder', name);
    }
    if ((build.packages ?? []).length > 1) {
      return t('component "{0}": build.output names one file, but there are several packages', name);
    }
  }
  return undefined;
}

/** The scalar that names a component; `last` asks for the last of several of that name. */
function nodeOfComponent(document: Document.Parsed, name: string, last: boolean): Node | undefined {
  const components = document.get('components', true);
  if (!isSeq(components)) return undefined;
  const found = components.items.flatMap((item) => {
    const node = isMap(item) ? item.get('name', true) : undefined;
    return isScalar(node) && node.value === name ? [node] : [];
  });
  return last ? found.at(-1) : found[0];
}
