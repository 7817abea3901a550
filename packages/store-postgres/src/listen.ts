// Waking workers. In: a connection of their own to a server. Out: what a worker's `listen` asks for. Rule owned: a call that
// is lost costs a few seconds and no message, for workers look by themselves.
import { checkedSchema } from './database.js';

/** What a connected `Client` of `pg` is. */
export interface ListeningClient {
  query(text: string): Promise<unknown>;
  on(event: 'notification' | 'error', listener: () => void): unknown;
  removeListener(event: 'notification' | 'error', listener: () => void): unknown;
}

/** Calls `wake` when a stored change is due at once. The connection stays the host's: it opens and ends it. */
export function listenOn(client: ListeningClient, { schema = 'implant_journey' }: { readonly schema?: string } = {}) {
  checkedSchema(schema);
  const channel = `"${schema}_due"`;
  return async (wake: () => void): Promise<() => Promise<void>> => {
    const heard = () => wake();
    // A connection that breaks must not end the process; the worker goes on without being woken.
    const broken = () => undefined;
    client.on('notification', heard);
    client.on('error', broken);
    const forget = () => {
      client.removeListener('notification', heard);
      client.removeListener('error', broken);
    };
    try {
      await client.query(`listen ${channel}`);
    } catch (error) {
      forget();
      throw error;
    }
    return async () => {
      await client.query(`unlisten ${channel}`).catch(() => undefined);
      forget();
    };
  };
}
