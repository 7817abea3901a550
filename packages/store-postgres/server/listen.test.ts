// Waking workers over a real connection.
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { listenOn } from '../src/index.js';
import { harbor, journeyDue } from '../test/journeys.js';
import { testDatabase, workerStore } from './server.js';

const database = await testDatabase();

describe('a stored change', () => {
  it('that is due at once wakes who listens; one that is due later, or after the end of listening, does not', async () => {
    const store = await workerStore(database, 'waking');
    const client = new Client({ connectionString: (await database.as('worker')).options.connectionString });
    await client.connect();
    let woken = 0;
    let told = () => {};
    const next = () =>
      new Promise<void>((resolve) => {
        told = resolve;
      });
    const stop = await listenOn(client, { schema: 'waking' })(() => {
      woken += 1;
      told();
    });
    await store.apply(harbor, [journeyDue(harbor, 'later', '2999-01-01T00:00:00Z')]);
    const first = next();
    await store.apply(harbor, [journeyDue(harbor, 'now', '2026-03-02T09:00:00Z')]);
    await first;
    expect(woken).toBe(1);
    await stop();
    await store.apply(harbor, [journeyDue(harbor, 'now too', '2026-03-02T09:00:00Z')]);
    await client.query('select 1');
    expect(woken).toBe(1);
    await client.end();
  });
});
