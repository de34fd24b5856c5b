// A plot of beats: frame, ticks, points in class colours. A rectangle drawn on it picks beats everywhere.

import { fitCanvas } from './dom';
import { firstFrom } from './beats';
import type { Store } from './store';
import { classPoint, theme } from './theme';

export interface Axes {
  x0: number; x1: number; y0: number; y1: number; // values at the edges
  left: number; right: number; top: number; bottom: number; // pixels
}

export const px = (a: Axes, x: number): number => a.left + ((x - a.x0) / (a.x1 - a.x0)) * (a.right - a.left);
export const py = (a: Axes, y: number): number => a.bottom - ((y - a.y0) / (a.y1 - a.y0)) * (a.bottom - a.top);
const vx = (a: Axes, x: number): number => a.x0 + ((x - a.left) / (a.right - a.left)) * (a.x1 - a.x0);
const vy = (a: Axes, y: number): number => a.y0 + ((a.bottom - y) / (a.bottom - a.top)) * (a.y1 - a.y0);

const drawOrder = ['N', 'Q', 'F', 'S', 'V']; // what is rare and matters lies on top

/** One plot: its frame, its picture kept while only the selection changes, and the rectangle. */
export abstract class Plot {
  protected axes: Axes = { x0: 0, x1: 1, y0: 0, y1: 1, left: 40, right: 100, top: 8, bottom: 100 };
  private frame = 0;

  constructor(protected readonly store: Store, protected readonly canvas: HTMLCanvasElement) {
    const redraw = (): void => {
      if (this.frame !== 0) return;
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        if (this.canvas.clientWidth > 0) this.paint();
      });
    };
    store.on(['beats', 'selection', 'range', 'theme'], redraw);
    if (this.followsView()) {
      // Five times a second while the ECG is panned: the frames belong to the ECG.
      let timer = 0;
      store.on('view', () => {
        if (timer === 0) timer = window.setTimeout(() => {
          timer = 0;
          redraw();
        }, 200);
      });
    }
    new ResizeObserver(redraw).observe(canvas);
    this.listen();
  }

  protected followsView(): boolean {
    return false;
  }
  protected abstract draw(c: CanvasRenderingContext2D): void;
  protected abstract scale(): [number, number, number, number];
  /** Indices of the beats within a rectangle of values. */
  protected abstract within(x0: number, x1: number, y0: number, y1: number): number[];
  /** Whether the horizontal axis has figures. What the axes are stands in the caption: within the frame it would lie on the data. */
  protected readonly ticked: boolean = true;

  protected rr(i: number): number {
    return this.store.rr[i];
  }

  private paint(rubber: [number, number, number, number] | null = null): void {
    const c = fitCanvas(this.canvas);
    const t = theme();
    const [w, h] = [this.canvas.clientWidth, this.canvas.clientHeight];
    const [x0, x1, y0, y1] = this.scale();
    this.axes = { x0, x1, y0, y1, left: 40, right: w - 8, top: 8, bottom: h - 20 };
    const a = this.axes;
    c.fillStyle = t.paper;
    c.fillRect(0, 0, w, h);
    c.strokeStyle = t.line;
    c.lineWidth = 1;
    c.strokeRect(a.left + 0.5, a.top + 0.5, a.right - a.left, a.bottom - a.top);
    this.ticks(c);
    c.save();
    c.beginPath();
    c.rect(a.left, a.top, a.right - a.left, a.bottom - a.top);
    c.clip();
    this.draw(c);
    if (rubber !== null) {
      c.fillStyle = t.accent;
      c.globalAlpha = 0.18;
      c.fillRect(rubber[0], rubber[1], rubber[2] - rubber[0], rubber[3] - rubber[1]);
      c.globalAlpha = 1;
      c.strokeStyle = t.accent;
      c.strokeRect(rubber[0], rubber[1], rubber[2] - rubber[0], rubber[3] - rubber[1]);
    }
    c.restore();
  }

  private ticks(c: CanvasRenderingContext2D): void {
    const a = this.axes;
    c.fillStyle = theme().quiet;
    c.font = '11px system-ui, sans-serif';
    const steps = (from: number, to: number, pixels: number, least: number): number[] => {
      const raw = ((to - from) * least) / pixels;
      const power = 10 ** Math.floor(Math.log10(raw));
      const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw)!;
      const list: number[] = [];
      for (let v = Math.ceil(from / step) * step; v <= to; v += step) list.push(Math.round(v * 1000) / 1000);
      return list;
    };
    c.textAlign = 'center';
    if (this.ticked) for (const v of steps(a.x0, a.x1, a.right - a.left, 44)) c.fillText(String(v), px(a, v), a.bottom + 13);
    c.textAlign = 'right';
    for (const v of steps(a.y0, a.y1, a.bottom - a.top, 26)) c.fillText(String(v), a.left - 4, py(a, v) + 4);
  }

  protected point(c: CanvasRenderingContext2D, x: number, y: number, size: number): void {
    c.fillRect(px(this.axes, x) - size / 2, py(this.axes, y) - size / 2, size, size);
  }

  /** Points of the beats in [from, to), class after class, the selected ones last. */
  protected cloud(c: CanvasRenderingContext2D, from: number, to: number, x: (i: number) => number, y: (i: number) => number): void {
    const { beats, selection } = this.store;
    const size = to - from > 20000 ? 1.5 : to - from > 2000 ? 2 : 3;
    for (const label of drawOrder) {
      c.fillStyle = classPoint(label);
      for (let i = from; i < to; ++i) if (beats.labels[i] === label && y(i) > 0) this.point(c, x(i), y(i), size);
    }
    c.fillStyle = theme().accent;
    for (let i = from; i < to; ++i) if (selection.beats.has(beats.ids[i]) && y(i) > 0) this.point(c, x(i), y(i), size + 1.5);
  }

  private listen(): void {
    let from: { x: number; y: number } | null = null;
    const at = (e: PointerEvent): { x: number; y: number } => {
      const box = this.canvas.getBoundingClientRect();
      return { x: e.clientX - box.left, y: e.clientY - box.top };
    };
    this.canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      from = at(event);
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener('pointermove', (event) => {
      if (from === null) return;
      const to = at(event);
      this.paint([Math.min(from.x, to.x), Math.min(from.y, to.y), Math.max(from.x, to.x), Math.max(from.y, to.y)]);
    });
    this.canvas.addEventListener('pointercancel', () => (from = null));
    this.canvas.addEventListener('pointerup', (event) => {
      if (from === null) return;
      const to = at(event);
      // A click takes what lies within a finger's or an arrow's reach.
      const reach = Math.hypot(from.x - to.x, from.y - to.y) > 5 ? 0 : event.pointerType === 'touch' ? 14 : 5;
      const a = this.axes;
      const found = this.within(vx(a, Math.min(from.x, to.x) - reach), vx(a, Math.max(from.x, to.x) + reach),
        vy(a, Math.max(from.y, to.y) + reach), vy(a, Math.min(from.y, to.y) - reach));
      from = null;
      const { beats } = this.store;
      this.store.select({ beats: new Set(found.map((i) => beats.ids[i])) });
      if (found.length > 0) this.store.show(beats.samples[found[0]]);
      this.paint();
    });
  }

  /** Indices of the beats in the overview's range. */
  protected ranged(): [number, number] {
    const { beats, range, info } = this.store;
    return [firstFrom(beats.samples, range[0] * info.rate), firstFrom(beats.samples, range[1] * info.rate)];
  }
}
