// The ECG's scale in clinical units: paper speed and gain to pixels and back.

/** CSS defines the millimetre so, on every screen and in print. */
export const pixelsPerMm = 96 / 25.4;

export const speeds = [1, 2.5, 5, 10, 12.5, 25, 50, 100] as const; // mm/s; 25 is the convention
export const gains = [2.5, 5, 10, 20, 40] as const; // mm/mV; 10 is the convention

/** What the ECG shows: from `first` on (s), at `speed` (mm/s), `gain` (mm/mV). */
export interface View {
  first: number;
  speed: number;
  gain: number;
}

export const pixelsPerSecond = (view: View): number => view.speed * pixelsPerMm;
export const secondsShown = (view: View, width: number): number => width / pixelsPerSecond(view);
export const xOf = (view: View, seconds: number): number => (seconds - view.first) * pixelsPerSecond(view);
export const secondsAt = (view: View, x: number): number => view.first + x / pixelsPerSecond(view);

/** The view moved so that it stays within the recording. */
export function within(view: View, width: number, duration: number): View {
  const last = Math.max(0, duration - secondsShown(view, width));
  return { ...view, first: Math.min(Math.max(0, view.first), last) };
}

/** The next of the listed steps, up (1) or down (-1), from a value that need not be one of them. */
export function nextStep(steps: readonly number[], value: number, direction: 1 | -1): number {
  if (direction > 0) return steps.find((step) => step > value * 1.001) ?? steps[steps.length - 1];
  return [...steps].reverse().find((step) => step < value * 0.999) ?? steps[0];
}

/** Another speed with the moment under `x` kept where it is. */
export function zoomedAt(view: View, speed: number, x: number): View {
  const moment = secondsAt(view, x);
  return { ...view, speed, first: moment - x / (speed * pixelsPerMm) };
}

/** The moment in the middle. */
export function centredOn(view: View, seconds: number, width: number): View {
  return { ...view, first: seconds - secondsShown(view, width) / 2 };
}

/** What a caliper measures between two points: s, per minute, mV. */
export interface Measure {
  seconds: number;
  rate: number;
  millivolt: number;
}

export function measure(view: View, dx: number, dy: number): Measure {
  const seconds = Math.abs(dx) / pixelsPerSecond(view);
  return { seconds, rate: seconds > 0 ? 60 / seconds : 0, millivolt: -dy / pixelsPerMm / view.gain };
}
