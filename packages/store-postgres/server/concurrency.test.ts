// Many workers on one server: nothing is done twice, nothing is lost. Leases run on instants that are passed in, so no
// test waits.
import { type Claim, emptyDocument, type JourneyChange } from '@implant-journey/core';
import { describe, expect, it } from 'vitest';
import { createPostgresStore, migrate, type PostgresStore } from '../src/index.js';
import { dueAt, harbor, journeyDue, mesa } from '../test/journeys.js';
import { madeUpKeys } from '../test/made-up-keys.js';
import { testDatabase, workerStore } from './server.js';

const database = await testDatabase();
let schemas = 0;
const freshStore = () => {
  schemas += 1;
  return workerStore(database, `test_${schemas}`);
};
const at = (time: string) => `2026-03-02T${time}Z`;
const patients = (count: number) => Array.from({ length: count }, (_, index) => `patient-${index}`);

async function apply(store: PostgresStore, ids: readonly string[], practiceId = harbor, due = dueAt) {
  const results = await store.apply(
    practiceId,
    ids.map((id) => journeyDue(practiceId, id, due)),
  );
  expect(results.every(({ kind }) => kind === 'applied')).toBe(true);
}

/** Claims until nothing is left, as a worker does. */
async function claimAll(store: PostgresStore, limit: number): Promise<readonly Claim[]> {
  const claims: Claim[] = [];
  for (;;) {
    const some = await store.claimDue({ now: at('15:00:00'), limit, leaseMs: 30_000 });
    if (some.length === 0) return claims;
    claims.push(...some);
  }
}

describe('many claimers at once', () => {
  it('never share a journey, and leave none behind', async () => {
    const store = await freshStore();
    const ids = patients(500);
    await apply(store, ids.slice(0, 250), harbor);
    await apply(store, ids.slice(250), mesa);
    const given = (await Promise.all(Array.from({ length: 12 }, (_, index) => claimAll(store, 5 + index * 3)))).flat();
    expect(new Set(given.map(({ patientId }) => patientId)).size).toBe(500);
    expect(given.length).toBe(500);
  });

  it('walk past a journey that a transaction holds, instead of waiting for it', async () => {
    const store = await freshStore();
    await apply(store, ['ana', 'ben']);
    const other = await database.superuser.connect();
    try {
      await other.query('begin');
      await other.query(`select from test_${schemas}.journey where patient_id = 'ana' for update`);
      const claims = await store.claimDue({ now: at('15:00:00'), limit: 10, leaseMs: 30_000 });
      expect(claims.map(({ patientId }) => patientId)).toEqual(['ben']);
    } finally {
      await other.query('rollback');
      other.release();
    }
  });
});

describe('two applies at one revision', () => {
  it('let one through, for every patient, whatever the order in which they name them', async () => {
    const store = await freshStore();
    const ids = patients(40);
    await apply(store, ids);
    for (let revision = 1; revision <= 5; revision += 1) {
      const results = await Promise.all(
        [ids, [...ids].reverse(), [...ids].sort(), [...ids].reverse()].map(async (order) => {
          const changes = order.map((id) => ({ ...journeyDue(harbor, id, dueAt), expectedRevision: revision }));
          const told = await store.apply(harbor, changes);
          return new Map(order.map((id, index) => [id, told[index]?.kind]));
        }),
      );
      for (const id of ids) expect(results.filter((one) => one.get(id) === 'applied').length).toBe(1);
    }
    const stored = await store.load(harbor, ids);
    expect(stored.map(({ revision }) => revision)).toEqual(ids.map(() => 6));
  });

  it('let one through for a journey that is new, and both workers read it afterwards', async () => {
    const one = await freshStore();
    const keys = madeUpKeys();
    const pool = await database.as('worker');
    const workers = [1, 2].map(() => createPostgresStore({ database: pool, schema: `test_${schemas}`, keys }));
    expect(await one.patients(harbor)).toEqual([]);
    for (const id of patients(20)) {
      const kinds = await Promise.all(
        workers.map(async (store) => (await store.apply(harbor, [journeyDue(harbor, id, dueAt)]))[0]?.kind),
      );
      expect([...kinds].sort()).toEqual(['applied', 'conflict']);
      for (const store of workers) expect((await store.load(harbor, [id]))[0]?.document.steps.length).toBe(1);
    }
  });
});

describe('a worker that dies', () => {
  it('gives its journeys back when the lease ends, and not before', async () => {
    const store = await freshStore();
    await apply(store, patients(30));
    const dead = await store.claimDue({ now: at('15:00:00'), limit: 20, leaseMs: 30_000 });
    expect(dead.length).toBe(20);
    expect((await store.claimDue({ now: at('15:00:29.999'), limit: 100, leaseMs: 1000 })).length).toBe(10);
    const later = await store.claimDue({ now: at('15:00:31'), limit: 100, leaseMs: 30_000 });
    expect(later.length).toBe(30);
    expect(await store.extend(dead, { now: at('15:00:31'), leaseMs: 30_000 })).toEqual([]);
  });

  it('keeps its journeys as long as it lives: the heartbeat of a long batch', async () => {
    const store = await freshStore();
    await apply(store, patients(10));
    const own = await store.claimDue({ now: at('15:00:00'), limit: 10, leaseMs: 30_000 });
    for (const time of ['15:00:20', '15:00:40', '15:01:00']) {
      const [held, others] = await Promise.all([
        store.extend(own, { now: at(time), leaseMs: 30_000 }),
        store.claimDue({ now: at(time), limit: 10, leaseMs: 30_000 }),
      ]);
      expect(held).toEqual(own);
      expect(others).toEqual([]);
    }
  });

  it("is measured by the database's clock when no instant is passed", async () => {
    const store = await freshStore();
    await apply(store, ['ana'], harbor, '2020-01-01T00:00:00Z');
    const [claim] = await store.claimDue({ limit: 1, leaseMs: 60_000 });
    const { rows } = await database.superuser.query(
      `select extract(epoch from leased_until - now())::float8 as seconds from test_${schemas}.journey`,
    );
    expect(claim?.patientId).toBe('ana');
    expect(rows[0]?.seconds).toBeGreaterThan(50);
    expect(rows[0]?.seconds).toBeLessThanOrEqual(60);
  });
});

describe('an anchor or a pruning, while a worker writes', () => {
  const idle = (patientId: string, expectedRevision: number): JourneyChange => ({
    patientId,
    expectedRevision,
    document: emptyDocument(harbor, patientId),
    facts: [],
  });
  /** Until so many connections of this database wait for a lock. */
  async function waiting(count: number): Promise<void> {
    for (;;) {
      const { rows } = await database.superuser.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (rows.length >= count) return;
    }
  }

  it.each([
    ['anchorAudit', (store: PostgresStore) => store.anchorAudit(harbor)],
    ['pruneBefore', (store: PostgresStore) => store.pruneBefore(harbor, { audit: '2999-01-01T00:00:00Z' })],
  ] as const)('%s waits in the same order of patients, whatever their order on disk', async (name, deed) => {
    const store = await freshStore();
    const schema = `test_${schemas}`;
    const owner = createPostgresStore({ database: database.owner, schema, keys: madeUpKeys() });
    for (const id of ['zoe', 'max', 'ana']) await store.apply(harbor, [idle(id, 0)]);
    if (name === 'pruneBefore') await store.anchorAudit(harbor);
    // Of a table so small the planner reads all, as of a large one of which an anchor wants most.
    await database.superuser.query(`analyze ${schema}.journey`);
    const other = await database.superuser.connect();
    try {
      await other.query('begin');
      await other.query(`select from ${schema}.journey where patient_id = 'max' for update`);
      const done = deed(owner);
      await waiting(1);
      const applied = store.apply(harbor, [idle('ana', 1), idle('zoe', 1)]);
      await waiting(2);
      await other.query('commit');
      await done;
      expect((await applied).map(({ kind }) => kind)).toEqual(['applied', 'applied']);
    } finally {
      await other.query('rollback');
      other.release();
    }
    expect((await store.verifyAudit(harbor)).findings).toEqual([]);
  });
});

describe('two processes that migrate at once', () => {
  it('both find everything done, and every migration ran once', async () => {
    const all = Array.from({ length: 6 }, () => migrate({ database: database.owner, schema: 'raced' }));
    const ran = (await Promise.all(all)).flat();
    const { rows } = await database.owner.query('select name from raced.migration order by name');
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(ran)).toEqual(new Set(rows.map(({ name }) => name)));
    expect(await migrate({ database: database.owner, schema: 'raced' })).toEqual([]);
  });
});
