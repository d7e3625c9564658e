import { Graph, layout as layOut } from '@dagrejs/dagre';
import type { Picture, PictureEdge, PictureNode } from './protocol';

/** Where an image is drawn, in pixels; `x` and `y` are its upper left corner. */
export interface PlacedNode {
  readonly node: PictureNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge {
  readonly edge: PictureEdge;
  /** From the base to what stands on it. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Layout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

export interface LayoutOptions {
  /** Width of a label in pixels. */
  readonly measure: (label: string) => number;
  /** Pixels that the picture has. */
  readonly space: { readonly width: number; readonly height: number };
}

/** Pixels beside a label: the state's shape on its left, and padding. */
export const labelLeft = 25;
const labelRight = 9;
const nodeHeight = 24;
const gap = 8;

/**
 * Lays images out in columns from the roots on the left to what stands on
 * them. A base of many images would make one long column that nobody can read
 * as a whole, so the images that nothing stands on are spread over several:
 * as many as make the picture largest in the space it has.
 */
export function layout(picture: Picture, options: LayoutOptions): Layout {
  const { space } = options;
  const linked = new Set(picture.edges.flatMap(({ base, image }) => [base, image]));
  const alone = picture.nodes.filter(({ id }) => !linked.has(id));
  // Each costs a layout of the whole, which grows faster than the number of images.
  const candidates = picture.nodes.length > 150 ? [24] : [10, 14, 20, 30];
  let best: Layout | undefined;
  let bestScale = 0;
  for (const perColumn of candidates) {
    const placed = withAlone(columns(picture, linked, perColumn, options), alone, options);
    const scale = Math.min(space.width / placed.width, space.height / placed.height);
    if (scale > bestScale || !best) [best, bestScale] = [placed, scale];
  }
  return best ?? { nodes: [], edges: [], width: 1, height: 1 };
}

function columns(
  picture: Picture,
  linked: ReadonlySet<string>,
  perColumn: number,
  { measure }: LayoutOptions,
): Layout {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: gap, ranksep: 26, edgesep: 5, marginx: 0, marginy: 0 });
  const nodes = picture.nodes.filter(({ id }) => linked.has(id));
  for (const { id, label } of nodes) {
    graph.setNode(id, { width: widthOf(label, measure), height: nodeHeight });
  }
  const columnOf = spread(nodes, picture.edges, perColumn);
  for (const { base, image } of picture.edges) {
    graph.setEdge(base, image, { minlen: 1 + (columnOf.get(image) ?? 0) });
  }
  if (nodes.length > 0) layOut(graph);
  const placed = nodes.map((node): PlacedNode => {
    const {
      x = 0,
      y = 0,
      width,
      height,
    } = graph.node(node.id) as { x?: number; y?: number; width: number; height: number };
    return { node, x: x - width / 2, y: y - height / 2, width, height };
  });
  const edges = picture.edges.map((edge): PlacedEdge => {
    const { points = [] } = graph.edge(edge.base, edge.image) as { points?: { x: number; y: number }[] };
    return { edge, points };
  });
  return { nodes: placed, edges, ...sizeOf(placed) };
}

/** By how many columns an image that nothing stands on is moved to the right. */
function spread(
  nodes: readonly PictureNode[],
  edges: readonly PictureEdge[],
  perColumn: number,
): ReadonlyMap<string, number> {
  const bases = new Set(edges.map(({ base }) => base));
  const depths = depthsOf(edges);
  const byDepth = new Map<number, string[]>();
  for (const { id } of nodes) {
    if (bases.has(id)) continue;
    const depth = depths.get(id) ?? 0;
    byDepth.set(depth, [...(byDepth.get(depth) ?? []), id]);
  }
  const moved = new Map<string, number>();
  for (const leaves of byDepth.values()) {
    const count = Math.ceil(leaves.length / perColumn);
    leaves.forEach((id, index) => moved.set(id, index % count));
  }
  return moved;
}

/** How far each image is from its farthest root. What is in a cycle keeps what was found until it closed. */
function depthsOf(edges: readonly PictureEdge[]): ReadonlyMap<string, number> {
  const basesOf = new Map<string, string[]>();
  for (const { base, image } of edges) basesOf.set(image, [...(basesOf.get(image) ?? []), base]);
  const depths = new Map<string, number>();
  const depth = (id: string, above: ReadonlySet<string>): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    if (above.has(id)) return 0;
    const inside = new Set([...above, id]);
    const found = Math.max(0, ...(basesOf.get(id) ?? []).map((base) => 1 + depth(base, inside)));
    depths.set(id, found);
    return found;
  };
  for (const id of basesOf.keys()) depth(id, new Set());
  return depths;
}

/** Puts the images that have no base and are none into rows below the others. */
function withAlone(linked: Layout, alone: readonly PictureNode[], { measure, space }: LayoutOptions): Layout {
  if (alone.length === 0) return linked;
  const limit = Math.max(linked.width, (space.width / space.height) * linked.height, 400);
  let x = 0;
  let y = linked.nodes.length === 0 ? 0 : linked.height + 3 * gap;
  const placed = alone.map((node): PlacedNode => {
    const width = widthOf(node.label, measure);
    if (x > 0 && x + width > limit) [x, y] = [0, y + nodeHeight + gap];
    const at = { node, x, y, width, height: nodeHeight };
    x += width + 2 * gap;
    return at;
  });
  const nodes = [...linked.nodes, ...placed];
  return { nodes, edges: linked.edges, ...sizeOf(nodes) };
}

function widthOf(label: string, measure: (label: string) => number): number {
  return Math.ceil(labelLeft + measure(label) + labelRight);
}

function sizeOf(nodes: readonly PlacedNode[]): { readonly width: number; readonly height: number } {
  return {
    width: Math.max(1, ...nodes.map(({ x, width }) => x + width)),
    height: Math.max(1, ...nodes.map(({ y, height }) => y + height)),
  };
}
