// The heart rate's course and other series that the overview and the plots draw.

import { firstFrom, type Beats, type Span } from './beats';

export interface Trend {
  time: number[]; // s, middle of each bin
  mean: (number | null)[]; // per minute, of the intervals that end in the bin
  least: (number | null)[];
  greatest: (number | null)[];
}

/** The rate in `bins` equal parts of [from, to) s. Single intervals outside 20..300 per minute are not rates. */
export function rateTrend(beats: Beats, rr: Float64Array, rate: number, from: number, to: number, bins: number): Trend {
  const width = (to - from) / bins;
  const trend: Trend = { time: [], mean: [], least: [], greatest: [] };
  let i = firstFrom(beats.samples, from * rate);
  for (let bin = 0; bin < bins; ++bin) {
    const end = (from + (bin + 1) * width) * rate;
    let [sum, count, least, greatest] = [0, 0, Infinity, 0];
    for (; i < rr.length && beats.samples[i] < end; ++i) {
      const beat = rr[i];
      if (!(beat >= 0.2 && beat <= 3)) continue;
      sum += beat;
      ++count;
      least = Math.min(least, 60 / beat);
      greatest = Math.max(greatest, 60 / beat);
    }
    trend.time.push(from + (bin + 0.5) * width);
    // 60 over the mean interval, not the mean of rates: short intervals would weigh twice.
    trend.mean.push(count > 0 ? (60 * count) / sum : null);
    trend.least.push(count > 0 ? least : null);
    trend.greatest.push(count > 0 ? greatest : null);
  }
  return trend;
}

/** Counts of a label in `bins` equal parts of [from, to) s. */
export function density(beats: Beats, label: string, rate: number, from: number, to: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  const last = firstFrom(beats.samples, to * rate);
  for (let i = firstFrom(beats.samples, from * rate); i < last; ++i) {
    if (beats.labels[i] !== label || beats.rejected[i]) continue;
    const bin = Math.floor(((beats.samples[i] / rate - from) / (to - from)) * bins);
    ++counts[Math.min(bins - 1, Math.max(0, bin))];
  }
  return counts;
}

/** Counts of intervals by length: bins of `width` s from `from` to `to`; what lies outside goes to the end bins. */
export function histogram(rr: Float64Array, from: number, to: number, width: number): number[] {
  const counts = new Array<number>(Math.round((to - from) / width)).fill(0);
  for (const beat of rr) {
    if (Number.isNaN(beat)) continue;
    const bin = Math.floor((beat - from) / width);
    ++counts[Math.min(counts.length - 1, Math.max(0, bin))];
  }
  return counts;
}

/** Share of [from, to) samples that no span covers. */
export function shareOutside(spans: readonly Span[], from: number, to: number): number {
  let covered = 0;
  let reached = from;
  for (const span of [...spans].sort((a, b) => a.first - b.first)) {
    const [first, end] = [Math.max(reached, span.first), Math.min(to, span.end)];
    if (end > first) {
      covered += end - first;
      reached = end;
    }
  }
  return to > from ? 1 - covered / (to - from) : 1;
}
