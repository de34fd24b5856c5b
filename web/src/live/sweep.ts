// The trace of a live stream as bedside monitors draw it: it is written from left to right and over what is oldest, so
// that what was drawn stays where it is and a frame costs the new samples alone.

import { fitCanvas } from '../dom';
import { paintLetter } from '../ecg/paint';
import { pixelsPerMm } from '../scale';
import { classPoint, theme } from '../theme';
import type { LiveStream } from './stream';

const letters = 30; // CSS pixels of their band at the top
const gap = 28; // CSS pixels that are empty ahead of the pen
const lag = 0.6; // s between the newest sample and the pen, so that it runs evenly while samples come in blocks
const recentre = 0.3; // of a lead's height: a line that wanders farther from its middle is drawn again about a new one

export interface Look {
  speed: number; // mm/s
  gain: number; // mm/mV
  leads: number[];
}

export class Sweep {
  look: Look = { speed: 25, gain: 10, leads: [] };
  /** The last frame shown while the picture stands still; null while it runs. */
  frozen: number | null = null;
  private stream: LiveStream | null = null;
  private pen = 0; // frame up to which is drawn, with its fraction
  private blank = 0; // absolute pixel up to which the canvas is empty ahead
  private paper: HTMLCanvasElement = document.createElement('canvas');
  private key = '';
  private stale = true;
  private before = 0; // ms
  private looked = 0; // ms when the middles were looked at
  private middles: number[] = [];

  constructor(private readonly canvas: HTMLCanvasElement) {
    const frame = (now: number): void => {
      this.step(now);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  show(stream: LiveStream): void {
    this.stream = stream;
    this.pen = 0;
    this.frozen = null;
    this.middles = [];
    this.redraw();
  }

  redraw(): void {
    this.stale = true;
  }

  /** Frames that fit into the picture. */
  framesShown(): number {
    const seconds = (this.canvas.clientWidth - gap) / (this.look.speed * pixelsPerMm);
    return Math.floor(seconds * (this.stream?.rate ?? 1));
  }

  /** Stands still, or `frames` further to the right (the left where negative), within what is kept. */
  freeze(by = 0): void {
    if (this.stream === null) return;
    const last = Math.min(this.stream.frames, Math.floor(this.frozen ?? this.pen));
    const least = Math.min(this.stream.frames, this.stream.oldest() + this.framesShown());
    this.frozen = Math.min(this.stream.frames, Math.max(least, last + by));
    this.redraw();
  }

  run(): void {
    this.frozen = null;
    this.redraw();
  }

  /** Beats that came: those under the pen's trail get their letters. */
  beats(samples: { sample: number; label: string }[]): void {
    if (this.stale || this.frozen !== null) return;
    const c = this.canvas.getContext('2d', { alpha: false })!;
    for (const beat of samples) this.letter(c, beat);
  }

  private perFrame(): number {
    return (this.look.speed * pixelsPerMm) / (this.stream?.rate ?? 1);
  }

  private step(now: number): void {
    const seconds = Math.min(1, (now - this.before) / 1000);
    this.before = now;
    const { stream, canvas } = this;
    if (stream === null || canvas.clientWidth === 0) return;
    const key = [canvas.clientWidth, canvas.clientHeight, window.devicePixelRatio, theme().paper, this.look.speed, this.look.gain, this.look.leads].join();
    if (key !== this.key) {
      this.key = key;
      this.stale = true;
    }
    if (now - this.looked > 1000) this.follow(now);
    if (this.frozen === null) this.advance(seconds);
    else if (this.stale) this.whole(this.frozen);
    if (this.frozen === null && this.stale) this.whole(this.pen);
    canvas.dataset.pen = String(Math.round(this.pen)); // for tests and for the curious
  }

  /** The pen runs at the stream's own rate, and makes up for what it lags or leads little by little. */
  private advance(seconds: number): void {
    const { rate, frames } = this.stream!;
    const behind = (frames - this.pen) / rate;
    if (behind > 4 || this.pen === 0) {
      this.pen = Math.max(0, frames - lag * rate);
      this.stale = true;
      return;
    }
    const to = Math.min(frames, this.pen + rate * seconds * (1 + 0.25 * Math.max(-1, Math.min(2, behind - lag))));
    if (to <= this.pen) return;
    const from = this.pen;
    this.pen = to;
    if (this.stale) return;
    const c = fitCanvas(this.canvas);
    this.erase(c, to * this.perFrame() + gap);
    this.trace(c, Math.floor(from) - 1, Math.floor(to), (x) => x % this.canvas.clientWidth);
  }

  /** Empties the canvas up to an absolute pixel. */
  private erase(c: CanvasRenderingContext2D, to: number): void {
    const width = this.canvas.clientWidth;
    const end = Math.ceil(to);
    let at = Math.max(this.blank, end - width);
    const ratio = this.paper.width / width;
    while (at < end) {
      const x = at % width;
      const w = Math.min(end - at, width - x);
      c.drawImage(this.paper, x * ratio, 0, w * ratio, this.paper.height, x, 0, w, this.canvas.clientHeight);
      at += w;
    }
    this.blank = end;
  }

  private height(): number {
    return (this.canvas.clientHeight - letters) / Math.max(1, this.look.leads.length);
  }

  /** Draws the picture again, up to a frame: while it runs at the place of each sample, else from left to right. */
  private whole(end: number): void {
    const c = fitCanvas(this.canvas);
    this.drawPaper(c);
    this.stale = false;
    const from = Math.max(this.stream!.oldest(), Math.floor(end) - this.framesShown());
    this.blank = Math.ceil(end * this.perFrame() + gap);
    const left = from * this.perFrame();
    const place = this.frozen === null ? (x: number): number => x % this.canvas.clientWidth : (x: number): number => x - left;
    this.trace(c, from, Math.floor(end), place);
    for (const beat of this.stream!.beats) if (beat.sample >= from && beat.sample < end) this.letter(c, beat, place);
  }

  private drawPaper(c: CanvasRenderingContext2D): void {
    const t = theme();
    const { clientWidth: width, clientHeight: height } = this.canvas;
    c.fillStyle = t.paper;
    c.fillRect(0, 0, width, letters);
    c.fillStyle = t.ground;
    c.fillRect(0, letters, width, height - letters);
    for (const [step, colour] of [[pixelsPerMm, t.thin], [5 * pixelsPerMm, t.thick]] as const) {
      c.fillStyle = colour;
      for (let x = 0; x < width; x += step) c.fillRect(Math.round(x), letters, 1, height - letters);
      for (let y = letters; y < height; y += step) c.fillRect(0, Math.round(y), width, 1);
    }
    this.look.leads.forEach((lead, row) => {
      c.font = '600 12px system-ui, sans-serif';
      c.textAlign = 'left';
      c.fillStyle = t.ink;
      c.fillText(`lead ${lead + 1}`, 7, letters + row * this.height() + 17);
    });
    // A copy to erase with: a copy of pixels costs less than a grid.
    this.paper.width = this.canvas.width;
    this.paper.height = this.canvas.height;
    this.paper.getContext('2d', { alpha: false })!.drawImage(this.canvas, 0, 0);
  }

  private trace(c: CanvasRenderingContext2D, from: number, end: number, place: (x: number) => number): void {
    const stream = this.stream!;
    const step = this.perFrame();
    this.shade(c, from, end, place);
    c.strokeStyle = theme().ink;
    c.lineWidth = 1.4;
    c.lineJoin = 'bevel';
    this.look.leads.forEach((lead, row) => {
      const [top, height] = [letters + row * this.height(), this.height()];
      const zero = top + 0.55 * height;
      const scale = this.look.gain * pixelsPerMm;
      const middle = this.middles[lead] ?? 0;
      c.save();
      c.beginPath();
      c.rect(0, top, this.canvas.clientWidth, height);
      c.clip();
      c.beginPath();
      let last = Infinity; // no pen on the paper yet
      for (let f = Math.max(from, stream.oldest()); f < end; ++f) {
        const value = stream.value(f, lead);
        if (Number.isNaN(value)) {
          last = Infinity;
          continue;
        }
        const x = place(f * step);
        const y = zero - (value - middle) * scale;
        if (x < last) c.moveTo(x, y); // at the left edge again
        else c.lineTo(x, y);
        last = x;
      }
      c.stroke();
      c.restore();
    });
  }

  /** What tells nothing is grey behind the trace. */
  private shade(c: CanvasRenderingContext2D, from: number, end: number, place: (x: number) => number): void {
    const stream = this.stream!;
    const spans = [...stream.open, ...stream.ended.slice(0, 20)].filter((e) => e.episode.rhythm === 'unanalyzable')
      .map((e) => [e.episode.first_sample, e.ended ? e.episode.end_sample : Infinity]);
    c.fillStyle = theme().noise;
    c.globalAlpha = 0.18;
    for (const [first, last] of spans) {
      for (let f = Math.max(from + 1, first); f < Math.min(end, last);) {
        // Column by column, since the picture may begin again at any of them.
        const x = Math.floor(place(f * this.perFrame()));
        let next = f + 1;
        while (next < Math.min(end, last) && Math.floor(place(next * this.perFrame())) === x) ++next;
        c.fillRect(x, letters, 1, this.canvas.clientHeight - letters);
        f = next;
      }
    }
    c.globalAlpha = 1;
  }

  private letter(c: CanvasRenderingContext2D, beat: { sample: number; label: string }, place = (x: number): number => x % this.canvas.clientWidth): void {
    const end = this.frozen ?? this.pen;
    if (beat.sample < end - this.framesShown() || beat.sample >= end) return;
    const x = place(beat.sample * this.perFrame());
    c.globalAlpha = beat.label === 'N' ? 0.3 : 0.6;
    c.fillStyle = classPoint(beat.label);
    c.fillRect(Math.round(x), letters - 5, 1, this.canvas.clientHeight - letters + 5);
    c.globalAlpha = 1;
    paintLetter(c, beat.label, x, 13, false, false, theme());
  }

  /** Each lead's middle value, from the last seconds; drawn again only where the line has left its place. */
  private follow(now: number): void {
    this.looked = now;
    const stream = this.stream!;
    if (this.frozen !== null || stream.frames < stream.rate) return;
    const from = Math.max(stream.oldest(), stream.frames - Math.round(4 * stream.rate));
    for (let lead = 0; lead < stream.leads; ++lead) {
      const values: number[] = [];
      for (let f = from; f < stream.frames; f += 5) {
        const value = stream.value(f, lead);
        if (!Number.isNaN(value)) values.push(value);
      }
      if (values.length === 0) continue;
      values.sort((a, b) => a - b);
      const middle = values[values.length >> 1];
      if (this.middles[lead] !== undefined && Math.abs(middle - this.middles[lead]) * this.look.gain * pixelsPerMm < recentre * this.height()) continue;
      this.middles[lead] = middle;
      this.stale = true;
    }
  }
}
