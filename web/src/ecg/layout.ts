// Where things are on the ECG's canvas.

import { secondsAt } from '../scale';
import type { Store } from '../store';

/** From the top: letters, leads, rhythm, times. CSS pixels. */
export interface Layout {
  width: number;
  height: number;
  letters: number; // height of the letters' band
  leads: number; // height of one lead
  rhythmTop: number;
  rhythm: number; // height
  rows: number; // of the rhythm's bands
}

export function layoutOf(width: number, height: number, leads: number, rows = 1): Layout {
  const [letters, rhythm, axis] = [30, rows === 1 ? 20 : 18 * rows, 20];
  return {
    width, height, letters, rhythm, rows, rhythmTop: height - rhythm - axis,
    leads: Math.max(40, (height - letters - rhythm - axis) / Math.max(1, leads)),
  };
}

/** The sample under a pixel. */
export const sampleAt = (store: Store, x: number): number =>
  Math.min(store.info.frames - 1, Math.max(0, Math.round(secondsAt(store.view, x) * store.info.rate)));
