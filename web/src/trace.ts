// What of a lead's tiles is drawn: a polyline where samples are far apart, else a minimum and maximum per pixel.

import { binFrames, levelFor, missing, tileBins, tileRange, type Pyramid, type Tile } from './tiles';

/** Values of a tile as a lead's units (mV): value * scale + offset. */
export interface Units {
  scale: number;
  offset: number;
}

/** Reads tiles: null while they are on their way. */
export type ReadTile = (level: number, index: number) => Tile | null;

export interface Columns {
  low: Float32Array; // per pixel column; NaN: nothing to draw
  high: Float32Array;
  complete: boolean; // false: tiles are on their way
}

/** Samples [first, end) in units; NaN without a signal, or null while a tile is missing. */
export function samplesIn(p: Pyramid, read: ReadTile, units: Units, first: number, end: number): Float32Array | null {
  const from = Math.max(0, Math.floor(first));
  const to = Math.min(p.frames, Math.ceil(end));
  const out = new Float32Array(Math.max(0, to - from)).fill(NaN);
  const [a, b] = tileRange(p, 0, from, to);
  let whole = true;
  for (let index = a; index <= b; ++index) {
    const tile = read(0, index);
    if (tile === null) {
      whole = false;
      continue;
    }
    const base = index * p.values;
    const last = Math.min(to, base + tile.length);
    for (let i = Math.max(from, base); i < last; ++i) {
      const v = tile[i - base];
      if (v !== missing) out[i - from] = v * units.scale + units.offset;
    }
  }
  return whole ? out : null;
}

/** Minimum and maximum per pixel of [first, first + width * framesPerPixel), from the fitting level or a coarser one. */
export function columnsIn(
  p: Pyramid, read: ReadTile, units: Units, first: number, framesPerPixel: number, width: number,
): Columns {
  const low = new Float32Array(width).fill(NaN);
  const high = new Float32Array(width).fill(NaN);
  const level = levelFor(p, framesPerPixel);
  const bin = binFrames(p, level);
  const end = Math.min(p.frames, first + width * framesPerPixel);
  const [a, b] = tileRange(p, level, first, end);
  let complete = true;
  for (let index = a; index <= b; ++index) {
    const tile = read(level, index);
    if (tile === null) {
      complete = false;
      continue;
    }
    const pairs = level === 0 ? tile.length : tile.length >> 1;
    const base = index * tileBins(p, level);
    const from = Math.max(0, Math.floor(first / bin) - base);
    const to = Math.min(pairs, Math.ceil(end / bin) - base + 1);
    for (let i = from; i < to; ++i) {
      const [l, h] = level === 0 ? [tile[i], tile[i]] : [tile[2 * i], tile[2 * i + 1]];
      if (l === missing || h === missing) continue;
      const x = Math.floor(((base + i) * bin - first) / framesPerPixel);
      if (x < 0 || x >= width) continue;
      const [lv, hv] = [l * units.scale + units.offset, h * units.scale + units.offset];
      if (!(low[x] <= lv)) low[x] = lv;
      if (!(high[x] >= hv)) high[x] = hv;
    }
  }
  return { low, high, complete };
}

/** Columns of samples already in units (filtered ones). */
export function columnsOf(samples: Float32Array, framesPerPixel: number, width: number): Columns {
  const low = new Float32Array(width).fill(NaN);
  const high = new Float32Array(width).fill(NaN);
  for (let i = 0; i < samples.length; ++i) {
    const x = Math.floor(i / framesPerPixel);
    if (x >= width) break;
    const v = samples[i];
    if (!(low[x] <= v)) low[x] = v;
    if (!(high[x] >= v)) high[x] = v;
  }
  return { low, high, complete: true };
}
