// Tachogram, Poincaré plot and histogram of RR intervals.

import { firstFrom } from './beats';
import { byId } from './dom';
import { Plot, px, py } from './plot';
import { secondsShown } from './scale';
import type { Store } from './store';
import { theme } from './theme';
import { histogram } from './trend';

/** Longest interval shown: most are far below, and one pause must not press all others together. */
function longestShown(rr: Float64Array): number {
  const known = rr.filter((v) => v > 0).sort();
  return known.length === 0 ? 2 : Math.min(4, Math.max(1, Math.ceil(known[Math.floor(known.length * 0.998)] * 1.15 * 5) / 5));
}

/** Intervals in time, around what the ECG shows. */
class Tachogram extends Plot {
  protected override followsView(): boolean {
    return true;
  }
  protected override readonly ticked = false;

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

/** Each interval over the one before. */
class Poincare extends Plot {
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

/** How often intervals of each length are; the selected ones in front. */
class Histogram extends Plot {
  private readonly width = 0.02; // s
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
