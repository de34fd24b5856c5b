// Where in the recording an edit acts, as the server states it and as the beats themselves tell.

import type { Edit } from './api';
import type { Store } from './store';
import { timeText } from './time';

/** Seconds from the beginning; null where an edit touches many places, or a beat that is gone. */
export function placeOf(store: Store, edit: Edit): number | null {
  if (store.info === undefined) return null;
  if (edit.sample !== undefined) return edit.sample / store.info.rate;
  if (edit.first !== undefined) return edit.first / store.info.rate;
  const at = edit.beat === undefined ? undefined : store.index.get(edit.beat);
  return at === undefined ? null : store.beats.samples[at] / store.info.rate;
}

/** ", at 12:31"; empty where there is no one place, or the text names it already. */
export function placeText(store: Store, edit: Edit): string {
  const seconds = placeOf(store, edit);
  if (seconds === null) return '';
  const time = timeText(seconds, store.start);
  return edit.text.includes(time) ? '' : `, at ${time}`;
}
