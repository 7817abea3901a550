// What an operation costs that no machine's noise can move. In: a contender on a quiet server of its own. Out: commits, round
// trips, rows written and bytes of write-ahead log, for one case or one message. Page images are left out: they hang on when
// the last checkpoint was. Source of the goals: docs/performance.md.
import { randomBytes } from 'node:crypto';
import { migrate } from '@implant-journey/store-postgres';
import pg from 'pg';
import { startPostgres } from '../../../../scripts/postgres-server.js';
import { floorLean } from '../../peers/floor-lean.mjs';
import type { Adapter } from '../../peers/serve.mjs';
import { createOurs } from './ours.js';
import { NotExact } from './rounds.js';

export const countedWorks = ['plan', 'replan', 'book', 'record', 'dispatch'] as const;
type CountedWork = (typeof countedWorks)[number];

export interface Counts {
  readonly commits: number;
  readonly roundTrips: number;
  /** Inserted, updated and deleted. */
  readonly rows: number;
  readonly walBytes: number;
}

export type CountsOf = Readonly<Record<CountedWork, Counts>>;

/** Whatever takes a query of `pg`. */
interface Asked {
  query(query: never, values?: never): Promise<never>;
}

const cases = 20;
const messages = 500;
const from = { plan: 2_000_000, record: 1_000_000, cohort: 3_000_000 };

/** Nothing but the work writes, and no page is written whole. */
const quiet = {
  autovacuum: 'off',
  full_page_writes: 'off',
  checkpoint_timeout: '1h',
  max_wal_size: '8GB',
  bgwriter_lru_maxpages: '0',
};

/** Counts for the product and for the hand-written floor. */
export async function countAll(): Promise<{ readonly ours: CountsOf; readonly floor: CountsOf }> {
  const server = await startPostgres(quiet);
  try {
    const admin = oneConnection(server.url);
    for (const name of ['owner', 'worker']) await admin.query(`create role ours_${name} login`);
    await admin.query('create database ours owner ours_owner');
    await admin.query('create database floor');
    const at = (database: string, role = 'postgres') => {
      const url = new URL(server.url);
      [url.pathname, url.username] = [`/${database}`, role];
      return url.href;
    };
    const owner = oneConnection(at('ours', 'ours_owner'));
    await migrate({ database: owner });
    await owner.query(`select implant_journey.grant_access('ours_worker', 'worker')`);
    await owner.end();
    const key = () => randomBytes(32).toString('base64');
    const keys = { keys: { first: key() }, newest: 'first', hashSecret: key() };
    const ours = await countIn(at('ours', 'ours_worker'), admin, (database) =>
      createOurs({ database: database as never, admin: database as never, keys, batchSize: messages }),
    );
    const floor = await countIn(at('floor'), admin, (pool) => floorLean({ pool: pool as never }));
    await admin.end();
    return { ours, floor };
  } finally {
    await server.close();
  }
}

async function countIn(url: string, admin: pg.Pool, create: (asked: Asked) => Adapter): Promise<CountsOf> {
  const client = oneConnection(url);
  let roundTrips = 0;
  const adapter = create({
    query(query, values) {
      roundTrips += 1;
      return client.query(query, values) as never;
    },
  });
  await adapter.prepare();
  await adapter.load(range(0, 200));
  await adapter.seedRecords(range(from.record, cases));
  await (adapter.more?.seedCohort as ((range: object) => Promise<void>) | undefined)?.({
    from: from.cohort,
    count: messages,
  });

  /** How often each work was done: the next time it is done to others, or moves the other way. */
  let times = 0;
  let lot = -1;
  const works: Readonly<Record<CountedWork, () => Promise<void>>> = {
    plan: () => each(from.plan + times * cases, (number) => adapter.plan(number)),
    replan: () => each(from.plan + times * cases, (number) => adapter.replan(number, { shiftDays: 7, revision: 2 })),
    book: () => each(from.plan + times * cases, (number) => adapter.book(number)),
    record: () =>
      each(from.record, (number) =>
        adapter.record(number, { shiftDays: times % 2 === 0 ? 4 : 0, revision: 2 + times }),
      ),
    dispatch: () => sendAll(adapter, lot),
  };
  const makeDue = () => {
    lot += 1;
    return adapter.makeDue(lot * messages, messages, { lot });
  };

  async function measured(work: CountedWork): Promise<Omit<Counts, 'rows'>> {
    const before = await standOf(admin);
    roundTrips = 0;
    await works[work]();
    const trips = roundTrips;
    const after = await standOf(admin);
    return { commits: after.commits - before.commits, roundTrips: trips, walBytes: after.walBytes - before.walBytes };
  }
  /** Rows are counted by a transaction that is rolled back: the server tells its own at once. */
  async function rowsOf(work: CountedWork): Promise<number> {
    const text = 'select sum(n_tup_ins + n_tup_upd + n_tup_del)::int as rows from pg_stat_xact_user_tables';
    await client.query('begin');
    const before = await client.query<{ rows: number }>(text);
    await works[work]();
    const after = await client.query<{ rows: number }>(text);
    await client.query('rollback');
    return (after.rows[0]?.rows ?? 0) - (before.rows[0]?.rows ?? 0);
  }

  const counts: Partial<Record<CountedWork, Counts>> = {};
  // The first time warms tables and caches up.
  for (times = 0; times < 2; times += 1)
    for (const work of countedWorks) {
      if (work === 'dispatch') await makeDue();
      const told = await measured(work);
      const units = work === 'dispatch' ? messages : cases;
      counts[work] = { ...perUnit(told, units), rows: Number.NaN };
    }
  for (const work of countedWorks) {
    if (work === 'replan' || work === 'book') await works.plan();
    if (work === 'dispatch') await makeDue();
    const units = work === 'dispatch' ? messages : cases;
    counts[work] = { ...(counts[work] as Counts), rows: (await rowsOf(work)) / units };
    // What was rolled back is not done again: those cases are in caches, and not in the database.
    times += 1;
  }
  await client.end();
  return counts as CountsOf;
}

/** A pool of one, so that a transaction is what follows `begin`; the end of the server is no event. */
function oneConnection(connectionString: string): pg.Pool {
  return new pg.Pool({ connectionString, max: 1, idleTimeoutMillis: 0 }).on('error', () => undefined);
}

async function sendAll(adapter: Adapter, lot: number): Promise<void> {
  if (adapter.sendAll === undefined) await adapter.go();
  const sent = await (adapter.sendAll?.({ lot }) ?? adapter.halt());
  if (sent.length !== messages) throw new NotExact(`${messages} messages were due, ${sent.length} were sent`);
}

async function each(first: number, work: (number: number) => Promise<unknown>): Promise<void> {
  for (const number of range(first, cases)) await work(number);
}

function range(first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_none, index) => first + index);
}

/** Transactions that wrote, and the end of the write-ahead log. */
async function standOf(admin: pg.Pool): Promise<{ readonly commits: number; readonly walBytes: number }> {
  const { rows } = await admin.query<{ xid: string; lsn: string }>(
    `select pg_snapshot_xmax(pg_current_snapshot())::text as xid,
       (pg_current_wal_insert_lsn() - '0/0')::text as lsn`,
  );
  return { commits: Number(rows[0]?.xid), walBytes: Number(rows[0]?.lsn) };
}

function perUnit({ commits, roundTrips, walBytes }: Omit<Counts, 'rows'>, units: number): Omit<Counts, 'rows'> {
  return { commits: commits / units, roundTrips: roundTrips / units, walBytes: Math.round(walBytes / units) };
}
