// A server that ends connections, as one that is started again does. A pool tells of it, and nobody may be listening.
import { Pool } from 'pg';
import { expect, it } from 'vitest';
import { createLocalKeys, createPostgresStore } from '../src/index.js';
import { harbor, journeyDue } from '../test/journeys.js';
import { base64Key } from '../test/made-up-keys.js';
import { testDatabase, workerStore } from './server.js';

const database = await testDatabase();

it('a connection that breaks while idle ends no process, and the next call has a new one', async () => {
  await workerStore(database, 'breaking');
  const pool = new Pool({ connectionString: (await database.as('worker')).options.connectionString });
  const keys = createLocalKeys({ keys: { a: base64Key() }, newest: 'a', hashSecret: base64Key() });
  const store = createPostgresStore({ database: pool, schema: 'breaking', keys });
  const soon = '2026-03-02T09:00:00Z';
  await store.apply(harbor, [journeyDue(harbor, 'ana', soon)]);
  const { rows } = await pool.query('select pg_backend_pid() as pid');
  const broken = new Promise((resolve) => pool.once('remove', resolve));
  await database.superuser.query('select pg_terminate_backend($1)', [(rows[0] as { pid: number }).pid]);
  await broken;
  expect(pool.listenerCount('error')).toBe(1);
  expect(await store.patients(harbor)).toEqual(['ana']);
  await pool.end();
});
