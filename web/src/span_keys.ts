// A span of time selected by keyboard: one edge moves, the other stays. With an episode selected its bounds move.

import { secondsShown } from './scale';
import type { Store } from './store';

export type Edge = 'head' | 'other';

const step = 5; // mm of paper: 0.2 s at 25 mm/s

/** Where a new span begins: at the selected beat, else in the middle of the view. Samples. */
function origin(store: Store): number {
  const { beats } = store.selection;
  const at = beats.size === 1 ? store.index.get([...beats][0]) : undefined;
  if (at !== undefined) return store.beats.samples[at];
  return Math.round((store.view.first + secondsShown(store.view, store.width) / 2) * store.info.rate);
}

export class SpanKeys {
  private head: 'first' | 'end' = 'end'; // the edge that moves

  constructor(private readonly store: Store) {}

  /** Moves an edge by a step; begins a span where there is none. */
  extend(direction: 1 | -1, edge: Edge): void {
    const { store } = this;
    const { episode } = store.selection;
    let span = store.selection.span ?? (episode === null ? null : { first: episode.first, end: episode.end });
    if (span === null) {
      const from = origin(store);
      span = { first: from, end: from };
      this.head = direction > 0 ? 'end' : 'first';
    } else if (store.selection.span === null) this.head = 'end';
    const moved = edge === 'head' ? this.head : this.head === 'end' ? 'first' : 'end';
    const by = Math.max(1, Math.round((step / store.view.speed) * store.info.rate)) * direction;
    const next = { ...span, [moved]: Math.min(store.info.frames, Math.max(0, span[moved] + by)) };
    if (next.first > next.end) {
      [next.first, next.end] = [next.end, next.first];
      this.head = this.head === 'end' ? 'first' : 'end';
    }
    if (next.first === next.end) return episode === null ? store.select({}) : undefined;
    if (episode === null) store.selectSpan(next.first, next.end);
    else store.select({ episode, span: next });
    store.show(next[moved] === next.end ? next.end - 1 : next.first);
  }
}
