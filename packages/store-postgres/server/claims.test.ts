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
async function fill(schema: string, count: number, practice: string, due: string, alert = 'null'): Promise<void> {
  await database.superuser.query(
    `insert into ${schema}.journey (practice_id, patient_id, revision, generation, due_at, alert_at, waits_for_staff)
     select ${practice}, 'patient-' || n, 1, 1, ${due}, ${alert}, false from generate_series(1, ${count}) as n`,
  );
}

/** A claim of a hundred that is rolled back: who got it, the plans of all its statements, the rows it read of the table. */
async function explained(schema: string) {
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
    const { seq_tup_read: scanned, idx_tup_fetch: fetched } = stats.rows[0];
    return { patients: rows.map(({ patient_id }) => patient_id as string), plans: plans.join('\n'), scanned, fetched };
  } finally {
    await client.query('rollback');
    client.release(true);
  }
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
    const { patients, plans, scanned, fetched } = await explained(schema);
    expect(patients.sort()).toEqual(['ana', 'ben']);
    for (const index of ['journey_alert', 'journey_due', 'journey_pkey'])
      expect(plans).toMatch(new RegExp(`Index Scan using ${index} on journey`));
    expect(plans).not.toContain('Seq Scan on journey');
    expect(plans).not.toContain('Bitmap');
    expect(scanned).toBe(0);
    expect(fetched).toBeLessThan(50);
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

  it.each([
    ['messages', 'journey_due_by_place', 'null'],
    ['alerts', 'journey_alert_by_place', `timestamptz '${now}' - n * interval '1 second'`],
  ])('stays so when nothing was analysed and many %s are due: turns go by %s', async (what, index, alert) => {
    await fill(schema, 20_000, `'${what}-' || n % 3`, `timestamptz '${now}' - n * interval '1 second'`, alert);
    const { patients, plans, scanned, fetched } = await explained(schema);
    expect(patients.length).toBe(100);
    expect(plans).toMatch(new RegExp(`Index Scan using ${index} on journey`));
    expect(plans).not.toContain('Seq Scan on journey');
    expect(scanned).toBe(0);
    expect(fetched).toBeLessThan(1000);
  });
});

describe('a claim among many practices', () => {
  const longAgo = `timestamptz '${now}' - interval '1 day' - n * interval '1 second'`;
  const later = `timestamptz '${now}' + n * interval '1 second'`;

  it('gives every practice something while one has ten thousand journeys that are due longer', async () => {
    const store = await workerStore(database, 'fair');
    await fill('fair', 10_000, `'large'`, longAgo);
    const small = Array.from({ length: 40 }, (_, index) => `small-${index}`);
    for (const practiceId of small) await store.apply(practiceId, [journeyDue(practiceId, 'ana', dueAt)]);
    const claims = await store.claimDue({ now, limit: 200, leaseMs: 30_000 });
    expect(claims.length).toBe(200);
    expect(practicesOf(claims).sort()).toEqual(['large', ...small].sort());
  });

  it('passes over 256 practices with nothing due in a claim, and goes on there', async () => {
    const store = await workerStore(database, 'quiet');
    await fill('quiet', 10_000, `'large'`, longAgo);
    await fill('quiet', 1000, `'quiet-' || n`, later);
    await store.apply('small', [journeyDue('small', 'ana', dueAt)]);
    const claims: Claim[] = [];
    for (let made = 0; made < Math.ceil(1002 / 256); made += 1)
      claims.push(...(await store.claimDue({ now, limit: 10, leaseMs: 30_000 })));
    expect(practicesOf(claims).sort()).toEqual(['large', 'small']);
    expect(claims.length).toBe(40);
  });

  it('shares out half of a claim in equal parts, and gives the rest to what is longest due', async () => {
    const store = await workerStore(database, 'parts');
    await fill('parts', 100, `'large'`, longAgo);
    await fill('parts', 200, `'small-' || n % 2`, `timestamptz '${now}' - n * interval '1 second'`);
    const counts = async (limit: number) => {
      const claims = await store.claimDue({ now, limit, leaseMs: 30_000 });
      await store.release(claims);
      const practices = practicesOf(claims).sort();
      return practices.map((id) => claims.filter(({ practiceId }) => practiceId === id).length);
    };
    expect(await counts(60)).toEqual([40, 10, 10]);
    expect(await counts(6)).toEqual([4, 1, 1]);
    // 32 are 11, 11 and 10, in the order of the round.
    expect([43, 42]).toContain((await counts(64))[0]);
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
