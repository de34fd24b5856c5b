// Where an episode begins and ends, moved by a person.

import type { Episode } from './api';
import type { Span } from './beats';
import { toast } from './dom';
import { kindText } from './ecg/bands';
import type { Store } from './store';

// A part of them is none (rhythm/stated_rhythm.cpp), so that they are stated over what is left.
const indivisible = ['pause', 'asystole'];

/** What is cut off an episode is none of its kind; where it grows, it is stated over the whole. */
export function moveBounds(store: Store, episode: Episode, to: Span): void {
  const { kind, first, end } = episode;
  const text = `begin and end of ${kindText(store, kind)} set`;
  const noise = kind === 'unanalyzable';
  const cut: Span[] = [{ first, end: Math.min(to.first, end) }, { first: Math.max(to.end, first), end }].filter((s) => s.first < s.end);
  for (const part of cut) {
    if (noise) store.edit({ kind: 'analyzable', ...part }, text);
    else store.edit({ kind: 'rhythm', ...part, rhythm: 'none', of: kind }, text);
  }
  if (to.first < first || to.end > end || (indivisible.includes(kind) && cut.length > 0)) {
    if (noise) store.edit({ kind: 'unanalyzable', ...to }, text);
    else store.edit({ kind: 'rhythm', ...to, rhythm: kind }, text);
  }
  store.select({ episode: { ...episode, ...to } });
}

/** W, and its button: the selected episode gets the bounds that were moved to. */
export function setBounds(store: Store): void {
  const { episode, span } = store.selection;
  if (episode !== null && span !== null) moveBounds(store, episode, span);
  else toast('Choose an event; Shift → and Ctrl Shift → move its end and begin, or drag them on its band.');
}
