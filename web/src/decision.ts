// The bar beneath the ECG: what is selected, and what can be decided about it. It is the one place where labels change.

import type { Label } from './api';
import { beatsText, byId, el, grouped, toast } from './dom';
import { classNames, classes, spanOf } from './beats';
import { setBounds } from './bounds';
import { kindText } from './ecg/bands';
import type { Store } from './store';
import { lastsText, timeText } from './time';

/** "3 N, 2 V": the labels of the selected beats now. */
function labelsNow(store: Store): string {
  const counts = new Map<string, number>();
  for (const id of store.selection.beats) {
    const label = store.beats.labels[store.index.get(id)!];
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return classes.filter((c) => counts.has(c)).map((c) => (counts.size === 1 ? c : `${counts.get(c)} ${c}`)).join(', ');
}

/** "; beat 3 of 29, at 0:31": the one of several that "." has gone to. */
function lookedAt(store: Store): string {
  const { at, beats, selection } = store;
  const i = at === null ? undefined : store.index.get(at);
  if (i === undefined || !selection.beats.has(at!)) return '';
  let number = 0;
  for (let k = 0; k <= i; ++k) if (selection.beats.has(beats.ids[k])) ++number;
  return `; beat ${grouped(number)} of ${grouped(selection.beats.size)}, at ${timeText(beats.samples[i] / store.info.rate, store.start, 1)}`;
}

function sentence(store: Store): string {
  const { beats, group, span, episode } = store.selection;
  const rate = store.info.rate;
  if (episode !== null) {
    const from = timeText(episode.first / rate, store.start);
    const length = lastsText((episode.end - episode.first) / rate);
    const by = episode.by === 'person' ? ', set by hand' : '';
    if (span !== null) return `${kindText(store, episode.kind)}, to be from ${timeText(span.first / rate, store.start, 1)} to ${timeText(span.end / rate, store.start, 1)}`;
    return `${kindText(store, episode.kind)}, from ${from}, ${length}${by}`;
  }
  if (group !== null) return `Group ${group + 1}: ${beatsText(beats.size)}, ${labelsNow(store)}${lookedAt(store)}`;
  if (span !== null) {
    const length = ((span.end - span.first) / rate).toFixed(1);
    return `${length} s from ${timeText(span.first / rate, store.start, 1)}: ${beatsText(beats.size)}${beats.size > 0 ? ', ' + labelsNow(store) : ''}`;
  }
  if (beats.size === 1) {
    const i = store.index.get([...beats][0])!;
    const p = store.beats.probability[i];
    const state = store.beats.rejected[i] ? ', rejected' : store.beats.reviewed[i] ? ', reviewed' : Number.isFinite(p) && p > 0 ? `, probability ${p.toFixed(2)}` : '';
    const rr = store.rr[i];
    return `Beat at ${timeText(store.beats.samples[i] / rate, store.start, 2)}, ${store.beats.labels[i]}${state}${rr > 0 ? `, RR ${Math.round(rr * 1000)} ms` : ''}`;
  }
  if (beats.size > 1) return `${beatsText(beats.size)}, ${labelsNow(store)}${lookedAt(store)}`;
  return 'Nothing selected: press Next, choose a group, or tap a beat';
}

const noun = (store: Store): string => {
  const { group, beats } = store.selection;
  return group !== null ? `group ${group + 1} (${beatsText(beats.size)})` : beatsText(beats.size);
};

export function relabel(store: Store, label: Label): void {
  const target = store.target();
  if (target !== null) store.edit({ kind: 'relabel', target, label }, `${noun(store)} labelled ${label}`);
}

export function decide(store: Store, kind: 'delete' | 'reject' | 'restore' | 'review'): void {
  const target = store.target();
  const words = { delete: 'deleted', reject: 'rejected', restore: 'restored', review: 'reviewed' };
  if (target !== null) store.edit({ kind, target }, `${noun(store)} ${words[kind]}`);
}

const allRejected = (store: Store): boolean => {
  const { beats } = store.selection;
  return beats.size > 0 && [...beats].every((id) => store.beats.rejected[store.index.get(id)!]);
};

/** What the button says: rejected beats are restored, others rejected. */
export const rejectOrRestore = (store: Store): void => decide(store, allRejected(store) ? 'restore' : 'reject');

/** The span that rhythm or noise is set on: the one drawn, else that of successive selected beats. */
export function chosenSpan(store: Store): { first: number; end: number } | null {
  const { span, episode, beats } = store.selection;
  if (span !== null) return span;
  if (episode !== null) return { first: episode.first, end: episode.end };
  if (beats.size < 2 || store.selection.group !== null) return null;
  return spanOf(store.beats, [...beats].map((id) => store.index.get(id)!));
}

export function markNoise(store: Store, kind: 'unanalyzable' | 'analyzable'): void {
  const span = chosenSpan(store);
  if (span !== null) store.edit({ kind, ...span }, `a span marked ${kind}`);
  else toast('Unanalyzable holds for a span of time: select one with Shift →, or drag with Select.');
}

/** Whether part of what is chosen is unanalyzable now: the next press then takes that back. */
function isNoise(store: Store): boolean {
  const span = chosenSpan(store);
  return span !== null && store.unanalyzable().some((u) => u.first < span.end && u.end > span.first);
}

/** U, and its button. */
export const toggleNoise = (store: Store): void => markNoise(store, isNoise(store) ? 'analyzable' : 'unanalyzable');

/** R: the list of rhythms, opened where there is a span for one. */
export function openRhythms(store: Store): void {
  if (chosenSpan(store) === null) return toast('A rhythm holds for a span of time: select one with Shift →, or choose an event.');
  const list = byId<HTMLSelectElement>('rhythm-kind');
  list.focus();
  try {
    list.showPicker();
  } catch {
    // An older browser: it has the focus, arrows choose.
  }
}

export class DecisionBar {
  private readonly text = byId('selected');
  private readonly rhythm = byId<HTMLSelectElement>('rhythm-kind');

  constructor(private readonly store: Store) {
    const box = byId('labels');
    for (const label of classes) {
      box.append(el('button', { class: `label ${label}`, 'data-label': label, title: `${classNames[label]} (key ${label.toLowerCase()})`,
        'aria-label': `Label ${label}, ${classNames[label]}`, onclick: () => relabel(store, label) }, label));
    }
    byId('confirm').addEventListener('click', () => decide(store, 'review'));
    byId('delete').addEventListener('click', () => decide(store, 'delete'));
    byId('reject').addEventListener('click', () => rejectOrRestore(store));
    byId('noise').addEventListener('click', () => toggleNoise(store));
    byId('bounds').addEventListener('click', () => setBounds(store));
    byId('clear').addEventListener('click', () => store.select({}));
    this.rhythm.addEventListener('change', () => {
      const span = chosenSpan(store);
      const { episode } = store.selection;
      const kind = this.rhythm.value;
      this.rhythm.value = '';
      if (span === null || kind === '') return;
      if (kind === 'none' && episode?.kind === 'unanalyzable') return markNoise(store, 'analyzable');
      const words = kind === 'none' ? 'no rhythm statement' : kindText(store, kind);
      // Of a chosen event it alone is none; others that lie in its span stay.
      const of = kind === 'none' && episode !== null ? { of: episode.kind } : {};
      store.edit({ kind: 'rhythm', ...span, rhythm: kind, ...of }, `a span marked: ${words}`);
      store.select({});
    });
    store.on(['selection', 'beats', 'recording', 'rhythm'], () => this.show());
  }

  private show(): void {
    const { store } = this;
    this.text.textContent = sentence(store);
    byId('decision').classList.toggle('empty', store.selection.beats.size === 0);
    byId('decision').classList.toggle('episode', store.selection.episode !== null);
    const some = store.selection.beats.size > 0;
    for (const button of document.querySelectorAll<HTMLButtonElement>('#labels button, #confirm, #delete, #reject')) button.disabled = !some;
    const span = chosenSpan(store);
    const noise = byId<HTMLButtonElement>('noise');
    byId('span-part').hidden = span === null;
    noise.textContent = isNoise(store) ? 'Analyzable' : 'Unanalyzable';
    byId('bounds').hidden = store.selection.episode === null || store.selection.span === null;
    byId('clear').hidden = !some && span === null;
    byId('reject').textContent = allRejected(store) ? 'Restore' : 'Reject';
    byId('delete').title = 'Take these beats out: their neighbours become neighbours (key Delete)';
    if (this.rhythm.options.length !== store.rhythm.kinds.length + 1) {
      this.rhythm.replaceChildren(el('option', { value: '' }, 'Rhythm …'), el('option', { value: 'none' }, 'none here'),
        ...store.rhythm.kinds.filter((k) => k.kind !== 'unanalyzable').map((k) => el('option', { value: k.kind, title: k.rule }, k.text)));
    }
  }
}
