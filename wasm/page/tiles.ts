// The signal of a recording that lies in the browser, cut into the tiles that the review page draws (web/src/tiles.ts):
// level 0 is read from the recording when it is looked at, the coarser levels are made in one pass.
import type { Recording } from 'rwave';
import type { Lead } from '../../web/src/api';
import { missing, type Tile } from '../../web/src/tiles';

export const factor = 8;
export const tileValues = 4096;
const block = tileValues * factor * factor; // samples read at once
const greatest = 32000; // of the int16 range, so that nothing is ever taken for `missing`

/** Of one lead: minimum and maximum of factor, factor^2 ... samples, alternating; NaN where there is no signal. */
type Levels = Float32Array[];

function coarser(fine: Float32Array, pairs: boolean): Float32Array {
  const count = Math.ceil((pairs ? fine.length / 2 : fine.length) / factor);
  const out = new Float32Array(2 * count);
  for (let i = 0; i < count; ++i) {
    let [low, high] = [Infinity, -Infinity];
    const [from, to] = pairs ? [2 * factor * i, Math.min(fine.length, 2 * factor * (i + 1))] : [factor * i, Math.min(fine.length, factor * (i + 1))];
    for (let k = from; k < to; ++k) {
      if (fine[k] < low) low = fine[k];
      if (fine[k] > high) high = fine[k];
    }
    out[2 * i] = low <= high ? low : NaN;
    out[2 * i + 1] = low <= high ? high : NaN;
  }
  return out;
}

export class LocalTiles {
  readonly leads: Lead[] = [];
  readonly levels: number;
  private readonly pyramids: Levels[] = [];

  private constructor(private readonly recording: Recording) {
    const most = Math.max(...recording.info.signals.map((s) => s.samples));
    let levels = 1;
    while (factor ** levels * tileValues < most * 2 && levels < 8) ++levels;
    this.levels = levels;
  }

  /** Reads every signal once; `shown` is told how far it is, 0 to 1. */
  static async of(recording: Recording, labelled: string[], shown: (share: number) => void): Promise<LocalTiles> {
    const tiles = new LocalTiles(recording);
    const { info } = recording;
    for (let s = 0; s < info.signals.length; ++s) {
      const signal = info.signals[s];
      const perFrame = Math.round(signal.samples / info.samples);
      const first = new Float32Array(2 * Math.ceil(signal.samples / factor));
      // A multiple of `factor` samples, so that bins do not straddle blocks.
      const frames = factor * Math.ceil(block / factor / perFrame);
      for (let at = 0; at < info.samples; at += frames) {
        const values = await recording.read(s, at, Math.min(frames, info.samples - at));
        first.set(coarser(values, false), (2 * at * perFrame) / factor);
        shown((s + at / info.samples) / info.signals.length);
      }
      const levels: Levels = [first];
      while (levels.length < tiles.levels - 1) levels.push(coarser(levels[levels.length - 1], true));
      tiles.pyramids.push(levels);
      const top = coarser(levels[levels.length - 1], true);
      let [low, high] = [Infinity, -Infinity];
      for (const value of top) if (!Number.isNaN(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
      const offset = low <= high ? (low + high) / 2 : 0;
      const scale = low < high ? (high - low) / 2 / greatest : 1 / greatest;
      tiles.leads.push({
        lead: s, name: signal.name, units: signal.units, rate: signal.rate, samples: signal.samples, scale, offset,
        ecg: signal.voltage, labelled: labelled.includes(signal.name),
      });
    }
    return tiles;
  }

  /** One tile; what web/src/tiles.ts asks for. */
  async fetch(lead: number, level: number, index: number): Promise<Tile> {
    const { info } = this.recording;
    let values: Float32Array;
    if (level > 0) values = this.pyramids[lead][level - 1].subarray(index * tileValues, (index + 1) * tileValues);
    else {
      const perFrame = Math.round(info.signals[lead].samples / info.samples);
      const [from, to] = [index * tileValues, Math.min(info.signals[lead].samples, (index + 1) * tileValues)];
      const first = Math.floor(from / perFrame);
      const read = await this.recording.read(lead, first, Math.ceil(to / perFrame) - first);
      values = read.subarray(from - first * perFrame, to - first * perFrame);
    }
    const { scale, offset } = this.leads[lead];
    return Int16Array.from(values, (value) => (Number.isNaN(value) ? missing : Math.round((value - offset) / scale)));
  }
}
