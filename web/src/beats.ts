// The beats of a recording as columns: a day is 100,000 beats, and objects of them would be slow and large.

export const classes = ['N', 'S', 'V', 'F', 'Q'] as const;
export type BeatClass = (typeof classes)[number];
export const classNames: Record<BeatClass, string> = {
  N: 'normal',
  S: 'supraventricular',
  V: 'ventricular',
  F: 'fusion',
  Q: 'unknown or paced',
};

/** Columns of equal length, in order of `samples`. */
export interface Beats {
  ids: number[]; // stable: an edit never renumbers
  samples: number[]; // frame of the R peak
  labels: string[]; // N S V F Q
  probability: number[]; // 0..1 that the label holds; NaN: not stated
  groups: number[]; // group of similar shape; -1: none
  reviewed: boolean[]; // a person has decided
  rejected: boolean[]; // seen, but not to be counted: breaks the chain of RR intervals
  joined: boolean[]; // the interval before it is one between successive beats
}

export function noBeats(): Beats {
  return { ids: [], samples: [], labels: [], probability: [], groups: [], reviewed: [], rejected: [], joined: [] };
}

/** Index of the first beat at or after this sample. */
export function firstFrom(samples: readonly number[], sample: number): number {
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (samples[middle] < sample) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the beat nearest to this sample, at most `reach` samples away; -1 if there is none. */
export function nearest(samples: readonly number[], sample: number, reach: number): number {
  const at = firstFrom(samples, sample);
  let best = -1;
  let distance = reach;
  for (const i of [at - 1, at]) {
    if (i < 0 || i >= samples.length) continue;
    const d = Math.abs(samples[i] - sample);
    if (d <= distance) {
      best = i;
      distance = d;
    }
  }
  return best;
}

export interface Span {
  first: number; // sample
  end: number; // sample after the last
}

/**
 * Seconds from the beat before to each beat; NaN where the server says that it is no interval of successive beats (next
 * to a rejected beat, across an unanalyzable span), and at the first beat.
 */
export function intervals(beats: Beats, rate: number): Float64Array {
  const rr = new Float64Array(beats.samples.length).fill(NaN);
  for (let i = 1; i < rr.length; ++i) if (beats.joined[i]) rr[i] = (beats.samples[i] - beats.samples[i - 1]) / rate;
  return rr;
}

/** Counts of N S V F Q; rejected beats are not counted. */
export function countByClass(beats: Beats): Record<BeatClass, number> {
  const counts: Record<BeatClass, number> = { N: 0, S: 0, V: 0, F: 0, Q: 0 };
  beats.labels.forEach((label, i) => {
    if (!beats.rejected[i] && label in counts) ++counts[label as BeatClass];
  });
  return counts;
}

export function reviewedShare(beats: Beats): number {
  if (beats.ids.length === 0) return 1;
  return beats.reviewed.reduce((sum, is) => sum + (is ? 1 : 0), 0) / beats.ids.length;
}

/** Index by id, for edits that name beats. */
export function indexById(beats: Beats): Map<number, number> {
  return new Map(beats.ids.map((id, i) => [id, i]));
}

/** From the first to the last of these beats; null where others lie between them: a span would hold for those too. */
export function spanOf(beats: Beats, indices: Iterable<number>): Span | null {
  let [first, last, count] = [Infinity, -1, 0];
  for (const i of indices) {
    first = Math.min(first, i);
    last = Math.max(last, i);
    ++count;
  }
  return count > 0 && last - first + 1 === count ? { first: beats.samples[first], end: beats.samples[last] + 1 } : null;
}
