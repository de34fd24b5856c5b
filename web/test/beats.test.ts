import { describe, expect, it } from 'vitest';
import { countByClass, firstFrom, intervals, nearest, noBeats, reviewedShare, spanOf, type Beats } from '../src/beats';
import { parseBeats } from '../src/beats_binary';
import { applyLocally, targetIndices } from '../src/local_edit';
import { histogram, density, rateTrend, shareOutside } from '../src/trend';

function beatsOf(samples: number[], labels: string): Beats {
  return {
    ...noBeats(), samples: [...samples], ids: samples.map((_, i) => 100 + i), labels: [...labels], probability: samples.map(() => 1),
    groups: [...labels].map((l) => 'NSVFQ'.indexOf(l)), reviewed: samples.map(() => false), rejected: samples.map(() => false), joined: samples.map((_, i) => i > 0),
  };
}

/** The bytes that openapi.json describes. */
function bytesOf(samples: number[], labels: string, flags: number[]): ArrayBuffer {
  const n = samples.length;
  const bytes = new ArrayBuffer(16 + 20 * n);
  const view = new DataView(bytes);
  [...'RWB1'].forEach((c, i) => view.setUint8(i, c.charCodeAt(0)));
  view.setUint32(4, n, true);
  view.setBigUint64(8, 7n, true);
  samples.forEach((sample, i) => {
    view.setFloat64(16 + 8 * i, sample, true);
    view.setUint32(16 + 8 * n + 4 * i, 1000 + i, true);
    view.setFloat32(16 + 12 * n + 4 * i, 0.5, true);
    view.setInt16(16 + 16 * n + 2 * i, i - 1, true);
    view.setUint8(16 + 18 * n + i, labels.charCodeAt(i));
    view.setUint8(16 + 19 * n + i, flags[i]);
  });
  return bytes;
}

describe('beats as sent', () => {
  it('are read by column', () => {
    const { revision, beats } = parseBeats(bytesOf([5, 31e6 + 1], 'NV', [16, 9]));
    expect(revision).toBe(7);
    expect(beats.samples).toEqual([5, 31000001]);
    expect(beats.ids).toEqual([1000, 1001]);
    expect(beats.labels).toEqual(['N', 'V']);
    expect(beats.groups).toEqual([-1, 0]);
    expect(beats.rejected).toEqual([false, true]);
    expect(beats.reviewed).toEqual([false, true]);
    expect(beats.joined).toEqual([false, true]);
  });
  it('are refused where lengths do not fit', () => {
    expect(() => parseBeats(bytesOf([5], 'N', [0]).slice(0, 30))).toThrow('expected 36');
    expect(() => parseBeats(new ArrayBuffer(8))).toThrow('RWB1');
  });
});

describe('beats', () => {
  it('are found by place', () => {
    const samples = [10, 20, 30];
    expect([firstFrom(samples, 0), firstFrom(samples, 20), firstFrom(samples, 21), firstFrom(samples, 99)]).toEqual([0, 1, 2, 3]);
    expect(nearest(samples, 24, 5)).toBe(1);
    expect(nearest(samples, 26, 5)).toBe(2);
    expect(nearest(samples, 50, 5)).toBe(-1);
    expect(nearest([], 50, 5)).toBe(-1);
  });
  it('have intervals only where the server says that they follow each other', () => {
    const beats = beatsOf([0, 360, 720], 'NNN');
    beats.joined[2] = false;
    const rr = intervals(beats, 360);
    expect([Number.isNaN(rr[0]), rr[1], Number.isNaN(rr[2])]).toEqual([true, 1, true]);
  });
  it('make a span only where no other lies between them', () => {
    const beats = beatsOf([10, 20, 30, 40], 'NVVN');
    expect(spanOf(beats, [2, 1])).toEqual({ first: 20, end: 31 });
    expect(spanOf(beats, [0, 2])).toBeNull();
    expect(spanOf(beats, [])).toBeNull();
    const day = beatsOf(Array.from({ length: 200000 }, (_, i) => i), 'N'.repeat(200000));
    expect(spanOf(day, day.samples)).toEqual({ first: 0, end: 200000 });
  });
  it('are counted without rejected ones', () => {
    const beats = beatsOf([1, 2, 3], 'NVV');
    beats.rejected[1] = true;
    expect(countByClass(beats)).toEqual({ N: 1, S: 0, V: 1, F: 0, Q: 0 });
    expect(reviewedShare(beats)).toBe(0);
  });
});

describe('edits shown before they are confirmed', () => {
  it('hold for a list, a group, a span, and one label of these', () => {
    const beats = beatsOf([10, 20, 30, 40], 'NVVN');
    expect(targetIndices(beats, { beats: [101, 103, 999] })).toEqual([1, 3]);
    expect(targetIndices(beats, { group: 2 })).toEqual([1, 2]);
    expect(targetIndices(beats, { first: 20, end: 40 })).toEqual([1, 2]);
    expect(targetIndices(beats, { first: 0, end: 99, label: 'N' })).toEqual([0, 3]);
  });
  it('relabel, reject, delete', () => {
    const beats = beatsOf([10, 20, 30], 'NVN');
    applyLocally(beats, { kind: 'relabel', target: { beats: [101] }, label: 'S' });
    expect(beats.labels).toEqual(['N', 'S', 'N']);
    expect(beats.reviewed).toEqual([false, true, false]);
    applyLocally(beats, { kind: 'reject', target: { beats: [102] } });
    expect(beats.rejected).toEqual([false, false, true]);
    applyLocally(beats, { kind: 'delete', target: { beats: [100] } });
    expect(beats.ids).toEqual([101, 102]);
    expect(beats.rejected).toEqual([false, true]);
    expect(applyLocally(beats, { kind: 'undo' })).toBe(false);
  });
});

describe('series', () => {
  const samples = Array.from({ length: 121 }, (_, i) => i * 180); // two a second
  it('give the rate of the mean interval', () => {
    const beats = beatsOf(samples, 'N'.repeat(121));
    const trend = rateTrend(beats, intervals(beats, 360), 360, 0, 60, 6);
    expect(trend.mean).toHaveLength(6);
    for (const rate of trend.mean) expect(rate).toBeCloseTo(120, 9);
  });
  it('have gaps where there are no beats', () => {
    const beats = beatsOf([0, 360], 'NN');
    expect(rateTrend(beats, intervals(beats, 360), 360, 0, 10, 10).mean.slice(2)).toEqual(Array(8).fill(null));
  });
  it('count a label over time, and intervals by length', () => {
    expect(density(beatsOf([0, 360, 3599], 'VNV'), 'V', 360, 0, 10, 10)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(histogram(Float64Array.from([0.1, 0.25, 0.25, NaN, 9]), 0.2, 0.5, 0.1)).toEqual([3, 0, 1]);
  });
  it('count overlapping spans once', () => {
    expect(shareOutside([{ first: 0, end: 50 }, { first: 25, end: 75 }], 0, 100)).toBe(0.25);
    expect(shareOutside([], 0, 100)).toBe(1);
  });
});
