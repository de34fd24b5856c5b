// The edits on their way to the server, in order. They are kept in the browser's storage until the server has confirmed
// that they are on its disk: a lost line, an ended program or a closed tab loses none.

import { Refused, Unreachable, type Conflict, type Edit, type EditRequest, type Edits } from './api';

export interface Waiting {
  edit: EditRequest;
  basedOn: number; // revision seen when it was made
  text: string; // as a person reads it
}

export interface Storage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface Server {
  post(edit: EditRequest, basedOn: number, client: string): Promise<Edit>;
  edits(): Promise<Edits>;
}

export interface Listener {
  changed(): void; // what waits, or the state
  confirmed(edit: Edit): void;
  conflict(waiting: Waiting, conflict: Conflict): void;
  locked(): void; // the server asks for its password again: it has been started again
}

// `conflict` and `locked` wait for a person. What comes after the edit in question waits with it: sent before it, an
// earlier decision of the same person would overwrite a later one.
export type State = 'idle' | 'sending' | 'offline' | 'refused' | 'conflict' | 'locked';

export class Outbox {
  waiting: Waiting[] = [];
  state: State = 'idle';
  refusal = '';
  conflict: Conflict | null = null; // of the first of the waiting, while the state is `conflict`
  private newestOwn = 0; // revision of this client's last confirmed edit
  private unsure = false; // the first of the waiting was sent, and no answer came
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pause = 1000; // ms before the next attempt

  constructor(
    private readonly server: Server,
    private readonly storage: Storage,
    private readonly key: string, // one recording and client
    readonly client: string,
    private readonly listener: Listener,
  ) {
    this.restore();
  }

  add(edit: EditRequest, basedOn: number, text: string): void {
    this.waiting.push({ edit, basedOn, text });
    this.keep();
    if (this.state === 'idle') void this.send();
  }

  /** Tries now: the line is back, the password was given, or a person asks. */
  retry(): void {
    if (this.state === 'sending' || this.state === 'conflict') return;
    clearTimeout(this.timer);
    this.pause = 1000;
    void this.send();
  }

  /** Gives up the first of the waiting, which the server refused or which met somebody else's. */
  dropFirst(): void {
    if (this.state === 'sending') return;
    this.conflict = null;
    this.settle();
    void this.send();
  }

  /** Makes the edit that met somebody else's all the same: theirs have been seen. */
  insist(): void {
    if (this.conflict === null) return;
    this.waiting[0].basedOn = this.conflict.revision;
    this.conflict = null;
    this.keep();
    void this.send();
  }

  private async send(): Promise<void> {
    if (this.waiting.length === 0) return this.become('idle');
    this.become('sending');
    const first = this.waiting[0];
    let posted = false;
    try {
      let done: Edit | undefined;
      if (this.unsure) {
        // The answer was lost, perhaps not the edit: an insertion made twice would be two beats.
        // Newer than what was known when it was made, and than this tab's last confirmed one: it can only be this.
        const known = Math.max(first.basedOn, this.newestOwn);
        const { edits } = await this.server.edits();
        done = edits.find((e) => e.client === this.client && e.revision > known);
      }
      if (done === undefined) {
        this.unsure = true;
        this.keep();
        posted = true;
        done = await this.server.post(first.edit, first.basedOn, this.client);
      }
      this.newestOwn = Math.max(this.newestOwn, done.revision);
      this.settle();
      this.listener.confirmed(done);
    } catch (error) {
      if (error instanceof Refused && posted) {
        this.unsure = false; // an answer came: it was not made. Not so where the question after it was refused
        this.keep();
      }
      if (error instanceof Refused && error.conflict !== null) {
        this.conflict = error.conflict;
        this.become('conflict');
        return this.listener.conflict(first, error.conflict);
      } else if (error instanceof Refused && error.status === 401) {
        this.become('locked');
        return this.listener.locked();
      } else if (error instanceof Refused) {
        // Not written (full disk, read-only folder) or not understood: it stays until a person decides.
        this.refusal = error.message;
        return this.become('refused');
      } else if (error instanceof Unreachable || error instanceof TypeError) {
        this.become('offline');
        this.timer = setTimeout(() => void this.send(), this.pause);
        this.pause = Math.min(15000, this.pause * 2);
        return;
      } else {
        throw error;
      }
    }
    this.pause = 1000;
    return this.send();
  }

  private settle(): void {
    this.waiting.shift();
    this.unsure = false;
    this.keep();
  }

  private become(state: State): void {
    this.state = state;
    this.listener.changed();
  }

  private keep(): void {
    try {
      if (this.waiting.length === 0) this.storage.removeItem(this.key);
      else {
        const { waiting, unsure, newestOwn, client } = this;
        this.storage.setItem(this.key, JSON.stringify({ waiting, unsure, newestOwn, client }));
      }
    } catch {
      // Storage full or forbidden: the edits still wait in memory, and the page asks before it closes.
    }
    this.listener.changed();
  }

  private restore(): void {
    try {
      const kept = JSON.parse(this.storage.getItem(this.key) ?? 'null') as Outbox | null;
      if (kept === null || !Array.isArray(kept.waiting)) return;
      this.waiting = kept.waiting;
      this.unsure = kept.unsure;
      this.newestOwn = kept.newestOwn;
    } catch {
      this.storage.removeItem(this.key); // written by another version
    }
  }
}
