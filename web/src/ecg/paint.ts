// Paints what lies on the traces: beats with their letters, spans, rhythm bands, times.

import { firstFrom } from '../beats';
import { secondsShown, xOf } from '../scale';
import type { Store } from '../store';
import { bandColour, classColours, classPoint, theme, type Theme } from '../theme';
import { axisStep, timeText } from '../time';
import { episodesShown, kindText, rows } from './bands';
import type { Layout } from './layout';
import type { Strips } from './strips';

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

function paintNames(c: CanvasRenderingContext2D, store: Store, l: Layout, t: Theme): void {
  c.font = '600 12px system-ui, sans-serif';
  c.textAlign = 'left';
  store.leadsShown.forEach((index, row) => {
    const lead = store.info.leads[index];
    const name = lead.name + (lead.units.toLowerCase() === 'mv' ? '' : ` (${lead.units})`);
    const top = l.letters + row * l.leads;
    c.fillStyle = t.ground;
    c.fillRect(3, Math.round(top) + 4, Math.ceil(c.measureText(name).width) + 8, 17);
    c.fillStyle = t.ink;
    c.fillText(name, 7, top + 17);
  });
}

/** A letter on its class's colour; N plain, so that what is not N stands out. */
export function paintLetter(c: CanvasRenderingContext2D, label: string, x: number, y: number, selected: boolean, rejected: boolean, t: Theme): void {
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
      c.fillRect(Math.round(x), 26 - high, selected ? 3 : 2, high);
      continue;
    }
    c.globalAlpha = selected ? 0.5 : label === 'N' ? 0.3 : 0.6; // the QRS complex is seen through it
    c.fillRect(Math.round(x), l.letters - 5, selected ? 2 : 1, l.rhythmTop - l.letters + 5);
    c.globalAlpha = 1;
    paintLetter(c, label, x, 13, selected, beats.rejected[i], t);
    if (id === store.at) {
      // The one of several that is looked at.
      c.strokeStyle = t.ink;
      c.lineWidth = 2;
      c.strokeRect(x - 11, 2, 22, 22);
    }
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

function paintRhythm(c: CanvasRenderingContext2D, store: Store, l: Layout, t: Theme): void {
  c.fillStyle = t.paper;
  c.fillRect(0, l.rhythmTop, l.width, l.height - l.rhythmTop);
  c.font = '12px system-ui, sans-serif';
  c.textAlign = 'left';
  const high = l.rhythm / l.rows;
  for (const e of episodesShown(store, l.width)) {
    const top = l.rhythmTop + high * (rows(store).of.get(e) ?? 0);
    const a = Math.max(-2, xOf(store.view, e.first / store.info.rate));
    const b = Math.min(l.width + 2, xOf(store.view, e.end / store.info.rate));
    const picked = store.selection.episode;
    const chosen = picked !== null && picked.first === e.first && picked.kind === e.kind;
    const [left, wide] = [Math.round(a), Math.max(3, Math.round(b - a))];
    c.fillStyle = chosen ? t.accent : t.noise;
    c.fillRect(left, top + 1, wide, high - 2);
    const edge = chosen ? 3 : 1;
    c.fillStyle = bandColour(e.kind);
    c.fillRect(left + edge, top + 1 + edge, Math.max(1, wide - 2 * edge), high - 2 - 2 * edge);
    if (wide < 24) continue; // no letter would fit
    c.save();
    c.beginPath();
    c.rect(left, top, wide, high);
    c.clip();
    c.fillStyle = t.ink;
    c.fillText(kindText(store, e.kind) + (e.by === 'person' ? ' (by hand)' : ''), Math.max(a, 0) + 5, top + high / 2 + 4);
    c.restore();
  }
}

/** Labels of the annotator that is compared with, where they differ, each in a frame beneath our letters. */
function paintOthers(c: CanvasRenderingContext2D, store: Store, l: Layout, t: Theme): void {
  if (store.panel !== 'compare' || store.others.length === 0) return;
  const { info, view, others } = store;
  const [from, to] = [view.first * info.rate, (view.first + secondsShown(view, l.width)) * info.rate];
  const seen = others.filter((o) => o.sample >= from && o.sample <= to);
  if (seen.length * 15 > l.width) return; // they would lie on each other
  c.font = '700 13px system-ui, sans-serif';
  c.textAlign = 'center';
  for (const { sample, label } of seen) {
    const [x, y] = [xOf(view, sample / info.rate), l.letters + 12];
    c.strokeStyle = label === 'O' ? t.quiet : classPoint(label);
    c.lineWidth = 1;
    c.setLineDash([3, 3]);
    c.beginPath();
    c.moveTo(x, y + 11);
    c.lineTo(x, l.rhythmTop);
    c.stroke();
    c.setLineDash([]);
    c.fillStyle = t.paper;
    c.fillRect(x - 9, y - 10, 18, 20);
    c.lineWidth = 2;
    c.strokeRect(x - 9, y - 10, 18, 20);
    c.fillStyle = t.ink;
    c.fillText(label === 'O' ? '–' : label, x, y + 4.5);
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
    if (x > 22) c.fillText(timeText(s, store.start, step < 1 ? 1 : 0), x, l.height - 4); // else half of it would be cut off
  }
}

/** All of it. */
export function paintEcg(c: CanvasRenderingContext2D, store: Store, strips: Strips, l: Layout, moving: { id: number; sample: number } | null): void {
  const t = theme();
  c.fillStyle = t.paper;
  c.fillRect(0, 0, l.width, l.letters);
  strips.paint(c, l);
  paintNoise(c, store, l, t);
  const span = store.selection.span;
  if (span !== null) {
    const [a, b] = [xOf(store.view, span.first / store.info.rate), xOf(store.view, span.end / store.info.rate)];
    c.globalAlpha = 0.15;
    c.fillStyle = t.accent;
    c.fillRect(Math.max(0, a), 0, Math.min(l.width, b) - Math.max(0, a), l.rhythmTop);
    c.globalAlpha = 1;
  }
  paintBeats(c, store, l, t, moving);
  paintOthers(c, store, l, t);
  paintNames(c, store, l, t);
  paintRhythm(c, store, l, t);
  paintAxis(c, store, l, t);
}
