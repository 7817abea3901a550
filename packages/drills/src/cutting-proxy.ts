// A wire that breaks where a drill wants it. In: the server's address, where to cut next. Out: an address to connect to. Rule
// owned: it reads the protocol of Postgres only as far as it must to know which message of which call it carries.
import { connect, createServer, type Socket } from 'node:net';

/** Where the wire breaks, in the order of the protocol. */
export const cutPlaces = [
  'while connecting',
  'before the call',
  'within the call',
  'right after the call',
  'after the commit, before its answer',
  'within the answer',
  'after the answer',
] as const;
type CutPlace = (typeof cutPlaces)[number];

export interface Cut {
  readonly place: CutPlace;
  /** What the call says; the `nth` that says it is cut. */
  readonly call: string;
  readonly nth: number;
}

export interface CuttingProxy {
  readonly port: number;
  /** Cuts once, then lets everything pass. */
  cutNext(cut: Cut): void;
  /** Whether the last cut was made. */
  wasCut(): boolean;
  close(): Promise<void>;
}

export async function startCuttingProxy(server: {
  readonly host: string;
  readonly port: number;
}): Promise<CuttingProxy> {
  let armed: Cut | null = null;
  let seen = 0;
  const sockets = new Set<Socket>();

  const proxy = createServer((client) => {
    const upstream = connect(server.port, server.host);
    const both = [client, upstream];
    /** The cut that waits for the answer on this wire. */
    let awaiting: CutPlace | null = null;
    let isStartup = true;
    for (const socket of both) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        for (const one of both) one.destroy();
      });
    }
    const cut = () => {
      awaiting = null;
      for (const socket of both) socket.destroy();
    };
    client.on('data', (data: Buffer) => {
      if (armed?.place === 'while connecting' && isStartup) {
        armed = null;
        return cut();
      }
      isStartup = false;
      if (armed !== null && data.includes(armed.call)) seen += 1;
      if (armed === null || seen < armed.nth) return void upstream.write(data);
      const { place } = armed;
      armed = null;
      seen = 0;
      if (place === 'before the call') return cut();
      if (place === 'within the call') return void upstream.write(data.subarray(0, data.length / 2), cut);
      if (place === 'right after the call') return void upstream.write(data, cut);
      awaiting = place;
      upstream.write(data);
    });
    upstream.on('data', (data: Buffer) => {
      // All of an answer comes when its statement has committed, and ends with the message that the server is ready again.
      if (awaiting === 'after the commit, before its answer') return cut();
      if (awaiting === 'within the answer') return void client.write(data.subarray(0, data.length / 2), cut);
      const isEnd = data.at(-6) === readyForQuery;
      if (awaiting === 'after the answer' && isEnd) return void client.write(data, () => setTimeout(cut, 1));
      client.write(data);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cutNext(cut) {
      armed = cut;
      seen = 0;
    },
    wasCut: () => armed === null,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

const readyForQuery = 'Z'.charCodeAt(0);
