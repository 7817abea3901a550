// Who waits for staff, in a practice of any size: by the partial index, without a look at the others.
import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, workerStore } from './server.js';

const database = await testDatabase();
const schema = 'worklist';

describe('the worklist of a practice with 100,000 journeys, among 350,000 of others', () => {
  beforeAll(async () => {
    await workerStore(database, schema);
    await database.superuser.query(
      `insert into ${schema}.journey (practice_id, patient_id, revision, generation, due_at, waits_for_staff)
       select case when n <= 100000 then 'large' else 'practice-' || n % 3000 end, 'patient-' || n, 1, 1,
         timestamptz '2026-03-02T09:00:00Z' + n * interval '1 minute', n % 5000 = 0
       from generate_series(1, 450000) as n`,
    );
  });

  it.each(['never', 'just now'])('reads those who wait and nobody else, the table analysed %s', async (when) => {
    if (when === 'just now') await database.superuser.query(`analyze ${schema}.journey`);
    const client = await (await database.as('worker')).connect();
    try {
      await client.query('begin');
      // Often enough for the server to settle on one plan for all practices.
      for (let times = 0; times < 8; times += 1) {
        const { rows } = await client.query(`select * from ${schema}.patients_waiting('large')`);
        expect(rows.length).toBe(20);
      }
      const { rows } = await client.query(
        `select relname as name, pg_stat_get_xact_numscans(oid)::int as scans,
           pg_stat_get_xact_tuples_returned(oid)::int as read
         from pg_class where relnamespace = '${schema}'::regnamespace and relname like 'journey%' order by 1`,
      );
      // A table counts as read what was read from end to end.
      expect(rows.filter(({ scans, read }) => scans > 0 || read > 0)).toEqual([
        { name: 'journey_worklist', scans: 8, read: 8 * 20 },
      ]);
      expect(rows.length).toBeGreaterThan(4);
    } finally {
      await client.query('rollback');
      client.release(true);
    }
  });
});
