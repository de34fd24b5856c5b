// Every edit of everyone, newest first, each with its own undo.

import type { Edit } from './api';
import { byId, el } from './dom';
import type { Store } from './store';

const clock = (iso: string): string => {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? '' : time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
};

export class EditPanel {
  private readonly host = byId('panel-edits');

  constructor(private readonly store: Store, private readonly client: () => string) {
    store.on(['edits', 'panel'], () => store.panel === 'edits' && this.show());
  }

  private line(edit: Edit): HTMLElement {
    const mine = edit.client === this.client();
    const kind = edit.undone ? 'redo' : 'undo';
    return el('li', { class: edit.undone ? 'edit undone' : 'edit' },
      el('span', { class: 'what' }, edit.text),
      el('span', { class: 'quiet' }, `${clock(edit.time)} · ${mine ? 'you' : 'somebody else'}${edit.undone ? ' · undone' : ''}`),
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
