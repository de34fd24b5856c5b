// One function a request to the server.

import type {
  Comparison, Conflict, Edit, EditRequest, Edits, Groups, Listed, LiveList, LiveState, Members, OtherMark, Queue, RecordingInfo, RecordingList, Report, Rhythm, Status,
} from './forms';

export type * from './forms';

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

/** The server wants its password or token: none was given, or it was started again since. */
export const isLocked = (error: unknown): boolean => error instanceof Refused && error.status === 401;

/** The server did not answer: the line is lost, or the program ended. */
export class Unreachable extends Error {}

async function answered(path: string, options: RequestInit = {}, seconds = 0): Promise<Response> {
  let response: Response;
  try {
    // Safari before 16 and Chrome before 103 have no such limit: there the browser's own holds.
    const limit = seconds > 0 && 'timeout' in AbortSignal ? { signal: AbortSignal.timeout(1000 * seconds) } : {};
    response = await fetch('/api/' + path, { cache: 'default', credentials: 'same-origin', ...options, ...limit });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Unreachable('the program does not answer');
  }
  if (response.ok || response.status === 304) return response;
  let message = `${response.status} ${response.statusText}`;
  let code = '';
  let conflict: Conflict | null = null;
  try {
    const body = (await response.json()) as { error?: { code: string; message: string } } & Partial<Conflict>;
    message = body.error?.message ?? message;
    code = body.error?.code ?? '';
    if (response.status === 409 && body.theirs !== undefined) {
      conflict = { revision: body.revision ?? 0, theirs: body.theirs, beats: body.beats ?? [], message };
    }
  } catch {
    // A proxy's page instead of JSON: the status says enough.
  }
  // A reverse proxy says 502..504 while the program behind it is away; one just started reads the recording first.
  if (code === 'not_ready' || (response.status >= 502 && response.status <= 504)) throw new Unreachable(message);
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

/** Asked whether the line is there: on one that hangs, as of a telephone between two networks, no answer is one too. */
export const status = async (): Promise<Status> => (await (await answered('status', {}, 10)).json()) as Status;
export const login = (password: string): Promise<Response> => answered('login', posted({ password }));

let known: { tag: string; list: RecordingList } | null = null;
/** The same object as before where nothing changed: of thousands of recordings the list is megabytes. */
export async function recordings(): Promise<RecordingList> {
  const response = await answered('recordings', known === null ? {} : { headers: { 'If-None-Match': known.tag } });
  if (response.status === 304 && known !== null) return known.list;
  known = { tag: response.headers.get('ETag') ?? '', list: (await response.json()) as RecordingList };
  return known.list;
}
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

/** Where the annotator differs, in order of time, at most 5000 places a cell of the matrix. */
export async function differences(id: string, found: Comparison): Promise<OtherMark[]> {
  const marks: OtherMark[] = [];
  for (const [r, theirs] of found.labels.entries()) {
    for (const [c, ours] of found.labels.entries()) {
      if (r === c || theirs === 'X' || found.matrix[r][c] === 0) continue;
      const cell = await json<Comparison>(`${of(id)}/annotators/${encodeURIComponent(found.annotator)}/comparison?reference=${theirs}&test=${ours}&limit=5000`);
      for (const { sample } of cell.beats ?? []) marks.push({ sample, label: theirs });
    }
  }
  return marks.sort((a, b) => a.sample - b.sample);
}

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

export const liveStreams = (): Promise<LiveList> => json('live', { cache: 'no-store' });
const ofLive = (name: string): string => 'live/' + encodeURIComponent(name);
export const liveState = (name: string): Promise<LiveState> => json(ofLive(name), { cache: 'no-store' });
export const liveEventsPath = (name: string): string => `/api/${ofLive(name)}/events`;

/** The frames from `first` on, lead next to lead, mV; `first` of the answer is the one that is really the first, `begun` as of the state. */
export async function liveSignal(name: string, first: number): Promise<{ first: number; begun: string | null; values: Float32Array }> {
  const answer = await answered(`${ofLive(name)}/signal?first=${first}`, { cache: 'no-store' });
  return { first: Number(answer.headers.get('X-First-Frame')), begun: answer.headers.get('X-Begun'), values: new Float32Array(await answer.arrayBuffer()) };
}

/** Whether this server can re-label the rest of a recording from the reviewed beats: its own description says so. */
export async function canTeach(): Promise<boolean> {
  const text = await (await answered('openapi.json')).text();
  return /"teach"/.test(text);
}
