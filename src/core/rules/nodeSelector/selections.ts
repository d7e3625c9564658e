import { isMap, isScalar, isSeq, parseAllDocuments, visit } from 'yaml';
import type { Scalar, YAMLMap } from 'yaml';
import type { Span } from '../buildFiles/appendItem';

/** What a pod's selector says about architectures. */
export interface Selection {
  readonly place: Span;
  /** The architectures whose nodes are admitted; undefined where all are. */
  readonly admitted: readonly string[] | undefined;
  /** Those whose nodes are not. */
  readonly refused: readonly string[];
  /** The lists to which another architecture can be added. */
  readonly lists: readonly { readonly items: readonly Span[] }[];
}

/**
 * The selections of a file of Kubernetes manifests: every `nodeSelector`, and
 * every `nodeAffinity` as far as it is required, that asks for the label of
 * the architecture. Documents that do not parse, as most templates, have none.
 */
export function selections(text: string): readonly Selection[] {
  const found: Selection[] = [];
  for (const document of parseAllDocuments(text)) {
    if (document.errors.length > 0) continue;
    visit(document, {
      Pair: (_, { key, value }) => {
        if (!isScalar(key) || !isMap(value)) return;
        if (key.value === 'nodeSelector') found.push(...ofSelector(value));
        else if (key.value === 'nodeAffinity') found.push(...ofAffinity(value));
      },
    });
  }
  return found;
}

const labels = new Set<unknown>(['kubernetes.io/arch', 'beta.kubernetes.io/arch']);

function ofSelector(selector: YAMLMap): readonly Selection[] {
  return selector.items.flatMap(({ key, value }): readonly Selection[] => {
    if (!isScalar(key) || !labels.has(key.value) || !isScalar(value)) return [];
    const [from, to] = [spanOf(key), spanOf(value)];
    if (!from || !to || typeof value.value !== 'string') return [];
    return [{ place: { start: from.start, end: to.end }, admitted: [value.value], refused: [], lists: [] }];
  });
}

/** A term of which all expressions have to hold. */
interface Term extends Selection {
  /** What else it asks for. */
  readonly rest: string;
}

/** Of the terms of a required affinity one has to hold: together they admit what one of them does. */
function ofAffinity(affinity: YAMLMap): readonly Selection[] {
  const required = affinity.get('requiredDuringSchedulingIgnoredDuringExecution', true);
  const terms = isMap(required) ? required.get('nodeSelectorTerms', true) : undefined;
  const read = isSeq(terms) ? terms.items.map((term) => (isMap(term) ? termOf(term) : undefined)) : [];
  const known = read.filter((term): term is Term => term !== undefined);
  const [first] = known;
  // A term without the label admits every architecture.
  if (!first || known.length < read.length) return [];
  const admitted = known.every((term) => term.admitted)
    ? [...new Set(known.flatMap((term) => term.admitted ?? []))]
    : undefined;
  const refused = first.refused.filter((name) => known.every((term) => term.refused.includes(name)));
  // Terms that ask for different things beside are not all for the target.
  const alike = known.every((term) => term.rest === first.rest);
  return [{ place: first.place, admitted, refused, lists: alike ? first.lists : [] }];
}

function termOf(term: YAMLMap): Term | undefined {
  const expressions = term.get('matchExpressions', true);
  const items = isSeq(expressions) ? expressions.items.filter(isMap) : [];
  const ofArch = items.filter((item) => labels.has(item.get('key')));
  const [own, more] = ofArch;
  if (!own || more) return undefined;
  const values = own.get('values', true);
  const scalars = isSeq(values) ? values.items.filter((item): item is Scalar => isScalar(item)) : [];
  const spans = scalars.flatMap((scalar) => spanOf(scalar) ?? []);
  const names = scalars.map(({ value }) => String(value));
  const [first] = spans;
  const last = spans.at(-1);
  if (!first || !last || !isSeq(values) || scalars.length < values.items.length) return undefined;
  const operator = own.get('operator');
  const place = { start: first.start, end: last.end };
  const rest = JSON.stringify(items.filter((item) => item !== own));
  if (operator === 'In') return { place, admitted: names, refused: [], lists: [{ items: spans }], rest };
  return operator === 'NotIn' ? { place, admitted: undefined, refused: names, lists: [], rest } : undefined;
}

function spanOf(scalar: Scalar): Span | undefined {
  return scalar.range ? { start: scalar.range[0], end: scalar.range[1] } : undefined;
}
