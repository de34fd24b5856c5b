// Tabs of one browser: each is a client of its own, and edits that a closed one left behind are sent by the next.

const prefix = 'rwave.outbox.';

/** This tab's name: kept over a reload, not shared with other tabs, so that two tabs see each other as two. */
export function clientName(session: Storage): string {
  let name = session.getItem('rwave.client');
  if (name === null) {
    name = `web-${Math.random().toString(36).slice(2, 12)}`;
    session.setItem('rwave.client', name);
  }
  return name;
}

export const outboxKey = (record: string, client: string): string => `${prefix}${record}.${client}`;

/** Clients that left edits of this recording in the storage, this tab's own name aside. */
export function leftBehind(storage: Pick<Storage, 'length' | 'key'>, record: string, own: string): string[] {
  const found: string[] = [];
  for (let i = 0; i < storage.length; ++i) {
    const key = storage.key(i) ?? '';
    const client = key.slice(outboxKey(record, '').length);
    if (key === outboxKey(record, client) && /^web-[a-z0-9]+$/.test(client) && client !== own) found.push(client);
  }
  return found;
}

// A tab's lock ends with the tab, however it ends. Without locks (plain HTTP from another machine) a tab says that it
// lives; a hidden one does so once a minute at least.
const longestSilence = 150000; // ms

export function stayAlive(client: string): void {
  if (navigator.locks !== undefined) {
    void navigator.locks.request(`rwave.${client}`, () => new Promise(() => undefined));
    return;
  }
  const say = (): void => {
    try {
      localStorage.setItem('rwave.alive.' + client, String(Date.now()));
    } catch {
      // Full or forbidden: then nothing is left behind in it either.
    }
  };
  say();
  setInterval(say, 3000);
}

export async function closed(clients: string[]): Promise<string[]> {
  if (navigator.locks !== undefined) {
    const held = new Set((await navigator.locks.query()).held?.map((lock) => lock.name));
    return clients.filter((client) => !held.has(`rwave.${client}`));
  }
  return clients.filter((client) => Date.now() - Number(localStorage.getItem('rwave.alive.' + client) ?? 0) > longestSilence);
}
