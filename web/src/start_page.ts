// The list of recordings, shown only where there are several, and the way to add some.

import * as api from './api';
import { byId, el } from './dom';

const states: Record<api.Listed['state'], string> = { new: '', working: 'being read', ready: 'opened', failed: 'failed' };

function recordLine(listed: api.Listed): HTMLElement {
  const facts = [listed.error ?? states[listed.state], listed.edits !== undefined && listed.edits > 0 ? `${listed.edits} edits` : ''].filter((f) => f !== '');
  return el('li', {}, el('a', { class: 'item', href: `#r=${encodeURIComponent(listed.id)}` },
    el('span', { class: 'what' }, listed.name), el('span', { class: 'quiet' }, facts.join(' · '))));
}

export async function showStart(status: api.Status, listed: api.Listed[]): Promise<void> {
  const host = byId('start');
  const note = el('p', { role: 'status' });
  const list = el('ol', { class: 'items records' });
  const find = el('input', { type: 'search', id: 'find', autocomplete: 'off' });
  const fill = (): void => {
    const wanted = find.value.toLowerCase();
    list.replaceChildren(...listed.filter((l) => l.name.toLowerCase().includes(wanted)).slice(0, 1000).map(recordLine));
  };
  find.addEventListener('input', fill);
  const files = el('input', { type: 'file', multiple: true, id: 'upload', onchange: (event: Event) => {
    const chosen = (event.target as HTMLInputElement).files;
    if (chosen === null || chosen.length === 0) return;
    note.textContent = `Adding ${chosen.length === 1 ? chosen[0].name : `${chosen.length} files`} …`;
    api.upload(chosen).then((added) => {
      if (added.length === 1) location.hash = `#r=${encodeURIComponent(added[0].id)}`;
      else location.reload();
    }).catch((error: unknown) => (note.textContent = (error as Error).message));
  } });
  host.replaceChildren(
    listed.length === 0 ? el('p', {}, 'No recordings are in the folders that this server was given.') : '',
    listed.length > 12 ? el('p', {}, el('label', { for: 'find' }, 'Find '), find) : '',
    list,
    status.uploads ? el('p', {}, el('label', { for: 'upload' }, 'Add a recording (all files of a WFDB record together): '), files) : '',
    note);
  fill();
}
