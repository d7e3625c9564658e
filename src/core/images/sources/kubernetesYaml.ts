import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
  type Document,
  type YAMLMap,
} from 'yaml';
import type { Translate } from '../../l10n';
import { parseReference } from '../reference';
import type { ListedImage, SourceProblem, SourceReading } from './listed';

/** Keys below which a pod's images stand. */
const containerLists: ReadonlySet<string> = new Set(['containers', 'initContainers', 'ephemeralContainers']);

/**
 * Reads the images that Kubernetes objects name: `image:` of every container
 * of pods and of whatever holds a pod template, image volumes, and lists of
 * objects; also several documents in one text, as Helm and `kubectl` print
 * them. Other documents give nothing. Values with `{{` in them belong to a
 * template that was not rendered, and are left out.
 */
export function readKubernetesYaml(text: string, t: Translate): SourceReading {
  const images: ListedImage[] = [];
  const problems: SourceProblem[] = [];
  if (!/\bimage\b|\breference\b/.test(text)) return { images, problems };
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  for (const document of documents as readonly Document.Parsed[]) {
    if (document.errors.length > 0 || !isObject(document.contents)) continue;
    visit(document, {
      Map(_, map, path) {
        const written = imageOf(map, path);
        if (written === undefined || written.value.includes('{{') || written.value === '') return;
        const key = nameOfObject(document.contents as YAMLMap);
        const range = rangeOf(lines, written.start, written.end);
        const reading = parseReference(written.value, t);
        if (reading.kind === 'problem') problems.push({ range, message: reading.message });
        else images.push({ reference: reading.reference, written: written.value, key, range });
      },
    });
  }
  return { images, problems };
}

function isObject(node: unknown): boolean {
  return isMap(node) && typeof node.get('apiVersion') === 'string' && typeof node.get('kind') === 'string';
}

interface WrittenImage {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** The image of a map that is a container, or an image volume's source. */
function imageOf(map: YAMLMap, path: readonly unknown[]): WrittenImage | undefined {
  const list = path.at(-1);
  const owner = path.at(-2);
  const listKey = isPairOf(owner);
  if (isSeq(list) && listKey !== undefined && containerLists.has(listKey)) return scalarOf(map, 'image');
  if (isPairOf(path.at(-1)) === 'image' && map.has('reference')) return scalarOf(map, 'reference');
  return undefined;
}

function isPairOf(node: unknown): string | undefined {
  const key = (node as { readonly key?: unknown } | undefined)?.key;
  return isScalar(key) && typeof key.value === 'string' ? key.value : undefined;
}

function scalarOf(map: YAMLMap, key: string): WrittenImage | undefined {
  const node = map.get(key, true);
  if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return undefined;
  return { value: node.value, start: node.range[0], end: node.range[1] };
}

/** `Deployment/web`, as kubectl names objects. */
function nameOfObject(map: YAMLMap): string {
  const name = map.getIn(['metadata', 'name']) ?? map.getIn(['metadata', 'generateName']);
  return typeof name === 'string' ? `${String(map.get('kind'))}/${name}` : String(map.get('kind'));
}

function rangeOf(lines: LineCounter, start: number, end: number): ListedImage['range'] {
  const from = lines.linePos(start);
  const to = lines.linePos(end);
  return { line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
}
