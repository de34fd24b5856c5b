// Grid and traces, painted once in strips that stay: panning then only copies them, which is what makes it smooth
// without a graphics processor (painting a trace again costs some 30 ms a frame there, copying strips 1).

import { pixelsPerMm, pixelsPerSecond } from '../scale';
import type { Store } from '../store';
import { theme, type Theme } from '../theme';
import type { Layout } from './layout';
import type { Signal, Trace } from './signal';

const stripWidth = 256; // CSS pixels
const mostStrips = 40;

interface Strip {
  canvas: HTMLCanvasElement;
  complete: boolean; // false: tiles are on their way
  arrivals: number; // when it was painted
  middles: (number | null)[]; // of each lead shown
}

/** The middle of a trace's values, from some 200 of them: exactness is not wanted here. */
function middle(trace: Trace): number | null {
  const values: number[] = [];
  if (trace.kind === 'line') {
    const step = Math.max(1, trace.values.length >> 8);
    for (let i = 0; i < trace.values.length; i += step) values.push(trace.values[i]);
  } else if (trace.kind === 'columns') {
    const { low, high } = trace.columns;
    for (let x = 0; x < low.length; x += 6) values.push((low[x] + high[x]) / 2);
  }
  const known = values.filter((v) => !Number.isNaN(v)).sort((a, b) => a - b);
  return known.length > 0 ? known[known.length >> 1] : null;
}

function strokeLine(c: CanvasRenderingContext2D, values: Float32Array, x: (i: number) => number, y: (value: number) => number): void {
  c.beginPath();
  let pen = false;
  for (let i = 0; i < values.length; ++i) {
    if (Number.isNaN(values[i])) pen = false;
    else if (pen) c.lineTo(x(i), y(values[i]));
    else {
      c.moveTo(x(i), y(values[i]));
      pen = true;
    }
  }
  c.stroke();
}

function paintGrid(c: CanvasRenderingContext2D, left: number, bottom: number, t: Theme): void {
  c.fillStyle = t.ground;
  c.fillRect(0, 0, stripWidth, bottom);
  // Squares are millimetres of paper at fixed places in time, so that the grid moves with the trace.
  for (const [step, colour] of [[pixelsPerMm, t.thin], [5 * pixelsPerMm, t.thick]] as const) {
    c.fillStyle = colour;
    for (let k = Math.floor(left / step); k * step < left + stripWidth; ++k) c.fillRect(Math.round(k * step - left), 0, 1, bottom);
    for (let y = 0; y < bottom; y += step) c.fillRect(0, Math.round(y), stripWidth, 1);
  }
}

/** A triangle at the edge where a wave leaves the ECG: what is cut off must not look like a low wave. */
function markCut(c: CanvasRenderingContext2D, count: number, x: (i: number) => number, top: (i: number) => number, low: (i: number) => number, bottom: number): void {
  c.fillStyle = theme().accent;
  let last = -99;
  for (let i = 0; i < count; ++i) {
    const up = top(i) < 0;
    if (!(up || low(i) > bottom) || x(i) - last < 9) continue; // NaN is no value
    last = x(i);
    const [edge, tip] = up ? [9, 1] : [bottom - 9, bottom - 1];
    c.beginPath();
    c.moveTo(last - 6, edge);
    c.lineTo(last + 6, edge);
    c.lineTo(last, tip);
    c.fill();
  }
}

export class Strips {
  private strips = new Map<number, Strip>();
  private key = '';
  private arrivals = 0;
  private readonly centres = new Map<number, number>(); // the value in the middle of each lead's part

  constructor(private readonly store: Store, private readonly signal: Signal) {}

  /** Tiles came: strips that lacked some are painted again. */
  arrived(): void {
    ++this.arrivals;
  }

  /** Copies what the view shows; at most one strip beyond it is painted ahead. */
  paint(c: CanvasRenderingContext2D, l: Layout): void {
    const { store } = this;
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    const f = store.filters;
    const key = [store.view.speed, store.view.gain, store.leadsShown, l.height, theme().paper, ratio, f.baseline, f.muscle, f.mains, store.fault, [...this.centres]].join();
    if (key !== this.key) {
      this.key = key;
      this.strips.clear();
    }
    const left = store.view.first * pixelsPerSecond(store.view);
    const [from, to] = [Math.floor(left / stripWidth), Math.floor((left + l.width - 1) / stripWidth)];
    const seen: Strip[] = [];
    let painted = 0;
    for (let k = from; k <= to; ++k) {
      const before = this.strips.get(k);
      if (before === undefined) ++painted;
      const strip = this.strip(k, l, ratio);
      seen.push(strip);
      c.drawImage(strip.canvas, Math.round(k * stripWidth - left), l.letters, stripWidth, l.rhythmTop - l.letters);
    }
    if (painted === 0) {
      const ahead = [to + 1, from - 1].find((k) => k >= 0 && !this.strips.has(k) && k * stripWidth < store.duration * pixelsPerSecond(store.view));
      if (ahead !== undefined) this.strip(ahead, l, ratio);
    }
    this.follow(seen, l);
    while (this.strips.size > mostStrips) this.strips.delete(this.strips.keys().next().value!);
  }

  private strip(k: number, l: Layout, ratio: number): Strip {
    const kept = this.strips.get(k);
    if (kept !== undefined && (kept.complete || kept.arrivals === this.arrivals)) {
      this.strips.delete(k); // last in the map's order: used now
      this.strips.set(k, kept);
      return kept;
    }
    const bottom = l.rhythmTop - l.letters;
    const canvas = kept?.canvas ?? document.createElement('canvas');
    canvas.width = Math.round(stripWidth * ratio);
    canvas.height = Math.round(bottom * ratio);
    const c = canvas.getContext('2d', { alpha: false })!;
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    const strip: Strip = { canvas, complete: true, arrivals: this.arrivals, middles: [] };
    paintGrid(c, k * stripWidth, bottom, theme());
    this.store.leadsShown.forEach((lead, row) => this.paintLead(c, strip, k, lead, row, l));
    this.strips.set(k, strip);
    return strip;
  }

  /** Leads in other units (mmHg, %) are fitted to their part: millimetres a millivolt mean nothing to them. */
  private perUnit(lead: number): number {
    const gain = this.signal.lead(lead).units.toLowerCase() === 'mv' ? this.store.view.gain : this.store.view.gain / 50;
    return gain * pixelsPerMm;
  }

  private paintLead(c: CanvasRenderingContext2D, strip: Strip, k: number, lead: number, row: number, l: Layout): void {
    const perSecond = pixelsPerSecond(this.store.view);
    const rate = this.signal.lead(lead).rate;
    // A pixel more on both sides, so that lines run on from strip to strip.
    const margin = 2;
    const first = (k * stripWidth - margin) / perSecond;
    const trace = this.signal.trace(lead, first, 1 / perSecond, stripWidth + 2 * margin, this.store.filters);
    if (trace.kind === 'waiting' || (trace.kind === 'columns' && !trace.columns.complete)) strip.complete = false;
    const now = middle(trace);
    strip.middles[row] = now;
    if (now !== null && !this.centres.has(lead)) this.centres.set(lead, now);
    const [zero, perUnit, centre] = [(row + 0.55) * l.leads, this.perUnit(lead), this.centres.get(lead) ?? 0];
    const y = (value: number): number => zero - (value - centre) * perUnit;
    c.strokeStyle = c.fillStyle = theme().ink;
    c.lineWidth = 1.25;
    c.lineJoin = 'bevel';
    const bottom = l.rhythmTop - l.letters;
    if (trace.kind === 'line') {
      const left = k * stripWidth;
      const x = (i: number): number => ((trace.first + i) / rate) * perSecond - left;
      strokeLine(c, trace.values, x, y);
      markCut(c, trace.values.length, x, (i) => y(trace.values[i]), (i) => y(trace.values[i]), bottom);
    } else if (trace.kind === 'columns') {
      const { low, high } = trace.columns;
      for (let x = 0; x < low.length; ++x) {
        if (Number.isNaN(low[x])) continue;
        const top = y(high[x]) - 0.6;
        c.fillRect(x - margin, top, 1, y(low[x]) + 0.6 - top);
      }
      markCut(c, low.length, (i) => i - margin, (i) => y(high[i]), (i) => y(low[i]), bottom);
    } else {
      c.fillStyle = theme().quiet;
      c.font = '12px system-ui, sans-serif';
      c.fillText(this.store.fault === '' ? 'loading …' : 'The signal cannot be read.', 8, row * l.leads + 34);
    }
  }

  /** A lead whose values have left its part is centred again; a little wander moves nothing. */
  private follow(seen: Strip[], l: Layout): void {
    this.store.leadsShown.forEach((lead, row) => {
      const known = seen.map((s) => s.middles[row]).filter((m): m is number => m !== null && m !== undefined);
      if (known.length === 0) return;
      const mean = known.reduce((a, b) => a + b, 0) / known.length;
      const kept = this.centres.get(lead);
      if (kept === undefined || Math.abs(mean - kept) * this.perUnit(lead) > 0.3 * l.leads) {
        this.centres.set(lead, mean);
        this.store.emit('tiles');
      }
    });
  }
}
