import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Refused, Unreachable, type Edit, type EditRequest } from '../src/api';
import { Outbox, type Storage } from '../src/outbox';

class Memory implements Storage {
  values = new Map<string, string>();
  getItem = (key: string): string | null => this.values.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.values.set(key, value);
  removeItem = (key: string): void => void this.values.delete(key);
}

/** A server that makes edits, and can lose the line before or after it made one. */
class Server {
  made: Edit[] = [];
  fault: 'none' | 'before' | 'after' | 'full' | 'conflict' | 'locked' = 'none';
  basedOn: number[] = [];
  async post(edit: EditRequest, basedOn: number, client: string): Promise<Edit> {
    this.basedOn.push(basedOn);
    if (this.fault === 'locked') throw new Refused('a token or password is needed', 401);
    if (this.fault === 'before') throw new Unreachable('lost');
    if (this.fault === 'full') throw new Refused('No space left on device', 507);
    if (this.fault === 'conflict') {
      this.fault = 'none';
      throw new Refused('conflict', 409, { revision: 5, theirs: [], beats: [1], message: 'conflict' });
    }
    const done: Edit = { revision: this.made.length + 1, kind: edit.kind, client, time: '', text: edit.kind, undone: false, beats: 1 };
    this.made.push(done);
    if (this.fault === 'after') throw new Unreachable('lost');
    return done;
  }
  edits = async () => {
    if (this.fault === 'locked') throw new Refused('a token or password is needed', 401);
    if (this.fault !== 'none') throw new Unreachable('lost');
    return { revision: this.made.length, edits: this.made, undo: null, redo: null };
  };
}

const settle = async (): Promise<void> => void (await vi.advanceTimersByTimeAsync(20000));
const insert = (sample: number): EditRequest => ({ kind: 'insert', sample, label: 'N' });
let memory: Memory;
let server: Server;
let conflicts: string[];
let asked: number;

function make(): Outbox {
  return new Outbox(server, memory, 'box', 'me', { changed: () => undefined, confirmed: () => undefined, conflict: (w) => conflicts.push(w.text), locked: () => ++asked });
}

beforeEach(() => {
  vi.useFakeTimers();
  memory = new Memory();
  server = new Server();
  conflicts = [];
  asked = 0;
});

describe('edits on their way', () => {
  it('are sent in order and forgotten when confirmed', async () => {
    const box = make();
    for (const s of [1, 2, 3]) box.add(insert(s), 0, String(s));
    await settle();
    expect(server.made).toHaveLength(3);
    expect(box.state).toBe('idle');
    expect(memory.values.size).toBe(0);
  });
  it('are made once where the answer was lost and the server then asks for its password', async () => {
    server.fault = 'after';
    const box = make();
    box.add({ kind: 'undo' }, 0, 'undone');
    await vi.advanceTimersByTimeAsync(1); // made, and the answer lost
    server.fault = 'locked';
    await settle();
    expect(box.state).toBe('locked');
    server.fault = 'none';
    box.retry();
    await settle();
    expect(server.made).toHaveLength(1);
    expect(box.state).toBe('idle');
  });
  it('wait while the line is lost, and a closed page loses none', async () => {
    server.fault = 'before';
    const box = make();
    box.add(insert(1), 0, 'one');
    box.add(insert(2), 0, 'two');
    await settle();
    expect(box.state).toBe('offline');
    vi.clearAllTimers(); // the page is closed
    server.fault = 'none';
    const next = make();
    expect(next.waiting.map((w) => w.text)).toEqual(['one', 'two']);
    next.retry();
    await settle();
    expect(server.made).toHaveLength(2);
  });
  it('are not made twice where only the answer was lost', async () => {
    server.fault = 'after';
    const box = make();
    box.add(insert(1), 0, 'one');
    await vi.advanceTimersByTimeAsync(10);
    expect(server.made).toHaveLength(1);
    server.fault = 'none';
    box.add(insert(2), 0, 'two');
    await settle();
    expect(server.made).toHaveLength(2);
    expect(box.waiting).toHaveLength(0);
  });
  it('are not taken for older ones of the same client, which a reloaded page has forgotten', async () => {
    const before = make();
    before.add(insert(1), 0, 'one');
    await settle();
    const box = make(); // reloaded: it knows revision 1 from the server
    server.fault = 'before';
    box.add(insert(2), 1, 'two');
    await vi.advanceTimersByTimeAsync(10);
    server.fault = 'none';
    await settle();
    expect(server.made).toHaveLength(2);
  });
  it('stay where the disk is full, until a person decides', async () => {
    server.fault = 'full';
    const box = make();
    box.add(insert(1), 0, 'one');
    await settle();
    expect(box.state).toBe('refused');
    expect(box.refusal).toContain('No space');
    server.fault = 'none';
    box.retry();
    await settle();
    expect(server.made).toHaveLength(1);
  });
  it('wait behind one that met somebody else’s: the order is kept', async () => {
    server.fault = 'conflict';
    const box = make();
    box.add({ kind: 'relabel', target: { group: 1 }, label: 'F' }, 0, 'one');
    box.add({ kind: 'relabel', target: { beats: [7] }, label: 'N' }, 0, 'two');
    await settle();
    expect(conflicts).toEqual(['one']);
    expect(server.made).toHaveLength(0);
    box.retry(); // the line came back: no answer to the question
    await settle();
    expect(server.made).toHaveLength(0);
    box.insist();
    await settle();
    expect(server.made).toHaveLength(2);
    expect(server.basedOn).toEqual([0, 5, 0]); // theirs, revision 5, were seen by the one that met them
    expect(memory.values.size).toBe(0);
  });
  it('that met somebody else’s can be given up, and are asked about again by a reloaded page', async () => {
    server.fault = 'conflict';
    make().add(insert(1), 0, 'one');
    await settle();
    server.fault = 'conflict';
    const box = make();
    box.retry();
    await settle();
    expect(conflicts).toEqual(['one', 'one']);
    box.dropFirst();
    await settle();
    expect(server.made).toHaveLength(0);
    expect(box.state).toBe('idle');
  });
  it('wait for the password, and are then sent once', async () => {
    server.fault = 'locked';
    const box = make();
    box.add(insert(1), 0, 'one');
    box.add(insert(2), 0, 'two');
    await settle();
    expect(box.state).toBe('locked');
    expect(asked).toBe(1);
    server.fault = 'none';
    box.retry();
    await settle();
    expect(server.made).toHaveLength(2);
  });
  it('survive a browser that keeps nothing', async () => {
    memory.setItem = () => {
      throw new Error('QuotaExceeded');
    };
    const box = make();
    box.add(insert(1), 0, 'one');
    await settle();
    expect(server.made).toHaveLength(1);
  });
});
