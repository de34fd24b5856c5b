// The page of rwave serve: puts the parts together, opens the recording that the address names.

import './app.css';
import * as addresses from './address';
import * as api from './api';
import { sections } from './commands';
import { ComparePanel } from './compare_panel';
import { Controls, schemeButton } from './controls';
import { DecisionBar } from './decision';
import * as dialogs from './dialogs';
import { announce, byId, el, toast } from './dom';
import { EcgView } from './ecg/view';
import { Signal } from './ecg/signal';
import { EditPanel } from './edit_panel';
import { EventPanel } from './event_panel';
import { GroupPanel } from './group_panel';
import { Header } from './header';
import { listenToKeys } from './keys';
import { LivePage } from './live/page';
import { Overview } from './overview';
import { placeText } from './places';
import { makePlots } from './plots';
import { QueuePanel } from './queue_panel';
import { Session } from './session';
import { showStart } from './start_page';
import { Store } from './store';
import { restoreScheme } from './theme';

const store = new Store();
let session: Session | null = null;
let status: api.Status;

function readAddress(): addresses.Address {
  return addresses.fromHash(location.hash);
}

function writeAddress(): void {
  const shown = store.leadsShown.map((i) => store.info.leads[i].name).join(',');
  const whole = store.range[0] <= 0 && store.range[1] >= store.duration;
  const hash = addresses.toHash({
    record: store.info.id, time: store.view.first, speed: store.view.speed, gain: store.view.gain,
    leads: shown === usualLeads().map((i) => store.info.leads[i].name).join(',') ? '' : shown,
    filters: store.filters, panel: store.panel, from: whole ? 0 : store.range[0], to: whole ? 0 : store.range[1],
  });
  if (hash !== location.hash) history.replaceState(null, '', hash);
}

/** The leads shown at first: those of the heart, three at most, for they share the height. */
function usualLeads(): number[] {
  const leads = store.info.leads;
  const ecg = leads.map((_, i) => i).filter((i) => leads[i].ecg);
  const chosen = ecg.slice(0, window.innerHeight < 700 ? 2 : 3);
  const labelled = ecg.filter((i) => leads[i].labelled && !chosen.includes(i));
  return [...labelled, ...chosen].slice(0, 3).sort((a, b) => a - b);
}

function takeAddress(a: addresses.Address): void {
  const named = a.leads.split(',').map((name) => store.info.leads.findIndex((l) => l.name === name)).filter((i) => i >= 0);
  store.leadsShown = named.length > 0 ? named : usualLeads();
  store.filters = { ...a.filters };
  if (a.to > a.from) store.setRange(a.from, a.to);
  store.setView({ first: a.time, speed: a.speed, gain: a.gain });
  store.setPanel(a.panel);
  store.emit('settings');
}

/** A note that stays until it is put away; what concerns the line has a place of its own (header.ts). */
function note(text: string): void {
  const host = byId('note');
  host.replaceChildren(el('p', {}, text), el('button', { 'aria-label': 'Put this note away', onclick: () => (host.hidden = true) }, '✕'));
  host.hidden = false;
}

function makeParts(header: Header, signal: Signal): void {
  const insert = (sample: number): void => {
    store.edit({ kind: 'insert', sample, label: store.insertLabel }, `a beat inserted, ${store.insertLabel}`);
    controls.setTool('move');
  };
  const ecg = new EcgView(store, byId<HTMLCanvasElement>('ecg'), signal, insert);
  const controls = new Controls(store, () => dialogs.goTo(store));
  new Overview(store);
  new DecisionBar(store);
  new EventPanel(store);
  new EditPanel(store, () => session?.outbox.client ?? '');
  new ComparePanel(store);
  makePlots(store);
  const groups = new GroupPanel(store);
  const list = sections({
    store, ecg, insert, queue: new QueuePanel(store, groups), groups,
    undo: () => session?.undo(), redo: () => session?.redo(),
    help: () => dialogs.help(list, status.version), goto: () => dialogs.goTo(store), setTool: (tool) => controls.setTool(tool),
  });
  listenToKeys(list);
  byId('help-open').addEventListener('click', () => dialogs.help(list, status.version));
  let timer = 0;
  store.on(['view', 'range', 'settings', 'panel'], () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(writeAddress, 250);
  });
  // For tests of the page and for the curious: what is drawn on a canvas cannot be read from it.
  Object.assign(window, { rwave: { store, ecg, header } });
}

function ready(header: Header): void {
  byId('start').hidden = true;
  byId('page').hidden = false;
  document.body.classList.add('open');
  document.title = `${store.info.name}: rwave`;
  byId('record').textContent = store.info.name;
  let gone = false;
  const failed = (error: unknown): void => {
    if (error instanceof api.Unreachable) session?.missed();
    else if (api.isLocked(error)) session?.locked();
    else if (store.fault !== (error as Error).message) {
      gone ||= error instanceof api.Refused && error.status === 410; // for good: what still comes is of the old file
      store.fault = (error as Error).message;
      note(store.fault);
      store.emit('tiles');
    }
  };
  const arrived = (): void => {
    if (!gone) store.fault = '';
    store.emit('tiles');
  };
  const { id, tiles } = store.info;
  const signal = new Signal(store.info, arrived, failed, async (lead, level, index, stop) =>
    new Int16Array(await api.tileBytes(id, lead, level, index, tiles.version, stop)));
  makeParts(header, signal);
  takeAddress(readAddress());
  store.emit('recording', 'beats', 'selection', 'view', 'range', 'panel', 'settings');
  const notes = [...store.info.warnings];
  const { journal } = store.info;
  if (!journal.writable && !notes.some((n) => journal.error !== undefined && n.includes(journal.error))) notes.push(`Edits cannot be made here: ${store.info.journal.error ?? `${store.info.journal.path} cannot be written. Start the server with --store DIR.`}`);
  if (store.info.journal.torn > 0) notes.push(`The journal ended within an edit (${store.info.journal.torn} bytes), which was never confirmed; all others are there.`);
  if (notes.length > 0) note(notes.join(' '));
  void api.canTeach().then((can) => {
    store.teach = can;
    store.emit('edits');
  }, () => undefined);
}

function openRecording(id: string): void {
  const header = new Header(store, () => session);
  byId('start').hidden = false;
  const work = el('progress', { max: 1, 'aria-label': 'Work on the recording' });
  const stage = el('p', { role: 'status' }, `Opening ${id} …`);
  byId('start').replaceChildren(stage, work);
  session = new Session(store, id, {
    progress: (name, share) => {
      stage.textContent = `Reading the recording: ${name}, ${Math.round(share * 100)} %`;
      work.value = share;
    },
    ready: () => ready(header),
    failed: (message) => {
      if (byId('page').hidden) byId('start').replaceChildren(el('h2', {}, 'This recording cannot be opened'), el('p', {}, message), el('p', {}, el('a', { href: '#all' }, 'All recordings')));
      else note(message);
    },
    line: (state) => header.setLine(state),
    waiting: () => header.showSaved(),
    conflict: (waiting, conflict, outbox) => dialogs.conflict(store, waiting, conflict, outbox),
    locked: () => dialogs.askPassword(),
    foreign: (edit) => toast(`Somebody else: ${edit.text}${placeText(store, edit)}`),
    done: (text, seconds) => {
      toast(text);
      if (seconds !== null) store.show(seconds * store.info.rate);
    },
    fileChanged: (message) => note(`The recording changed while it was open: ${message}`),
  });
  header.showSaved();
  const send = store.edit;
  store.edit = (edit, text) => {
    if (store.fault !== '' && edit.kind !== 'undo' && edit.kind !== 'redo') return toast('Nothing is decided while the signal cannot be shown: beats would be labelled unseen.');
    announce(text);
    send(edit, text);
    if (edit.label === undefined) return;
    store.insertLabel = edit.label;
    store.emit('settings');
  };
  window.addEventListener('beforeunload', (event) => {
    // Edits wait in the storage; a browser that keeps none loses them, so the question stands for all.
    if ((session?.outbox.waiting.length ?? 0) > 0) event.preventDefault();
  });
}

async function start(): Promise<void> {
  byId('old').remove();
  restoreScheme(() => store.emit('theme'));
  schemeButton(() => store.emit('theme'));
  byId('bar').hidden = false;
  try {
    let list: api.RecordingList;
    try {
      [status, list] = await Promise.all([api.status(), api.recordings()]);
    } catch (error) {
      if (!api.isLocked(error)) throw error;
      await dialogs.askPassword();
      [status, list] = await Promise.all([api.status(), api.recordings()]);
    }
    const watched = addresses.liveOf(location.hash);
    const streams = status.live && watched === '' ? await api.liveStreams() : { streams: [] };
    if (watched !== '') {
      window.addEventListener('hashchange', () => addresses.liveOf(location.hash) !== watched && location.reload());
      new LivePage(watched, status);
      return;
    }
    const listed = list.recordings;
    const wanted = readAddress().record;
    const wantsList = addresses.wantsList(location.hash);
    // The only recording is opened at once, unless it has shown that it cannot be, or the list has something to say.
    const only = listed.length === 1 && list.left_out.length === 0 && !status.live && !wantsList && listed[0].state !== 'failed' ? listed[0].id : '';
    const opened = listed.find((l) => l.id === wanted)?.id ?? only;
    window.addEventListener('hashchange', () => {
      const a = readAddress();
      if (addresses.liveOf(location.hash) !== '' || (session !== null && addresses.wantsList(location.hash))) return location.reload();
      // Another record begins a new page: nothing of the old one can then be left over.
      if (session === null ? a.record !== '' : a.record !== store.info?.id && !(a.record === '' && listed.length === 1)) location.reload();
      else if (session !== null && a.record !== '') takeAddress(a);
    });
    if (opened !== '') return openRecording(opened);
    byId('start').hidden = false;
    showStart(status, list, streams);
    if (wanted !== '') note(`There is no recording ${wanted} here.`);
  } catch (error) {
    byId('start').hidden = false;
    byId('start').replaceChildren(el('h2', {}, 'The program does not answer'), el('p', {}, (error as Error).message),
      el('button', { onclick: () => location.reload() }, 'Try again'));
  }
}

void start();
