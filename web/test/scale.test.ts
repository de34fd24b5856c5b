import { describe, expect, it } from 'vitest';
import { centredOn, measure, nextStep, pixelsPerMm, secondsAt, secondsShown, speeds, within, xOf, zoomedAt } from '../src/scale';

const view = { first: 10, speed: 25, gain: 10 };

describe('scale', () => {
  it('is 25 mm of CSS a second', () => {
    expect(xOf(view, 11)).toBeCloseTo(25 * pixelsPerMm, 9);
    expect(secondsAt(view, xOf(view, 12.34))).toBeCloseTo(12.34, 9);
  });
  it('stays within the recording', () => {
    expect(within({ ...view, first: -3 }, 900, 100).first).toBe(0);
    expect(within({ ...view, first: 99 }, 900, 100).first).toBeCloseTo(100 - secondsShown(view, 900), 9);
    expect(within({ ...view, first: 5 }, 900, 2).first).toBe(0);
  });
  it('zooms about the pointer', () => {
    expect(secondsAt(zoomedAt(view, 50, 300), 300)).toBeCloseTo(secondsAt(view, 300), 9);
  });
  it('centres', () => {
    expect(secondsAt(centredOn(view, 50, 800), 400)).toBeCloseTo(50, 9);
  });
  it('steps from a speed between the steps', () => {
    expect(nextStep(speeds, 30, 1)).toBe(50);
    expect(nextStep(speeds, 30, -1)).toBe(25);
    expect(nextStep(speeds, 100, 1)).toBe(100);
  });
  it('measures in clinical units: 5 large squares are a second, 60 per minute; 10 mm are a millivolt', () => {
    const m = measure(view, 25 * pixelsPerMm, -10 * pixelsPerMm);
    expect(m.seconds).toBeCloseTo(1, 9);
    expect(m.rate).toBeCloseTo(60, 9);
    expect(m.millivolt).toBeCloseTo(1, 9);
  });
});
