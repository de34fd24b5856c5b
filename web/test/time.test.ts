import { describe, expect, it } from 'vitest';
import { axisStep, lastsText, lengthText, parseTime, startOfDay, timeText } from '../src/time';

describe('times', () => {
  it('reads the time of day of a start, and none where there is none', () => {
    expect(startOfDay('23:10:00 01/05/2024')).toBe(83400);
    expect(startOfDay('')).toBeNull();
  });
  it('writes lengths', () => {
    expect(lengthText(7)).toBe('0:07');
    expect(lengthText(1805.5)).toBe('30:06');
    expect(lengthText(86400)).toBe('24:00:00');
    expect(lengthText(59.96, 1)).toBe('1:00.0');
    expect(lastsText(6.94)).toBe('6.9 s');
    expect(lastsText(62)).toBe('1:02');
  });
  it('numbers the days after the first', () => {
    expect(timeText(0, 83400)).toBe('23:10:00');
    expect(timeText(3600, 83400)).toBe('2d 00:10:00');
    expect(timeText(61.25, null, 2)).toBe('1:01.25');
  });
  it('reads back what a person types', () => {
    expect(parseTime('12:30', null)).toBe(750);
    expect(parseTime('1:02:03.5', null)).toBe(3723.5);
    expect(parseTime('95', null)).toBe(95);
    expect(parseTime('23:40', 83400)).toBe(1800);
    expect(parseTime('00:10:00', 83400)).toBe(3600);
    expect(parseTime('2d 00:10:00', 83400)).toBe(3600);
    expect(parseTime('soon', null)).toBeNull();
    expect(parseTime('', null)).toBeNull();
  });
  it('gives every time of a day back as it was written', () => {
    for (let s = 0; s < 2 * 86400; s += 997) expect(parseTime(timeText(s, 83400), 83400)).toBe(s);
  });
  it('keeps labels of an axis apart', () => {
    for (const shown of [1, 10, 60, 3600, 86400]) expect((1000 * axisStep(shown, 1000)) / shown).toBeGreaterThanOrEqual(90);
  });
});
