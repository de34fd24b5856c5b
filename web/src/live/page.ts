// The page of one live stream: figures, alarm, trace, events, and what is known of the line.

import * as api from '../api';
import { classes } from '../beats';
import * as dialogs from '../dialogs';
import { announce, byId, el, grouped, toast } from '../dom';
import { listenToKeys, type KeySection } from '../keys';
import { classLegend } from '../legend';
import { gains, nextStep } from '../scale';
import { bandColour } from '../theme';
import { lastsText } from '../time';
import { Line, type LineState } from './line';
import { alarming, type LiveStream } from './stream';
import { Sweep } from './sweep';

const speeds = [12.5, 25, 50] as const; // mm/s
const eventsShown = 60;

export class LivePage {
  private readonly sweep = new Sweep(byId<HTMLCanvasElement>('live-ecg'));
  private readonly line: Line;
  private stream: LiveStream | null = null;
  private spoken = '';

  constructor(private readonly name: string, private readonly status: api.Status) {
    byId('start').hidden = true;
    byId('live').hidden = false;
    document.body.classList.add('live');
    document.title = `${name} live: rwave`;
    byId('record').textContent = `${name}, live`;
    byId('live-keys').replaceWith(classLegend());
    byId('live-freeze').addEventListener('click', () => this.freeze());
    byId('live-earlier').addEventListener('click', () => this.back(-0.5));
    byId('live-later').addEventListener('click', () => this.back(0.5));
    byId('help-open').addEventListener('click', () => this.help());
    this.steps('live-speed', speeds, 'mm/s', (speed) => this.setLook({ speed }));
    this.steps('live-gain', gains, 'mm/mV', (gain) => this.setLook({ gain }));
    this.drag();
    listenToKeys(this.keys());
    this.line = new Line(name, {
      met: (stream) => this.met(stream),
      beats: (beats) => {
        this.sweep.beats(beats);
        this.showNow();
      },
      rhythm: () => this.showEvents(),
      told: () => {
        this.sweep.redraw();
        this.showEvents();
      },
      line: (state, lasted) => this.showLine(state, lasted),
    });
    setInterval(() => this.showNow(), 500);
    Object.assign(window, { rwave: { live: this, line: this.line, sweep: this.sweep } }); // for tests, as main.ts
  }

  private met(stream: LiveStream): void {
    const again = this.stream !== null;
    this.stream = stream;
    const shown = this.sweep.look.leads.filter((lead) => lead < stream.leads);
    this.sweep.look.leads = shown.length > 0 ? shown : Array.from({ length: stream.leads }, (_, i) => i);
    this.fillLeads();
    this.sweep.show(stream);
    this.showFrozen();
    this.showEvents();
    if (again) toast('A new stream under this name.');
  }

  private setLook(look: { speed?: number; gain?: number }): void {
    Object.assign(this.sweep.look, look);
    byId<HTMLSelectElement>('live-speed').value = String(this.sweep.look.speed);
    byId<HTMLSelectElement>('live-gain').value = String(this.sweep.look.gain);
    if (this.sweep.frozen !== null) this.sweep.freeze();
    this.sweep.redraw();
  }

  private steps(id: string, steps: readonly number[], unit: string, chosen: (value: number) => void): void {
    const select = byId<HTMLSelectElement>(id);
    const now = id === 'live-speed' ? this.sweep.look.speed : this.sweep.look.gain;
    select.replaceChildren(...steps.map((v) => el('option', { value: v, selected: v === now }, `${v} ${unit}`)));
    select.addEventListener('change', () => chosen(Number(select.value)));
  }

  private fillLeads(): void {
    const { stream, sweep } = this;
    if (stream === null) return;
    byId('live-leads').replaceChildren(...Array.from({ length: stream.leads }, (_, lead) => {
      const box = el('input', { type: 'checkbox', checked: sweep.look.leads.includes(lead) });
      box.addEventListener('change', () => {
        const shown = sweep.look.leads.filter((l) => l !== lead);
        if (box.checked) shown.push(lead);
        if (shown.length === 0) return void (box.checked = true); // an ECG without a lead shows nothing
        sweep.look.leads = shown.sort((a, b) => a - b);
      });
      return el('label', {}, box, ` lead ${lead + 1}${lead < stream.labelled ? ' (labelled)' : ''}`);
    }));
  }

  private freeze(): void {
    if (this.sweep.frozen === null) this.sweep.freeze();
    else this.sweep.run();
    this.showFrozen();
  }

  /** A look back within the minute that is kept; the picture stands still then. */
  private back(share: number): void {
    this.sweep.freeze(Math.round(share * this.sweep.framesShown()));
    this.showFrozen();
  }

  private showFrozen(): void {
    const { frozen } = this.sweep;
    const button = byId('live-freeze');
    button.textContent = frozen === null ? 'Freeze' : 'Run';
    button.setAttribute('aria-pressed', String(frozen !== null));
    const note = byId('live-frozen');
    note.hidden = frozen === null;
    if (frozen !== null && this.stream !== null) note.textContent = `Frozen: up to ${this.stream.timeText(frozen)}. Labels and alarms go on.`;
  }

  /** A finger or the mouse draws the picture back; letting go leaves it there. */
  private drag(): void {
    const canvas = byId<HTMLCanvasElement>('live-ecg');
    let at: number | null = null;
    canvas.addEventListener('pointerdown', (event) => {
      at = event.clientX;
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (at === null || (this.sweep.frozen === null && Math.abs(event.clientX - at) < 8)) return;
      this.sweep.freeze(Math.round(((at - event.clientX) / canvas.clientWidth) * this.sweep.framesShown()));
      at = event.clientX;
      this.showFrozen();
    });
    for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, () => (at = null));
  }

  private keys(): KeySection[] {
    const look = this.sweep.look;
    const gain = (direction: 1 | -1) => (): void => this.setLook({ gain: nextStep(gains, look.gain, direction) });
    const speed = (direction: 1 | -1) => (): void => this.setLook({ speed: nextStep(speeds, look.speed, direction) });
    return [{ title: 'The live trace', keys: [
      { keys: [' ', 'f'], shown: 'Space', does: 'freeze, run', run: () => this.freeze() },
      { keys: ['ArrowLeft'], shown: '←', does: 'earlier, within the last minute', run: () => this.back(-0.25) },
      { keys: ['ArrowRight'], shown: '→', does: 'later', run: () => this.back(0.25) },
      { keys: ['+', '='], shown: '+', does: 'taller', run: gain(1) },
      { keys: ['-'], shown: '−', does: 'flatter', run: gain(-1) },
      { keys: ['ArrowUp'], shown: '↑', does: 'faster paper: nearer', run: speed(1) },
      { keys: ['ArrowDown'], shown: '↓', does: 'slower paper: farther', run: speed(-1) },
      { keys: ['0'], shown: '0', does: '25 mm/s, 10 mm/mV', run: () => this.setLook({ speed: 25, gain: 10 }) },
      { keys: ['?', 'h'], shown: '?', does: 'this list', run: () => this.help() },
    ] }];
  }

  private help(): void {
    dialogs.help(this.keys(), this.status.version, 'The trace is written over what is oldest. A beat gets its letter up to 2.5 s after it; asystole is stated 7 s after the last beat.');
  }

  /** Figures, signal, alarm: what changes with time even where no event comes. */
  private showNow(): void {
    const { stream } = this;
    if (stream === null) return;
    const stale = this.line.state !== 'open';
    byId('live').classList.toggle('stale', stale);
    const rate = stream.heartRate();
    byId('live-rate').textContent = rate === null || stale ? '–' : String(rate);
    const first = stream.open[0];
    const over = this.line.state === 'ended' || this.line.state === 'failed';
    byId('live-rhythm').textContent = over ? 'the stream has ended' : first !== undefined ? first.text : stream.frames < 10 * stream.rate ? 'not yet known' : 'nothing to state';
    byId('live-counts').replaceChildren(...classes.filter((label) => label === 'V' || label === 'S' || (stream.counts[label] ?? 0) > 0).map((label) =>
      el('span', {}, `${label} ${grouped(stream.counts[label] ?? 0)}`)));
    this.showQuality(stream, over);
    this.showAlarm(stream);
  }

  private showQuality(stream: LiveStream, over: boolean): void {
    const host = byId('live-quality');
    if (over) {
      // What the last seconds show is seen; it says nothing of the patient now.
      host.textContent = `ended at ${stream.timeText(stream.frames)}`;
      return host.classList.remove('bad');
    }
    const said: string[] = [];
    for (let lead = 0; lead < stream.leads; ++lead) {
      const quality = stream.quality(lead);
      if (quality !== 'good') said.push(`lead ${lead + 1} ${quality === 'flat' ? 'is a flat line' : 'is not recorded'}`);
    }
    if (stream.leads > 1 && said.length === stream.leads && new Set(said.map((s) => s.replace(/^lead \d+ /, ''))).size === 1) {
      said.splice(0, said.length, said[0].includes('flat') ? 'a flat line in all leads' : 'no lead is recorded');
    }
    const noise = stream.goesOn('unanalyzable');
    if (noise !== undefined && said.length === 0) said.push('too noisy to tell beats');
    host.textContent = said.length === 0 ? 'good' : said.join(', ');
    host.classList.toggle('bad', noise !== undefined || said.length > 0);
  }

  private showAlarm(stream: LiveStream): void {
    const alarm = stream.open.find((o) => alarming.has(o.episode.rhythm));
    const host = byId('live-alarm');
    host.hidden = alarm === undefined;
    if (alarm === undefined) {
      this.spoken = '';
      return;
    }
    const flat = Array.from({ length: stream.leads }, (_, i) => stream.quality(i)).every((q) => q === 'flat');
    const doubt = alarm.episode.rhythm === 'asystole' && flat ? ', or an electrode is off: the line is flat' : '';
    byId('live-alarm-time').textContent = lastsText((stream.frames - alarm.episode.first_sample) / stream.rate);
    const text = alarm.text.charAt(0).toUpperCase() + alarm.text.slice(1) + doubt;
    // Said once, not at each tick of its clock.
    if (text !== this.spoken) byId('live-alarm-text').textContent = text;
    this.spoken = text;
  }

  private showEvents(): void {
    const { stream } = this;
    if (stream === null) return;
    const items = [...stream.open, ...stream.ended.slice(0, eventsShown)].sort((a, b) => b.episode.first_sample - a.episode.first_sample).map((one) => {
      const { rhythm, first_sample: first, duration_s: lasted, beats, mean_rate: rate } = one.episode;
      const key = el('span', { class: 'key' });
      key.style.background = bandColour(rhythm);
      const facts = one.ended ? [lastsText(lasted), beats > 0 && rate > 0 ? `${beats} beats, ${Math.round(rate)} /min` : ''] : ['goes on'];
      return el('li', { class: 'item' + (alarming.has(rhythm) ? ' urgent' : '') }, key, el('span', { class: 'what' }, one.text),
        el('span', { class: 'quiet' }, facts.filter((f) => f !== '').join(', ')), el('time', { class: 'when' }, stream.timeText(first)));
    });
    byId('live-events').replaceChildren(...items);
    byId('live-none').hidden = items.length > 0;
    this.showNow();
  }

  private shownLine: LineState | null = null;
  private showLine(state: LineState, lasted: number): void {
    const banner = byId('banner');
    const chip = byId('live-line');
    const names: Record<LineState, string> = { open: 'live', silent: 'no samples', lost: 'no connection', waiting: 'waiting', gone: 'not there', ended: 'ended', failed: 'failed' };
    chip.textContent = names[state];
    chip.className = `chip ${state}`;
    // The name at the top says live only while it is.
    const now = state === 'ended' || state === 'failed' ? names[state] : 'live';
    byId('record').textContent = `${this.name}, ${now}`;
    document.title = `${this.name} ${now}: rwave`;
    const before = this.shownLine;
    this.shownLine = state;
    const texts: Partial<Record<LineState, string>> = {
      silent: 'No samples come: the program is there, but the sender is silent. The trace stands still.',
      lost: 'No connection to the program: what is shown is old. It is tried again every two seconds.',
      waiting: `The program waits for the first samples of ${this.name} on its standard input.`,
      gone: `The program has no stream named ${this.name} now. It appears here when its sender comes.`,
      ended: 'The stream has ended. Its last minute is shown. It goes on here when its sender begins again.',
      failed: `The stream's input failed: ${this.line?.fault ?? ''}. ${this.stream === null ? 'Nothing came before that.' : 'What came before that is shown.'}`,
    };
    const text = texts[state];
    banner.hidden = text === undefined;
    if (text !== undefined && before !== state) banner.replaceChildren(el('p', {}, text), el('a', { href: '#all' }, 'All streams and recordings'));
    if (before !== null && before !== state && state === 'open') {
      toast(before === 'lost' || before === 'silent' ? `Back after ${Math.round(lasted)} s.` : 'The stream goes on.');
      announce('The stream goes on.');
    }
    if (before !== state) this.showNow();
  }
}
