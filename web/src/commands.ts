// What the keys do.

import { setBounds } from './bounds';
import { announce, byId, toast } from './dom';
import { decide, openRhythms, rejectOrRestore, relabel, toggleNoise } from './decision';
import { classNames, classes, firstFrom } from './beats';
import type { KeySection } from './keys';
import { panels } from './controls';
import { gains, nextStep, secondsShown, speeds, zoomedAt } from './scale';
import { SpanKeys, type Edge } from './span_keys';
import type { Store, Tool } from './store';
import type { EcgView } from './ecg/view';
import type { GroupPanel } from './group_panel';
import type { QueuePanel } from './queue_panel';

export interface Parts {
  store: Store;
  ecg: EcgView;
  queue: QueuePanel;
  groups: GroupPanel;
  insert(sample: number): void;
  undo(): void;
  redo(): void;
  help(): void;
  goto(): void;
  setTool(tool: Tool): void;
}

export function sections(p: Parts): KeySection[] {
  const { store } = p;
  const step = (share: number) => (): void => store.panBy(share * store.width);
  const speed = (direction: 1 | -1) => (): void => store.setView(zoomedAt(store.view, nextStep(speeds, store.view.speed, direction), store.width / 2));
  const gain = (direction: 1 | -1) => (): void => store.setView({ gain: nextStep(gains, store.view.gain, direction) });
  const beat = (direction: 1 | -1, wanted: (label: string) => boolean) => (): void => stepBeat(store, direction, wanted);
  const spans = new SpanKeys(store);
  const edge = (direction: 1 | -1, which: Edge) => (): void => {
    if (store.tool === 'measure') announce(p.ecg.moveCaliper(direction, which === 'head' ? 'to' : 'from'));
    else spans.extend(direction, which);
  };
  const filter = (change: () => void) => (): void => {
    change();
    store.emit('settings');
  };
  const names = { queue: 'to review', groups: 'groups', events: 'events', edits: 'edits', compare: 'compare' };
  return [
    { title: 'Decide about what is selected', keys: [
      ...classes.map((label) => ({ keys: [label.toLowerCase()], shown: label, does: classNames[label], run: () => relabel(store, label) })),
      { keys: ['c'], shown: 'C', does: 'confirm: right as it is, reviewed', run: () => decide(store, 'review') },
      { keys: ['Delete', 'Backspace'], shown: 'Delete', does: 'no beat: its neighbours become neighbours', run: () => decide(store, 'delete') },
      { keys: ['x'], shown: 'X', does: 'reject: breaks the chain of RR intervals; rejected ones: restore', run: () => rejectOrRestore(store) },
      { keys: ['Shift+x', 'z'], shown: 'Z', does: 'restore what was rejected', run: () => decide(store, 'restore') },
      { keys: ['u'], shown: 'U', does: 'the span is unanalyzable, or is not', run: () => toggleNoise(store) },
      { keys: ['r'], shown: 'R', does: 'rhythm of the span or event', run: () => openRhythms(store) },
      { keys: ['w'], shown: 'W', does: 'the event begins and ends as selected', run: () => setBounds(store) },
      { keys: ['l'], shown: 'L', does: 'teach: label the rest from the reviewed beats', run: () => byId('teach').hidden || byId<HTMLButtonElement>('teach').disabled ? toast('Teach needs a reviewed beat, and a server that offers it.') : byId('teach').click() },
      { keys: ['i'], shown: 'I', does: 'insert a beat in the middle of the view', run: () => p.insert(Math.round((store.view.first + secondsShown(store.view, store.width) / 2) * store.info.rate)) },
      { keys: ['Alt+ArrowLeft'], shown: 'Alt ←', does: 'move the beat one sample earlier', run: () => nudge(store, -1) },
      { keys: ['Alt+ArrowRight'], shown: 'Alt →', does: 'move the beat one sample later', run: () => nudge(store, 1) },
      { keys: ['Ctrl+z'], shown: 'Ctrl Z', does: 'undo', run: p.undo },
      { keys: ['Ctrl+y', 'Ctrl+Shift+z'], shown: 'Ctrl Y', does: 'redo', run: p.redo },
    ] },
    { title: 'Go', keys: [
      { keys: ['Enter', ' '], shown: 'Enter', does: 'next of what deserves a look', run: () => p.queue.next() },
      { keys: ['ArrowLeft'], shown: '←', does: 'earlier', run: step(-0.25) },
      { keys: ['ArrowRight'], shown: '→', does: 'later', run: step(0.25) },
      { keys: ['PageUp'], shown: 'PgUp', does: 'a whole view earlier', run: step(-0.95) },
      { keys: ['PageDown'], shown: 'PgDn', does: 'a whole view later', run: step(0.95) },
      { keys: ['Home'], shown: 'Home', does: 'beginning', run: () => store.setView({ first: 0 }) },
      { keys: ['End'], shown: 'End', does: 'end', run: () => store.setView({ first: store.duration }) },
      { keys: [','], shown: ',', does: 'beat before; of several selected, the one before', run: beat(-1, () => true) },
      { keys: ['.'], shown: '.', does: 'beat after; of several selected, the next', run: beat(1, () => true) },
      { keys: ['['], shown: '[', does: 'ectopic beat before', run: beat(-1, (l) => l !== 'N') },
      { keys: [']'], shown: ']', does: 'ectopic beat after', run: beat(1, (l) => l !== 'N') },
      { keys: ['j'], shown: 'J', does: 'next group', run: () => { store.setPanel('groups'); p.groups.step(1); } },
      { keys: ['k'], shown: 'K', does: 'group before', run: () => { store.setPanel('groups'); p.groups.step(-1); } },
      { keys: ['t'], shown: 'T', does: 'go to a time', run: p.goto },
    ] },
    { title: 'Select a span of time', keys: [
      { keys: ['Shift+ArrowRight'], shown: 'Shift →', does: 'from the beat or the middle on; its end later', run: edge(1, 'head') },
      { keys: ['Shift+ArrowLeft'], shown: 'Shift ←', does: 'back; its end earlier', run: edge(-1, 'head') },
      { keys: ['Ctrl+Shift+ArrowRight'], shown: 'Ctrl Shift →', does: 'its other end later', run: edge(1, 'other') },
      { keys: ['Ctrl+Shift+ArrowLeft'], shown: 'Ctrl Shift ←', does: 'its other end earlier', run: edge(-1, 'other') },
    ] },
    { title: 'See', keys: [
      ...panels.map((panel, i) => ({ keys: [String(i + 1)], shown: String(i + 1), does: names[panel], run: () => store.setPanel(panel) })),
      { keys: ['o'], shown: 'O', does: 'export', run: () => openExport() },
      { keys: ['+', '='], shown: '+', does: 'taller', run: gain(1) },
      { keys: ['-'], shown: '−', does: 'flatter', run: gain(-1) },
      { keys: ['ArrowUp'], shown: '↑', does: 'faster paper: nearer', run: speed(1) },
      { keys: ['ArrowDown'], shown: '↓', does: 'slower paper: farther', run: speed(-1) },
      { keys: ['0'], shown: '0', does: '25 mm/s, 10 mm/mV', run: () => store.setView({ ...zoomedAt(store.view, 25, store.width / 2), gain: 10 }) },
      { keys: ['b'], shown: 'B', does: 'baseline filter, for the eye only', run: filter(() => (store.filters.baseline = !store.filters.baseline)) },
      { keys: ['e'], shown: 'E', does: 'muscle filter', run: filter(() => (store.filters.muscle = !store.filters.muscle)) },
      { keys: ['y'], shown: 'Y', does: 'mains filter: 50 Hz, 60 Hz, none', run: filter(() => (store.filters.mains = store.filters.mains === 0 ? 50 : store.filters.mains === 50 ? 60 : 0)) },
      { keys: ['m'], shown: 'M', does: 'caliper; Shift → and Ctrl Shift → move its ends', run: () => p.setTool(store.tool === 'measure' ? 'move' : 'measure') },
      { keys: ['Escape'], shown: 'Esc', does: 'select nothing, put the tool away', run: () => { p.setTool('move'); store.select({}); } },
      { keys: ['?', 'h'], shown: '?', does: 'this list', run: p.help },
    ] },
  ];
}

function openExport(): void {
  const menu = byId<HTMLDetailsElement>('export');
  menu.open = true;
  menu.querySelector('a')?.focus();
}

/** Goes to the next of several selected beats, which stay selected: a group is judged by its members. */
function stepMember(store: Store, direction: 1 | -1, wanted: (label: string) => boolean): void {
  const { beats, selection } = store;
  const from = store.at === null ? undefined : store.index.get(store.at);
  let i = from === undefined ? (direction > 0 ? 0 : beats.ids.length - 1) : from + direction;
  while (i >= 0 && i < beats.ids.length && !(selection.beats.has(beats.ids[i]) && wanted(beats.labels[i]))) i += direction;
  if (i < 0 || i >= beats.ids.length) return;
  store.at = beats.ids[i];
  store.show(beats.samples[i], true);
  store.emit('selection');
}

/** Selects the next beat of a wanted label from the selected one, or from the middle of the view. */
function stepBeat(store: Store, direction: 1 | -1, wanted: (label: string) => boolean): void {
  const { beats } = store;
  if (store.selection.beats.size > 1 && store.selection.span === null) return stepMember(store, direction, wanted);
  const selected = store.selection.group === null && store.selection.beats.size === 1 ? store.index.get([...store.selection.beats][0]) : undefined;
  const middle = (store.view.first + secondsShown(store.view, store.width) / 2) * store.info.rate;
  let i = selected !== undefined ? selected + direction : firstFrom(beats.samples, middle) + (direction < 0 ? -1 : 0);
  while (i >= 0 && i < beats.ids.length && !wanted(beats.labels[i])) i += direction;
  if (i < 0 || i >= beats.ids.length) return;
  store.select({ beats: new Set([beats.ids[i]]) });
  store.show(beats.samples[i]);
}

function nudge(store: Store, by: number): void {
  if (store.selection.beats.size !== 1) return toast('One beat alone can be moved: select it first.');
  const id = [...store.selection.beats][0];
  const sample = store.beats.samples[store.index.get(id)!] + by;
  if (sample >= 0 && sample < store.info.frames) store.edit({ kind: 'move', beat: id, sample }, 'a beat moved');
}
