// The keyboard: every key with what it does, in one table, which is also what `?` shows.

import { el } from './dom';

export interface Key {
  keys: string[]; // KeyboardEvent.key, with "Ctrl+" before it
  shown: string;
  does: string;
  run: (event: KeyboardEvent) => void;
}

export interface KeySection {
  title: string;
  keys: Key[];
}

/** "Ctrl+z", "Shift+ArrowLeft", "n": Shift counts for named keys only, as "?" needs it on many keyboards. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>): string {
  const named = event.key.length > 1;
  const key = named ? event.key : event.key.toLowerCase();
  const shift = event.shiftKey && (named || event.ctrlKey || event.metaKey);
  return (event.ctrlKey || event.metaKey ? 'Ctrl+' : '') + (event.altKey ? 'Alt+' : '') + (shift ? 'Shift+' : '') + key;
}

/** Whether a key belongs to what has the focus, not to the page. */
function taken(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (target.closest('dialog[open]') !== null) return true;
  if (target.matches('input:not([type=file]), select, textarea')) return true;
  return target.matches('button, a, summary') && (event.key === ' ' || event.key === 'Enter');
}

/**
 * After the mouse the keys are the page's again. A clicked button would take Enter and do its decision twice, a
 * drop-down letters and arrows. Who goes by keyboard keeps the focus.
 */
function giveKeysBack(): void {
  let keyed = false; // the drop-down in focus is used by keyboard
  const free = (target: HTMLElement): void => {
    if (target.closest('dialog') === null) target.blur();
  };
  document.addEventListener('click', (event) => {
    const button = (event.target as HTMLElement).closest('button');
    if (button !== null && event.detail > 0) free(button); // 0: Enter or Space
  });
  document.addEventListener('pointerdown', () => (keyed = false));
  document.addEventListener('keydown', (event) => {
    if ((event.target as HTMLElement).matches('select')) keyed = true;
  });
  document.addEventListener('keyup', (event) => {
    const target = event.target as HTMLElement;
    if (target.matches('select') && (event.key === 'Enter' || event.key === 'Escape')) free(target);
  });
  document.addEventListener('change', (event) => {
    const target = event.target as HTMLElement;
    if (target.matches('select') && !keyed) free(target);
  });
}

export function listenToKeys(sections: KeySection[]): void {
  giveKeysBack();
  const table = new Map<string, Key>();
  for (const section of sections) for (const key of section.keys) for (const name of key.keys) table.set(name, key);
  document.addEventListener('keydown', (event) => {
    if (taken(event)) return;
    const key = table.get(keyName(event));
    if (key === undefined) return;
    event.preventDefault();
    key.run(event);
  });
}

/** The list that `?` shows. */
export function keyList(sections: KeySection[]): HTMLElement {
  return el('div', { class: 'key-list' }, ...sections.map((section) => el('section', {}, el('h3', {}, section.title),
    el('dl', {}, ...section.keys.map((key) => el('div', {}, el('dt', {}, ...key.shown.split(' ').map((k) => el('kbd', {}, k))), el('dd', {}, key.does)))))));
}
