// The rhythm's episodes and the report's findings, as a list that leads to their places.

import { byId, el, grouped } from './dom';
import { kindText } from './ecg/bands';
import type { Episode } from './api';
import type { Store } from './store';
import { bandColour } from './theme';
import { countByClass } from './beats';
import { shareOutside } from './trend';
import { lastsText, lengthText, timeText } from './time';

const mostShown = 500;

export class EventPanel {
  private readonly host = byId('panel-events');
  private kind = '';

  constructor(private readonly store: Store) {
    store.on(['rhythm', 'report', 'beats', 'panel', 'theme'], () => store.panel === 'events' && this.show());
  }

  private open(episode: Episode): void {
    this.store.select({ episode });
    this.store.show(episode.first, true);
  }

  private figures(): HTMLElement {
    const { store } = this;
    const counts = countByClass(store.beats);
    const all = Object.values(counts).reduce((a, b) => a + b, 0);
    const share = shareOutside(store.unanalyzable(), 0, store.info.frames);
    const cell = (name: string, value: string): HTMLElement => el('div', {}, el('dt', {}, name), el('dd', {}, value));
    const burden = (count: number): string => (all > 0 ? `${grouped(count)} (${((100 * count) / all).toFixed(1)} %)` : '0');
    return el('dl', { class: 'figures' }, cell('Length', lengthText(store.duration)), cell('Analyzable', `${(100 * share).toFixed(1)} %`),
      cell('Beats', grouped(all)), cell('V', burden(counts.V)), cell('S', burden(counts.S)), cell('F', grouped(counts.F)));
  }

  private show(): void {
    const { store } = this;
    const rate = store.info.rate;
    const kinds = [...new Set(store.rhythm.episodes.map((e) => e.kind))].sort();
    if (!kinds.includes(this.kind)) this.kind = '';
    const filter = el('select', { 'aria-label': 'Kind of event', onchange: (event: Event) => {
      this.kind = (event.target as HTMLSelectElement).value;
      this.show();
    } }, el('option', { value: '' }, 'all events'), ...kinds.map((k) => el('option', { value: k, selected: k === this.kind }, kindText(store, k))));
    const found = store.rhythm.episodes.filter((e) => this.kind === '' || e.kind === this.kind);
    const items = found.slice(0, mostShown).map((e) => {
      const key = el('span', { class: 'key' });
      key.style.background = bandColour(e.kind);
      const facts = [lastsText((e.end - e.first) / rate), e.beats > 0 ? `${e.beats} beats` : '',
        e.max_rate !== null && e.max_rate > 0 ? `up to ${Math.round(e.max_rate)} /min` : '', e.by === 'person' ? 'by hand' : ''];
      return el('li', {}, el('button', { class: 'item', onclick: () => this.open(e) }, key, el('span', { class: 'what' }, kindText(store, e.kind)),
        el('span', { class: 'quiet' }, facts.filter((f) => f !== '').join(', ')), el('span', { class: 'when' }, timeText(e.first / rate, store.start))));
    });
    const urgent = store.report?.urgent ?? [];
    this.host.replaceChildren(
      el('div', { class: 'head' }, el('h2', {}, 'Events'), filter),
      this.figures(),
      urgent.length > 0 ? el('ul', { class: 'urgent', 'aria-label': 'Urgent findings' }, ...urgent.map((u) => el('li', {}, u))) : '',
      found.length > mostShown ? el('p', { class: 'quiet' }, `The first ${mostShown} of ${grouped(found.length)}.`)
        : el('p', { class: 'quiet' }, found.length === 0 ? 'No events.' : `${grouped(found.length)} in order of time. Rhythm and figures follow each correction.`),
      el('ol', { class: 'items' }, ...items));
  }
}
