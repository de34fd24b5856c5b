import { describe, expect, it } from 'vitest';
import { filtered, noFilters } from '../src/filters';
import { levelFor, missing, tileRange, TileCache, type Pyramid, type Tile } from '../src/tiles';
import { columnsIn, columnsOf, samplesIn } from '../src/trace';

const pyramid: Pyramid = { factor: 4, levels: 6, values: 64, frames: 1000 };
const signal = Int16Array.from({ length: 1000 }, (_, i) => (i === 500 ? 999 : i % 10));

/** The server's pyramid, made the plain way. */
function tile(level: number, index: number): Tile {
  if (level === 0) return signal.slice(index * 64, (index + 1) * 64);
  const size = 4 ** level;
  const out: number[] = [];
  for (let pair = index * 32; pair < (index + 1) * 32 && pair * size < 1000; ++pair) {
    const part = signal.slice(pair * size, (pair + 1) * size);
    out.push(Math.min(...part), Math.max(...part));
  }
  return Int16Array.from(out);
}

describe('tiles', () => {
  it('come from the coarsest level with a pair a pixel', () => {
    expect([0.2, 1, 3.9, 4, 15, 16, 1e9].map((d) => levelFor(pyramid, d))).toEqual([0, 0, 0, 1, 1, 2, 5]);
  });
  it('cover the frames, and no more than there are', () => {
    expect(tileRange(pyramid, 0, 60, 70)).toEqual([0, 1]);
    expect(tileRange(pyramid, 1, 0, 128)).toEqual([0, 0]);
    expect(tileRange(pyramid, 1, 900, 5000)).toEqual([7, 7]);
    expect(tileRange(pyramid, 0, -50, 10)).toEqual([0, 0]);
  });
  it('are asked for once, again after a fault, and forgotten when there are too many', async () => {
    let asked = 0;
    let fail = true;
    const cache = new TileCache(async () => {
      ++asked;
      if (fail) throw new Error('lost');
      return new Int16Array(1);
    }, () => undefined, () => undefined, 2);
    expect(cache.get(0, 0, 0)).toBeNull();
    expect(cache.get(0, 0, 0)).toBeNull();
    await new Promise((r) => setTimeout(r, 5));
    expect(asked).toBe(1);
    fail = false;
    for (const i of [1, 2, 3]) cache.get(0, 0, i);
    await new Promise((r) => setTimeout(r, 5));
    expect([1, 2, 3].filter((i) => cache.get(0, 0, i, false) !== null)).toHaveLength(2);
  });
});

describe('traces', () => {
  const units = { scale: 0.5, offset: 1 };
  it('are samples in units, across tiles', () => {
    const values = samplesIn(pyramid, tile, units, 60, 70)!;
    expect([...values]).toEqual([...signal.slice(60, 70)].map((v) => v * 0.5 + 1));
    expect(samplesIn(pyramid, () => null, units, 60, 70)).toBeNull();
  });
  it('have no value where there is no signal', () => {
    const values = samplesIn(pyramid, () => Int16Array.from({ length: 64 }, () => missing), units, 0, 5)!;
    expect([...values].every(Number.isNaN)).toBe(true);
  });
  it('keep a single narrow spike at every level', () => {
    for (const perPixel of [1, 4, 16, 64]) {
      const { high, complete } = columnsIn(pyramid, tile, { scale: 1, offset: 0 }, 0, perPixel, Math.ceil(1000 / perPixel));
      expect(complete).toBe(true);
      expect(Math.max(...high)).toBe(999);
      expect(high.indexOf(999)).toBe(Math.floor(500 / perPixel));
    }
  });
  it('say when a tile is on its way', () => {
    expect(columnsIn(pyramid, () => null, units, 0, 4, 10).complete).toBe(false);
  });
  it('are the same from filtered samples', () => {
    const { low, high } = columnsOf(Float32Array.from([1, 5, -2, 0]), 2, 2);
    expect([...low, ...high]).toEqual([1, -2, 5, 0]);
  });
});

describe('filters for the eye', () => {
  const sine = (hz: number): Float32Array => Float32Array.from({ length: 3600 }, (_, i) => Math.sin((2 * Math.PI * hz * i) / 360));
  const amplitude = (x: Float32Array): number => Math.max(...x.slice(1200, 2400));
  it('take away what they say, and leave the ECG', () => {
    expect(amplitude(filtered(sine(0.1), 360, { ...noFilters, baseline: true }))).toBeLessThan(0.1);
    expect(amplitude(filtered(sine(10), 360, { ...noFilters, baseline: true, muscle: true }))).toBeGreaterThan(0.95);
    expect(amplitude(filtered(sine(100), 360, { ...noFilters, muscle: true }))).toBeLessThan(0.1);
    expect(amplitude(filtered(sine(50), 360, { ...noFilters, mains: 50 }))).toBeLessThan(0.02);
    expect(amplitude(filtered(sine(60), 360, { ...noFilters, mains: 50 }))).toBeGreaterThan(0.8);
  });
  it('move no wave', () => {
    const pulse = Float32Array.from({ length: 1000 }, (_, i) => Math.exp(-(((i - 500) / 8) ** 2)));
    const out = filtered(pulse, 360, { baseline: true, muscle: true, mains: 50 });
    expect(out.indexOf(Math.max(...out))).toBe(500);
  });
  it('bridge gaps and keep them', () => {
    const gap = sine(5);
    gap.fill(NaN, 100, 200);
    const out = filtered(gap, 360, { ...noFilters, baseline: true });
    expect(out.slice(100, 200).every(Number.isNaN)).toBe(true);
    expect(out.slice(200).some(Number.isNaN)).toBe(false);
  });
});
