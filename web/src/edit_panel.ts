// Every edit of everyone, newest first, each with its own undo.

import type { Edit } from './api';
import { byId, el } from './dom';
import { placeOf } from './places';
import type { Store } from './store';
import { timeText } from './time';

const clock = (iso: string): string => {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? '' : time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
};

export class EditPanel {
  private readonly host = byId('panel-edits');

  constructor(private readonly store: Store, private readonly client: () => string) {
    store.on(['edits', 'panel', 'recording'], () => store.panel === 'edits' && this.show());
  }

  private line(edit: Edit): HTMLElement {
    const { store } = this;
    const mine = edit.client === this.client();
    const kind = edit.undone ? 'redo' : 'undo';
    const seconds = placeOf(store, edit);
    const go = (): void => {
      store.select({ beats: new Set(edit.beat !== undefined && store.index.has(edit.beat) ? [edit.beat] : []) });
      store.show(seconds! * store.info.rate, true);
    };
    const time = seconds === null ? '' : timeText(seconds, store.start);
    return el('li', { class: edit.undone ? 'edit undone' : 'edit' },
      el('span', { class: 'what' }, edit.text),
      el('span', { class: 'quiet' }, seconds === null ? '' : el('button', { class: 'go', onclick: go, 'aria-label': `at ${time}: go to ${edit.text}` }, `at ${time}`),
        `${seconds === null ? '' : ' · '}${clock(edit.time)} · ${mine ? 'you' : 'somebody else'}${edit.undone ? ' · undone' : ''}`),
      el('button', { onclick: () => this.store.edit({ kind, edit: edit.revision }, `${kind} of: ${edit.text}`),
        'aria-label': `${edit.undone ? 'Redo' : 'Undo'}: ${edit.text}` }, edit.undone ? 'Redo' : 'Undo'));
  }

  private show(): void {
    const list = this.store.edits.edits.filter((e) => e.kind !== 'undo' && e.kind !== 'redo');
    this.host.replaceChildren(
      el('div', { class: 'head' }, el('h2', {}, 'Edits')),
      el('p', { class: 'quiet' }, list.length === 0 ? 'None yet. The recording itself is never changed.'
        : 'Each can be undone by itself. The recording itself is never changed.'),
      el('p', { class: 'quiet path' }, `Kept in ${this.store.info.journal.path}`),
      el('ol', { class: 'items' }, ...[...list].reverse().map((e) => this.line(e))));
  }
}
