import { describe, expect, it } from 'vitest';
import { defaults, fromHash, toHash } from '../src/address';
import { keyName } from '../src/keys';
import { leftBehind, outboxKey } from '../src/tabs';

describe('address', () => {
  it('holds the state and gives it back', () => {
    const state = { record: 'a/208', time: 12.34, speed: 50, gain: 20, leads: 'MLII,V1', filters: { baseline: true, muscle: false, mains: 60 as const }, panel: 'groups', from: 60, to: 600 };
    expect(fromHash(toHash(state))).toEqual(state);
  });
  it('names only what differs from the defaults', () => {
    expect(toHash({ ...defaults, record: '208' })).toBe('#r=208');
    expect(fromHash('')).toEqual(defaults);
  });
  it('passes over what is wrong', () => {
    expect(fromHash('#t=-5&speed=1e9&gain=x&p=<b>&span=9-3&eye=z')).toEqual(defaults);
  });
});

describe('keys', () => {
  const key = (k: string, also = {}): string => keyName({ key: k, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...also });
  it('are named with their modifiers', () => {
    expect(key('n')).toBe('n');
    expect(key('N', { shiftKey: true })).toBe('n');
    expect(key('?', { shiftKey: true })).toBe('?');
    expect(key('z', { ctrlKey: true })).toBe('Ctrl+z');
    expect(key('Z', { metaKey: true, shiftKey: true })).toBe('Ctrl+Shift+z');
    expect(key('ArrowLeft', { altKey: true })).toBe('Alt+ArrowLeft');
  });
});

describe('tabs', () => {
  it('find what closed ones left of this recording', () => {
    const keys = [outboxKey('a', 'web-1'), outboxKey('a', 'web-2'), outboxKey('a.b', 'web-3'), outboxKey('ab', 'web-4'), 'rwave.scheme'];
    const storage = { length: keys.length, key: (i: number) => keys[i] };
    expect(leftBehind(storage, 'a', 'web-2')).toEqual(['web-1']);
    expect(leftBehind(storage, 'a.b', 'web-2')).toEqual(['web-3']);
  });
});
