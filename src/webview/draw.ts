import { labelLeft, type Layout, type PlacedEdge, type PlacedNode } from './layout';
import type { PictureState } from './protocol';

const svgNamespace = 'http://www.w3.org/2000/svg';

/** Outlines of 12 by 12 pixels; a state can be told without its colour. */
const shapes: Readonly<Record<PictureState, string>> = {
  built: 'M0.5 0.5h11v11h-11z M3 6l2.2 2.4L9 3.8',
  available: 'M11.5 6a5.5 5.5 0 1 1-11 0a5.5 5.5 0 1 1 11 0z M3.4 6.2l1.8 2L8.6 4.2',
  buildable: 'M1.5 0.5L11.5 6L1.5 11.5z',
  'needs-conversion': 'M6 0.2L11.8 6L6 11.8L0.2 6z',
  blocked: 'M3.7 0.5h4.6l3.2 3.2v4.6l-3.2 3.2H3.7L0.5 8.3V3.7z M3.8 3.8l4.4 4.4 M8.2 3.8l-4.4 4.4',
  'source-unknown':
    'M6 0.5L11.5 3.4V8.6L6 11.5L0.5 8.6V3.4z M4.4 4.8a1.6 1.6 0 1 1 2.4 1.4q-0.8 0.5-0.8 1.1 M6 9v0.6',
  skip: 'M11.5 6a5.5 5.5 0 1 1-11 0a5.5 5.5 0 1 1 11 0z M2.3 9.7L9.7 2.3',
};

/** Makes an SVG element with attributes. */
export function svgElement<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | number>> = {},
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** The shape of a state, at its place. */
export function stateShape(state: PictureState, x: number, y: number): SVGPathElement {
  return svgElement('path', {
    class: `shape ${state}`,
    d: shapes[state],
    transform: `translate(${x} ${y})`,
  });
}

/** The drawing of a layout: edges below, images by their ids above. */
export interface Drawing {
  readonly content: SVGGElement;
  readonly nodes: ReadonlyMap<string, SVGGElement>;
  readonly edges: readonly { readonly placed: PlacedEdge; readonly element: SVGPathElement }[];
}

export function draw(layout: Layout, describe: (id: string) => string): Drawing {
  const content = svgElement('g');
  const edges = layout.edges.map((placed) => {
    const kind = placed.edge.build ? 'edge build' : 'edge';
    return { placed, element: svgElement('path', { class: kind, d: curve(placed) }) };
  });
  content.append(...edges.map(({ element }) => element));
  const nodes = new Map<string, SVGGElement>();
  for (const placed of layout.nodes) {
    const element = drawNode(placed, describe(placed.node.id));
    nodes.set(placed.node.id, element);
    content.append(element);
  }
  return { content, nodes, edges };
}

function drawNode({ height, node, width, x, y }: PlacedNode, description: string): SVGGElement {
  const group = svgElement('g', {
    class: `node ${node.state}${node.wanted ? ' wanted' : ''}`,
    transform: `translate(${x} ${y})`,
    role: 'button',
    tabindex: -1,
    'aria-label': description,
  });
  group.dataset['id'] = node.id;
  const title = svgElement('title');
  title.textContent = `${node.id}\n${node.description}`;
  const label = svgElement('text', { class: 'label', x: labelLeft, y: height / 2 });
  label.textContent = node.label;
  group.append(
    title,
    svgElement('rect', { class: 'box', width, height, rx: 4 }),
    stateShape(node.state, 7, height / 2 - 6),
    label,
  );
  return group;
}

/** A line through the middles between the points, so that it bends without corners. */
function curve({ points }: PlacedEdge): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${round(first.x)} ${round(first.y)}`;
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    const to = next ? { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 } : point;
    path += next
      ? `Q${round(point.x)} ${round(point.y)} ${round(to.x)} ${round(to.y)}`
      : `L${round(to.x)} ${round(to.y)}`;
  });
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
