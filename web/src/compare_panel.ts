// A second annotator against the labels as edited: EC57's matrix, each cell leading to its beats.

import * as api from './api';
import { byId, el, grouped } from './dom';
import type { Store } from './store';
import { timeText } from './time';

const learning = 300; // s, which the server leaves out of recordings twice as long and longer

const names: Record<string, string> = { O: 'no beat', X: 'not analyzed' };

export class ComparePanel {
  private readonly host = byId('panel-compare');
  private annotators: string[] = [];
  private chosen = '';
  private result: api.Comparison | null = null;
  private cell: [number, number] | null = null;
  private places: { sample: number; beat: number | null }[] = [];
  private note = '';

  constructor(private readonly store: Store) {
    store.on(['panel', 'recording'], () => store.panel === 'compare' && void this.load());
    store.on('edits', () => store.panel === 'compare' && this.chosen !== '' && void this.compare());
  }

  private async load(): Promise<void> {
    try {
      this.annotators = await api.annotators(this.store.info.id);
      if (this.chosen === '' && this.annotators.length > 0) this.chosen = this.annotators[0];
      if (this.chosen !== '') await this.compare();
    } catch (error) {
      this.note = (error as Error).message;
    }
    this.show();
  }

  private async compare(): Promise<void> {
    try {
      const found = await api.comparison(this.store.info.id, this.chosen);
      this.result = found;
      this.note = '';
      this.show();
      const marks = await api.differences(this.store.info.id, found);
      if (this.result === found) this.mark(marks); // else another was chosen meanwhile
    } catch (error) {
      this.result = null;
      this.mark([]);
      this.note = (error as Error).message;
      this.show();
    }
  }

  private mark(marks: api.OtherMark[]): void {
    this.store.others = marks;
    this.store.emit('selection');
  }

  private async openCell(row: number, column: number): Promise<void> {
    const labels = this.result!.labels;
    this.cell = [row, column];
    try {
      this.places = (await api.comparison(this.store.info.id, this.chosen, [labels[row], labels[column]])).beats ?? [];
      this.store.select({ beats: new Set(this.beatsThere()) });
      if (this.places.length > 0) this.store.show(this.places[0].sample);
    } catch (error) {
      this.note = (error as Error).message;
    }
    this.show();
  }

  private beatsThere(): number[] {
    return this.places.map((p) => p.beat).filter((id): id is number => id !== null);
  }

  private openPlace(place: { sample: number; beat: number | null }): void {
    this.store.select({ beats: new Set(place.beat === null ? [] : [place.beat]) });
    this.store.show(place.sample, true);
  }

  private table(result: api.Comparison): HTMLElement {
    const { labels, matrix } = result;
    const head = el('tr', {}, el('td', {}), ...labels.map((l) => el('th', { scope: 'col', title: names[l] ?? '' }, l)));
    const rows = matrix.map((row, r) => el('tr', {}, el('th', { scope: 'row', title: names[labels[r]] ?? '' }, labels[r]),
      ...row.map((count, c) => {
        if (count === 0) return el('td', { class: 'zero' }, '0');
        const chosen = this.cell !== null && this.cell[0] === r && this.cell[1] === c;
        return el('td', { class: r === c ? 'same' : 'differs' }, el('button', { 'aria-pressed': String(chosen),
          'aria-label': `${grouped(count)} beats: ${this.chosen} says ${names[labels[r]] ?? labels[r]}, here ${names[labels[c]] ?? labels[c]}`,
          onclick: () => void this.openCell(r, c) }, grouped(count)));
      })));
    return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'EC57 matrix' },
      el('table', { class: 'matrix' }, el('caption', {}, `Rows: ${this.chosen}. Columns: labels here. O: no beat, X: not analyzed.`),
        el('thead', {}, head), el('tbody', {}, ...rows)));
  }

  private async import(file: File): Promise<void> {
    const name = (/\.([A-Za-z][A-Za-z0-9_-]{0,31})$/.exec(file.name)?.[1] ?? 'second').slice(0, 32);
    try {
      const done = await api.importAnnotator(this.store.info.id, name, file);
      this.chosen = done.name;
      this.cell = null;
      await this.load();
      this.note = [`${file.name}: ${grouped(done.annotations)} annotations, here as ${done.name}`, ...(done.warnings ?? [])].join('. ');
    } catch (error) {
      this.note = (error as Error).message;
    }
    this.show();
  }

  private show(): void {
    const picker = el('select', { 'aria-label': 'Second annotator', onchange: (event: Event) => {
      this.chosen = (event.target as HTMLSelectElement).value;
      this.cell = null;
      void this.compare();
    } }, ...this.annotators.map((a) => el('option', { value: a, selected: a === this.chosen }, a)));
    const file = el('input', { type: 'file', id: 'annotator-file', onchange: (event: Event) => {
      const chosen = (event.target as HTMLInputElement).files?.[0];
      if (chosen !== undefined) void this.import(chosen);
    } });
    const figures = this.result === null ? '' : Object.entries(this.result.figures)
      .map(([name, [se, p]]) => `${name} Se ${se?.toFixed(2) ?? '–'} +P ${p?.toFixed(2) ?? '–'}`).join('   ');
    const places = this.cell === null ? [] : this.places.slice(0, 300).map((p) => el('li', {}, el('button', { class: 'item', onclick: () => this.openPlace(p) },
      el('span', { class: 'what' }, p.beat === null ? 'no beat here' : 'beat'), el('span', { class: 'when' }, timeText(p.sample / this.store.info.rate, this.store.start, 2)))));
    const there = this.beatsThere().length;
    this.host.replaceChildren(
      el('div', { class: 'head' }, el('h2', {}, 'Compare'), this.annotators.length > 0 ? picker : ''),
      el('label', { class: 'file' }, 'Another annotator’s file (WFDB, as 100.atr): ', file),
      this.note !== '' ? el('p', { role: 'status' }, this.note) : '',
      this.result === null ? '' : this.table(this.result),
      el('p', { class: 'quiet figures-line' }, figures),
      this.result === null ? '' : el('p', { class: 'quiet' }, `${this.store.duration > 2 * learning ? 'The first five minutes are not compared, as EC57 leaves them out to learn. ' : ''}` +
        `On the ECG, ${this.chosen}’s label stands in a frame where it differs; – where it has no beat.`),
      this.cell === null ? '' : el('p', {}, `${grouped(this.places.length)} place${this.places.length === 1 ? '' : 's'}${there === 0 ? ', no beat here at any' : ''} `,
        there > 0 ? el('button', { onclick: () => this.store.select({ beats: new Set(this.beatsThere()) }) }, `Select ${there === 1 ? 'its beat' : `all ${grouped(there)} beats`}`) : ''),
      el('ol', { class: 'items' }, ...places));
  }
}
