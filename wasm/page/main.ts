// The page: a recording is dropped, labelled by the worker, and drawn by the review page's own modules (web/src).
import '../../web/src/app.css';
import './page.css';
import { load, type Recording, type Result, type Rwave } from 'rwave';
import type { Beats } from '../../web/src/beats';
import { Controls, schemeButton } from '../../web/src/controls';
import { byId, el } from '../../web/src/dom';
import { Signal } from '../../web/src/ecg/signal';
import { EcgView } from '../../web/src/ecg/view';
import { Overview } from '../../web/src/overview';
import { makePlots } from '../../web/src/plots';
import { Store } from '../../web/src/store';
import { restoreScheme } from '../../web/src/theme';
import { startOfDay } from '../../web/src/time';
import { summaryOf } from './summary';
import { factor, LocalTiles, tileValues } from './tiles';

const store = new Store();
let engine: Promise<Rwave> | null = null;
let shown: { recording: Recording; result: Result } | null = null;
let turn = 0;

const say = (text: string): void => void (byId('work').textContent = text);

function note(text: string): void {
  const host = byId('note');
  host.replaceChildren(el('p', {}, text), el('button', { 'aria-label': 'Put this note away', onclick: () => (host.hidden = true) }, '✕'));
  host.hidden = false;
}

/** Beats as the drawing has them. An interval counts where nothing unanalyzable lies within it. */
function columns(result: Result): Beats {
  const { beats } = result;
  let gap = 0;
  return {
    ids: beats.map((_, i) => i),
    samples: beats.map((b) => b.sample),
    labels: beats.map((b) => (b.label === '/' ? 'Q' : b.label)),
    probability: beats.map((b) => b.probability),
    groups: beats.map(() => -1),
    reviewed: beats.map(() => false),
    rejected: beats.map(() => false),
    joined: beats.map((b, i) => {
      if (i === 0) return false;
      while (gap < result.unanalyzable.length && result.unanalyzable[gap][1] <= beats[i - 1].sample) ++gap;
      return gap >= result.unanalyzable.length || result.unanalyzable[gap][0] >= b.sample;
    }),
  };
}

function offer(name: string, text: string, content: () => Promise<BlobPart>): HTMLElement {
  const give = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      const address = URL.createObjectURL(new Blob([await content()]));
      el('a', { href: address, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60000);
    } catch (error) {
      note((error as Error).message);
    }
  };
  return el('a', { href: '#', 'data-name': name, onclick: (event: Event) => void give(event) }, text);
}

function downloads({ recording, result }: { recording: Recording; result: Result }): HTMLElement[] {
  const name = result.record || 'recording';
  const rows = (): string => result.beats.map((b) => `${name},${b.sample},${b.time.toFixed(4)},${b.label},${b.probability.toFixed(4)}\n`).join('');
  return [
    offer(`${name}.rw`, 'Beats: WFDB annotations', async () => (await recording.annotations()) as BlobPart),
    offer(`${name}.rwr`, 'Rhythm: WFDB annotations', async () => (await recording.annotations({ rhythm: true })) as BlobPart),
    offer(`${name}.csv`, 'Beats: CSV', () => Promise.resolve('record,sample,seconds,label,probability\n' + rows())),
    offer(`${name}.json`, 'All: JSON', () => Promise.resolve(JSON.stringify(result))),
  ];
}

/** Fills the store as the server's answers would. */
function fill(result: Result, recording: Recording, tiles: LocalTiles): void {
  const { info } = recording;
  store.setInfo({
    id: info.record, name: info.record, state: 'ready', revision: 0, rate: info.rate, frames: info.samples, start: info.start,
    format: info.format, labelled_by: result.model, beats: result.beats.length, warnings: result.warnings, leads: tiles.leads,
    tiles: { version: '', samples: tileValues, factor, levels: tiles.levels },
    journal: { path: '', writable: false, torn: 0 }, annotators: [],
  });
  store.rhythm = {
    revision: 0,
    episodes: result.rhythm.map((e) => ({ kind: e.rhythm, first: e.first_sample, end: e.end_sample, beats: e.beats, mean_rate: e.mean_rate, max_rate: e.max_rate, by: 'program' })),
    kinds: Object.entries(result.rhythm_names).map(([kind, text]) => ({ kind, text, code: '', rule: '' })),
  };
  const ecg = tiles.leads.map((_, i) => i).filter((i) => tiles.leads[i].labelled || tiles.leads[i].ecg);
  store.leadsShown = (ecg.length > 0 ? ecg : [0]).sort((a, b) => Number(tiles.leads[b].labelled) - Number(tiles.leads[a].labelled)).slice(0, 3).sort((a, b) => a - b);
  store.range = [0, store.duration];
  store.view = { first: 0, speed: 25, gain: 10 };
  store.setBeats(columns(result), 0);
}

let view: EcgView | null = null;

function show(result: Result, recording: Recording, tiles: LocalTiles): void {
  fill(result, recording, tiles);
  byId('start').hidden = true;
  byId('page').hidden = false;
  document.body.classList.add('open');
  byId('record').textContent = recording.info.record;
  byId('summary').replaceChildren(...summaryOf(result, startOfDay(recording.info.start), (sample) => store.show(sample, true)));
  byId('downloads').replaceChildren(...downloads({ recording, result }));
  const signal = new Signal(store.info, () => store.emit('tiles'), (error) => note((error as Error).message), (lead, level, index) => tiles.fetch(lead, level, index));
  view = new EcgView(store, byId<HTMLCanvasElement>('ecg'), signal, () => undefined);
  const controls = new Controls(store, () => store.setView({ first: 0 }));
  controls.setTool('move');
  new Overview(store);
  makePlots(store);
  store.setView({});
  store.emit('recording', 'beats', 'rhythm', 'selection', 'view', 'range', 'settings');
  // For tests of the page: what is drawn on a canvas cannot be read from it.
  Object.assign(window, { rwave: { store, view, result } });
}

async function label(files: File[]): Promise<void> {
  const mine = ++turn;
  byId('note').hidden = true;
  try {
    say('Starting …');
    engine ??= load();
    const rwave = await engine;
    const given = byId<HTMLInputElement>('rate').value.trim().replace(',', '.');
    if (given !== '' && !(Number(given) > 0)) throw new Error(`"${given}" samples a second: expected a number`);
    say('Reading …');
    const recording = await rwave.open(files, given === '' ? {} : { rate: Number(given) });
    if (mine !== turn) return void recording.close(); // another one was dropped meanwhile
    say(`Labelling ${recording.info.record} …`);
    const result = await recording.classify();
    const tiles = await LocalTiles.of(recording, result.leads, (share) => say(`Drawing ${recording.info.record}: ${Math.round(100 * share)} %`));
    if (mine !== turn) return void recording.close();
    say('');
    shown = { recording, result };
    show(result, recording, tiles);
  } catch (error) {
    if (mine !== turn) return;
    if (shown === null) engine = null; // a worker that could not be started is not asked again
    say('');
    note((error as Error).message);
  }
}

function listen(): void {
  const drop = byId('drop');
  const input = byId<HTMLInputElement>('files');
  input.addEventListener('change', () => void label([...(input.files ?? [])]));
  // Anywhere on the page: a file dropped next to the field would else be opened by the browser itself.
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  document.addEventListener('dragleave', () => drop.classList.remove('over'));
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    if (shown === null) void label(files);
    else note('One recording a page: choose "Another recording" first.');
  });
  // A new page: nothing of the old recording can be left over.
  for (const id of ['another', 'home']) byId(id).addEventListener('click', (event) => {
    event.preventDefault();
    location.reload();
  });
}

byId('old').remove();
restoreScheme(() => store.emit('theme'));
schemeButton(() => store.emit('theme'));
byId('bar').hidden = false;
byId('start').hidden = false;
listen();
// The network is compiled while the person looks for the file.
engine = load();
engine.catch((error: unknown) => {
  engine = null;
  note((error as Error).message);
});
