// Paints the ECG: grid, traces, beats with their letters, rhythm bands, time axis.

import type { Episode } from '../api';
import { firstFrom } from '../beats';
import { pixelsPerMm, pixelsPerSecond, secondsAt, secondsShown, xOf } from '../scale';
import type { Store } from '../store';
import { bandColour, classColours, classPoint, theme, type Theme } from '../theme';
import { axisStep, timeText } from '../time';
import type { Signal, Trace } from './signal';

/** Where things are, from the top: letters, leads, rhythm, times. CSS pixels. */
export interface Layout {
  width: number;
  height: number;
  letters: number; // height of the letters' band
  leads: number; // height of one lead
  rhythmTop: number;
  rhythm: number; // height
}

export function layoutOf(width: number, height: number, leads: number): Layout {
  const [letters, rhythm, axis] = [30, 20, 20];
  return {
    width, height, letters, rhythm, rhythmTop: height - rhythm - axis,
    leads: Math.max(40, (height - letters - rhythm - axis) / Math.max(1, leads)),
  };
}

/** Values in the middle of each lead's part: they follow the signal only when it leaves its part. */
export type Centres = Map<number, number>;

function paintGrid(c: CanvasRenderingContext2D, store: Store, l: Layout, t: Theme): void {
  c.fillStyle = t.ground;
  c.fillRect(0, 0, l.width, l.height);
  // Squares are millimetres of paper, at fixed places in time: the grid moves with the trace.
  const shift = -((store.view.first * store.view.speed) % 5) * pixelsPerMm;
  const [top, bottom] = [l.letters, l.rhythmTop];
  for (const [step, colour] of [[1, t.thin], [5, t.thick]] as const) {
    c.beginPath();
    for (let x = shift; x < l.width; x += step * pixelsPerMm) {
      c.moveTo(Math.round(x) + 0.5, top);
      c.lineTo(Math.round(x) + 0.5, bottom);
    }
    for (let y = top; y < bottom; y += step * pixelsPerMm) {
      c.moveTo(0, Math.round(y) + 0.5);
      c.lineTo(l.width, Math.round(y) + 0.5);
    }
    c.strokeStyle = colour;
    c.lineWidth = 1;
    c.stroke();
  }
}

function paintNoise(c: CanvasRenderingContext2D, store: Store, l: Layout, t: Theme): void {
  const rate = store.info.rate;
  for (const span of store.unanalyzable()) {
    const [a, b] = [xOf(store.view, span.first / rate), xOf(store.view, span.end / rate)];
    if (b < 0 || a > l.width) continue;
    const [left, right] = [Math.max(0, a), Math.min(l.width, b)];
    c.globalAlpha = 0.16;
    c.fillStyle = t.noise;
    c.fillRect(left, l.letters, right - left, l.rhythmTop - l.letters);
    c.globalAlpha = 1;
  }
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

function strokeTrace(
  c: CanvasRenderingContext2D, trace: Trace, x: (sample: number) => number, y: (value: number) => number,
): void {
  c.beginPath();
  let pen = false;
  if (trace.kind === 'line') {
    const { values, first } = trace;
    for (let i = 0; i < values.length; ++i) {
      if (Number.isNaN(values[i])) pen = false;
      else if (pen) c.lineTo(x(first + i), y(values[i]));
      else {
        c.moveTo(x(first + i), y(values[i]));
        pen = true;
      }
    }
  } else if (trace.kind === 'columns') {
    const { low, high } = trace.columns;
    for (let i = 0; i < low.length; ++i) {
      if (Number.isNaN(low[i])) {
        pen = false;
        continue;
      }
      if (!pen) c.moveTo(i + 0.5, y(high[i]));
      else c.lineTo(i + 0.5, y(high[i]));
      // At least half a pixel, or a flat line would vanish.
      c.lineTo(i + 0.5, Math.max(y(low[i]), y(high[i]) + 0.5));
      pen = true;
    }
  }
  c.stroke();
}

function paintLeads(c: CanvasRenderingContext2D, store: Store, signal: Signal, l: Layout, t: Theme, centres: Centres): boolean {
  let complete = true;
  const perPixel = 1 / pixelsPerSecond(store.view);
  store.leadsShown.forEach((index, row) => {
    const lead = signal.lead(index);
    const trace = signal.trace(index, store.view.first, perPixel, Math.ceil(l.width), store.filters);
    const top = l.letters + row * l.leads;
    // Leads in other units (mmHg, %) are fitted to their part: millimetres a millivolt mean nothing to them.
    const gain = lead.units.toLowerCase() === 'mv' ? store.view.gain : store.view.gain / 50;
    const perUnit = gain * pixelsPerMm;
    const now = middle(trace);
    const kept = centres.get(index);
    if (now !== null && (kept === undefined || Math.abs(now - kept) * perUnit > l.leads * 0.3)) centres.set(index, now);
    const zero = top + l.leads * 0.55;
    const centre = centres.get(index) ?? 0;
    c.save();
    c.beginPath();
    c.rect(0, l.letters - 2, l.width, l.rhythmTop - l.letters + 2);
    c.clip();
    c.strokeStyle = t.ink;
    c.lineWidth = 1.25;
    c.lineJoin = 'round';
    strokeTrace(c, trace, (s) => xOf(store.view, s / lead.rate), (v) => zero - (v - centre) * perUnit);
    c.restore();
    if (trace.kind === 'waiting' || (trace.kind === 'columns' && !trace.columns.complete)) complete = false;
    c.font = '600 12px system-ui, sans-serif';
    c.textAlign = 'left';
    const name = lead.name + (lead.units.toLowerCase() === 'mv' ? '' : ` (${lead.units})`);
    c.fillStyle = t.ground;
    c.globalAlpha = 0.8;
    c.fillRect(3, top + 4, c.measureText(name).width + 8, 17);
    c.globalAlpha = 1;
    c.fillStyle = t.ink;
    c.fillText(name, 7, top + 17);
    if (trace.kind === 'waiting') {
      c.fillStyle = t.quiet;
      c.fillText('loading …', 60, top + 17);
    }
  });
  return complete;
}

/** A letter on its class's colour; N plain, so that what is not N stands out. */
function paintLetter(c: CanvasRenderingContext2D, label: string, x: number, y: number, selected: boolean, rejected: boolean, t: Theme): void {
  const colours = classColours[label as 'N'] ?? classColours.Q;
  c.textAlign = 'center';
  c.font = '700 13px system-ui, sans-serif';
  if (selected) {
    c.fillStyle = t.accent;
    c.beginPath();
    c.roundRect(x - 11, y - 11, 22, 22, 5);
    c.fill();
  }
  if (label !== 'N' || selected) {
    c.fillStyle = label === 'N' ? t.ground : colours.ground;
    c.beginPath();
    c.roundRect(x - 8.5, y - 8.5, 17, 17, 3.5);
    c.fill();
  }
  c.fillStyle = label === 'N' ? t.normal : colours.ink;
  c.fillText(label, x, y + 4.5);
  if (rejected) {
    c.strokeStyle = t.ink;
    c.lineWidth = 1.5;
    c.beginPath();
    c.moveTo(x - 9, y + 6);
    c.lineTo(x + 9, y - 6);
    c.stroke();
  }
}

function paintBeats(c: CanvasRenderingContext2D, store: Store, l: Layout, t: Theme, moving: { id: number; sample: number } | null): void {
  const { beats, info, view, selection } = store;
  const from = firstFrom(beats.samples, (view.first - 0.3) * info.rate);
  const to = firstFrom(beats.samples, (view.first + secondsShown(view, l.width) + 0.3) * info.rate);
  // Letters closer than 15 pixels would lie on each other: then ticks in the class's colour stand for them.
  const dense = (to - from) * 15 > l.width;
  for (let i = from; i < to; ++i) {
    const id = beats.ids[i];
    const sample = moving !== null && moving.id === id ? moving.sample : beats.samples[i];
    const x = xOf(view, sample / info.rate);
    const selected = selection.beats.has(id);
    const label = beats.labels[i];
    c.fillStyle = selected ? t.accent : classPoint(label);
    if (dense) {
      const high = label === 'N' ? 6 : 14;
      c.fillRect(x - 0.75, 26 - high, selected ? 3 : 1.5, high);
      continue;
    }
    c.globalAlpha = selected ? 0.9 : label === 'N' ? 0.3 : 0.6;
    c.fillRect(Math.round(x), l.letters - 5, selected ? 2 : 1, l.rhythmTop - l.letters + 5);
    c.globalAlpha = 1;
    paintLetter(c, label, x, 13, selected, beats.rejected[i], t);
    if (beats.reviewed[i]) {
      // A person has looked: a small tick beneath the letter.
      c.strokeStyle = t.quiet;
      c.lineWidth = 1.5;
      c.beginPath();
      c.moveTo(x + 9, 20);
      c.lineTo(x + 11, 23);
      c.lineTo(x + 15, 17);
      c.stroke();
    }
  }
}

/** The episodes that are seen, with the row that each is painted in where several overlap: the shortest is on top. */
export function episodesShown(store: Store, width: number): Episode[] {
  const rate = store.info.rate;
  const [from, to] = [store.view.first * rate, (store.view.first + secondsShown(store.view, width)) * rate];
  return store.rhythm.episodes.filter((e) => e.end > from && e.first < to).sort((a, b) => b.end - b.first - (a.end - a.first));
}

export const kindText = (store: Store, kind: string): string => store.rhythm.kinds.find((k) => k.kind === kind)?.text ?? kind;

function paintRhythm(c: CanvasRenderingContext2D, store: Store, l: Layout, t: Theme): void {
  c.fillStyle = t.paper;
  c.fillRect(0, l.rhythmTop, l.width, l.height - l.rhythmTop);
  c.font = '12px system-ui, sans-serif';
  c.textAlign = 'left';
  for (const e of episodesShown(store, l.width)) {
    const a = Math.max(-2, xOf(store.view, e.first / store.info.rate));
    const b = Math.min(l.width + 2, xOf(store.view, e.end / store.info.rate));
    const picked = store.selection.episode;
    const chosen = picked !== null && picked.first === e.first && picked.kind === e.kind;
    c.save();
    c.beginPath();
    c.rect(a, l.rhythmTop + 1, Math.max(3, b - a), l.rhythm - 2);
    c.fillStyle = bandColour(e.kind);
    c.fill();
    c.strokeStyle = chosen ? t.accent : t.noise;
    c.lineWidth = chosen ? 3 : 1;
    c.stroke();
    c.clip();
    c.fillStyle = t.ink;
    c.fillText(kindText(store, e.kind) + (e.by === 'person' ? ' (by hand)' : ''), Math.max(a, 0) + 5, l.rhythmTop + 14);
    c.restore();
  }
}

function paintAxis(c: CanvasRenderingContext2D, store: Store, l: Layout, t: Theme): void {
  const shown = secondsShown(store.view, l.width);
  const step = axisStep(shown, l.width);
  c.fillStyle = t.quiet;
  c.font = '12px system-ui, sans-serif';
  c.textAlign = 'center';
  const offset = store.start ?? 0;
  // Labels at round times of day, not at round distances from the first sample.
  for (let s = Math.ceil((store.view.first + offset) / step) * step - offset; s < store.view.first + shown; s += step) {
    const x = xOf(store.view, s);
    c.fillRect(Math.round(x), l.height - 20, 1, 4);
    c.fillText(timeText(s, store.start, step < 1 ? 1 : 0), x, l.height - 4);
  }
}

/** All of it; false where tiles are on their way. */
export function paintEcg(
  c: CanvasRenderingContext2D, store: Store, signal: Signal, l: Layout, centres: Centres, moving: { id: number; sample: number } | null,
): boolean {
  const t = theme();
  paintGrid(c, store, l, t);
  c.fillStyle = t.paper;
  c.fillRect(0, 0, l.width, l.letters - 2);
  paintNoise(c, store, l, t);
  const span = store.selection.span;
  if (span !== null) {
    const [a, b] = [xOf(store.view, span.first / store.info.rate), xOf(store.view, span.end / store.info.rate)];
    c.globalAlpha = 0.15;
    c.fillStyle = t.accent;
    c.fillRect(a, 0, b - a, l.rhythmTop);
    c.globalAlpha = 1;
  }
  paintBeats(c, store, l, t, moving);
  const complete = paintLeads(c, store, signal, l, t, centres);
  paintRhythm(c, store, l, t);
  paintAxis(c, store, l, t);
  return complete;
}

/** The sample under a pixel. */
export const sampleAt = (store: Store, x: number): number =>
  Math.min(store.info.frames - 1, Math.max(0, Math.round(secondsAt(store.view, x) * store.info.rate)));
