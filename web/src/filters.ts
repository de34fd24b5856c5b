// Filters for the eye only: they change what is drawn, never what is labelled or measured by the program.

export interface EyeFilters {
  baseline: boolean; // high-pass 0.5 Hz: takes the baseline's wander away
  muscle: boolean; // low-pass 40 Hz: takes tremor away, rounds narrow waves
  mains: 0 | 50 | 60; // notch
}

export const noFilters: EyeFilters = { baseline: false, muscle: false, mains: 0 };
export const anyFilter = (f: EyeFilters): boolean => f.baseline || f.muscle || f.mains !== 0;

interface Biquad {
  b0: number;
  b1: number;
  b2: number;
  a1: number;
  a2: number;
}

// Robert Bristow-Johnson's cookbook; Q 0.7071 is Butterworth's.
function biquad(kind: 'high' | 'low' | 'notch', frequency: number, rate: number, q: number): Biquad {
  const w = (2 * Math.PI * frequency) / rate;
  const [cos, alpha] = [Math.cos(w), Math.sin(w) / (2 * q)];
  const a0 = 1 + alpha;
  let b: [number, number, number];
  if (kind === 'high') b = [(1 + cos) / 2, -(1 + cos), (1 + cos) / 2];
  else if (kind === 'low') b = [(1 - cos) / 2, 1 - cos, (1 - cos) / 2];
  else b = [1, -2 * cos, 1];
  return { b0: b[0] / a0, b1: b[1] / a0, b2: b[2] / a0, a1: (-2 * cos) / a0, a2: (1 - alpha) / a0 };
}

function pass(x: Float32Array, f: Biquad): void {
  // Begins in the steady state of the first value, else the first second would swing.
  const gain = (f.b0 + f.b1 + f.b2) / (1 + f.a1 + f.a2);
  let y0 = x[0] * gain;
  let z2 = f.b2 * x[0] - f.a2 * y0;
  let z1 = f.b1 * x[0] - f.a1 * y0 + z2;
  for (let i = 0; i < x.length; ++i) {
    const v = x[i];
    y0 = f.b0 * v + z1;
    z1 = f.b1 * v - f.a1 * y0 + z2;
    z2 = f.b2 * v - f.a2 * y0;
    x[i] = y0;
  }
}

/** Seconds that a filter needs on each side before its output can be shown. */
export const filterMargin = 2;

/** The filtered values; forwards and backwards, so that no wave moves. NaN (no signal) is bridged and kept NaN. */
export function filtered(values: Float32Array, rate: number, filters: EyeFilters): Float32Array {
  const out = Float32Array.from(values);
  let last = out.find((v) => !Number.isNaN(v)) ?? 0;
  for (let i = 0; i < out.length; ++i) {
    if (Number.isNaN(out[i])) out[i] = last;
    else last = out[i];
  }
  if (out.length === 0) return out;
  const stages: Biquad[] = [];
  if (filters.baseline) stages.push(biquad('high', 0.5, rate, Math.SQRT1_2));
  if (filters.muscle && rate > 90) stages.push(biquad('low', 40, rate, Math.SQRT1_2));
  if (filters.mains !== 0 && rate > 2.2 * filters.mains) stages.push(biquad('notch', filters.mains, rate, 12));
  for (const stage of stages) {
    pass(out, stage);
    out.reverse();
    pass(out, stage);
    out.reverse();
  }
  for (let i = 0; i < out.length; ++i) if (Number.isNaN(values[i])) out[i] = NaN;
  return out;
}
