// The lists of live streams and recordings, shown where there is more than one recording, and the way to add some.

import * as api from './api';
import { beatsText, byId, el } from './dom';
import { lengthText } from './time';

const states: Record<api.Listed['state'], string> = { new: 'not opened yet', working: 'being read', ready: 'opened', failed: 'failed' };

function recordLine(listed: api.Listed): HTMLElement {
  const facts = [listed.error ?? states[listed.state], listed.edits !== undefined && listed.edits > 0 ? `${listed.edits} edits` : ''].filter((f) => f !== '');
  return el('li', {}, el('a', { class: 'item', href: `#r=${encodeURIComponent(listed.id)}` },
    el('span', { class: 'what' }, listed.name), el('span', { class: 'quiet' }, facts.join(' · '))));
}

/** What is known of the stream on standard input that the list does not show: that it is yet to come, or why it failed. */
function inputText({ input }: api.LiveList): string {
  if (input?.state === 'waiting') return `Waiting for the first samples of ${input.name} on the program's standard input.`;
  return input?.state === 'failed' ? `The stream ${input.name} failed: ${input.error ?? ''}` : '';
}

/** The streams, with what is known of each; asked for again while the list is looked at. */
function liveList(streams: api.LiveList): HTMLElement {
  const list = el('ol', { class: 'items streams' });
  const none = el('p', { class: 'quiet' }, 'No stream is sent to this program now; one that comes appears here.');
  const input = el('p', { role: 'status', class: 'input' });
  const fill = (now: api.LiveList): void => {
    const text = inputText(now);
    if (input.textContent !== text) input.textContent = text;
    input.hidden = text === '';
    none.hidden = now.streams.length > 0 || text !== '';
    list.replaceChildren(...now.streams.map((one) => el('li', {}, el('a', { class: 'item', href: `#live=${encodeURIComponent(one.name)}` },
      el('span', { class: `dot ${one.error !== undefined ? 'failed' : one.ended ? 'ended' : 'open'}`, 'aria-hidden': 'true' }), el('span', { class: 'what' }, one.name),
      el('span', { class: 'quiet' }, `${one.error !== undefined ? 'failed' : one.ended ? 'ended' : 'live'} · ${one.leads} lead${one.leads === 1 ? '' : 's'} · ${lengthText(one.frames / one.rate)} · ${beatsText(one.beats)}`)))));
  };
  fill(streams);
  setInterval(() => !document.hidden && list.isConnected && !list.contains(document.activeElement) && api.liveStreams().then(fill, () => undefined), 1000);
  return el('section', { 'aria-label': 'Live streams' }, el('h2', {}, 'Live'), input, none, list);
}

/** Calls `take` with the list whenever it has changed: recordings are put into the folder, or read, meanwhile. */
function follow(before: api.RecordingList, list: HTMLElement, take: (now: api.RecordingList) => void): void {
  let asking = false; // on a slow line one question at a time
  setInterval(() => {
    if (document.hidden || !list.isConnected || asking) return;
    asking = true;
    api.recordings().then((now) => {
      if (now !== before) take(now);
      before = now;
    }, () => undefined).finally(() => (asking = false)); // a lost line: asked again
  }, 2000);
}

const mostShown = 1000; // rows: more of them make typing in Find slow

export function showStart(status: api.Status, listed: api.RecordingList, streams: api.LiveList): void {
  const host = byId('start');
  const note = el('p', { role: 'status' });
  const list = el('ol', { class: 'items records' });
  const find = el('input', { type: 'search', id: 'find', autocomplete: 'off' });
  const none = el('p', {}, 'No recordings are in the folders that this server was given. One that is put there appears here.');
  const choose = el('p', { class: 'quiet' }, 'Choose one. It is read and labelled when it is first opened, which takes seconds; a day of ECG about ten.');
  const search = el('p', {}, el('label', { for: 'find' }, 'Find '), find);
  const count = el('p', { role: 'status', class: 'quiet' });
  const leftOut = el('div', { role: 'status', class: 'left-out' });
  const fill = (): void => {
    const wanted = find.value.toLowerCase();
    const focused = document.activeElement?.getAttribute('href');
    const all = listed.recordings;
    const found = all.filter((l) => l.name.toLowerCase().includes(wanted));
    list.replaceChildren(...found.slice(0, mostShown).map(recordLine));
    const number = (n: number): string => n.toLocaleString('en');
    count.textContent = found.length > mostShown ? `${number(found.length)} recordings, the first ${number(mostShown)} are shown: Find narrows them.`
      : found.length === 0 && all.length > 0 ? `None of ${number(all.length)} recordings has this in its name.` : `${number(found.length)} of ${number(all.length)} recordings`;
    leftOut.replaceChildren(...listed.left_out.map((sentence) => el('p', {}, sentence)));
    if (focused?.startsWith('#r=')) list.querySelector<HTMLElement>(`a[href="${CSS.escape(focused)}"]`)?.focus();
    none.hidden = all.length > 0 || status.folders === 0;
    choose.hidden = all.length === 0;
    search.hidden = count.hidden = all.length <= 12;
  };
  follow(listed, list, (now) => {
    listed = now;
    fill();
  });
  find.addEventListener('input', fill);
  const files = el('input', { type: 'file', multiple: true, id: 'upload', onchange: (event: Event) => {
    const chosen = (event.target as HTMLInputElement).files;
    if (chosen === null || chosen.length === 0) return;
    note.textContent = `Adding ${chosen.length === 1 ? chosen[0].name : `${chosen.length} files`} …`;
    api.upload(chosen).then((added) => {
      if (added.length === 1) location.hash = `#r=${encodeURIComponent(added[0].id)}`;
      else location.reload();
    }).catch((error: unknown) => {
      note.textContent = `Not added: ${(error as Error).message}`;
      files.value = ''; // else the same file, mended, could not be chosen again
    });
  } });
  host.replaceChildren(
    status.live ? liveList(streams) : '',
    status.live && status.folders > 0 ? el('h2', {}, 'Recordings') : '',
    status.folders > 0 && !status.writable ? el('p', { role: 'alert' }, `Edits cannot be kept ${status.store}.`) : '',
    none, choose, leftOut, search, count, list,
    status.uploads ? el('p', {}, el('label', { for: 'upload' }, 'Add a recording (all files of a WFDB record together): '), files) : '',
    note);
  fill();
}
