// The whole recording at a glance: heart rate, ectopic beats, rhythm, analyzable signal. A click goes there.

import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { byId, fitCanvas } from './dom';
import { secondsShown } from './scale';
import type { Store } from './store';
import { bandColour, classPoint, theme } from './theme';
import { axisStep, timeText } from './time';
import { density, rateTrend } from './trend';

const gutter = 56; // pixels left of the plots, for words
const rightGap = 12;
const rows = ['V', 'S', 'rhythm', 'signal'] as const;
const rowHeight = 13;

export class Overview {
  private plot: uPlot | null = null;
  private readonly host = byId('trend');
  private readonly bands = byId<HTMLCanvasElement>('bands');
  private readonly marker = byId('window');
  private frame = 0;

  constructor(private readonly store: Store) {
    store.on(['recording', 'beats', 'range', 'theme'], () => this.rebuild());
    store.on('rhythm', () => this.paintBands());
    store.on('view', () => this.moveMarker());
    new ResizeObserver(() => {
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.rebuild());
    }).observe(this.host);
    this.listen(byId('overview-plots'));
    byId('range-in').addEventListener('click', () => this.zoom(0.5));
    byId('range-out').addEventListener('click', () => this.zoom(2));
    byId('range-whole').addEventListener('click', () => store.setRange(0, store.duration));
  }

  private plotWidth(): number {
    return Math.max(10, this.host.clientWidth - gutter - rightGap);
  }

  private rebuild(): void {
    const { store } = this;
    if (store.duration === 0 || this.host.clientWidth === 0) return;
    const [from, to] = store.range;
    const t = theme();
    const bins = Math.max(20, Math.min(Math.floor(this.plotWidth() / 2), Math.ceil((to - from) / 4)));
    const trend = rateTrend(store.beats, store.rr, store.info.rate, from, to, bins);
    const axis = { stroke: t.quiet, grid: { stroke: t.line, width: 1 }, ticks: { show: false }, font: '12px system-ui, sans-serif' };
    const options: uPlot.Options = {
      width: this.host.clientWidth,
      height: Math.max(60, this.host.clientHeight),
      padding: [6, rightGap, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: () => [from, to] }, y: { range: (_, low, high) => [Math.max(0, Math.floor((low - 5) / 20) * 20), Math.ceil((high + 5) / 20) * 20] } },
      axes: [
        { ...axis, size: 20, gap: 2,
          splits: () => this.timeSplits(from, to),
          values: (_, values) => values.map((s) => timeText(s, store.start)) },
        // The unit once, at the greatest: a bare 100 might be anything.
        { ...axis, size: gutter, gap: 4, values: (_, values) => values.map((v, i) => (i === values.length - 1 ? `${v}/min` : String(v))) },
      ],
      series: [
        {},
        { stroke: 'transparent', points: { show: false } },
        { stroke: 'transparent', points: { show: false } },
        { stroke: t.normal, width: 1.5, points: { show: false } },
      ],
      bands: [{ series: [2, 1], fill: t.normal + '33' }],
    };
    this.plot?.destroy();
    this.plot = new uPlot(options, [trend.time, trend.least, trend.greatest, trend.mean] as uPlot.AlignedData, this.host);
    const mean = trend.mean.filter((v): v is number => v !== null);
    const said = mean.length > 0 ? `${Math.round(Math.min(...mean))} to ${Math.round(Math.max(...mean))} per minute` : 'unknown';
    byId('overview-plots').setAttribute('aria-label', `Overview from ${timeText(from, store.start)} to ${timeText(to, store.start)}: heart rate ${said}. Arrow keys move the ECG.`);
    byId('range-out').toggleAttribute('disabled', from <= 0 && to >= store.duration);
    byId('range-whole').toggleAttribute('disabled', from <= 0 && to >= store.duration);
    this.paintBands();
    this.moveMarker();
  }

  private timeSplits(from: number, to: number): number[] {
    const step = axisStep(to - from, this.plotWidth(), 80);
    const offset = this.store.start ?? 0;
    const splits: number[] = [];
    for (let s = Math.ceil((from + offset) / step) * step - offset; s <= to; s += step) {
      // The last label would be cut off at the edge.
      if (((to - s) / (to - from)) * this.plotWidth() > 18) splits.push(s);
    }
    return splits;
  }

  private paintBands(): void {
    const { store } = this;
    const c = fitCanvas(this.bands);
    const t = theme();
    const width = this.plotWidth();
    const [from, to] = store.range;
    const rate = store.info.rate;
    const x = (sample: number): number => gutter + ((sample / rate - from) / (to - from)) * width;
    c.fillStyle = t.paper;
    c.fillRect(0, 0, this.bands.clientWidth, this.bands.clientHeight);
    c.font = '12px system-ui, sans-serif';
    rows.forEach((row, i) => {
      const y = i * rowHeight;
      c.fillStyle = t.quiet;
      c.textAlign = 'right';
      c.fillText(row, gutter - 6, y + 10);
      if (row === 'signal') {
        c.fillStyle = t.line;
        c.fillRect(gutter, y + 3, width, 6);
      }
    });
    for (const [row, label] of [[0, 'V'], [1, 'S']] as const) {
      const bins = Math.floor(width / 2);
      const counts = density(store.beats, label, rate, from, to, bins);
      const most = Math.max(3, ...counts);
      c.fillStyle = classPoint(label);
      counts.forEach((count, i) => {
        if (count === 0) return;
        const high = 3 + (rowHeight - 5) * (count / most);
        c.fillRect(gutter + i * 2, row * rowHeight + rowHeight - 1 - high, 2, high);
      });
    }
    c.save();
    c.beginPath();
    c.rect(gutter, 0, width, rows.length * rowHeight);
    c.clip();
    // Long ones first, so that a short one within is seen.
    for (const e of [...store.rhythm.episodes].sort((a, b) => b.end - b.first - (a.end - a.first))) {
      const [a, b] = [x(e.first), Math.max(x(e.end), x(e.first) + 2)];
      if (b < gutter || a > gutter + width) continue;
      if (e.kind === 'unanalyzable') {
        c.fillStyle = t.noise;
        c.fillRect(a, 3 * rowHeight + 2, b - a, 8);
      } else {
        c.fillStyle = bandColour(e.kind);
        c.fillRect(a, 2 * rowHeight + 1, b - a, rowHeight - 3);
        c.strokeStyle = t.noise;
        c.lineWidth = 0.5;
        c.strokeRect(a, 2 * rowHeight + 1, b - a, rowHeight - 3);
      }
    }
    c.restore();
  }

  /** The part that the ECG shows: an element that moves, so that panning redraws no plot. */
  private moveMarker(): void {
    const { store } = this;
    const [from, to] = store.range;
    const width = this.plotWidth();
    const a = ((store.view.first - from) / (to - from)) * width;
    const b = a + (secondsShown(store.view, store.width) / (to - from)) * width;
    const [left, right] = [Math.max(0, a), Math.min(width, Math.max(b, a + 3))];
    this.marker.hidden = right <= 0 || left >= width;
    this.marker.style.transform = `translateX(${gutter + left}px)`;
    this.marker.style.width = `${Math.max(3, right - left)}px`;
  }

  private zoom(factor: number): void {
    const [from, to] = this.store.range;
    const middle = this.store.view.first + secondsShown(this.store.view, this.store.width) / 2;
    const share = Math.min(1, Math.max(0, (middle - from) / (to - from)));
    const length = (to - from) * factor;
    this.store.setRange(middle - share * length, middle + (1 - share) * length);
  }

  private listen(area: HTMLElement): void {
    const secondsAt = (event: MouseEvent): number => {
      const x = event.clientX - area.getBoundingClientRect().left - gutter;
      const [from, to] = this.store.range;
      return from + (x / this.plotWidth()) * (to - from);
    };
    let dragging = false;
    const go = (event: PointerEvent): void =>
      this.store.setView({ first: secondsAt(event) - secondsShown(this.store.view, this.store.width) / 2 });
    area.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      dragging = true;
      area.setPointerCapture(event.pointerId);
      go(event);
    });
    area.addEventListener('pointermove', (event) => dragging && go(event));
    for (const end of ['pointerup', 'pointercancel']) area.addEventListener(end, () => (dragging = false));
    area.addEventListener('wheel', (event) => {
      event.preventDefault();
      const [from, to] = this.store.range;
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        const shift = (event.deltaX / this.plotWidth()) * (to - from);
        return this.store.setRange(from + shift, to + shift);
      }
      const factor = event.deltaY < 0 ? 0.8 : 1.25;
      const at = secondsAt(event);
      this.store.setRange(at - (at - from) * factor, at + (to - at) * factor);
    }, { passive: false });
  }
}
