import { svgElement } from './draw';
import type { Layout } from './layout';

/** What of an element's style a file needs that has no style sheet of its own. */
const properties = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'font-family',
  'font-size',
  'font-weight',
  'dominant-baseline',
  'opacity',
];

/**
 * The whole drawing as an SVG document that stands alone: in the colours that
 * it has now, on its background, with the legend below.
 */
export function exportSvg(
  content: SVGGElement,
  legend: SVGGElement,
  { width, height }: Pick<Layout, 'width' | 'height'>,
  title: string,
): string {
  const margin = 16;
  const legendHeight = 28;
  const whole = {
    width: Math.ceil(width + 2 * margin),
    height: Math.ceil(height + 2 * margin + legendHeight),
  };
  const svg = svgElement('svg', {
    ...whole,
    viewBox: `0 0 ${whole.width} ${whole.height}`,
    role: 'img',
    'aria-label': title,
  });
  const background = getComputedStyle(document.body).backgroundColor;
  const picture = styledCopy(content);
  picture.setAttribute('transform', `translate(${margin} ${margin})`);
  const below = styledCopy(legend);
  below.setAttribute('transform', `translate(${margin} ${height + 2 * margin})`);
  const heading = svgElement('title');
  heading.textContent = title;
  svg.append(heading, svgElement('rect', { ...whole, fill: background }), picture, below);
  return new XMLSerializer().serializeToString(svg);
}

function styledCopy(element: SVGGElement): SVGGElement {
  const copy = element.cloneNode(true) as SVGGElement;
  const from = [element, ...Array.from(element.querySelectorAll('*'))];
  const to = [copy, ...Array.from(copy.querySelectorAll('*'))];
  to.forEach((one, index) => {
    const source = from[index];
    if (!source || one.tagName === 'title') return;
    const style = getComputedStyle(source);
    for (const name of properties) one.setAttribute(name, style.getPropertyValue(name));
    for (const name of ['class', 'tabindex', 'role', 'data-id']) one.removeAttribute(name);
  });
  return copy;
}
