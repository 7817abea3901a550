// Waking workers. In: connections of their own to a server. Out: what a worker's `listen` asks for. Rules owned: a call that
// is lost costs a few seconds and no message, for workers look by themselves; a connection that broke is made again.
import { setTimeout as timer } from 'node:timers/promises';
import { type Pauses, pauseAfter } from '@implant-journey/core';
import { checkedSchema } from './database.js';

/** What a `Client` of `pg` is. */
export interface ListeningClient {
  connect(): Promise<unknown>;
  query(text: string): Promise<unknown>;
  end(): Promise<unknown>;
  on(event: 'notification' | 'error' | 'end', listener: (cause: unknown) => void): unknown;
}

export type ListenEvent =
  /** What becomes due is heard, from now on or again. */
  | { readonly kind: 'listening' }
  /** There was no connection to be had, or it broke. */
  | { readonly kind: 'failed'; readonly doing: 'listen'; readonly cause: unknown; readonly retryInMs: number };

export interface ListenOptions {
  /** Default: `implant_journey`. */
  readonly schema?: string;
  /** For tests. Default: timers. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** For tests: numbers from 0 to 1. Default: `Math.random`. */
  readonly draw?: () => number;
}

/** Between connections that fail. Source: practice preference. */
const pauses: Pauses = { firstMs: 500, longestMs: 30_000 };

/**
 * Calls `wake` when a stored change is due at once, and each time it begins to listen: a call may have been missed before.
 * @param open - Makes a `Client` of `pg`, not connected yet; another one after each that failed. Its option `keepAlive` finds
 *   out about a server that vanished without a word.
 * @returns What a worker's `listen` asks for. `wake` and `tell` must not throw.
 */
export function listenOn(open: () => ListeningClient, options: ListenOptions = {}) {
  const { schema = 'implant_journey', wait = waitFor, draw = Math.random } = options;
  checkedSchema(schema);

  return async (wake: () => void, tell: (event: ListenEvent) => void = () => {}): Promise<() => Promise<void>> => {
    const ending = new AbortController();
    const { signal } = ending;
    const heard = () => void (signal.aborted || wake());
    let failures = 0;
    const listening = () => {
      if (signal.aborted) return;
      failures = 0;
      tell({ kind: 'listening' });
      wake();
    };
    async function keepListening(): Promise<void> {
      while (!signal.aborted) {
        try {
          await listenOnce(open(), `listen "${schema}_due"`, { signal, listening, heard });
        } catch (cause) {
          failures += 1;
          const retryInMs = pauseAfter(failures, draw(), pauses);
          tell({ kind: 'failed', doing: 'listen', cause, retryInMs });
          await wait(retryInMs, signal);
        }
      }
    }
    const ended = keepListening();
    return async () => {
      ending.abort();
      await ended;
    };
  };
}

/** Done when it is told to end; rejects when the connection cannot be made or breaks. */
async function listenOnce(
  client: ListeningClient,
  statement: string,
  how: { readonly signal: AbortSignal; readonly listening: () => void; readonly heard: () => void },
): Promise<void> {
  let end = () => {};
  const over = new Promise<void>((resolve, reject) => {
    end = resolve;
    client.on('error', reject);
    client.on('end', () => reject(new Error('the connection ended')));
  });
  how.signal.addEventListener('abort', end);
  client.on('notification', how.heard);
  try {
    await Promise.race([over, client.connect().then(() => client.query(statement))]);
    how.listening();
    await over;
  } finally {
    how.signal.removeEventListener('abort', end);
    // Not waited for: a connection that broke may never say that it has ended.
    void client.end().catch(() => undefined);
  }
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return timer(ms, undefined, { signal }).catch(() => undefined);
}
