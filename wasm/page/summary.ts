// What was found, in words: beats by class, rate, rhythm, warnings.
import type { Result } from 'rwave';
import { classNames, type BeatClass } from '../../web/src/beats';
import { el, grouped } from '../../web/src/dom';
import { lastsText, timeText } from '../../web/src/time';

const figure = (name: string, value: string): HTMLElement => el('div', {}, el('dt', {}, name), el('dd', {}, value));
const whole = (value: number | null, unit: string): string => (value === null ? '–' : `${Math.round(value)} ${unit}`);

/** `start`: s after midnight, null where the file states none; `go` shows a sample in the ECG. */
export function summaryOf(result: Result, start: number | null, go: (sample: number) => void): HTMLElement[] {
  const s = result.summary;
  const parts: HTMLElement[] = [
    el('h2', {}, 'Beats'),
    el('dl', { class: 'figures', id: 'classes' }, ...(Object.entries(s.by_class) as [BeatClass, number][]).map(([label, count]) =>
      el('div', { 'data-label': label }, el('dt', {}, el('span', { class: `badge ${label}` }, label), ` ${classNames[label]}`), el('dd', {}, grouped(count))))),
    el('h2', {}, 'Rate and intervals'),
    el('dl', { class: 'figures' },
      figure('length', lastsText(s.seconds)), figure('mean rate', whole(s.rate_per_min.mean, '/min')),
      figure('least to greatest', s.rate_per_min.min === null ? '–' : `${Math.round(s.rate_per_min.min)}–${whole(s.rate_per_min.max, '/min')}`),
      figure('SDNN', whole(s.sdnn_ms, 'ms')), figure('RMSSD', whole(s.rmssd_ms, 'ms')), figure('analyzable', `${(100 * s.analyzable).toFixed(1)} %`)),
  ];
  parts.push(el('h2', {}, `Rhythm: ${result.rhythm.length === 0 ? 'nothing stated' : result.rhythm.length === 1 ? '1 episode' : `${grouped(result.rhythm.length)} episodes`}`));
  // A day of atrial fibrillation has thousands: the list shows what a person reads, the download has all.
  const shown = result.rhythm.slice(0, 200);
  parts.push(el('ul', { class: 'items', id: 'episodes' }, ...shown.map((e) =>
    el('li', {}, el('button', { class: 'item', onclick: () => go(e.first_sample) },
      el('span', { class: 'what' }, result.rhythm_names[e.rhythm] ?? e.rhythm),
      el('span', { class: 'when' }, `${timeText(e.start_s, start)}, ${lastsText(e.duration_s)}`))))));
  if (result.rhythm.length > shown.length) parts.push(el('p', { class: 'quiet' }, `and ${grouped(result.rhythm.length - shown.length)} more in the download`));
  if (result.warnings.length > 0) parts.push(el('h2', {}, 'Warnings'), el('ul', { id: 'warnings' }, ...result.warnings.map((w) => el('li', {}, w))));
  parts.push(el('p', { class: 'quiet' }, `Labelled by ${result.model} from ${result.leads.join(' and ')}.`));
  return parts;
}
