import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  visit,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';

/** A place of a Kubernetes document that names an image. */
export interface ImagePlace {
  readonly node: Node;
  /** The container that it belongs to, where it is one. */
  readonly container: Container | undefined;
}

export interface Container {
  readonly image: Pair<Node, Node | null>;
  readonly inFlow: boolean;
  readonly pullPolicy: Node | undefined;
}

/** Everything that a port changes in one Kubernetes document. Aliases are followed: nodes are those of their anchors. */
export interface Places {
  readonly images: readonly ImagePlace[];
  /** Values that say which architecture a node must have: each list is one demand, which any of its values meets. */
  readonly architectures: readonly (readonly Node[])[];
  /** Values that say which architecture a node must not have. */
  readonly excluded: readonly Node[];
  /** Anchors that also stand for something else than what was found: changing them changes that, too. */
  readonly shared: ReadonlySet<Node>;
  /** An alias that has no anchor before it: no reader takes such a document. */
  readonly lost: Node | undefined;
}

const containerKeys = new Set(['containers', 'initContainers', 'ephemeralContainers']);

/** The label of a node that names its GOARCH, and the one it had before Kubernetes 1.14. */
const archLabels = new Set(['kubernetes.io/arch', 'beta.kubernetes.io/arch']);

/**
 * Finds what names images and architectures in one document of a YAML stream.
 * Undefined where it is no Kubernetes object; the schema of a custom resource
 * counts as none, because what it holds are types. Custom resources count:
 * their lists of containers are read like those of a pod, and so is any other
 * `image` text.
 */
export function findPlaces(document: Document.Parsed): Places | undefined {
  const root = document.contents;
  if (!isMap(root)) return undefined;
  const kind = root.get('kind');
  if (typeof kind !== 'string' || typeof root.get('apiVersion') !== 'string') return undefined;
  if (kind === 'CustomResourceDefinition') return undefined;
  const finder = new Finder(document);
  finder.walk(root, false);
  return finder.places();
}

class Finder {
  private readonly anchorOf = new Map<Node, Node | undefined>();
  private readonly images: ImagePlace[] = [];
  private readonly architectures: Node[][] = [];
  private readonly excluded = new Set<Node>();
  /** Nodes that were visited, outside and inside of a node affinity. */
  private readonly visited = [new Set<Node>(), new Set<Node>()] as const;
  private readonly containers = new Set<Node>();
  private readonly usedAliases = new Set<Node>();

  constructor(document: Document.Parsed) {
    const anchors = new Map<string, Node>();
    visit(document, {
      Node: (_, node) => {
        if (isAlias(node)) this.anchorOf.set(node, anchors.get(node.source));
        else if (node.anchor !== undefined) anchors.set(node.anchor, node);
      },
    });
  }

  places(): Places {
    const found = new Set<Node>([...this.images.map(({ node }) => node), ...this.architectures.flat()]);
    const shared = new Set<Node>();
    for (const [alias, anchor] of this.anchorOf) {
      if (anchor && isScalar(anchor) && found.has(anchor) && !this.usedAliases.has(alias)) shared.add(anchor);
    }
    return {
      images: this.images,
      architectures: this.architectures,
      excluded: [...this.excluded],
      shared,
      lost: [...this.anchorOf].find(([, anchor]) => !anchor)?.[0],
    };
  }

  walk(node: Node, inAffinity: boolean): void {
    const visited = this.visited[inAffinity ? 1 : 0];
    if (visited.has(node)) return;
    visited.add(node);
    if (isSeq(node)) {
      for (const item of node.items) this.walkInto(item, inAffinity);
    } else if (isMap(node)) {
      for (const pair of this.pairs(node)) this.pair(pair, node, inAffinity);
    }
  }

  private walkInto(item: unknown, inAffinity: boolean): void {
    const node = this.resolve(item);
    if (node) this.walk(node, inAffinity);
  }

  private pair(pair: Pair<Node, Node | null>, map: YAMLMap, inAffinity: boolean): void {
    const key = keyOf(pair);
    const value = this.resolve(pair.value);
    if (!value) return;
    if (key === 'image') {
      if (isMap(value) && isScalar(this.child(value, 'reference'))) {
        this.addImage(this.rawChild(value, 'reference'), undefined);
      } else if (isScalar(value) && !this.containers.has(map)) {
        this.addImage(pair.value, undefined);
      } else if (!isScalar(value)) this.walk(value, inAffinity);
    } else if (containerKeys.has(key) && isSeq(value)) {
      for (const item of value.items) this.container(this.resolve(item));
      this.walk(value, inAffinity);
    } else if (key === 'nodeSelector' && isMap(value)) {
      for (const label of this.pairs(value)) {
        if (archLabels.has(keyOf(label))) this.addArchitectures([label.value]);
      }
    } else if (key === 'matchExpressions' && inAffinity && isSeq(value)) {
      for (const item of value.items) this.expression(this.resolve(item));
    } else {
      this.walk(value, inAffinity || key === 'nodeAffinity');
    }
  }

  private container(node: Node | undefined): void {
    if (!isMap(node)) return;
    for (const map of [node, ...this.merged(node)]) {
      this.containers.add(map);
      const image = ownPairs(map).find((pair) => keyOf(pair) === 'image');
      if (!image) continue;
      const pullPolicy = this.child(node, 'imagePullPolicy');
      this.addImage(image.value, { image, inFlow: map.flow === true, pullPolicy });
      return;
    }
  }

  private addImage(written: Node | null | undefined, container: Container | undefined): void {
    const node = this.use(written);
    if (!node) return;
    this.images.push({ node, container });
  }

  private addArchitectures(written: readonly unknown[]): void {
    this.architectures.push(written.map((node) => this.use(node)).filter((node) => node !== undefined));
  }

  /** One requirement of a node selector term: `{key, operator, values}`. */
  private expression(node: Node | undefined): void {
    if (!isMap(node)) return;
    const key = this.child(node, 'key');
    const operator = this.child(node, 'operator');
    const values = this.child(node, 'values');
    if (!isScalar(key) || typeof key.value !== 'string' || !archLabels.has(key.value)) return;
    if (!isScalar(operator) || !isSeq(values)) return;
    if (operator.value === 'In') this.addArchitectures(values.items);
    if (operator.value !== 'NotIn') return;
    for (const item of values.items) {
      const resolved = this.resolve(item);
      if (resolved) this.excluded.add(resolved);
    }
  }

  /** The node that is written or that its alias stands for; remembers that the alias is understood. */
  private use(written: unknown): Node | undefined {
    if (isAlias(written)) this.usedAliases.add(written);
    return this.resolve(written);
  }

  private resolve(node: unknown): Node | undefined {
    if (isAlias(node)) return this.anchorOf.get(node);
    return isScalar(node) || isMap(node) || isSeq(node) ? node : undefined;
  }

  private child(map: YAMLMap, key: string): Node | undefined {
    return this.resolve(this.rawChild(map, key));
  }

  private rawChild(map: YAMLMap, key: string): Node | null | undefined {
    return this.pairs(map).find((pair) => keyOf(pair) === key)?.value;
  }

  /** A map's own pairs, and those that merge keys (`<<: *defaults`) bring in. */
  private pairs(map: YAMLMap): readonly Pair<Node, Node | null>[] {
    return [map, ...this.merged(map)].flatMap(ownPairs);
  }

  private merged(map: YAMLMap, seen = new Set<Node>([map])): readonly YAMLMap[] {
    return ownPairs(map).flatMap((pair) => {
      if (keyOf(pair) !== '<<') return [];
      const value = this.resolve(pair.value);
      const sources = isSeq(value) ? value.items.map((item) => this.resolve(item)) : [value];
      return sources.flatMap((source) => {
        if (!isMap(source) || seen.has(source)) return [];
        seen.add(source);
        return [source, ...this.merged(source, seen)];
      });
    });
  }
}

function ownPairs(map: YAMLMap): readonly Pair<Node, Node | null>[] {
  return map.items.filter((item): item is Pair<Node, Node | null> => isPair(item));
}

function keyOf(pair: Pair<Node, Node | null>): string {
  return isScalar(pair.key) && typeof pair.key.value === 'string' ? pair.key.value : '';
}

/** A scalar's text, or undefined where it is something else. */
export function textOf(node: Node): string | undefined {
  return isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
}
