import { describe, expect, it } from 'vitest';
import type { LiveEpisode, LiveState } from '../src/forms';
import { LiveStream } from '../src/live/stream';

const state = (more: Partial<LiveState> = {}): LiveState => ({
  name: 'bed', rate: 100, leads: 2, frames: 0, beats: 0, ended: false, labelled_leads: 2, started: '2026-01-02T03:04:05Z', begun: '2026-01-02T03:04:05Z',
  counts: { N: 0, S: 0, V: 0, F: 0, Q: 0 }, beats_kept: [], episodes: [], open: [], ...more,
});
const episode = (rhythm: string, first: number, end: number, ended: boolean): LiveEpisode => ({
  episode: { rhythm, first_sample: first, end_sample: end, start_s: first / 100, duration_s: (end - first) / 100, beats: 0, mean_rate: 0, max_rate: 0 },
  text: rhythm, ended,
});
const beat = (sample: number, label = 'N'): { sample: number; label: string; probability: number } => ({ sample, label, probability: 1 });
const frames = (count: number, value: (i: number) => number): Float32Array => Float32Array.from({ length: 2 * count }, (_, i) => value(i >> 1));

describe('the signal of a live stream', () => {
  it('is kept for a minute, and not known where frames were missed', () => {
    const stream = new LiveStream(state());
    stream.push(0, frames(100, (i) => i));
    stream.push(120, frames(10, () => 7));
    expect(stream.frames).toBe(130);
    expect(stream.value(99, 1)).toBe(99);
    expect(stream.value(110, 0)).toBeNaN();
    expect(stream.value(125, 0)).toBe(7);
    stream.push(130, frames(6000, (i) => i));
    expect(stream.oldest()).toBe(130);
    expect(stream.value(129, 0)).toBeNaN();
    expect(stream.value(131, 0)).toBe(1);
  });

  it('takes frames that it has once', () => {
    const stream = new LiveStream(state());
    stream.push(0, frames(100, () => 1));
    stream.push(50, frames(100, () => 2));
    expect(stream.frames).toBe(150);
    expect(stream.value(60, 0)).toBe(1);
    expect(stream.value(110, 0)).toBe(2);
  });

  it('says which lead is flat or missing', () => {
    const stream = new LiveStream(state());
    const values = frames(300, (i) => Math.sin(i / 10));
    for (let i = 1; i < values.length; i += 2) values[i] = 0.5;
    stream.push(0, values);
    expect([stream.quality(0), stream.quality(1)]).toEqual(['good', 'flat']);
    stream.push(300, frames(400, () => NaN));
    expect(stream.quality(0)).toBe('missing');
  });
});

describe('the heart rate', () => {
  const beats = Array.from({ length: 9 }, (_, i) => beat(50 + i * 80));
  it('is of eight intervals, not known before, and not of long ago', () => {
    const stream = new LiveStream(state());
    stream.push(0, frames(800, () => 0));
    stream.addBeats(beats.slice(0, 8));
    expect(stream.heartRate()).toBeNull();
    stream.addBeats(beats.slice(7)); // one of them told twice
    expect(stream.heartRate()).toBe(75);
    expect(stream.counts.N).toBe(9);
    stream.push(800, frames(700, () => 0));
    expect(stream.heartRate()).toBeNull();
  });

  it('is 0 in asystole, and none where nothing can be said', () => {
    const stream = new LiveStream(state());
    stream.push(0, frames(800, () => 0));
    stream.addBeats(beats);
    stream.addRhythm(episode('unanalyzable', 700, 700, false));
    expect(stream.heartRate()).toBeNull();
    stream.addRhythm(episode('asystole', 690, 690, false));
    expect(stream.heartRate()).toBe(0);
    expect(stream.open[0].text).toBe('asystole');
    stream.addRhythm(episode('asystole', 690, 1200, true));
    expect(stream.open.map((o) => o.text)).toEqual(['unanalyzable']);
    expect(stream.ended[0].text).toBe('asystole');
  });
});

it('a run that is named again when it ends is one run; an episode of the same first sample stays', () => {
  const stream = new LiveStream(state());
  stream.addRhythm(episode('vt', 50, 60, false));
  stream.addRhythm(episode('bradycardia', 50, 60, false));
  stream.addRhythm(episode('pause', 50, 90, true));
  expect(stream.open.map((o) => o.text)).toEqual(['vt', 'bradycardia']);
  stream.addRhythm(episode('ivr', 50, 95, true));
  expect(stream.open.map((o) => o.text)).toEqual(['bradycardia']);
});

describe('ventricular fibrillation', () => {
  it('takes back the beats that came before its begin was known', () => {
    const stream = new LiveStream(state());
    stream.push(0, frames(1000, () => 0));
    stream.addBeats([beat(100), beat(200), beat(300, 'V'), beat(350, 'V')]);
    expect(stream.addRhythm(episode('vf', 250, 1000, false))).toBe(true);
    expect(stream.beats.map((b) => b.sample)).toEqual([100, 200]);
    expect(stream.counts).toMatchObject({ N: 2, V: 0 });
    expect(stream.heartRate()).toBeNull();
  });
});

it('the state told again replaces what was known of events', () => {
  const stream = new LiveStream(state());
  stream.addRhythm(episode('vt', 5, 9, false));
  stream.tell(state({ episodes: [episode('pause', 1, 3, true), episode('vt', 5, 9, true)], beats_kept: [beat(4)], counts: { N: 1 } }));
  expect(stream.open).toEqual([]);
  expect(stream.ended.map((e) => e.text)).toEqual(['vt', 'pause']);
  const clock = (ms: number): string => new Date(ms).toTimeString().slice(0, 8);
  const begun = Date.parse('2026-01-02T03:04:05Z');
  expect(stream.timeText(100)).toBe(clock(begun + 1000));
  // A backlog: its samples were measured before they came.
  expect(stream.tellBegun('2026-01-02T03:03:35Z')).toBe(true);
  expect(stream.timeText(100)).toBe(clock(begun - 29000));
  expect(stream.tellBegun('2026-01-02T03:03:35.1Z')).toBe(false);
  // From a file: no clock is true of it.
  expect(stream.tellBegun(null)).toBe(true);
  expect(stream.timeText(366100)).toBe('+1:01:01');
});
