// What the page knows and shows: one recording's data, the view, and what is selected. Parts listen to topics.

import type { Edits, EditRequest, Episode, Groups, Label, OtherMark, Queue, RecordingInfo, Report, Rhythm, Target } from './api';
import { intervals, noBeats, type Beats, type Span } from './beats';
import type { EyeFilters } from './filters';
import { noFilters } from './filters';
import { centredOn, pixelsPerSecond, within, type View } from './scale';
import { startOfDay } from './time';

export type Topic =
  | 'recording' | 'beats' | 'rhythm' | 'groups' | 'queue' | 'edits' | 'report' // data
  | 'view' | 'range' | 'selection' | 'settings' | 'panel' | 'tiles' | 'members' // what is shown
  | 'connection' | 'theme';

/** What the next decision is about. One of them at a time; `beats` are ids, and hold for groups and spans too. */
export interface Selection {
  beats: Set<number>;
  group: number | null;
  span: Span | null;
  episode: Episode | null;
}

export const nothing = (): Selection => ({ beats: new Set(), group: null, span: null, episode: null });

export type Tool = 'move' | 'select' | 'measure' | 'insert';

export class Store {
  info!: RecordingInfo;
  start: number | null = null; // s after midnight
  duration = 0; // s
  beats: Beats = noBeats();
  index = new Map<number, number>(); // id to index
  rr: Float64Array = new Float64Array(0);
  revision = 0; // newest known: what an edit is based on
  beatsRevision = -1; // of the beats as read
  rhythm: Rhythm = { revision: 0, episodes: [], kinds: [] };
  groups: Groups = { revision: 0, rate: 1, before: 0, leads: [], groups: [] };
  queue: Queue = { revision: 0, beats: 0, reviewed: 0, total: 0, items: [] };
  edits: Edits = { revision: 0, edits: [], undo: null, redo: null };
  report: Report | null = null;

  view: View = { first: 0, speed: 25, gain: 10 };
  width = 800; // pixels of the ECG
  range: [number, number] = [0, 0]; // of the overview, s
  selection: Selection = nothing();
  leadsShown: number[] = [];
  filters: EyeFilters = { ...noFilters };
  others: OtherMark[] = []; // of the annotator that is compared with
  tool: Tool = 'move';
  insertLabel: Label = 'N'; // of the next beat that is inserted: the last one given
  /** Why the signal cannot be shown; empty where it can. */
  fault = '';
  panel = 'queue';
  teach = false;
  /** Of several selected beats the one that is looked at: "," and "." go from one to the next. */
  at: number | null = null;

  /** Set by the page: sends an edit. */
  edit: (edit: EditRequest, text: string) => void = () => undefined;

  private listeners = new Map<Topic, (() => void)[]>();
  private due = new Set<Topic>();
  private frame = 0;

  on(topics: Topic | Topic[], listener: () => void): void {
    for (const topic of Array.isArray(topics) ? topics : [topics]) {
      const list = this.listeners.get(topic) ?? [];
      list.push(listener);
      this.listeners.set(topic, list);
    }
  }

  /** Tells listeners at the next frame, each once, however often it is called. */
  emit(...topics: Topic[]): void {
    for (const topic of topics) this.due.add(topic);
    if (this.frame !== 0) return;
    // A hidden tab gets no frames; its data must stay true all the same.
    const later = document.hidden ? (f: () => void): number => window.setTimeout(f, 50) : requestAnimationFrame;
    this.frame = later(() => {
      this.frame = 0;
      const told = new Set<() => void>();
      const due = [...this.due];
      this.due.clear();
      for (const topic of due) for (const listener of this.listeners.get(topic) ?? []) told.add(listener);
      for (const listener of told) listener();
    });
  }

  setInfo(info: RecordingInfo): void {
    this.info = info;
    this.start = startOfDay(info.start);
    this.duration = info.frames / info.rate;
    if (this.range[1] <= this.range[0] || this.range[1] > this.duration) this.range = [0, this.duration];
    this.emit('recording');
  }

  setBeats(beats: Beats, revision: number): void {
    this.beats = beats;
    this.index = new Map(beats.ids.map((id, i) => [id, i]));
    this.rr = intervals(beats, this.info.rate);
    this.revision = Math.max(this.revision, revision);
    // Beats that are gone can no longer be decided on.
    for (const id of this.selection.beats) if (!this.index.has(id)) this.selection.beats.delete(id);
    this.emit('beats', 'selection');
  }

  /** Spans in which the signal tells nothing. */
  unanalyzable(): Span[] {
    return this.rhythm.episodes.filter((e) => e.kind === 'unanalyzable');
  }

  setView(view: Partial<View>): void {
    const next = within({ ...this.view, ...view }, this.width, this.duration);
    // Whole pixels: the painted strips are then copied as they are, and nothing shimmers.
    next.first = Math.round(next.first * pixelsPerSecond(next)) / pixelsPerSecond(next);
    this.view = next;
    this.emit('view');
  }

  panBy(pixels: number): void {
    this.setView({ first: this.view.first + pixels / pixelsPerSecond(this.view) });
  }

  /** Brings a sample into the middle, unless it is comfortably in view already. */
  show(sample: number, always = false): void {
    const seconds = sample / this.info.rate;
    const shown = this.width / pixelsPerSecond(this.view);
    const at = seconds - this.view.first;
    if (always || at < 0.15 * shown || at > 0.85 * shown) this.setView(centredOn(this.view, seconds, this.width));
    const [from, to] = this.range;
    if (seconds < from || seconds > to) {
      const half = (to - from) / 2;
      const first = Math.min(Math.max(0, seconds - half), Math.max(0, this.duration - 2 * half));
      this.setRange(first, first + 2 * half);
    }
  }

  setRange(from: number, to: number): void {
    const least = Math.min(60, this.duration);
    const length = Math.min(this.duration, Math.max(least, to - from));
    const first = Math.min(Math.max(0, from), this.duration - length);
    this.range = [first, first + length];
    this.emit('range');
  }

  select(selection: Partial<Selection>): void {
    this.selection = { ...nothing(), ...selection };
    this.at = null;
    this.emit('selection');
  }

  /** The selected episode as it is after an edit; nothing where it is none any more. */
  keepEpisode(): void {
    const picked = this.selection.episode;
    if (picked === null) return;
    const common = (e: Episode): number => Math.min(e.end, picked.end) - Math.max(e.first, picked.first);
    const same = this.rhythm.episodes.filter((e) => e.kind === picked.kind && common(e) > 0).sort((a, b) => common(b) - common(a));
    if (same.length > 0) this.selection.episode = same[0];
    else this.select({});
    this.emit('selection');
  }

  selectGroup(group: number): void {
    const beats = new Set<number>();
    this.beats.groups.forEach((g, i) => g === group && beats.add(this.beats.ids[i]));
    const at = this.at !== null && beats.has(this.at) ? this.at : null; // the same group after an edit: where it was
    this.select({ group, beats });
    this.at = at;
  }

  selectSpan(first: number, end: number): void {
    const beats = new Set<number>();
    this.beats.samples.forEach((s, i) => s >= first && s < end && beats.add(this.beats.ids[i]));
    this.select({ beats, span: { first, end } });
  }

  /** How the server is told what is selected; null where no beat is. */
  target(): Target | null {
    const s = this.selection;
    if (s.group !== null) return { group: s.group };
    if (s.beats.size === 0) return null;
    return s.span !== null ? { first: s.span.first, end: s.span.end } : { beats: [...s.beats] };
  }

  setPanel(panel: string): void {
    this.panel = panel;
    this.emit('panel');
  }
}
