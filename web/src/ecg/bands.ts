// Rhythm bands: which episodes are seen, and in which row each is painted where several lie over each other.

import type { Episode } from '../api';
import { secondsShown, xOf } from '../scale';
import type { Store } from '../store';

const mostRows = 3;

export const kindText = (store: Store, kind: string): string => store.rhythm.kinds.find((k) => k.kind === kind)?.text ?? kind;

interface Rows {
  of: Map<Episode, number>;
  count: number;
}
const kept = new WeakMap<Episode[], Rows>();

/** Rows of the whole recording, so that the ECG's height does not change while it is panned. The longer is higher up. */
export function rows(store: Store): Rows {
  const { episodes } = store.rhythm;
  const before = kept.get(episodes);
  if (before !== undefined) return before;
  const ends: number[] = []; // of each row, the end of its last episode
  const of = new Map<Episode, number>();
  for (const e of [...episodes].sort((a, b) => a.first - b.first || b.end - a.end)) {
    let row = ends.findIndex((end) => end <= e.first);
    if (row < 0) row = Math.min(mostRows - 1, ends.length);
    ends[row] = Math.max(ends[row] ?? 0, e.end);
    of.set(e, row);
  }
  const made = { of, count: Math.max(1, ends.length) };
  kept.set(episodes, made);
  return made;
}

/** The episodes that are seen; the shortest last, on top. */
export function episodesShown(store: Store, width: number): Episode[] {
  const rate = store.info.rate;
  const [from, to] = [store.view.first * rate, (store.view.first + secondsShown(store.view, width)) * rate];
  return store.rhythm.episodes.filter((e) => e.end > from && e.first < to).sort((a, b) => b.end - b.first - (a.end - a.first));
}

/** The edge of an episode's band within reach of a pixel, the selected episode's before others'. */
export function edgeAt(store: Store, x: number, row: number, width: number, reach: number): { episode: Episode; edge: 'first' | 'end' } | null {
  const at = (sample: number): number => xOf(store.view, sample / store.info.rate);
  const seen = episodesShown(store, width).filter((e) => rows(store).of.get(e) === row).reverse();
  const chosen = seen.filter((e) => e.kind === store.selection.episode?.kind && e.first === store.selection.episode.first);
  for (const episode of [...chosen, ...seen]) {
    // Of a band shorter than a finger only the outer halves of its edges, so that it can still be chosen.
    const inner = Math.min(reach, (at(episode.end) - at(episode.first)) / 4);
    if (x > at(episode.first) - reach && x < at(episode.first) + inner) return { episode, edge: 'first' };
    if (x > at(episode.end) - inner && x < at(episode.end) + reach) return { episode, edge: 'end' };
  }
  return null;
}
