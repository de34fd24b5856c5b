// What the server says and takes: the forms of src/serve/openapi.json, and one function a request.

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
  reason: 'urgent' | 'doubtful_group' | 'rare_group' | 'low_probability';
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

export interface Status {
  version: string;
  uploads: boolean;
  upload_limit: number;
  live: boolean;
  password_needed: boolean;
  store: string;
  writable: boolean;
}

/** The server answered, and said no. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly conflict: Conflict | null = null,
  ) {
    super(message);
  }
}

/** The server did not answer: the line is lost, or the program ended. */
export class Unreachable extends Error {}

async function answered(path: string, options: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch('/api/' + path, { cache: 'default', credentials: 'same-origin', ...options });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Unreachable('the program does not answer');
  }
  if (response.ok) return response;
  let message = `${response.status} ${response.statusText}`;
  let conflict: Conflict | null = null;
  try {
    const body = (await response.json()) as { error?: { message: string } } & Partial<Conflict>;
    message = body.error?.message ?? message;
    if (response.status === 409 && body.theirs !== undefined) {
      conflict = { revision: body.revision ?? 0, theirs: body.theirs, beats: body.beats ?? [], message };
    }
  } catch {
    // A proxy's page instead of JSON: the status says enough.
  }
  // A reverse proxy says 502..504 while the program behind it is away.
  if (response.status >= 502 && response.status <= 504) throw new Unreachable(message);
  throw new Refused(message, response.status, conflict);
}

const json = async <T>(path: string, options?: RequestInit): Promise<T> =>
  (await (await answered(path, options)).json()) as T;

const posted = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

const of = (id: string): string => 'recordings/' + encodeURIComponent(id);

export const status = (): Promise<Status> => json('status');
export const login = (password: string): Promise<Response> => answered('login', posted({ password }));
export const recordings = async (): Promise<Listed[]> =>
  (await json<{ recordings: Listed[] }>('recordings')).recordings;
export const recording = (id: string): Promise<RecordingInfo> => json(of(id));
export const groups = (id: string): Promise<Groups> => json(`${of(id)}/groups`);
export const members = (id: string, group: number, limit: number): Promise<Members> =>
  json(`${of(id)}/groups/${group}/members?limit=${limit}`);
export const rhythm = (id: string): Promise<Rhythm> => json(`${of(id)}/rhythm`);
export const report = (id: string): Promise<Report> => json(`${of(id)}/report`);
export const queue = (id: string): Promise<Queue> => json(`${of(id)}/queue?limit=200`);
export const edits = (id: string): Promise<Edits> => json(`${of(id)}/edits`);
export const annotators = async (id: string): Promise<string[]> =>
  (await json<{ annotators: string[] }>(`${of(id)}/annotators`)).annotators;
export const eventsPath = (id: string): string => `/api/${of(id)}/events`;
export const exportPath = (id: string, format: string): string => `/api/${of(id)}/export?format=${format}`;

export const postEdit = (id: string, edit: EditRequest, basedOn: number, client: string): Promise<Edit> =>
  json(`${of(id)}/edits`, posted({ ...edit, based_on: basedOn, client }));

export const beatsBytes = async (id: string): Promise<ArrayBuffer> =>
  (await answered(`${of(id)}/beats?format=binary`)).arrayBuffer();

export const tileBytes = async (
  id: string, lead: number, level: number, index: number, version: string, signal: AbortSignal,
): Promise<ArrayBuffer> =>
  (await answered(`${of(id)}/tiles/${lead}/${level}/${index}?v=${encodeURIComponent(version)}`, { signal })).arrayBuffer();

export const comparison = (id: string, name: string, cell?: [string, string]): Promise<Comparison> =>
  json(`${of(id)}/annotators/${encodeURIComponent(name)}/comparison` + (cell ? `?reference=${cell[0]}&test=${cell[1]}` : ''));

export const importAnnotator = (id: string, name: string, file: Blob): Promise<{ name: string; annotations: number; warnings?: string[] }> =>
  json(`${of(id)}/annotators?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream' },
    body: file,
  });

export const upload = async (files: FileList | File[]): Promise<Listed[]> => {
  const form = new FormData();
  for (const file of files) form.append('file', file, file.name);
  return (await json<{ recordings: Listed[] }>('recordings', { method: 'POST', body: form })).recordings;
};

/** Whether this server can re-label the rest of a recording from the reviewed beats: its own description says so. */
export async function canTeach(): Promise<boolean> {
  const text = await (await answered('openapi.json')).text();
  return /"teach"/.test(text);
}
