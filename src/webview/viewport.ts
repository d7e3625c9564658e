import type { Layout } from './layout';

/** What of the picture is on the screen: it is scaled, and then moved by so many pixels. */
export interface ViewState {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

const smallest = 0.1;
const largest = 4;
const margin = 16;

/** Zooms and moves the drawing by wheel, by pointer and by command. */
export class Viewport {
  private state: ViewState = { scale: 1, x: 0, y: 0 };
  private content: SVGGElement | undefined;
  private size: Pick<Layout, 'width' | 'height'> = { width: 1, height: 1 };

  constructor(
    private readonly svg: SVGSVGElement,
    private readonly onChange: (state: ViewState) => void,
  ) {
    svg.addEventListener('wheel', (event) => this.onWheel(event), { passive: false });
    svg.addEventListener('pointerdown', (event) => this.onPointerDown(event));
  }

  /** Takes another drawing; the view stays where it is if it is told so. */
  show(content: SVGGElement, size: Pick<Layout, 'width' | 'height'>, state: ViewState | undefined): void {
    this.content = content;
    this.size = size;
    if (state) this.set(state);
    else this.fit();
  }

  /** Pixels that a drawing can take. */
  get space(): { readonly width: number; readonly height: number } {
    const { clientWidth, clientHeight } = this.svg;
    return {
      width: Math.max(200, clientWidth - 2 * margin),
      height: Math.max(150, clientHeight - 2 * margin),
    };
  }

  /** Shows the whole picture, no larger than half as large again. */
  fit(): void {
    const { space, size } = this;
    const scale = Math.min(1.5, space.width / size.width, space.height / size.height);
    this.set({
      scale,
      x: margin + (space.width - size.width * scale) / 2,
      y: margin + (space.height - size.height * scale) / 2,
    });
  }

  /** Zooms around the middle. */
  zoom(factor: number): void {
    this.zoomAt(factor, this.svg.clientWidth / 2, this.svg.clientHeight / 2);
  }

  move(x: number, y: number): void {
    this.set({ ...this.state, x: this.state.x + x, y: this.state.y + y });
  }

  /** Brings a place of the drawing into the middle where it is not on the screen. */
  reveal({ x, y, width, height }: { x: number; y: number; width: number; height: number }): void {
    const { scale, x: left, y: top } = this.state;
    const { clientHeight, clientWidth } = this.svg;
    const from = { x: x * scale + left, y: y * scale + top };
    const to = { x: (x + width) * scale + left, y: (y + height) * scale + top };
    const isShown = from.x >= 0 && from.y >= 0 && to.x <= clientWidth && to.y <= clientHeight;
    if (isShown) return;
    this.set({
      scale,
      x: clientWidth / 2 - (x + width / 2) * scale,
      y: clientHeight / 2 - (y + height / 2) * scale,
    });
  }

  private zoomAt(factor: number, x: number, y: number): void {
    const { scale } = this.state;
    const next = Math.min(largest, Math.max(smallest, scale * factor));
    const ratio = next / scale;
    this.set({ scale: next, x: x - (x - this.state.x) * ratio, y: y - (y - this.state.y) * ratio });
  }

  private set(state: ViewState): void {
    this.state = state;
    const { scale, x, y } = state;
    this.content?.setAttribute('transform', `translate(${x} ${y}) scale(${scale})`);
    this.onChange(state);
  }

  private onWheel(event: WheelEvent): void {
    event.preventDefault();
    // A pinch of a touchpad comes as a wheel with Ctrl.
    const box = this.svg.getBoundingClientRect();
    const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015));
    this.zoomAt(factor, event.clientX - box.left, event.clientY - box.top);
  }

  private onPointerDown(event: PointerEvent): void {
    const onNode = event.target instanceof Element && event.target.closest('.node') !== null;
    if (event.button !== 0 || onNode) return;
    this.svg.setPointerCapture(event.pointerId);
    this.svg.classList.add('moving');
    const onMove = (moved: PointerEvent): void => this.move(moved.movementX, moved.movementY);
    this.svg.addEventListener('pointermove', onMove);
    const end = (): void => {
      this.svg.removeEventListener('pointermove', onMove);
      this.svg.classList.remove('moving');
    };
    this.svg.addEventListener('pointerup', end, { once: true });
    this.svg.addEventListener('pointercancel', end, { once: true });
  }
}
