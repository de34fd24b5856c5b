// Dialogs: keys and help, a time to go to, conflicts, a password.

import { el } from './dom';
import type { Conflict } from './api';
import { login } from './api';
import { keyList, type KeySection } from './keys';
import type { Outbox, Waiting } from './outbox';
import { placeText } from './places';
import type { Store } from './store';
import { parseTime, timeText } from './time';

function open(title: string, ...body: (Node | string)[]): HTMLDialogElement {
  const heading = el('h2', { id: `dialog-${Date.now()}` }, title);
  const close = el('button', { class: 'close', 'aria-label': 'Close', onclick: () => dialog.close() }, '✕');
  const dialog = el('dialog', { 'aria-labelledby': heading.id }, el('div', { class: 'head' }, heading, close), ...body);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function help(sections: KeySection[], version: string, how = 'Choose a group, look at its beats, press a letter: all its beats get that label. Each decision can be undone.'): void {
  open('Keys',
    el('p', {}, how),
    keyList(sections),
    el('p', { class: 'quiet' }, `${version}: research software, not a medical device. A person must read the signal before anything is concluded.`));
}

export function goTo(store: Store): void {
  const input = el('input', { type: 'text', id: 'goto-time', value: timeText(store.view.first, store.start), autocomplete: 'off', inputmode: 'numeric' });
  const note = el('p', { role: 'status' });
  const form = el('form', { method: 'dialog', onsubmit: (event: Event) => {
    const seconds = parseTime(input.value, store.start);
    if (seconds !== null && seconds >= 0 && seconds <= store.duration) return store.setView({ first: seconds });
    event.preventDefault();
    note.textContent = `The recording has ${timeText(0, store.start)} to ${timeText(store.duration, store.start)}.`;
  } }, el('label', { for: 'goto-time' }, 'Time '), input, el('button', { class: 'primary' }, 'Go'), note);
  open('Go to a time', form);
  input.select();
}

/** Two people decided about the same beats: both decisions are shown, and a person chooses. Until then the edit waits. */
export function conflict(store: Store, waiting: Waiting, conflict: Conflict, outbox: Outbox): void {
  const choose = (act: () => void) => (): void => {
    if (outbox.conflict === conflict) act(); // else it was chosen in the banner
    dialog.close();
  };
  const dialog = open('Somebody else changed the same beats',
    el('p', {}, conflict.message),
    el('dl', { class: 'both' },
      el('dt', {}, 'Theirs, made first'), ...conflict.theirs.map((e) => el('dd', {}, e.text + placeText(store, e))),
      el('dt', {}, 'Yours, not made yet'), el('dd', {}, waiting.text)),
    el('div', { class: 'actions' },
      el('button', { onclick: choose(() => outbox.dropFirst()) }, 'Keep theirs'),
      el('button', { class: 'primary', onclick: choose(() => outbox.insist()) }, 'Make mine too')));
}

/** Asks until the server lets in. */
export function askPassword(): Promise<void> {
  return new Promise((resolve) => {
    const input = el('input', { type: 'password', id: 'password', autocomplete: 'current-password' });
    const note = el('p', { role: 'status' });
    let done = false;
    const form = el('form', { onsubmit: (event: Event) => {
      event.preventDefault();
      login(input.value).then(() => {
        done = true;
        dialog.close();
        resolve();
      }).catch((error: unknown) => (note.textContent = (error as Error).message));
    } }, el('label', { for: 'password' }, 'Token or password '), input, el('button', { class: 'primary' }, 'Open'), note);
    const dialog = open('This server asks for a password', form);
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    dialog.addEventListener('close', () => !done && location.reload());
  });
}
