// The line to a live stream: its samples and events as they come, and what is known of the line itself.

import * as api from '../api';
import { LiveStream } from './stream';

/** `silent`: the program answers, but no samples come to it. `waiting`: its standard input has not brought the stream yet.
    `gone`: it has no stream of that name (any more). `failed`: the stream's input ended before its time. */
export type LineState = 'open' | 'silent' | 'lost' | 'waiting' | 'gone' | 'ended' | 'failed';

export interface LineListener {
  /** A stream was met: the first time, or another one under the same name. */
  met(stream: LiveStream): void;
  beats(beats: api.LiveBeat[]): void;
  rhythm(event: api.LiveEpisode): void;
  /** The state was told as a whole: all that is shown is to be drawn again. */
  told(): void;
  line(state: LineState, since: number): void;
}

const pollSeconds = 0.2;
const silentSeconds = 2;

export class Line {
  stream: LiveStream | null = null;
  state: LineState = 'open';
  /** Why the input failed. */
  fault = '';
  private since = performance.now(); // the present state began, ms
  private heard = performance.now(); // samples came, ms
  private events: EventSource | null = null;
  private started = '';

  constructor(private readonly name: string, private readonly listener: LineListener) {
    void this.poll();
    document.addEventListener('visibilitychange', () => !document.hidden && void this.poll());
  }

  private polling = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  private async poll(): Promise<void> {
    if (this.polling) return;
    clearTimeout(this.timer);
    this.polling = true;
    let wait = document.hidden ? 1 : pollSeconds;
    try {
      await this.ask();
    } catch (error) {
      wait = 2;
      if (error instanceof api.Refused && error.status === 404) await this.missed().catch(() => this.become('lost'));
      else if (error instanceof api.Refused && error.status === 401) location.reload();
      else this.become('lost');
    }
    this.polling = false;
    if (this.stands()) wait = 1;
    this.timer = setTimeout(() => void this.poll(), 1000 * wait);
  }

  /** No sample comes to this stream any more. */
  private stands(): boolean {
    return this.state === 'ended' || this.state === 'failed';
  }

  /** There is no such stream: one that is announced comes, or is known to have failed. */
  private async missed(): Promise<void> {
    const { input } = await api.liveStreams();
    if (input?.name !== this.name) return this.become('gone');
    this.fault = input.error ?? '';
    this.become(input.state === 'failed' ? 'failed' : input.state === 'ended' ? 'gone' : 'waiting');
  }

  private async ask(): Promise<void> {
    if (this.stream === null || this.state !== 'open' && this.state !== 'silent') {
      const state = await api.liveState(this.name);
      if (this.stream === null || state.started !== this.started) this.meet(state);
      else if (this.state === 'lost') this.tell(state);
      // What was seen of an ended stream is drawn as that of any other, once.
      if (state.ended && this.stream!.frames >= state.frames) return this.end(state);
    }
    const stream = this.stream!;
    const { first, begun, values } = await api.liveSignal(this.name, stream.frames);
    // Fewer frames than were seen: another stream under the same name.
    if (first < stream.frames) return this.meet(await api.liveState(this.name));
    if (values.length > 0) {
      stream.push(first, values);
      this.heard = performance.now();
    }
    if (stream.tellBegun(begun)) this.listener.told();
    if (this.stands()) return; // its last samples were fetched
    if (performance.now() - this.heard < 1000 * silentSeconds) return this.become('open');
    const state = await api.liveState(this.name);
    if (state.ended) this.end(state);
    else this.become('silent');
  }

  private end(state: { error?: string }): void {
    this.fault = state.error ?? '';
    this.become(this.fault === '' ? 'ended' : 'failed');
  }

  private meet(state: api.LiveState): void {
    this.started = state.started;
    this.stream = new LiveStream(state);
    this.heard = performance.now();
    this.listener.met(this.stream);
    if (state.ended) this.end(state);
    else this.become('open');
    this.follow();
  }

  private tell(state: api.LiveState): void {
    this.stream?.tell(state);
    this.listener.told();
  }

  private follow(): void {
    this.events?.close();
    const events = new EventSource(api.liveEventsPath(this.name));
    this.events = events;
    const on = <T>(kind: string, act: (data: T) => void): void =>
      events.addEventListener(kind, (event) => this.events === events && act(JSON.parse((event as MessageEvent<string>).data) as T));
    on<api.LiveState>('state', (state) => (state.started === this.started ? this.tell(state) : this.meet(state)));
    on<{ beats: api.LiveBeat[] }>('beats', ({ beats }) => {
      this.stream?.addBeats(beats);
      this.listener.beats(beats);
    });
    on<api.LiveEpisode>('rhythm', (event) => {
      if (this.stream?.addRhythm(event) === true) this.listener.told();
      this.listener.rhythm(event);
    });
    on<api.Live>('end', (state) => {
      events.close();
      this.end(state);
    });
    // The browser comes again by itself; where it gives up (a proxy's 502), this does.
    events.onerror = () => events.readyState === EventSource.CLOSED && setTimeout(() => this.events === events && !this.stands() && this.follow(), 2000);
  }

  private become(state: LineState): void {
    const before = this.since;
    if (state !== this.state) this.since = performance.now();
    const lasted = (this.since - before) / 1000;
    const changed = state !== this.state;
    this.state = state;
    this.listener.line(state, changed ? lasted : (performance.now() - this.since) / 1000);
  }
}
