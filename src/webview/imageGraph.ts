import { draw, stateShape, svgElement, type Drawing } from './draw';
import { exportSvg } from './exportSvg';
import { layout, type Layout, type PlacedNode } from './layout';
import { pictureStates, readToPicture, type FromPicture, type Picture, type PictureState } from './protocol';
import { Relations } from './relations';
import { makeToolbar, type Toolbar } from './toolbar';
import { Viewport, type ViewState } from './viewport';

/** The script of the graph's webview: draws what the extension sends, and says what the user does. */
interface Api {
  postMessage(message: FromPicture): void;
  getState(): ViewState | undefined;
  setState(state: ViewState): void;
}

declare function acquireVsCodeApi(): Api;

class ImageGraph {
  private readonly api = acquireVsCodeApi();
  private readonly svg = svgElement('svg', { class: 'graph', role: 'group' });
  private readonly viewport = new Viewport(this.svg, (state) => this.api.setState(state));
  private readonly legend = svgElement('svg', { class: 'legend', role: 'img' });
  private readonly details = element('p', 'details');
  private readonly list = element('ul', 'for-screen-readers');
  private picture: Picture | undefined;
  private layout: Layout = { nodes: [], edges: [], width: 1, height: 1 };
  private drawing: Drawing | undefined;
  private relations = new Relations([]);
  private toolbar: Toolbar | undefined;
  private selected: string | undefined;
  private matches: readonly string[] = [];

  start(): void {
    this.details.setAttribute('aria-live', 'polite');
    this.svg.addEventListener('keydown', (event) => this.onKey(event));
    this.svg.addEventListener('click', (event) => {
      const id = idAt(event.target);
      if (id === undefined) this.select(undefined);
      else this.open(id);
    });
    this.svg.addEventListener('focusin', (event) => {
      const id = idAt(event.target);
      if (id !== undefined && id !== this.selected) this.select(id);
    });
    window.addEventListener('message', (event) => {
      const message = readToPicture(event.data);
      if (message?.kind === 'picture') this.show(message.picture);
      if (message?.kind === 'reveal') this.focus(message.id);
    });
    document.addEventListener('keydown', (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'f') this.toolbar?.focusSearch();
    });
    this.api.postMessage({ kind: 'ready' });
  }

  private show(picture: Picture): void {
    const isFirst = this.picture === undefined;
    this.picture = picture;
    this.relations = new Relations(picture.edges);
    if (isFirst) this.build(picture);
    this.svg.setAttribute('aria-label', `${picture.title}. ${picture.texts.keys}`);
    this.layout = layout(picture, { measure: measureWith(this.svg), space: this.viewport.space });
    this.drawing = draw(this.layout, (id) => this.describe(id));
    this.svg.replaceChildren(this.drawing.content);
    this.viewport.show(this.drawing.content, this.layout, isFirst ? this.api.getState() : undefined);
    this.drawLegend(picture);
    this.list.replaceChildren(
      ...picture.nodes.map(({ id }) => {
        const item = document.createElement('li');
        item.textContent = this.describe(id);
        return item;
      }),
    );
    this.details.textContent = picture.nodes.length === 0 ? picture.texts.empty : picture.texts.keys;
    const first = this.layout.nodes[0]?.node.id;
    const start = this.selected !== undefined && this.node(this.selected) ? this.selected : first;
    if (start !== undefined) this.drawing.nodes.get(start)?.setAttribute('tabindex', '0');
    if (this.selected !== undefined) this.select(start);
  }

  private build(picture: Picture): void {
    this.toolbar = makeToolbar(picture.texts, {
      search: (text) => this.search(text),
      next: () => this.next(),
      zoom: (factor) => this.viewport.zoom(factor),
      fit: () => this.viewport.fit(),
      export: () => this.export(),
    });
    const bottom = element('div', 'bottom');
    bottom.append(this.legend, this.details);
    document.body.replaceChildren(this.toolbar.element, this.svg, bottom, this.list);
  }

  /** What an image is, how it stands, what it stands on and what stands on it: the picture in words. */
  private describe(id: string): string {
    const { nodes, texts } = this.picture ?? { nodes: [], texts: undefined };
    const node = nodes.find((one) => one.id === id);
    if (!node || !texts) return id;
    const named = (ids: readonly string[]): string => (ids.length === 0 ? texts.nothing : ids.join(', '));
    return [
      `${id}: ${node.description}`,
      texts.standsOn.replace('{0}', named(this.relations.bases(id))),
      texts.standOnIt.replace('{0}', named(this.relations.dependents(id))),
    ].join('. ');
  }

  private select(id: string | undefined): void {
    const { drawing } = this;
    if (!drawing) return;
    this.selected = id;
    const chain = id === undefined ? undefined : this.relations.chain(id);
    for (const [other, group] of drawing.nodes) {
      group.classList.toggle('selected', other === id);
      group.classList.toggle('off-chain', chain !== undefined && !chain.has(other));
      if (id !== undefined) group.setAttribute('tabindex', other === id ? '0' : '-1');
    }
    for (const { element: line, placed } of drawing.edges) {
      const { base, image } = placed.edge;
      line.classList.toggle('on-chain', chain?.has(base) === true && chain.has(image));
    }
    if (id !== undefined) this.details.textContent = this.describe(id);
  }

  private focus(id: string): void {
    const placed = this.node(id);
    if (!placed) return;
    this.viewport.reveal(placed);
    this.select(id);
    this.drawing?.nodes.get(id)?.focus({ preventScroll: true });
  }

  private open(id: string): void {
    this.select(id);
    this.api.postMessage({ kind: 'open', id });
  }

  private search(text: string): string {
    const { drawing, picture } = this;
    if (!drawing || !picture) return '';
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const isMatch = (id: string): boolean => words.every((word) => this.describedName(id).includes(word));
    this.matches = words.length === 0 ? [] : picture.nodes.map(({ id }) => id).filter(isMatch);
    const matches = new Set(this.matches);
    for (const [id, group] of drawing.nodes) {
      group.classList.toggle('found', matches.has(id));
      group.classList.toggle('not-found', words.length > 0 && !matches.has(id));
    }
    if (words.length === 0) return '';
    const { found } = picture.texts;
    return found.replace('{0}', String(matches.size)).replace('{1}', String(picture.nodes.length));
  }

  private describedName(id: string): string {
    return `${id} ${this.node(id)?.node.description ?? ''}`.toLowerCase();
  }

  private next(): void {
    const at = this.matches.indexOf(this.selected ?? '');
    const id = this.matches[(at + 1) % Math.max(1, this.matches.length)];
    if (id === undefined) return;
    const placed = this.node(id);
    if (placed) this.viewport.reveal(placed);
    this.select(id);
  }

  private export(): void {
    const content = this.legend.firstElementChild;
    if (!this.drawing || !this.picture || !(content instanceof SVGGElement)) return;
    // What is found or selected now is not part of the file.
    const { selected } = this;
    this.select(undefined);
    this.toolbar?.clearSearch();
    const svg = exportSvg(this.drawing.content, content, this.layout, this.picture.title);
    this.select(selected);
    this.api.postMessage({ kind: 'export', svg });
  }

  /** Arrows walk along the chain and the columns, Enter opens. */
  private onKey(event: KeyboardEvent): void {
    const from = this.selected === undefined ? undefined : this.node(this.selected);
    const to = from && this.neighbour(from, event.key);
    if (to) this.focus(to.node.id);
    else if (event.key === 'Enter' && from) this.open(from.node.id);
    else if (event.key === '+' || event.key === '=') this.viewport.zoom(1.25);
    else if (event.key === '-') this.viewport.zoom(0.8);
    else if (event.key === '0') this.viewport.fit();
    else if (event.key === '/') this.toolbar?.focusSearch();
    else if (event.key === 'Escape') this.select(undefined);
    else if (!event.key.startsWith('Arrow')) return;
    event.preventDefault();
  }

  private neighbour(from: PlacedNode, key: string): PlacedNode | undefined {
    const { id } = from.node;
    const nearest = (nodes: readonly (PlacedNode | undefined)[]): PlacedNode | undefined =>
      nodes
        .flatMap((node) => node ?? [])
        .sort((a, b) => Math.abs(a.y - from.y) - Math.abs(b.y - from.y))
        .at(0);
    const overlapping = this.layout.nodes.filter(
      ({ x, width }) => x < from.x + from.width && x + width > from.x,
    );
    switch (key) {
      case 'ArrowLeft':
        return nearest(this.relations.bases(id).map((base) => this.node(base)));
      case 'ArrowRight':
        return nearest(this.relations.dependents(id).map((image) => this.node(image)));
      case 'ArrowUp':
        return nearest(overlapping.filter(({ y }) => y < from.y));
      case 'ArrowDown':
        return nearest(overlapping.filter(({ y }) => y > from.y));
      default:
        return undefined;
    }
  }

  private node(id: string): PlacedNode | undefined {
    return this.layout.nodes.find(({ node }) => node.id === id);
  }

  private drawLegend({ nodes, states }: Picture): void {
    const content = svgElement('g');
    const measure = measureWith(this.svg);
    let x = 0;
    const counted = (state: PictureState): number => nodes.filter((node) => node.state === state).length;
    for (const state of pictureStates.filter((one) => counted(one) > 0)) {
      const text = `${states[state]} (${counted(state)})`;
      const label = svgElement('text', { class: 'label', x: x + 18, y: 9 });
      label.textContent = text;
      content.append(stateShape(state, x, 3), label);
      x += 18 + measure(text) + 18;
    }
    this.legend.setAttribute('viewBox', `0 0 ${Math.max(1, x)} 18`);
    this.legend.setAttribute('width', String(Math.max(1, x)));
    this.legend.setAttribute('height', '18');
    this.legend.setAttribute('aria-label', content.textContent);
    this.legend.replaceChildren(content);
  }
}

/** Measures labels in the font that they are drawn with. */
function measureWith(svg: SVGSVGElement): (label: string) => number {
  const probe = svgElement('text', { class: 'label' });
  svg.append(probe);
  const { fontFamily, fontSize } = getComputedStyle(probe);
  probe.remove();
  const context = document.createElement('canvas').getContext('2d');
  if (context) context.font = `${fontSize} ${fontFamily}`;
  return (label) => context?.measureText(label).width ?? 7 * label.length;
}

function idAt(target: EventTarget | null): string | undefined {
  const group = target instanceof Element ? target.closest<SVGGElement>('.node') : undefined;
  return group?.dataset['id'];
}

function element(name: string, className: string): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

new ImageGraph().start();
