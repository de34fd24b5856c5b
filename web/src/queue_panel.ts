// What deserves a look first, in the server's order; one item after another with Enter.

import type { QueueItem } from './api';
import { byId, el, grouped } from './dom';
import type { GroupPanel } from './group_panel';
import { classLegend } from './legend';
import type { Store } from './store';
import { timeText } from './time';

const reasons: Record<QueueItem['reason'], string> = {
  urgent: 'urgent',
  short_vt: 'short run',
  doubtful_group: 'doubtful group',
  rare_group: 'rare group',
  low_probability: 'low probability',
};

export function openItem(store: Store, item: QueueItem): void {
  if (item.group !== undefined) {
    store.selectGroup(item.group);
    const example = store.groups.groups.find((g) => g.id === item.group)?.example;
    const at = example === null || example === undefined ? undefined : store.index.get(example);
    store.show(at === undefined ? item.first : store.beats.samples[at]);
  } else if (item.beat !== undefined && store.index.has(item.beat)) {
    store.select({ beats: new Set([item.beat]) });
    store.show(store.beats.samples[store.index.get(item.beat)!]);
  } else {
    const whole = item.end - item.first > 0.5 * store.info.frames;
    if (!whole) store.selectSpan(item.first, item.end);
    store.show(item.first, true);
  }
}

const keyOf = (item: QueueItem): string => `${item.group ?? ''}/${item.beat ?? ''}/${item.first}`;

export class QueuePanel {
  private readonly host = byId('panel-queue');
  private current = -1;
  private key = ''; // of the item opened last: its place changes when those before it are decided

  constructor(private readonly store: Store, private readonly groups: GroupPanel) {
    byId('next').addEventListener('click', () => this.next());
    store.on(['queue', 'report', 'recording', 'panel', 'members', 'theme'], () => store.panel === 'queue' && this.show());
    store.on('selection', () => this.host.querySelector('.picture') !== null && this.show());
  }

  /** The next item after the last one opened. */
  next(): void {
    const items = this.store.queue.items;
    if (items.length === 0) return;
    // After a decision the item is gone and the next stands at its place; without one, go on by one.
    // Found by what it is, not by its number: pressed before the new list is there, a number would pass over one.
    const at = items.findIndex((item) => keyOf(item) === this.key);
    const still = at >= 0 && this.isSelected(items[at], this.store.selection);
    this.open(still ? at + 1 : Math.max(0, at >= 0 ? at : this.current));
  }

  private isSelected(item: QueueItem, s: Store['selection']): boolean {
    if (item.group !== undefined) return s.group === item.group;
    if (item.beat !== undefined) return s.beats.size === 1 && s.beats.has(item.beat);
    return true;
  }

  private open(index: number): void {
    const items = this.store.queue.items;
    this.current = Math.min(index, items.length - 1);
    this.key = keyOf(items[this.current]);
    openItem(this.store, items[this.current]);
    this.show();
    this.host.querySelector('.item.current')?.parentElement?.scrollIntoView({ block: 'nearest' });
    this.groups.reveal();
  }

  private show(): void {
    const { queue } = this.store;
    const at = queue.items.findIndex((item) => keyOf(item) === this.key);
    if (at >= 0) this.current = at;
    let paint = (): void => undefined;
    const items = queue.items.map((item, i) => {
      const when = item.group === undefined && item.first > 0 ? timeText(item.first / this.store.info.rate, this.store.start) : '';
      const line = el('li', {}, el('button', { class: `item ${item.reason}${i === this.current ? ' current' : ''}`, onclick: () => this.open(i) },
        el('span', { class: 'why' }, reasons[item.reason]), el('span', { class: 'what' }, item.text), el('span', { class: 'when' }, when)));
      // A group is judged by its template and members, not by the two of its beats that the ECG shows.
      const group = i === this.current && item.group !== undefined ? this.store.groups.groups.find((g) => g.id === item.group) : undefined;
      if (group !== undefined && this.store.selection.group === group.id) {
        const [picture, painted] = this.groups.picture(group);
        line.append(el('div', { class: 'group current picture' }, ...picture));
        paint = painted;
      }
      return line;
    });
    const first = queue.total > queue.items.length ? ` The first ${grouped(queue.items.length)} are listed.` : '';
    const top = this.host.scrollTop;
    this.host.replaceChildren(
      el('div', { class: 'head' }, el('h2', {}, 'To review')),
      items.length > 0
        ? el('p', { class: 'quiet' }, `${grouped(queue.total)} to look at.${first} Next shows one: choose its label beneath the ECG, or Confirm if it is right.`)
        : el('p', {}, 'Nothing is left that asks for a look.'),
      classLegend(), el('ol', { class: 'items' }, ...items));
    paint();
    this.host.scrollTop = top;
  }
}
