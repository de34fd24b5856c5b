// The caliper: two points on the ECG, and what lies between them in clinical units.

import { measure, pixelsPerMm, secondsAt, xOf } from '../scale';
import type { Store } from '../store';
import { theme } from '../theme';

/** Kept in time and height on the page, so that it moves with the trace. */
export interface Caliper {
  from: { seconds: number; y: number };
  to: { seconds: number; y: number };
}

export const caliperAt = (store: Store, x: number, y: number): Caliper => {
  const point = { seconds: secondsAt(store.view, x), y };
  return { from: point, to: { ...point } };
};

export function caliperText(store: Store, caliper: Caliper): string {
  const dx = xOf(store.view, caliper.to.seconds) - xOf(store.view, caliper.from.seconds);
  const m = measure(store.view, dx, caliper.to.y - caliper.from.y);
  return `${Math.round(m.seconds * 1000)} ms · ${m.rate > 0 && m.rate < 1000 ? Math.round(m.rate) : '–'} /min · ${m.millivolt.toFixed(2)} mV`;
}

export function paintCaliper(c: CanvasRenderingContext2D, store: Store, caliper: Caliper, width: number, bottom: number): void {
  const t = theme();
  const [a, b] = [xOf(store.view, caliper.from.seconds), xOf(store.view, caliper.to.seconds)];
  c.strokeStyle = t.accent;
  c.lineWidth = 1.5;
  c.beginPath();
  for (const x of [a, b]) {
    c.moveTo(x, 28);
    c.lineTo(x, bottom);
  }
  c.stroke();
  c.lineWidth = 1;
  c.setLineDash([4, 3]);
  c.beginPath();
  for (const y of [caliper.from.y, caliper.to.y]) {
    c.moveTo(Math.min(a, b), y);
    c.lineTo(Math.max(a, b), y);
  }
  // The same interval marked on to both sides shows at once whether a rhythm marches through.
  const step = Math.abs(b - a);
  if (step > 12) {
    for (let k = 1; k <= 6; ++k) {
      for (const x of [Math.min(a, b) - k * step, Math.max(a, b) + k * step]) {
        c.moveTo(x, 28);
        c.lineTo(x, 28 + 4 * pixelsPerMm);
      }
    }
  }
  c.stroke();
  c.setLineDash([]);
  const text = caliperText(store, caliper);
  c.font = '600 13px system-ui, sans-serif';
  const wide = c.measureText(text).width + 14;
  const x = Math.min(Math.max(2, Math.max(a, b) + 6), width - wide - 2);
  const y = Math.max(34, Math.min(caliper.to.y, bottom - 30));
  c.fillStyle = t.paper;
  c.fillRect(x, y, wide, 24);
  c.strokeStyle = t.accent;
  c.strokeRect(x + 0.5, y + 0.5, wide, 24);
  c.fillStyle = t.ink;
  c.textAlign = 'left';
  c.fillText(text, x + 7, y + 17);
}
