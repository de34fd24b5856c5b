// Tachogram, Poincaré plot and histogram of RR intervals. A rectangle drawn on one of them picks beats everywhere.

import { byId, fitCanvas } from './dom';
import { firstFrom } from './beats';
import { secondsShown } from './scale';
import type { Store } from './store';
import { classPoint, theme } from './theme';
import { histogram } from './trend';

interface Axes {
  x0: number; x1: number; y0: number; y1: number; // values at the edges
  left: number; right: number; top: number; bottom: number; // pixels
}

const px = (a: Axes, x: number): number => a.left + ((x - a.x0) / (a.x1 - a.x0)) * (a.right - a.left);
const py = (a: Axes, y: number): number => a.bottom - ((y - a.y0) / (a.y1 - a.y0)) * (a.bottom - a.top);
const vx = (a: Axes, x: number): number => a.x0 + ((x - a.left) / (a.right - a.left)) * (a.x1 - a.x0);
const vy = (a: Axes, y: number): number => a.y0 + ((a.bottom - y) / (a.bottom - a.top)) * (a.y1 - a.y0);

const drawOrder = ['N', 'Q', 'F', 'S', 'V']; // what is rare and matters lies on top

/** One plot: its frame, its picture kept while only the selection changes, and the rectangle. */
abstract class Plot {
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
    store.on(['beats', 'selection', 'range', 'theme', ...this.alsoOn()], redraw);
    new ResizeObserver(redraw).observe(canvas);
    this.listen();
  }

  protected alsoOn(): ('view')[] {
    return [];
  }
  protected abstract draw(c: CanvasRenderingContext2D): void;
  protected abstract scale(): [number, number, number, number];
  /** Indices of the beats within a rectangle of values. */
  protected abstract within(x0: number, x1: number, y0: number, y1: number): number[];
  protected abstract readonly units: [string, string];

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
    if (this.units[0] !== '') for (const v of steps(a.x0, a.x1, a.right - a.left, 44)) c.fillText(String(v), px(a, v), a.bottom + 13);
    c.textAlign = 'right';
    for (const v of steps(a.y0, a.y1, a.bottom - a.top, 26)) c.fillText(String(v), a.left - 4, py(a, v) + 4);
    c.textAlign = 'left';
    c.fillText(this.units[1], a.left + 4, a.top + 12);
    c.textAlign = 'right';
    c.fillText(this.units[0], a.right - 4, a.bottom - 5);
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

/** Longest interval shown: most are far below, and one pause must not press all others together. */
function longestShown(rr: Float64Array): number {
  const known = rr.filter((v) => v > 0).sort();
  return known.length === 0 ? 2 : Math.min(4, Math.max(1, Math.ceil(known[Math.floor(known.length * 0.998)] * 1.15 * 5) / 5));
}

class Tachogram extends Plot {
  protected override alsoOn(): 'view'[] {
    return ['view'];
  }
  protected readonly units: [string, string] = ['', 'RR (s) around the ECG'];

  // Ten times what the ECG shows: enough to see a rhythm, few enough points to pick one.
  private span(): [number, number] {
    const { view, width, duration } = this.store;
    const shown = secondsShown(view, width);
    const length = Math.min(duration, Math.max(60, 10 * shown));
    const first = Math.min(Math.max(0, view.first + shown / 2 - length / 2), duration - length);
    return [first, first + length];
  }
  protected scale(): [number, number, number, number] {
    return [...this.span(), 0, longestShown(this.store.rr)];
  }
  protected draw(c: CanvasRenderingContext2D): void {
    const { beats, info, view, width } = this.store;
    const [a, b] = this.span();
    c.fillStyle = theme().accent;
    c.globalAlpha = 0.12;
    const x = px(this.axes, view.first);
    c.fillRect(x, this.axes.top, px(this.axes, view.first + secondsShown(view, width)) - x, this.axes.bottom);
    c.globalAlpha = 1;
    this.cloud(c, firstFrom(beats.samples, a * info.rate), firstFrom(beats.samples, b * info.rate), (i) => beats.samples[i] / info.rate, (i) => this.rr(i));
  }
  protected within(x0: number, x1: number, y0: number, y1: number): number[] {
    const { beats, info } = this.store;
    const found: number[] = [];
    const to = firstFrom(beats.samples, x1 * info.rate);
    for (let i = firstFrom(beats.samples, x0 * info.rate); i < to; ++i) if (this.rr(i) >= y0 && this.rr(i) <= y1) found.push(i);
    return found;
  }
}

class Poincare extends Plot {
  protected readonly units: [string, string] = ['RR before (s)', 'RR (s)'];
  protected scale(): [number, number, number, number] {
    const most = longestShown(this.store.rr);
    return [0.2, most, 0.2, most];
  }
  protected draw(c: CanvasRenderingContext2D): void {
    const a = this.axes;
    c.strokeStyle = theme().line;
    c.beginPath();
    c.moveTo(px(a, a.x0), py(a, a.y0));
    c.lineTo(px(a, a.x1), py(a, a.y1));
    c.stroke();
    const [from, to] = this.ranged();
    this.cloud(c, from, to, (i) => (this.rr(i - 1) > 0 ? this.rr(i - 1) : -9), (i) => this.rr(i));
  }
  protected within(x0: number, x1: number, y0: number, y1: number): number[] {
    const [from, to] = this.ranged();
    const found: number[] = [];
    for (let i = Math.max(1, from); i < to; ++i) {
      const [x, y] = [this.rr(i - 1), this.rr(i)];
      if (x >= x0 && x <= x1 && y >= y0 && y <= y1) found.push(i);
    }
    return found;
  }
}

class Histogram extends Plot {
  private readonly width = 0.02; // s
  protected readonly units: [string, string] = ['RR (s)', 'beats'];
  private counts(): number[] {
    const [from, to] = this.ranged();
    const most = longestShown(this.store.rr);
    return histogram(this.store.rr.slice(from, to), 0.2, most, this.width);
  }
  protected scale(): [number, number, number, number] {
    return [0.2, longestShown(this.store.rr), 0, Math.max(4, ...this.counts()) * 1.05];
  }
  protected draw(c: CanvasRenderingContext2D): void {
    const a = this.axes;
    const { selection, beats, rr } = this.store;
    const [from, to] = this.ranged();
    const bars = (counts: number[], colour: string): void => {
      c.fillStyle = colour;
      counts.forEach((count, i) => {
        if (count === 0) return;
        const [x, y] = [px(a, 0.2 + i * this.width), py(a, count)];
        c.fillRect(x, y, Math.max(1, px(a, 0.2 + (i + 1) * this.width) - x - 1), a.bottom - y);
      });
    };
    bars(this.counts(), theme().normal);
    if (selection.beats.size === 0) return;
    const picked = rr.slice(from, to).map((v, i) => (selection.beats.has(beats.ids[from + i]) ? v : NaN));
    bars(histogram(picked, 0.2, a.x1, this.width), theme().accent);
  }
  protected within(x0: number, x1: number): number[] {
    // Whole bars, whatever the height: a bar is what is seen.
    const [a, b] = [x0, x1].map((x) => 0.2 + Math.floor((x - 0.2) / this.width) * this.width);
    const [from, to] = this.ranged();
    const found: number[] = [];
    for (let i = from; i < to; ++i) if (this.rr(i) >= a && this.rr(i) < b + this.width) found.push(i);
    return found;
  }
}

export function makePlots(store: Store): void {
  new Tachogram(store, byId<HTMLCanvasElement>('tachogram'));
  new Poincare(store, byId<HTMLCanvasElement>('poincare'));
  new Histogram(store, byId<HTMLCanvasElement>('histogram'));
}
