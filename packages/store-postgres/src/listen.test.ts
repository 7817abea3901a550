// Listening on connections that are made up, with pauses that end when a test says so. Nothing here waits.
import { describe, expect, it } from 'vitest';
import { type ListenEvent, type ListeningClient, listenOn } from './listen.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A server that takes connections, or refuses the next so many. */
function madeUpServer() {
  const clients: { readonly said: string[]; emit(event: string): void }[] = [];
  let refusing = 0;
  function open(): ListeningClient {
    const [said, listeners]: [string[], Map<string, (cause: unknown) => void>] = [[], new Map()];
    clients.push({ said, emit: (event) => listeners.get(event)?.(new Error(event)) });
    return {
      async connect() {
        refusing -= 1;
        if (refusing >= 0) throw new Error('refused');
      },
      query: async (text) => said.push(text),
      end: async () => said.push('end'),
      on: (event, listener) => listeners.set(event, listener),
    };
  }
  return {
    open,
    clients,
    refuse(times: number) {
      refusing = times;
    },
  };
}

/** Who listens to that server; `drawn` is what chance says. */
async function listener({ open }: ReturnType<typeof madeUpServer>, drawn = 1) {
  const events: ListenEvent[] = [];
  const waited: number[] = [];
  let [woken, goOn] = [0, () => {}];
  const wait = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      waited.push(ms);
      goOn = resolve;
      signal.addEventListener('abort', () => resolve());
    });
  const listen = listenOn(open, { schema: 'waking', wait, draw: () => drawn });
  const end = await listen(
    () => {
      woken += 1;
    },
    (event) => events.push(event),
  );
  await turn();
  return {
    events,
    waited,
    end,
    woken: () => woken,
    kinds: () => events.map(({ kind }) => kind),
    /** The pause is over. */
    async retry() {
      goOn();
      await turn();
    },
  };
}

describe('listenOn', () => {
  it('wakes when it begins to listen, and whenever it hears something', async () => {
    const server = madeUpServer();
    const { woken, kinds } = await listener(server);
    expect([woken(), kinds(), server.clients[0]?.said]).toEqual([1, ['listening'], ['listen "waking_due"']]);
    server.clients[0]?.emit('notification');
    expect(woken()).toBe(2);
  });

  it.each(['error', 'end'])('tells of a connection that broke (%s), makes another, and wakes once', async (how) => {
    const server = madeUpServer();
    const { woken, events, kinds, retry } = await listener(server);
    server.clients[0]?.emit(how);
    server.clients[0]?.emit('end');
    await turn();
    expect(events.at(-1)).toMatchObject({ kind: 'failed', doing: 'listen', retryInMs: 500 });
    expect([server.clients.length, server.clients[0]?.said.at(-1), woken()]).toEqual([1, 'end', 1]);
    await retry();
    expect([kinds(), woken()]).toEqual([['listening', 'failed', 'listening'], 2]);
    server.clients[1]?.emit('notification');
    expect(woken()).toBe(3);
  });

  it.each([
    [1, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]],
    [0, [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]],
  ])('comes back after pauses that grow and differ, from the beginning once it listened', async (drawn, pauses) => {
    const server = madeUpServer();
    server.refuse(pauses.length);
    const { waited, woken, retry } = await listener(server, drawn);
    for (const _ of pauses) await retry();
    expect([waited, woken()]).toEqual([pauses, 1]);
    server.clients.at(-1)?.emit('error');
    await turn();
    expect(waited.at(-1)).toBe(pauses[0]);
  });

  it('ends while it waits, and then hears no more', async () => {
    const server = madeUpServer();
    server.refuse(1);
    const waiting = await listener(server);
    await waiting.end();
    expect([server.clients.length, waiting.kinds()]).toEqual([1, ['failed']]);
    const hearing = await listener(server);
    await hearing.end();
    server.clients[1]?.emit('notification');
    server.clients[1]?.emit('end');
    await turn();
    expect([hearing.woken(), hearing.kinds(), server.clients[1]?.said.at(-1)]).toEqual([1, ['listening'], 'end']);
  });

  it('ends while it connects, and tells of nothing', async () => {
    let connected = () => {};
    const slow: ListeningClient = {
      connect: () =>
        new Promise<void>((resolve) => {
          connected = resolve;
        }),
      query: async () => undefined,
      end: async () => undefined,
      on: () => undefined,
    };
    const { end, kinds, woken } = await listener({ ...madeUpServer(), open: () => slow });
    await end();
    connected();
    await turn();
    expect([kinds(), woken()]).toEqual([[], 0]);
  });
});
