// Groups of beats that look alike: template with its spread, counts, and the members over each other.

import * as api from './api';
import { byId, el, fitCanvas, grouped } from './dom';
import { classes } from './beats';
import type { Store } from './store';
import { classPoint, theme } from './theme';

/** The label that most of the group has now. */
export function mainLabel(group: api.Group): string {
  return classes.reduce<string>((best, c) => (group.counts[c] > group.counts[best as api.Label] ? c : best), 'N');
}

/** Lowest and highest value of the columns, with a little room. */
export function valueRange(columns: (number | null)[][]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const column of columns) {
    for (const v of column) {
      if (v === null) continue;
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
  }
  if (low > high) return [-1, 1];
  const room = Math.max(0.1, (high - low) * 0.08);
  return [low - room, high + room];
}

function stroke(c: CanvasRenderingContext2D, values: (number | null)[], x: (i: number) => number, y: (v: number) => number): void {
  c.beginPath();
  let pen = false;
  values.forEach((v, i) => {
    if (v === null) pen = false;
    else if (pen) c.lineTo(x(i), y(v));
    else {
      c.moveTo(x(i), y(v));
      pen = true;
    }
  });
  c.stroke();
}

const median = (values: (number | null)[]): number => {
  const known = values.filter((v): v is number => v !== null).sort((p, q) => p - q);
  return known.length > 0 ? known[known.length >> 1] : 0;
};

/** All groups are drawn on one scale: an eye that compares heights must not be fooled. */
function paintGroup(canvas: HTMLCanvasElement, all: api.Groups, group: api.Group, range: [number, number], members: api.Members | null, row: number): void {
  const c = fitCanvas(canvas);
  const t = theme();
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  c.fillStyle = t.ground;
  c.fillRect(0, 0, width, height);
  const mean = group.template[row] ?? [];
  // Pixels of a value by its time from the R peak: members have more values a second than templates.
  const scale = width / Math.max(1, mean.length - 1);
  const x = (i: number): number => i * scale;
  const y = (v: number): number => height - ((v - range[0]) / (range[1] - range[0])) * height;
  const colour = classPoint(mainLabel(group));
  c.strokeStyle = colour;
  if (members !== null) {
    c.lineWidth = 1;
    c.globalAlpha = Math.max(0.12, Math.min(0.5, 8 / Math.max(1, members.windows.length)));
    const memberX = (i: number): number => x(((i - members.before) / members.rate) * all.rate + all.before);
    const level = median(mean);
    for (const window of members.windows) {
      const values = window[row] ?? [];
      // The shape is looked at here, not the wander of the baseline: each member is put at the template's level.
      const shift = level - median(values);
      stroke(c, values, memberX, (v) => y(v + shift));
    }
  } else {
    // One standard deviation on both sides.
    c.fillStyle = colour;
    c.globalAlpha = 0.25;
    const spread = group.spread[row] ?? [];
    c.beginPath();
    mean.forEach((v, i) => v !== null && c.lineTo(x(i), y(v + (spread[i] ?? 0))));
    for (let i = mean.length - 1; i >= 0; --i) if (mean[i] !== null) c.lineTo(x(i), y(mean[i]! - (spread[i] ?? 0)));
    c.fill();
  }
  c.globalAlpha = 1;
  c.lineWidth = 2;
  c.strokeStyle = members !== null ? t.ink : colour;
  if (members !== null) {
    // Of the windows drawn: the template is of windows filtered for the labeller, and lies apart from them.
    const level = median(mean);
    const memberX = (i: number): number => x(((i - members.before) / members.rate) * all.rate + all.before);
    stroke(c, (members.mean[row] ?? []).map((v) => (v === null ? null : v + level)), memberX, y);
  } else stroke(c, mean, x, y);
}

export class GroupPanel {
  private readonly host = byId('panel-groups');
  private members: api.Members | null = null;
  private asked = -1;

  constructor(private readonly store: Store) {
    store.on(['groups', 'theme', 'panel', 'members'], () => store.panel === 'groups' && this.show());
    store.on('selection', () => {
      void this.readMembers();
      if (store.panel === 'groups') this.show();
    });
  }

  /** The next or previous group. */
  step(direction: 1 | -1): void {
    const list = this.store.groups.groups;
    if (list.length === 0) return;
    const at = list.findIndex((g) => g.id === this.store.selection.group);
    const next = at < 0 ? 0 : (at + direction + list.length) % list.length;
    this.choose(list[next]);
    this.reveal();
  }

  /** Brings the chosen group's card into view, once it is drawn. */
  reveal(): void {
    requestAnimationFrame(() => requestAnimationFrame(() => this.host.querySelector('.group.current')?.scrollIntoView({ block: 'nearest' })));
  }

  private async readMembers(): Promise<void> {
    const group = this.store.selection.group;
    if (group === null || group === this.asked) return;
    this.asked = group;
    this.members = null;
    try {
      const members = await api.members(this.store.info.id, group, 100);
      if (this.asked !== group) return;
      this.members = members;
      this.store.emit('members');
    } catch {
      this.asked = -1; // shown as a lost line elsewhere; chosen again, it is asked for again
    }
  }

  private choose(group: api.Group): void {
    this.store.selectGroup(group.id);
    const at = group.example === null ? undefined : this.store.index.get(group.example);
    if (at !== undefined) this.store.show(this.store.beats.samples[at]);
  }

  /** The chosen group's shape, wherever it is shown: template, members over it, facts; painted by the function once it is on the page. */
  picture(group: api.Group): [HTMLElement[], () => void] {
    const chosen = this.store.selection.group === group.id;
    const members = chosen && this.members?.group === group.id ? this.members : null;
    const label = mainLabel(group);
    const ranges = this.ranges();
    const others = classes.filter((c) => c !== label && group.counts[c] > 0).map((c) => `${group.counts[c]} ${c}`).join(', ');
    const facts = [
      group.rr_ratio === null ? '' : group.rr_ratio < 0.88 ? 'premature' : group.rr_ratio > 1.15 ? 'late' : '',
      group.probability === null ? '' : `probability ${group.probability.toFixed(2)}`,
      others === '' ? '' : `also ${others}`,
      members === null ? '' : `${members.windows.length} shown over each other`,
    ].filter((f) => f !== '').join(' · ');
    const canvases = group.template.slice(0, chosen ? 3 : 2).map(() => el('canvas', { class: 'template', 'aria-hidden': 'true' }));
    return [[el('span', { class: 'templates' }, ...canvases), el('span', { class: 'quiet' }, facts)],
      () => canvases.forEach((canvas, row) => paintGroup(canvas, this.store.groups, group, ranges[row], members, row))];
  }

  private card(group: api.Group): [HTMLElement, () => void] {
    const chosen = this.store.selection.group === group.id;
    const label = mainLabel(group);
    const done = group.reviewed >= group.count;
    const [picture, paint] = this.picture(group);
    const card = el('li', {}, el('button', {
      class: `group${chosen ? ' current' : ''}`, 'aria-pressed': String(chosen), 'data-group': group.id, onclick: () => this.choose(group),
    },
    el('span', { class: 'row' },
      el('span', { class: `badge ${label}` }, label), el('strong', {}, `Group ${group.id + 1}`),
      el('span', {}, `${grouped(group.count)} beats`),
      el('span', { class: 'state' }, done ? '✓ reviewed' : group.reviewed > 0 ? `${Math.floor((100 * group.reviewed) / group.count)} % reviewed` : '')),
    ...picture));
    return [card, paint];
  }

  /** One scale a lead for all groups. */
  private ranges(): [number, number][] {
    const shown = this.store.groups.groups.filter((g) => g.count > 0);
    const leads = Math.max(0, ...shown.map((g) => g.template.length));
    return Array.from({ length: leads }, (_, row) => valueRange(shown.map((g) => g.template[row] ?? [])));
  }

  private show(): void {
    const { groups } = this.store;
    const shown = groups.groups.filter((g) => g.count > 0);
    const cards = shown.map((group) => this.card(group));
    const top = this.host.scrollTop;
    const focused = (document.activeElement as HTMLElement | null)?.dataset.group;
    this.host.replaceChildren(
      el('div', { class: 'head' }, el('h2', {}, 'Groups')),
      el('p', { class: 'quiet' }, 'Beats that look alike. Choose one: a label beneath the ECG then holds for all its beats.'),
      el('ol', { class: 'groups' }, ...cards.map(([card]) => card)));
    for (const [, paint] of cards) paint();
    this.host.scrollTop = top;
    if (focused !== undefined) this.host.querySelector<HTMLElement>(`[data-group="${focused}"]`)?.focus({ preventScroll: true });
  }
}
