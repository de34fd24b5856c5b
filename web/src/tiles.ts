// Tiles of the signal: min-max pyramids in equal pieces, fetched when a view needs them and kept.

/** How the server cuts a recording. Level 0 holds samples; level L a minimum and a maximum of `factor`^L samples each. */
export interface Pyramid {
  factor: number;
  levels: number; // level 0 included
  values: number; // int16 values a whole tile: samples at level 0, twice the pairs at others
  frames: number; // samples of the lead
}

/** A tile: values of level 0, else min and max alternating. `missing` stands where there is no signal. */
export type Tile = Int16Array;
export const missing = -32768;

/** Frames that one value or pair of a level stands for. */
export const binFrames = (p: Pyramid, level: number): number => p.factor ** level;

/** Samples (level 0) or pairs of a whole tile. */
export const tileBins = (p: Pyramid, level: number): number => (level === 0 ? p.values : p.values / 2);

/** The coarsest level that still has a pair for each pixel: less to fetch, and nothing lost to the eye. */
export function levelFor(p: Pyramid, framesPerPixel: number): number {
  let level = 0;
  while (level + 1 < p.levels && binFrames(p, level + 1) <= framesPerPixel) ++level;
  return level;
}

/** First and last index of the tiles of a level that hold frames [first, end). */
export function tileRange(p: Pyramid, level: number, first: number, end: number): [number, number] {
  const size = tileBins(p, level) * binFrames(p, level);
  const most = Math.max(0, Math.ceil(p.frames / size) - 1);
  const clamp = (i: number): number => Math.min(most, Math.max(0, i));
  return [clamp(Math.floor(first / size)), clamp(Math.floor(Math.max(first, end - 1) / size))];
}

export type FetchTile = (lead: number, level: number, index: number, signal: AbortSignal) => Promise<Tile>;

/**
 * The tiles read so far. `get` never waits: it gives what is there and asks for what is not; `arrived` is called when
 * something came. At most `limit` tiles stay (a tile is some 8 kB), the longest unused go first.
 */
export class TileCache {
  private tiles = new Map<string, Tile>();
  private asked = new Map<string, AbortController>();
  private queue: { key: string; lead: number; level: number; index: number }[] = [];
  private active = 0;

  constructor(
    private readonly fetchTile: FetchTile,
    private readonly arrived: () => void,
    private readonly failed: (error: unknown) => void,
    private readonly limit = 2000,
  ) {}

  get(lead: number, level: number, index: number, ask = true): Tile | null {
    const key = `${lead}/${level}/${index}`;
    const tile = this.tiles.get(key);
    if (tile !== undefined) {
      this.tiles.delete(key); // last in the map's order: used now
      this.tiles.set(key, tile);
      return tile;
    }
    if (ask && !this.asked.has(key)) {
      this.asked.set(key, new AbortController());
      this.queue.push({ key, lead, level, index });
      this.next();
    }
    return null;
  }

  /** Forgets what was asked for and not begun: after a jump the old place is of no use. */
  dropQueue(): void {
    for (const item of this.queue) this.asked.delete(item.key);
    this.queue = [];
  }

  close(): void {
    this.dropQueue();
    for (const asked of this.asked.values()) asked.abort();
  }

  private next(): void {
    // Six: what browsers open to one server anyway. The newest request first, it is what the eye waits for.
    while (this.active < 6 && this.queue.length > 0) {
      const item = this.queue.pop()!;
      const control = this.asked.get(item.key);
      if (control === undefined) continue;
      ++this.active;
      this.fetchTile(item.lead, item.level, item.index, control.signal)
        .then((tile) => {
          this.tiles.set(item.key, tile);
          this.asked.delete(item.key);
          while (this.tiles.size > this.limit) this.tiles.delete(this.tiles.keys().next().value!);
          this.arrived();
        })
        .catch((error: unknown) => {
          // Asked for again a little later: a lost line must not leave a hole for good.
          setTimeout(() => {
            this.asked.delete(item.key);
            this.arrived();
          }, 2000);
          if (!control.signal.aborted) this.failed(error);
        })
        .finally(() => {
          --this.active;
          this.next();
        });
    }
  }
}
