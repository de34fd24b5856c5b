// The signal of the leads as the ECG draws it: tiles in the leads' units, filtered for the eye where asked.

import type { Lead, RecordingInfo } from '../api';
import { anyFilter, filtered, filterMargin, type EyeFilters } from '../filters';
import { columnsIn, columnsOf, samplesIn, type Columns } from '../trace';
import { TileCache, type FetchTile, type Pyramid } from '../tiles';

/** More samples per pixel than this are drawn as a minimum and a maximum per pixel. */
const densestLine = 6;

export type Trace =
  | { kind: 'line'; values: Float32Array; first: number } // `first`: sample of the first value
  | { kind: 'columns'; columns: Columns }
  | { kind: 'waiting' };

export class Signal {
  private readonly pyramids: Pyramid[];
  private readonly cache: TileCache;
  private readonly smooth = new Map<string, Float32Array>();

  constructor(
    private readonly info: RecordingInfo,
    arrived: () => void,
    failed: (error: unknown) => void,
    fetchTile: FetchTile, // from the server, or from a recording in the browser (wasm/page)
  ) {
    const { samples, factor, levels } = info.tiles;
    this.pyramids = info.leads.map((lead) => ({ factor, levels, values: samples, frames: lead.samples }));
    this.cache = new TileCache(fetchTile, arrived, failed);
  }

  lead(index: number): Lead {
    return this.info.leads[index];
  }

  jumped(): void {
    this.cache.dropQueue();
  }

  close(): void {
    this.cache.close();
  }

  /** What of a lead is drawn from `seconds` on, `perPixel` s a pixel. */
  trace(index: number, seconds: number, perPixel: number, width: number, filters: EyeFilters): Trace {
    const lead = this.lead(index);
    const pyramid = this.pyramids[index];
    const [first, density] = [seconds * lead.rate, perPixel * lead.rate];
    const read = (level: number, tile: number): Int16Array | null => this.cache.get(index, level, tile);
    // A view of minutes is drawn from minima and maxima, which no filter can be applied to.
    const smoothed = anyFilter(filters) && density <= 40;
    if (density <= densestLine || smoothed) {
      // The first sample of a column is a multiple of the density, so that columns do not flicker while panning.
      const from = Math.max(0, Math.floor(Math.floor(first / density) * density));
      const to = Math.min(lead.samples, Math.ceil(first + width * density) + 2);
      const values = smoothed
        ? this.filteredIn(index, from, to, filters)
        : samplesIn(pyramid, read, lead, from, to);
      if (values !== null) {
        this.prefetch(index, 0, first, width * density);
        if (density <= densestLine) return { kind: 'line', values, first: from };
        return { kind: 'columns', columns: columnsOf(values, density, width) };
      }
      if (smoothed && density > densestLine) return { kind: 'waiting' };
    }
    const columns = columnsIn(pyramid, read, lead, first, density, width);
    if (!columns.complete && columns.low.every(Number.isNaN)) return { kind: 'waiting' };
    return { kind: 'columns', columns };
  }

  /** Asks for the tiles on both sides, so that panning finds them there. */
  private prefetch(index: number, level: number, first: number, length: number): void {
    const pyramid = this.pyramids[index];
    const most = Math.ceil(pyramid.frames / pyramid.values) - 1;
    for (const at of [first - length, first + 2 * length]) {
      const tile = Math.floor(at / pyramid.values);
      if (tile >= 0 && tile <= most) this.cache.get(index, level, tile);
    }
  }

  private filteredIn(index: number, from: number, to: number, filters: EyeFilters): Float32Array | null {
    const pyramid = this.pyramids[index];
    const out = new Float32Array(Math.max(0, to - from));
    const [a, b] = [Math.floor(from / pyramid.values), Math.floor(Math.max(from, to - 1) / pyramid.values)];
    for (let tile = a; tile <= b; ++tile) {
      const values = this.filteredTile(index, tile, filters);
      if (values === null) return null;
      const base = tile * pyramid.values;
      for (let i = Math.max(from, base); i < Math.min(to, base + values.length); ++i) out[i - from] = values[i - base];
    }
    return out;
  }

  // A tile is filtered once with what lies around it, and kept: panning then costs no more than without a filter.
  private filteredTile(index: number, tile: number, filters: EyeFilters): Float32Array | null {
    const key = `${index}/${tile}/${filters.baseline}${filters.muscle}${filters.mains}`;
    const kept = this.smooth.get(key);
    if (kept !== undefined) return kept;
    const lead = this.lead(index);
    const pyramid = this.pyramids[index];
    const margin = Math.ceil(filterMargin * lead.rate);
    const [base, end] = [tile * pyramid.values, Math.min(lead.samples, (tile + 1) * pyramid.values)];
    const from = Math.max(0, base - margin);
    const raw = samplesIn(pyramid, (level, i) => this.cache.get(index, level, i), lead, from, end + margin);
    if (raw === null) return null;
    const values = filtered(raw, lead.rate, filters).slice(base - from, end - from);
    this.smooth.set(key, values);
    if (this.smooth.size > 100) this.smooth.delete(this.smooth.keys().next().value!);
    return values;
  }
}
