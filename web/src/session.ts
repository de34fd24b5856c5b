// One opened recording: reads what the server knows, sends edits, and follows the edits of everyone.

import * as api from './api';
import { parseBeats } from './beats_binary';
import { applyLocally } from './local_edit';
import { Outbox, type Waiting } from './outbox';
import { placeOf, placeText } from './places';
import type { Store } from './store';
import { clientName, closed, leftBehind, outboxKey, stayAlive } from './tabs';

export type Line = 'open' | 'lost';

export interface SessionListener {
  progress(stage: string, share: number): void;
  ready(): void;
  failed(message: string): void;
  line(state: Line): void;
  waiting(): void;
  conflict(waiting: Waiting, conflict: api.Conflict, outbox: Outbox): void;
  /** The server was started again and knows this browser no more: resolves when a person is let in again. */
  locked(): Promise<void>;
  foreign(edit: api.Edit): void;
  /** What an undo, a redo or teaching has done, and where, in seconds. */
  done(text: string, seconds: number | null): void;
  fileChanged(message: string): void;
}

const longestSilence = 12; // s: the server says something every five

export class Session {
  readonly outbox: Outbox;
  /** This tab's, and those of closed tabs. */
  private readonly outboxes: Outbox[] = [];
  private asking = false;
  private events: EventSource | null = null;
  private loaded = false;
  private reading = false;
  private again = false;
  /** The beat to select once it is there: the one just inserted. */
  private awaited: number | null = null;
  private probe: ReturnType<typeof setTimeout> | undefined;
  private heard = performance.now(); // when the stream of events said something last, ms

  constructor(private readonly store: Store, private readonly id: string, private readonly listener: SessionListener) {
    const client = clientName(sessionStorage);
    this.outbox = this.makeOutbox(client);
    stayAlive(client);
    // What a closed tab could not send any more is sent under its name.
    void closed(leftBehind(localStorage, id, client)).then((names) => {
      for (const name of names) this.makeOutbox(name).retry();
    });
    store.edit = (edit, text) => this.edit(edit, text);
    store.on('panel', () => void this.readReport().catch(() => undefined));
    this.follow();
    setInterval(() => this.listen(), 2000);
    this.refresh(); // a recording that is ready is opened without waiting for the first event
  }

  private makeOutbox(client: string): Outbox {
    const outbox: Outbox = new Outbox(
      { post: (edit, basedOn, name) => api.postEdit(this.id, edit, basedOn, name), edits: () => api.edits(this.id) },
      localStorage, outboxKey(this.id, client), client,
      {
        changed: () => this.listener.waiting(),
        confirmed: (edit) => this.confirmed(edit),
        conflict: (waiting, conflict) => {
          this.listener.conflict(waiting, conflict, outbox);
          this.refresh();
        },
        locked: () => this.locked(),
      },
    );
    this.outboxes.push(outbox);
    return outbox;
  }

  private edit(edit: api.EditRequest, text: string): void {
    if (applyLocally(this.store.beats, edit)) this.store.setBeats(this.store.beats, this.store.revision);
    this.outbox.add(edit, this.store.revision, text);
  }

  /** Undo of this client's last edit; of the last of anyone where there is none. */
  undo(): void {
    const last = [...this.store.edits.edits].reverse().find((e) => e.client === this.outbox.client && !e.undone && e.kind !== 'undo' && e.kind !== 'redo');
    const number = last?.revision ?? this.store.edits.undo;
    // While edits wait, the last one has no number yet: the server takes the last one that it has then.
    if (this.outbox.waiting.length > 0) this.edit({ kind: 'undo' }, 'undo');
    else if (number !== null) this.edit({ kind: 'undo', edit: number }, 'undo');
  }

  redo(): void {
    if (this.outbox.waiting.length > 0) this.edit({ kind: 'redo' }, 'redo');
    else if (this.store.edits.redo !== null) this.edit({ kind: 'redo', edit: this.store.edits.redo }, 'redo');
  }

  private confirmed(edit: api.Edit): void {
    this.reached();
    const { edits } = this.store;
    const subject = edits.edits.find((e) => e.revision === edit.edit);
    if (subject !== undefined) {
      subject.undone = edit.kind === 'undo';
      this.listener.done(`${subject.undone ? 'Undone' : 'Made again'}: ${subject.text}${placeText(this.store, subject)}`, placeOf(this.store, subject));
    } else if (edit.kind === 'teach') this.listener.done(edit.text, null);
    if (!edits.edits.some((e) => e.revision === edit.revision)) edits.edits.push(edit);
    if (edit.kind === 'insert' && edit.beat !== undefined) this.awaited = edit.beat;
    this.store.revision = Math.max(this.store.revision, edit.revision);
    this.refresh();
  }

  private follow(): void {
    const events = new EventSource(api.eventsPath(this.id));
    this.events = events;
    const on = <T>(name: string, act: (data: T) => void): void =>
      events.addEventListener(name, (event) => {
        this.heard = performance.now();
        act(JSON.parse((event as MessageEvent<string>).data) as T);
      });
    events.onopen = () => {
      this.heard = performance.now();
      this.reached();
    };
    on('alive', () => this.reached());
    events.onerror = () => {
      this.missed();
      // A browser gives up after some faults (a proxy's 502): begin again then.
      if (events.readyState === EventSource.CLOSED && this.events === events) setTimeout(() => this.events === events && this.follow(), 2000);
    };
    on<{ stage: string; share: number }>('progress', ({ stage, share }) => this.listener.progress(stage, share));
    on<{ error: string | { message: string } }>('failed', ({ error }) => this.listener.failed(typeof error === 'string' ? error : error.message));
    on<{ error: string | { message: string } }>('changed', ({ error }) => this.listener.fileChanged(typeof error === 'string' ? error : error.message));
    on<{ revision: number }>('ready', ({ revision }) => {
      this.reached();
      if (!this.loaded || (this.store.beatsRevision >= 0 && revision !== this.store.beatsRevision)) this.refresh();
    });
    on<api.Edit>('edit', (edit) => {
      if (edit.client !== this.outbox.client) this.listener.foreign(edit);
      if (edit.revision > this.store.beatsRevision) this.refresh();
    });
  }

  /** A line that hangs tells no fault for minutes, and the page would say that all is well: its silence is one. */
  private listen(): void {
    if (performance.now() - this.heard < 1000 * longestSilence || this.asking) return;
    this.heard = performance.now();
    this.events?.close();
    this.follow();
    // Only where no answer comes either: a proxy that holds events back is no lost line.
    api.status().catch((error: unknown) => (api.isLocked(error) ? this.locked() : this.missed()));
  }

  /** Something came through: the line is there. */
  private reached(): void {
    clearTimeout(this.probe);
    this.probe = undefined;
    this.listener.line('open');
    if (this.outbox.state === 'offline') this.outbox.retry();
  }

  /** A request was answered with 401: a person is asked once, then all goes on where it was. */
  locked(): void {
    if (this.asking) return;
    this.asking = true;
    void this.listener.locked().then(() => {
      this.asking = false;
      this.reached();
      for (const outbox of this.outboxes) outbox.retry();
      if (this.events?.readyState === EventSource.CLOSED) this.follow();
      this.refresh();
    });
  }

  /** A request got no answer. The stream of events may not notice a lost line for long: ask until an answer comes. */
  missed(): void {
    this.listener.line('lost');
    this.probe ??= setTimeout(() => {
      this.probe = undefined;
      api.status().then(() => {
        this.reached();
        this.refresh();
      }).catch((error: unknown) => (api.isLocked(error) ? this.locked() : this.missed()));
    }, 2000);
  }

  /** Reads everything that edits change; once more if something changed meanwhile. */
  refresh(): void {
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    void this.read()
      .catch((error: unknown) => {
        if (error instanceof api.Unreachable) this.missed();
        else if (api.isLocked(error)) this.locked();
        else this.listener.failed((error as Error).message);
      })
      .finally(() => {
        this.reading = false;
        if (this.again) {
          this.again = false;
          this.refresh();
        }
      });
  }

  private async read(): Promise<void> {
    const { store, id } = this;
    let bytes: Promise<ArrayBuffer> | null = null;
    if (!this.loaded) {
      const info = await api.recording(id);
      if (info.state !== 'ready') return; // `ready` will come
      store.setInfo(info);
      // The ECG is seen while the beats of a day, two megabytes, are on their way.
      bytes = api.beatsBytes(id);
      bytes.catch(() => undefined); // awaited below
      this.loaded = true;
      this.listener.ready();
      this.outbox.retry(); // what waited when the page was closed or loaded again
    }
    const at = parseBeats(await (bytes ?? api.beatsBytes(id)));
    // An edit that met somebody else's is not shown as made: the dialog asks about it.
    for (const { edit } of this.outbox.waiting.slice(this.outbox.conflict === null ? 0 : 1)) applyLocally(at.beats, edit);
    store.beatsRevision = at.revision;
    store.setBeats(at.beats, at.revision);
    if (this.awaited !== null && store.index.has(this.awaited)) {
      store.select({ beats: new Set([this.awaited]) });
      this.awaited = null;
    }
    const [rhythm, groups, queue, edits] = await Promise.all([api.rhythm(id), api.groups(id), api.queue(id), api.edits(id)]);
    Object.assign(store, { rhythm, groups, queue, edits });
    store.keepEpisode();
    const group = store.selection.group;
    if (group !== null) store.selectGroup(group);
    store.emit('rhythm', 'groups', 'queue', 'edits');
    await this.readReport();
  }

  /** The report's findings, where they are shown: the server makes a day's report only for who looks at it. */
  private async readReport(): Promise<void> {
    if (this.store.panel !== 'events' || this.store.beatsRevision < 0 || this.store.report?.revision === this.store.beatsRevision) return;
    this.store.report = await api.report(this.id);
    this.store.emit('report');
  }
}
