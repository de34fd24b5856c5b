// What the page knows of a live stream: the last minute of its signal, its beats, what goes on and what ended.

import type { LiveBeat, LiveEpisode, LiveState } from '../forms';

export const secondsKept = 60; // as the server keeps (serve/live_history.h)
/** A label comes so late at most, s (docs/streams.md); from then on a missing beat is missing. */
const labelDelay = 2.6;
/** Intervals of a heart rate, here as everywhere. */
const rateIntervals = 8;

export type Quality = 'good' | 'flat' | 'missing';

// Which of the episodes that go on is named first: what kills soonest.
const urgency = ['vf', 'vfl', 'asystole', 'vt', 'ivr', 'af', 'afl', 'svt', 'bigeminy', 'trigeminy', 'atrial_bigeminy', 'paced', 'pause', 'bradycardia', 'tachycardia', 'unanalyzable'];
export const alarming: ReadonlySet<string> = new Set(['vf', 'vfl', 'asystole', 'vt']);

const runs: ReadonlySet<string> = new Set(['vt', 'ivr']);

const place = (one: LiveEpisode): number => {
  const at = urgency.indexOf(one.episode.rhythm);
  return at < 0 ? urgency.length : at;
};

export class LiveStream {
  readonly rate: number;
  readonly leads: number;
  readonly labelled: number;
  error = ''; // why the input ended before its time
  /** When sample 0 was measured; null where samples come faster than time passes, as from a file. */
  begun: Date | null = null;
  frames = 0; // received: one past the last
  beats: LiveBeat[] = [];
  counts: Record<string, number> = {};
  ended: LiveEpisode[] = []; // the newest first
  open: LiveEpisode[] = []; // the most urgent first
  private readonly ring: Float32Array;
  private readonly capacity: number;

  constructor(state: LiveState) {
    this.rate = state.rate;
    this.leads = state.leads;
    this.labelled = state.labelled_leads;
    this.capacity = Math.round(secondsKept * state.rate);
    this.ring = new Float32Array(this.capacity * state.leads).fill(NaN);
    this.tell(state);
  }

  /** The state as the server has it now: after the line was lost, events may have been missed. */
  tell(state: LiveState): void {
    this.error = state.error ?? '';
    this.tellBegun(state.begun);
    this.beats = state.beats_kept;
    this.counts = { ...state.counts };
    this.ended = [...state.episodes].reverse();
    this.open = [...state.open].sort((a, b) => place(a) - place(b));
  }

  /** Whether times change by it: samples that came ahead of the clock were measured earlier than was thought. */
  tellBegun(begun: string | null): boolean {
    const now = begun === null ? null : new Date(begun);
    const changed = now === null || this.begun === null ? now !== this.begun : Math.abs(now.getTime() - this.begun.getTime()) > 500;
    if (changed) this.begun = now;
    return changed;
  }

  /** Frames from `first` on, lead next to lead. What lies between, where some were missed, is not known. */
  push(first: number, values: Float32Array): void {
    const count = Math.floor(values.length / this.leads);
    for (let f = Math.max(this.frames, first - this.capacity); f < first; ++f) this.set(f, null, 0);
    for (let i = 0; i < count; ++i) if (first + i >= this.frames) this.set(first + i, values, i * this.leads);
    this.frames = Math.max(this.frames, first + count);
  }

  private set(frame: number, values: Float32Array | null, at: number): void {
    const to = (frame % this.capacity) * this.leads;
    for (let lead = 0; lead < this.leads; ++lead) this.ring[to + lead] = values === null ? NaN : values[at + lead];
  }

  oldest(): number {
    return Math.max(0, this.frames - this.capacity);
  }

  /** mV; NaN where it was not recorded or is not kept any more. */
  value(frame: number, lead: number): number {
    return frame < this.oldest() || frame >= this.frames ? NaN : this.ring[(frame % this.capacity) * this.leads + lead];
  }

  addBeats(beats: LiveBeat[]): void {
    for (const beat of beats) {
      if (beat.sample <= (this.beats.at(-1)?.sample ?? -1)) continue; // told twice: by the state and by its event
      this.beats.push(beat);
      this.counts[beat.label] = (this.counts[beat.label] ?? 0) + 1;
    }
    const oldest = this.oldest();
    while (this.beats.length > 0 && this.beats[0].sample < oldest) this.beats.shift();
  }

  /** Whether something that was drawn is no more: the begin of fibrillation takes back the beats after it. */
  addRhythm(event: LiveEpisode): boolean {
    const { rhythm, first_sample: first } = event.episode;
    // A run of V beats is named by its rate, which may have changed until it ends.
    const run = runs.has(rhythm);
    this.open = this.open.filter((o) => o.episode.rhythm !== rhythm && !(run && runs.has(o.episode.rhythm) && o.episode.first_sample === first));
    if (event.ended) {
      if (this.ended.some((e) => e.episode.rhythm === rhythm && e.episode.first_sample === first)) return false;
      this.ended.unshift(event);
      this.ended.length = Math.min(this.ended.length, 100);
    } else {
      this.open = [...this.open, event].sort((a, b) => place(a) - place(b));
    }
    if (event.ended || rhythm !== 'vf') return rhythm === 'unanalyzable';
    for (let last = this.beats.at(-1); last !== undefined && last.sample >= first; last = this.beats.at(-1)) {
      this.counts[last.label] -= 1;
      this.beats.pop();
    }
    return true;
  }

  goesOn(rhythm: string): LiveEpisode | undefined {
    return this.open.find((o) => o.episode.rhythm === rhythm);
  }

  /** Beats a minute over the last eight intervals; null where that is not known, 0 in asystole. */
  heartRate(): number | null {
    if (this.goesOn('asystole')) return 0;
    if (this.goesOn('unanalyzable') || this.goesOn('vf') || this.goesOn('vfl')) return null;
    const last = this.beats.slice(-(rateIntervals + 1));
    if (last.length <= rateIntervals) return null;
    const seconds = (last[rateIntervals].sample - last[0].sample) / this.rate;
    // Eight intervals that hold a gap say nothing, and neither do beats of long ago.
    const late = (this.frames - last[rateIntervals].sample) / this.rate - labelDelay;
    const longest = Math.max(...last.slice(1).map((b, i) => b.sample - last[i].sample)) / this.rate;
    return late > 4 || longest > 4 ? null : Math.round((60 * rateIntervals) / seconds);
  }

  /** Of the lead's last three seconds. A quiet heart still moves the line by more than 0.01 mV. */
  quality(lead: number): Quality {
    const from = Math.max(this.oldest(), this.frames - Math.round(3 * this.rate));
    let [low, high, known] = [Infinity, -Infinity, 0];
    for (let f = from; f < this.frames; ++f) {
      const value = this.value(f, lead);
      if (!Number.isFinite(value)) continue;
      ++known;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (known === 0 || known < (this.frames - from) / 4) return 'missing';
    return high - low < 0.01 ? 'flat' : 'good';
  }

  /** When a sample was measured, by the clock of the server; from the stream's beginning where no clock is true of it. */
  timeText(sample: number): string {
    const seconds = sample / this.rate;
    if (this.begun === null) return spanText(seconds);
    const t = new Date(this.begun.getTime() + 1000 * seconds);
    return `${two(t.getHours())}:${two(t.getMinutes())}:${two(t.getSeconds())}`;
  }
}

const two = (n: number): string => String(n).padStart(2, '0');
const spanText = (seconds: number): string => `+${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(Math.floor(seconds) % 60)}`;
