// The top line: record, reviewed share, whether all is saved, undo, export.

import { exportPath } from './api';
import { reviewedShare } from './beats';
import { byId, el } from './dom';
import type { Session, Line } from './session';
import type { Store } from './store';

const formats: [string, string][] = [
  ['wfdb', 'Beats, as WFDB annotations'],
  ['rhythm', 'Rhythm, as WFDB annotations'],
  ['csv', 'Beats, as CSV'],
  ['json', 'Beats and summary, as JSON'],
  ['html', 'Report, as a page'],
];

export class Header {
  private line: Line = 'open';

  constructor(private readonly store: Store, private readonly session: () => Session | null) {
    byId('undo').addEventListener('click', () => session()?.undo());
    byId('redo').addEventListener('click', () => session()?.redo());
    byId('teach').addEventListener('click', () => store.edit({ kind: 'teach' }, 'the rest labelled again from the reviewed beats'));
    store.on(['beats', 'recording'], () => this.showReviewed());
    store.on('edits', () => this.showUndo());
    store.on('recording', () => this.fillExport());
  }

  setLine(line: Line): void {
    this.line = line;
    this.showSaved();
  }

  private showReviewed(): void {
    const share = reviewedShare(this.store.beats);
    byId<HTMLProgressElement>('reviewed').value = share;
    // 100 only when all are: rounding must not say that the work is done.
    byId('reviewed-text').textContent = `${share >= 1 ? 100 : Math.min(99, Math.floor(share * 100))} % reviewed`;
  }

  private showUndo(): void {
    const { edits } = this.store;
    byId<HTMLButtonElement>('undo').disabled = edits.undo === null;
    byId<HTMLButtonElement>('redo').disabled = edits.redo === null;
    byId('teach').hidden = !this.store.teach;
    byId<HTMLButtonElement>('teach').disabled = !this.store.beats.reviewed.includes(true);
  }

  private fillExport(): void {
    byId('export-links').replaceChildren(...formats.map(([format, text]) =>
      el('a', { href: exportPath(this.store.info.id, format), download: '', 'data-format': format }, text)));
  }

  /** Whether edits wait, and why; the banner says what a person should know or do. */
  showSaved(): void {
    const outbox = this.session()?.outbox;
    const saved = byId('saved');
    const banner = byId('banner');
    const count = outbox?.waiting.length ?? 0;
    const edits = count === 1 ? '1 edit waits' : `${count} edits wait`;
    saved.className = 'of-record ' + (count > 0 ? 'waiting' : 'done');
    if (outbox?.state === 'refused') {
      saved.textContent = `${edits}`;
      banner.replaceChildren(el('p', {}, `Not made: ${outbox.waiting[0]?.text ?? ''}: ${outbox.refusal}.`),
        el('button', { onclick: () => outbox.retry() }, 'Try again'), el('button', { onclick: () => { outbox.dropFirst(); this.session()?.refresh(); } }, 'Give it up'));
      banner.hidden = false;
    } else if (outbox?.state === 'conflict') {
      // The dialog was put away without a choice.
      saved.textContent = edits;
      banner.replaceChildren(el('p', {}, `Not made yet: ${outbox.waiting[0]?.text ?? ''}: somebody else changed the same.`),
        el('button', { onclick: () => { outbox.dropFirst(); this.session()?.refresh(); } }, 'Keep theirs'), el('button', { onclick: () => outbox.insist() }, 'Make mine too'));
      banner.hidden = false;
    } else if (outbox?.state === 'locked') {
      saved.textContent = edits;
      banner.hidden = true; // the password is asked for
    } else if (this.line === 'lost' || outbox?.state === 'offline') {
      saved.textContent = count > 0 ? edits : 'no connection';
      banner.replaceChildren(el('p', {}, `No connection to the program. ${count > 0 ? `${edits} in this browser and will be sent when it is back.` : 'You can go on: edits wait in this browser until it is back.'}`),
        el('button', { onclick: () => { outbox?.retry(); this.session()?.refresh(); } }, 'Try now'));
      banner.hidden = false;
    } else {
      saved.textContent = count > 0 ? 'saving …' : 'all saved';
      banner.hidden = true;
    }
  }
}
