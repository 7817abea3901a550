// Claims of a full table: by the indexes whatever lies ahead, fair between practices, alerts first.
import type { Claim } from '@implant-journey/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPostgresStore, type Database, type PostgresStore } from '../src/index.js';
import { dueAt, journeyAlerting, journeyDue } from '../test/journeys.js';
import { madeUpKeys } from '../test/made-up-keys.js';
import { testDatabase, workerStore } from './server.js';

const database = await testDatabase();
const now = '2026-03-02T15:00:00Z';
const practicesOf = (claims: readonly Claim[]) => [...new Set(claims.map(({ practiceId }) => practiceId))];

/** Journeys as rows alone, the fastest way to many. Practices are named after a number. */
async function fill(schema: string, count: number, practice: string, due: string): Promise<void> {
  await database.superuser.query(
    `insert into ${schema}.journey (practice_id, patient_id, revision, generation, due_at, waits_for_staff)
     select ${practice}, 'patient-' || n, 1, 1, ${due}, false from generate_series(1, ${count}) as n`,
  );
}

describe('with 450,000 journeys due later', () => {
  const schema = 'backlog';
  let store: PostgresStore;

  beforeAll(async () => {
    store = await workerStore(database, schema);
    await fill(schema, 450_000, `'practice-' || n % 3000`, `timestamptz '${now}' + n * interval '1 minute'`);
    await database.superuser.query(`analyze ${schema}.journey`);
    await store.apply('practice-7', [
      journeyDue('practice-7', 'ana', dueAt),
      journeyAlerting('practice-7', 'ben', dueAt),
    ]);
  });

  it('finds what is due by the indexes on due times, and reads next to nothing else', async () => {
    const client = await database.superuser.connect();
    const plans: string[] = [];
    client.on('notice', ({ message }) => plans.push(message ?? ''));
    try {
      await client.query(`load 'auto_explain'`);
      await client.query('set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on');
      await client.query('set auto_explain.log_level = notice');
      await client.query(`begin; set local role ${database.nameOf('worker')}`);
      const { rows } = await client.query(`select * from ${schema}.claim_due($1, 100, '30 seconds')`, [now]);
      const stats = await client.query(
        `select seq_tup_read::int, idx_tup_fetch::int from pg_stat_xact_user_tables where relid = '${schema}.journey'::regclass`,
      );
      expect(rows.map(({ patient_id }) => patient_id).sort()).toEqual(['ana', 'ben']);
      expect(stats.rows[0].seq_tup_read).toBe(0);
      expect(stats.rows[0].idx_tup_fetch).toBeLessThan(50);
    } finally {
      await client.query('rollback');
      client.release(true);
    }
    const told = plans.join('\n');
    for (const index of ['journey_alert', 'journey_due_by_lane', 'journey_due', 'journey_pkey'])
      expect(told).toMatch(new RegExp(`Index Scan using ${index} on journey`));
    expect(told).not.toContain('Seq Scan on journey');
    expect(told).not.toContain('Bitmap');
  });

  it('loads and applies a batch of a large practice by the keys, in one statement each', async () => {
    await fill(schema, 20_000, `'big'`, `timestamptz '${now}' + n * interval '1 minute'`);
    const ids = Array.from({ length: 100 }, (_, index) => `new-${index}`);
    const client = await (await database.as('worker')).connect();
    let statements = 0;
    const counting: Database = {
      query(text, params) {
        statements += 1;
        return client.query(text, params);
      },
    };
    const own = createPostgresStore({ database: counting, schema, keys: madeUpKeys() });
    try {
      await client.query('begin');
      await own.apply(
        'big',
        ids.map((id) => journeyDue('big', id, dueAt)),
      );
      await own.load('big', ids);
      const again = ids.map((id) => ({ ...journeyDue('big', id, dueAt), expectedRevision: 1 }));
      const results = await own.apply('big', again);
      expect(results.every(({ kind }) => kind === 'applied')).toBe(true);
      expect(statements).toBe(3);
      const { rows } = await client.query(
        `select relname, seq_tup_read::int as read, idx_tup_fetch::int as fetched from pg_stat_xact_user_tables
         where schemaname = '${schema}' and relname in ('journey', 'data_key', 'address', 'address_history') order by 1`,
      );
      // Each statement looks at its hundred a few times, and at nobody else.
      for (const { relname, read, fetched } of rows)
        expect([relname, read, fetched < 2000]).toEqual([relname, 0, true]);
      expect(rows.length).toBe(4);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('stays so when nothing was analysed, and when much is due', async () => {
    await fill(schema, 20_000, `'flood-' || n % 3`, `timestamptz '${now}' - n * interval '1 second'`);
    const client = await database.superuser.connect();
    try {
      await client.query(`begin; set local role ${database.nameOf('worker')}`);
      const { rows } = await client.query(`select * from ${schema}.claim_due($1, 100, '30 seconds')`, [now]);
      const stats = await client.query(
        `select seq_tup_read::int, idx_tup_fetch::int from pg_stat_xact_user_tables where relid = '${schema}.journey'::regclass`,
      );
      expect(rows.length).toBe(100);
      expect(stats.rows[0].seq_tup_read).toBe(0);
      expect(stats.rows[0].idx_tup_fetch).toBeLessThan(1000);
    } finally {
      await client.query('rollback');
      client.release(true);
    }
  });
});

describe('a claim among many practices', () => {
  it('gives every practice something while one has ten thousand journeys that are due longer', async () => {
    const store = await workerStore(database, 'fair');
    await fill('fair', 10_000, `'large'`, `timestamptz '${now}' - interval '1 day' - n * interval '1 second'`);
    const small = Array.from({ length: 40 }, (_, index) => `small-${index}`);
    for (const practiceId of small) await store.apply(practiceId, [journeyDue(practiceId, 'ana', dueAt)]);
    // One lane in sixteen is that of the large practice; whoever shares it waits for the rest.
    const { rows } = await database.superuser.query(
      `select practice_id from fair.journey where lane = (select lane from fair.journey where practice_id = 'large' limit 1)
         and practice_id <> 'large'`,
    );
    const sharing = rows.map(({ practice_id }) => practice_id as string);
    expect(sharing.length).toBeLessThan(10);
    const claims = await store.claimDue({ now, limit: 200, leaseMs: 30_000 });
    expect(claims.length).toBe(200);
    expect(practicesOf(claims).sort()).toEqual(['large', ...small.filter((id) => !sharing.includes(id))].sort());
  });

  it('gives the longest due of each practice first, and all of them in order of time', async () => {
    const store = await workerStore(database, 'ordered');
    const times = ['12:00', '09:00', '11:00', '10:00'].map((time) => `2026-03-02T${time}:00Z`);
    for (const practiceId of ['one', 'two', 'three'])
      await store.apply(
        practiceId,
        times.map((time) => journeyDue(practiceId, `due ${time}`, time)),
      );
    const dues = (claims: readonly Claim[]) => claims.map(({ patientId }) => patientId.slice(4));
    const first = await store.claimDue({ now, limit: 6, leaseMs: 30_000 });
    expect(dues(first)).toEqual([...dues(first)].sort());
    const rest = await store.claimDue({ now, limit: 16, leaseMs: 30_000 });
    expect(dues(rest)).toEqual([...dues(rest)].sort());
    for (const practiceId of ['one', 'two', 'three']) {
      const own = [...first, ...rest].filter((claim) => claim.practiceId === practiceId);
      expect(dues(own)).toEqual([...times].sort());
    }
  });

  it('gives alerts before everything else, however long that is due', async () => {
    const store = await workerStore(database, 'alerts');
    await fill('alerts', 3000, `'large'`, `timestamptz '${now}' - interval '1 day'`);
    await store.apply('large', [journeyAlerting('large', 'alert', now)]);
    const [claim, ...others] = await store.claimDue({ now, limit: 1, leaseMs: 30_000 });
    expect(claim?.patientId).toBe('alert');
    expect(others).toEqual([]);
  });

  it('gives everything that is due in the end', async () => {
    const store = await workerStore(database, 'complete');
    await fill('complete', 1000, `'practice-' || n % 7`, `timestamptz '${now}' - n * interval '1 second'`);
    let claimed = 0;
    for (;;) {
      const claims = await store.claimDue({ now, limit: 90, leaseMs: 30_000 });
      if (claims.length === 0) break;
      claimed += claims.length;
    }
    expect(claimed).toBe(1000);
  });
});
