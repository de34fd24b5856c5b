// What the server says and takes: the forms of src/serve/openapi.json.

export interface Lead {
  lead: number;
  name: string;
  units: string;
  rate: number; // samples a second of this lead, may be a multiple of the recording's
  samples: number;
  scale: number; // value = number * scale + offset, in `units`
  offset: number;
  ecg: boolean;
  labelled: boolean;
}

export interface Listed {
  id: string;
  name: string;
  state: 'new' | 'working' | 'ready' | 'failed';
  edits?: number;
  error?: string;
}

export interface RecordingList {
  recordings: Listed[];
  left_out: string[]; // what of the folders is not in it, a sentence each
}

export interface RecordingInfo extends Listed {
  stage?: string;
  share?: number;
  revision: number;
  rate: number;
  frames: number;
  start: string;
  format: string;
  labelled_by: string;
  beats: number;
  warnings: string[];
  leads: Lead[];
  tiles: { version: string; samples: number; factor: number; levels: number };
  journal: { path: string; writable: boolean; torn: number; error?: string };
  annotators: string[];
}

export type Label = 'N' | 'S' | 'V' | 'F' | 'Q';

export interface Group {
  id: number;
  shape: number;
  was: string; // label that the program gave
  count: number;
  counts: Record<Label, number>; // labels now
  reviewed: number;
  probability: number | null;
  rr_ratio: number | null; // below 1: premature
  example: number | null; // id of the beat most like the template
  template: (number | null)[][]; // by lead, mV
  spread: (number | null)[][];
}

export interface Groups {
  revision: number;
  rate: number;
  before: number;
  leads: number[];
  groups: Group[];
}

export interface Members {
  group: number;
  beats: number[];
  rate: number;
  before: number;
  leads: number[];
  windows: (number | null)[][][]; // by beat, by lead
  mean: (number | null)[][]; // by lead: of the windows, each less its own median
}

export interface Episode {
  kind: string;
  first: number;
  end: number;
  beats: number;
  mean_rate: number | null;
  max_rate: number | null;
  by: 'program' | 'person';
}

export interface RhythmKind {
  kind: string;
  code: string;
  text: string;
  rule: string;
}

export interface Rhythm {
  revision: number;
  episodes: Episode[];
  kinds: RhythmKind[];
}

export interface QueueItem {
  reason: 'urgent' | 'short_vt' | 'doubtful_group' | 'rare_group' | 'low_probability';
  text: string;
  first: number;
  end: number;
  group?: number;
  beat?: number;
}

export interface Queue {
  revision: number;
  beats: number;
  reviewed: number;
  total: number; // of which `items` are the first
  items: QueueItem[];
}

export interface Target {
  beats?: number[];
  group?: number;
  first?: number;
  end?: number;
  label?: Label;
}

/** An edit as it is asked for, without `based_on` and `client`, which the outbox adds. */
export interface EditRequest {
  kind:
    | 'relabel' | 'move' | 'insert' | 'delete' | 'reject' | 'restore' | 'review'
    | 'unanalyzable' | 'analyzable' | 'rhythm' | 'undo' | 'redo' | 'teach';
  target?: Target;
  label?: Label;
  beat?: number;
  sample?: number;
  first?: number;
  end?: number;
  rhythm?: string;
  of?: string; // with rhythm "none": the kind that is none, others stay
  edit?: number;
}

export interface Edit {
  revision: number;
  kind: string;
  client: string;
  time: string;
  text: string;
  undone: boolean;
  beats: number;
  beat?: number;
  edit?: number;
  first?: number;
  end?: number;
  sample?: number; // where it is; of several beats the first
}

export interface Edits {
  revision: number;
  edits: Edit[];
  undo: number | null;
  redo: number | null;
}

export interface Conflict {
  revision: number;
  theirs: Edit[];
  beats: number[];
  message: string;
}

export interface Report {
  revision: number;
  lines: string;
  urgent: string[];
  holter: unknown;
}

export interface Comparison {
  revision: number;
  annotator: string;
  labels: string[];
  matrix: number[][];
  figures: Record<string, (number | null)[]>;
  beats?: { sample: number; beat: number | null }[];
}

/** A beat that another annotator labels otherwise; "O": it has none there. */
export interface OtherMark {
  sample: number;
  label: string;
}

export interface Status {
  version: string;
  folders: number; // folders and recordings that the program was given
  uploads: boolean;
  upload_limit: number;
  live: boolean;
  password_needed: boolean;
  store: string;
  writable: boolean;
}

export interface LiveBeat {
  sample: number;
  label: string;
  probability: number;
}

export interface LiveEpisode {
  episode: { rhythm: string; first_sample: number; end_sample: number; start_s: number; duration_s: number; beats: number; mean_rate: number; max_rate: number };
  text: string;
  ended: boolean;
}

export interface Live {
  name: string;
  rate: number;
  leads: number;
  frames: number;
  beats: number;
  ended: boolean;
  error?: string; // why its input ended before its time
}

export interface LiveList {
  streams: Live[];
  input?: { name: string; state: 'waiting' | 'live' | 'ended' | 'failed'; error?: string }; // on the program's standard input
}

export interface LiveState extends Live {
  labelled_leads: number; // number of leads, from the first, that are labelled
  started: string; // the first sample came, UTC
  begun: string | null; // it was measured, UTC; null: samples come faster than time passes
  counts: Record<string, number>;
  beats_kept: LiveBeat[]; // of the last minute
  episodes: LiveEpisode[]; // the last that ended
  open: LiveEpisode[]; // those that go on
}
