// The ECG's canvas: draws itself at most once a frame, and only when something changed.

import type { Episode } from '../api';
import { fitCanvas } from '../dom';
import { secondsShown, xOf } from '../scale';
import type { Store } from '../store';
import { theme } from '../theme';
import { timeText } from '../time';
import { caliperAt, caliperText, paintCaliper, type Caliper } from './caliper';
import { rows } from './bands';
import { listen, type Surface } from './gestures';
import { layoutOf, sampleAt, type Layout } from './layout';
import { paintEcg } from './paint';
import type { Signal } from './signal';
import { Strips } from './strips';

export class EcgView implements Surface {
  caliper: Caliper | null = null;
  moving: { id: number; sample: number } | null = null;
  rubber: { from: number; to: number } | null = null;
  /** Duration of the latest paintings, ms; the tests of the page read them. */
  readonly paintTimes: number[] = [];
  private frame = 0;
  private readonly strips: Strips;
  private lastFirst = 0;

  constructor(
    private readonly store: Store,
    readonly canvas: HTMLCanvasElement,
    private readonly signal: Signal,
    private readonly insert: (sample: number) => void,
  ) {
    this.strips = new Strips(store, signal);
    store.on('tiles', () => this.strips.arrived());
    store.on(['view', 'beats', 'rhythm', 'selection', 'settings', 'tiles', 'theme', 'panel'], () => this.redraw());
    store.on('settings', () => {
      if (this.store.tool !== 'measure') this.caliper = null;
    });
    new ResizeObserver(() => {
      if (this.canvas.clientWidth === 0) return;
      this.store.width = this.canvas.clientWidth;
      this.store.setView({});
      this.redraw();
    }).observe(canvas);
    listen(store, this);
    this.store.width = canvas.clientWidth || 800;
  }

  layout(): Layout {
    return layoutOf(this.canvas.clientWidth, this.canvas.clientHeight, this.store.leadsShown.length, rows(this.store).count);
  }

  rowOf(episode: Episode): number {
    return rows(this.store).of.get(episode) ?? 0;
  }

  insertAt(sample: number): void {
    this.insert(sample);
  }

  /** A point of the caliper by keyboard, a millimetre of paper; placed on the selected beat or in the middle at first. What it measures. */
  moveCaliper(direction: 1 | -1, point: 'from' | 'to'): string {
    const { store } = this;
    if (this.caliper === null) {
      const id = [...store.selection.beats][0];
      const at = store.selection.beats.size === 1 ? store.index.get(id) : undefined;
      const x = at === undefined ? store.width / 2 : xOf(store.view, store.beats.samples[at] / store.info.rate);
      this.caliper = caliperAt(store, x, this.layout().letters + this.layout().leads / 2);
    }
    this.caliper[point].seconds += direction / store.view.speed;
    this.redraw();
    return caliperText(store, this.caliper);
  }

  redraw(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.paint();
    });
  }

  private paint(): void {
    const begin = performance.now();
    const { store } = this;
    const shown = secondsShown(store.view, store.width);
    if (Math.abs(store.view.first - this.lastFirst) > 3 * shown) this.signal.jumped();
    this.lastFirst = store.view.first;
    const c = fitCanvas(this.canvas);
    const layout = this.layout();
    paintEcg(c, store, this.strips, layout, this.moving);
    if (this.rubber !== null) this.paintRubber(c, layout);
    if (this.caliper !== null) paintCaliper(c, store, this.caliper, layout.width, layout.rhythmTop);
    this.paintTimes.push(performance.now() - begin);
    if (this.paintTimes.length > 600) this.paintTimes.shift();
    const from = timeText(store.view.first, store.start, 1);
    const leads = store.leadsShown.map((i) => store.info.leads[i].name).join(', ');
    const label = `ECG from ${from}, ${shown.toFixed(1)} seconds; leads ${leads}`;
    // Not at each frame of panning: screen readers would stammer.
    if (!document.hidden && begin - this.labelled > 500) {
      this.labelled = begin;
      this.canvas.setAttribute('aria-label', label);
    }
  }
  private labelled = -1000;

  private paintRubber(c: CanvasRenderingContext2D, layout: Layout): void {
    const { from, to } = this.rubber!;
    const [a, b] = [Math.min(from, to), Math.max(from, to)];
    c.globalAlpha = 0.18;
    c.fillStyle = theme().accent;
    c.fillRect(a, 0, b - a, layout.rhythmTop);
    c.globalAlpha = 1;
    const seconds = (sampleAt(this.store, b) - sampleAt(this.store, a)) / this.store.info.rate;
    c.fillStyle = theme().ink;
    c.textAlign = 'center';
    c.font = '600 13px system-ui, sans-serif';
    c.fillText(`${seconds.toFixed(2)} s`, (a + b) / 2, 44);
  }
}
