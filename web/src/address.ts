// The state that the address holds, so that a place in a recording can be kept, sent and reloaded.

import type { EyeFilters } from './filters';

export interface Address {
  record: string;
  time: number; // s, left edge of the ECG
  speed: number; // mm/s
  gain: number; // mm/mV
  leads: string; // names with commas; empty: all
  filters: EyeFilters;
  panel: string; // tab on the right
  from: number; // overview's range, s; 0 and 0: the whole
  to: number;
}

export const defaults: Address = {
  record: '',
  time: 0,
  speed: 25,
  gain: 10,
  leads: '',
  filters: { baseline: false, muscle: false, mains: 0 },
  panel: 'queue',
  from: 0,
  to: 0,
};

/** "#r=208&t=12.5&speed=25": only what differs from the defaults. */
export function toHash(a: Address): string {
  const p = new URLSearchParams();
  if (a.record !== '') p.set('r', a.record);
  if (a.time !== 0) p.set('t', String(Math.round(a.time * 100) / 100));
  if (a.speed !== defaults.speed) p.set('speed', String(a.speed));
  if (a.gain !== defaults.gain) p.set('gain', String(a.gain));
  if (a.leads !== '') p.set('leads', a.leads);
  const f = a.filters;
  const marks = (f.baseline ? 'b' : '') + (f.muscle ? 'm' : '') + (f.mains === 0 ? '' : String(f.mains));
  if (marks !== '') p.set('eye', marks);
  if (a.panel !== defaults.panel) p.set('p', a.panel);
  if (a.to > a.from) p.set('span', `${Math.round(a.from)}-${Math.round(a.to)}`);
  return '#' + p.toString();
}

const numberIn = (text: string | null, least: number, most: number, otherwise: number): number => {
  const value = text === null || text === '' ? NaN : Number(text);
  return value >= least && value <= most ? value : otherwise;
};

/** What an address says; what it does not say, or says wrongly, is the default. */
export function fromHash(hash: string): Address {
  const p = new URLSearchParams(hash.replace(/^#/, ''));
  const eye = p.get('eye') ?? '';
  const span = /^(\d+)-(\d+)$/.exec(p.get('span') ?? '');
  const [from, to] = span === null ? [0, 0] : [Number(span[1]), Number(span[2])];
  return {
    record: p.get('r') ?? '',
    time: numberIn(p.get('t'), 0, 1e9, 0),
    speed: numberIn(p.get('speed'), 0.5, 200, defaults.speed),
    gain: numberIn(p.get('gain'), 0.5, 100, defaults.gain),
    leads: p.get('leads') ?? '',
    filters: { baseline: eye.includes('b'), muscle: eye.includes('m'), mains: eye.includes('50') ? 50 : eye.includes('60') ? 60 : 0 },
    panel: /^[a-z]+$/.test(p.get('p') ?? '') ? (p.get('p') as string) : defaults.panel,
    from: to > from ? from : 0,
    to: to > from ? to : 0,
  };
}

/** Whether the list of recordings is asked for, though there may be one only: "#all". */
export const wantsList = (hash: string): boolean => new URLSearchParams(hash.replace(/^#/, '')).has('all');

/** The live stream that an address names: "#live=bed1"; empty where it names none. */
export const liveOf = (hash: string): string => new URLSearchParams(hash.replace(/^#/, '')).get('live') ?? '';
