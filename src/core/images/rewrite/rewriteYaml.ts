import { LineCounter, parseAllDocuments, type Document, type Node } from 'yaml';
import type { Translate } from '../../l10n';
import { LineIndex } from '../../positions';
import { mapReference, splitReference, type ImageMapping } from './mapReference';
import { findPlaces, textOf, type Container, type ImagePlace } from './places';

/** What to change in Kubernetes YAML. */
export interface RewriteRules extends ImageMapping {
  /** GOARCH that node selectors ask for now, and the one they shall ask for. */
  readonly host: string;
  readonly target: string;
  /** Whether containers shall use what is on the node already: `imagePullPolicy: IfNotPresent`. */
  readonly pullPolicy: boolean;
}

export interface RewriteChange {
  readonly kind: 'image' | 'pull-policy' | 'architecture';
  /** From 1; columns in UTF-16 code units, as everywhere. */
  readonly line: number;
  readonly column: number;
  /** What was there; empty where something was added. */
  readonly before: string;
  readonly after: string;
}

export interface RewriteProblem {
  readonly kind: 'malformed' | 'template' | 'pinned' | 'shared' | 'invalid' | 'by-hand' | 'architecture';
  readonly severity: 'error' | 'warning' | 'info';
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface Rewriting {
  /** The new text: the old one where nothing was changed. */
  readonly text: string;
  readonly changes: readonly RewriteChange[];
  readonly problems: readonly RewriteProblem[];
}

interface Edit extends Omit<RewriteChange, 'line' | 'column'> {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/**
 * Rewrites the Kubernetes objects of a YAML stream in place: images,
 * imagePullPolicy, and node selectors that ask for the host's architecture.
 * Only these values are replaced, in the quotes that they have; comments,
 * order and every other byte stay. A stream that is not YAML stays as it is
 * and says where; what a template (`{{ }}`) fills in is left alone and said.
 */
export function rewriteYaml(text: string, rules: RewriteRules, t: Translate): Rewriting {
  const lines = new LineIndex(text);
  const documents = parseAllDocuments(text, {
    prettyErrors: false,
    uniqueKeys: false,
    lineCounter: new LineCounter(),
    keepSourceTokens: false,
  });
  if (!Array.isArray(documents)) return { text, changes: [], problems: [] };
  for (const { errors } of documents as readonly Document.Parsed[]) {
    const [error] = errors;
    if (!error) continue;
    return { text, changes: [], problems: [malformed(error.message, error.pos[0], text, lines, t)] };
  }
  const rewriter = new Rewriter(text, rules, lines, t);
  for (const document of documents as readonly Document.Parsed[]) rewriter.document(document);
  return rewriter.result();
}

function malformed(
  message: string,
  offset: number,
  text: string,
  lines: LineIndex,
  t: Translate,
): RewriteProblem {
  const at = lines.position(offset);
  return text.includes('{{')
    ? {
        kind: 'template',
        severity: 'warning',
        ...at,
        message: t('this is a template, not YAML; rewrite what it renders to, as helm template prints it'),
      }
    : { kind: 'malformed', severity: 'error', ...at, message: t('this is not YAML: {0}', message) };
}

class Rewriter {
  private readonly edits = new Map<number, Edit>();
  private readonly problems: RewriteProblem[] = [];
  private readonly reported = new Set<string>();

  constructor(
    private readonly text: string,
    private readonly rules: RewriteRules,
    private readonly lines: LineIndex,
    private readonly t: Translate,
  ) {}

  result(): Rewriting {
    const edits = [...this.edits.values()].sort((a, b) => a.start - b.start);
    let text = '';
    let done = 0;
    const changes: RewriteChange[] = [];
    for (const { start, end, newText, kind, before, after } of edits) {
      text += this.text.slice(done, start) + newText;
      done = end;
      changes.push({ kind, ...this.lines.position(start), before, after });
    }
    return { text: text + this.text.slice(done), changes, problems: this.problems };
  }

  document(document: Document.Parsed): void {
    const places = findPlaces(document);
    if (!places) return;
    const { t } = this;
    if (places.lost) {
      const message = t('this is not YAML: {0}', t('{0} has no anchor', this.source(places.lost)));
      this.report('malformed', 'error', places.lost, message);
      return;
    }
    for (const place of places.images) {
      if (places.shared.has(place.node)) this.reportShared(place.node);
      else this.image(place);
    }
    for (const demand of places.architectures) this.architecture(demand, places.shared);
    for (const node of places.excluded) {
      if (textOf(node) !== this.rules.target) continue;
      this.report('architecture', 'warning', node, t('keeps it away from nodes of {0}', this.rules.target));
    }
  }

  /** Where the target meets a demand already, nothing has to change; else it takes the host's place. */
  private architecture(demand: readonly Node[], shared: ReadonlySet<Node>): void {
    const { rules, t } = this;
    if (demand.some((node) => textOf(node) === rules.target)) return;
    const [first] = demand;
    const hosts = demand.filter((node) => textOf(node) === rules.host);
    if (first && hosts.length === 0) {
      const message = this.isTemplate(first)
        ? t('filled in by a template; left as it is')
        : t('asks for nodes of {0}; left as it is', this.source(first));
      this.report('architecture', 'warning', first, message);
    }
    for (const node of hosts) {
      if (shared.has(node)) this.reportShared(node);
      else this.replace('architecture', node, rules.host, rules.target);
    }
  }

  private image({ node, container }: ImagePlace): void {
    const { rules, t } = this;
    const value = textOf(node);
    if (this.isTemplate(node)) {
      this.report('template', 'info', node, t('filled in by a template; left as it is'));
      return;
    }
    if (value === undefined) {
      if (container) this.report('invalid', 'warning', node, t('this is no image reference'));
      return;
    }
    const mapped = mapReference(value.trim(), rules, container ? 'all' : 'named');
    switch (mapped.kind) {
      case 'mapped':
        this.replace('image', node, value.trim(), mapped.reference);
        break;
      case 'pinned':
        this.report(
          'pinned',
          'warning',
          node,
          t(
            'named by digest, which another build cannot have; left as it is. A tag for it in the map "tags" takes its place',
          ),
        );
        break;
      case 'invalid':
        if (container) this.report('invalid', 'warning', node, t('this is no image reference: {0}', value));
        return;
      case 'same':
        break;
    }
    if (container && rules.pullPolicy) {
      this.pullPolicy(container, mapped.kind === 'mapped' ? mapped.reference : value.trim());
    }
  }

  /** Kubernetes pulls always where it is told so, and where nothing is said and the tag is `latest` or none. */
  private pullPolicy(container: Container, reference: string): void {
    const { t } = this;
    if (container.pullPolicy) {
      if (this.isTemplate(container.pullPolicy)) {
        this.report('template', 'info', container.pullPolicy, t('filled in by a template; left as it is'));
      } else if (textOf(container.pullPolicy) === 'Always') {
        this.replace('pull-policy', container.pullPolicy, 'Always', wanted);
      }
      return;
    }
    const parts = splitReference(reference);
    if (!parts || parts.digest !== undefined || (parts.tag ?? 'latest') !== 'latest') return;
    const place = placeForPolicy(container, this.text);
    if (!place) {
      this.report(
        'by-hand',
        'warning',
        container.image.key,
        t('imagePullPolicy: IfNotPresent has to be added by hand'),
      );
      return;
    }
    this.add({
      kind: 'pull-policy',
      start: place.offset,
      end: place.offset,
      newText: place.text,
      before: '',
      after: wanted,
    });
  }

  private replace(kind: RewriteChange['kind'], node: Node, before: string, after: string): void {
    const [start, end] = node.range ?? [0, 0];
    const source = this.text.slice(start, end);
    const at = source.indexOf(before);
    // A scalar with escapes or line breaks inside does not show its value; a shown one is replaced where it stands.
    if (at < 0 || source.indexOf(before, at + 1) >= 0) {
      const message = this.t('written in a way that is not edited; it should be {0}', after);
      this.report('by-hand', 'warning', node, message);
      return;
    }
    this.add({ kind, start: start + at, end: start + at + before.length, newText: after, before, after });
  }

  private add(edit: Edit): void {
    this.edits.set(edit.start, edit);
  }

  private isTemplate(node: Node): boolean {
    return this.source(node).includes('{{');
  }

  private source(node: Node): string {
    return this.text.slice(node.range?.[0] ?? 0, node.range?.[1] ?? 0);
  }

  private reportShared(node: Node): void {
    const message = this.t('its anchor is used for something else as well; left as it is');
    this.report('shared', 'warning', node, message);
  }

  private report(
    kind: RewriteProblem['kind'],
    severity: RewriteProblem['severity'],
    node: Node,
    message: string,
  ): void {
    const at = this.lines.position(node.range?.[0] ?? 0);
    const key = `${kind} ${at.line}:${at.column}`;
    if (this.reported.has(key)) return;
    this.reported.add(key);
    this.problems.push({ kind, severity, ...at, message });
  }
}

const wanted = 'IfNotPresent';

/** Where imagePullPolicy goes, beside the image, and how it is written there; undefined where the layout is unusual. */
function placeForPolicy(
  { image, inFlow }: Container,
  text: string,
): { readonly offset: number; readonly text: string } | undefined {
  const key = image.key.range?.[0];
  const value = image.value?.range;
  if (key === undefined || !value) return undefined;
  if (inFlow) {
    const quoted = text[key] === '"';
    return {
      offset: value[1],
      text: quoted ? `, "imagePullPolicy": "${wanted}"` : `, imagePullPolicy: ${wanted}`,
    };
  }
  const lead = text.slice(text.lastIndexOf('\n', key - 1) + 1, key);
  // After a line like `- image: x` the next key stands below the first, which only spaces and dashes tell for sure.
  if (!/^[ -]*$/.test(lead) || text.slice(key, value[1]).includes('\n')) return undefined;
  const feed = text.indexOf('\n', value[1]);
  const ending = feed > 0 && text[feed - 1] === '\r' ? '\r\n' : '\n';
  const offset = feed < 0 ? text.length : feed + 1 - ending.length;
  return { offset, text: `${ending}${lead.replaceAll('-', ' ')}imagePullPolicy: ${wanted}` };
}
