// Side by side with what a vendor would build on. In: quick or full. Out: every round as a line. Rules owned: what is loaded
// and when; each contender has a backlog of future messages, an analysed database and a checkpoint behind it before the
// clock runs.
import pg from 'pg';
import { startPostgres } from '../../../../scripts/postgres-server.js';
import { lots } from './calendar.js';
import { type Entrant, enterAll, type Field, oursOn, type Server, urlOf } from './contenders.js';
import type { NodeToUse } from './node-and-peers.js';
import { dispatchLot, inRounds, type Line } from './rounds.js';

export interface Sizes {
  readonly rounds: number;
  /** Cases of the backlog, 45 messages each. */
  readonly backlogCases: number;
  /** Parts in which the backlog is loaded: a round of `load` each, the first to warm up. */
  readonly loadParts: number;
  /** Cases of a round of plan, replan, book. */
  readonly casesPerRound: number;
  /** Cases with sixty facts; every round records one of each. */
  readonly recordCases: number;
  readonly connections: readonly number[];
  readonly workers: readonly number[];
  /** Due at once, for the product and for the peers. */
  readonly due: { readonly ours: number; readonly peers: number };
  /** Journeys that one of its workers takes at once; peers take 500 messages. */
  readonly oursAtOnce: number;
}

export const fullSizes: Sizes = {
  rounds: 7,
  backlogCases: 10_000,
  loadParts: 10,
  casesPerRound: 200,
  recordCases: 200,
  connections: [1, 8],
  workers: [1, 2, 4],
  due: { ours: 10_000, peers: 10_000 },
  oursAtOnce: 500,
};

export const quickSizes: Sizes = {
  rounds: 3,
  backlogCases: 800,
  loadParts: 4,
  casesPerRound: 24,
  recordCases: 24,
  connections: [8],
  workers: [1, 2],
  due: { ours: 400, peers: 2000 },
  // So that two workers have something to share.
  oursAtOnce: 100,
};

/** Connections enough for four workers of each contender. */
const serverSettings = { shared_buffers: '1GB', max_wal_size: '8GB', max_connections: '500' };

/** Numbers of cases: those of the backlog come first. */
const recordsFrom = 1_000_000;
const plansFrom = 2_000_000;
const cohortFrom = 3_000_000;

export interface Told {
  readonly lines: readonly Line[];
  readonly notRun: Field['notRun'];
  readonly versions: Readonly<Record<string, string>>;
}

export async function sideBySide(
  server: Server,
  node: NodeToUse,
  sizes: Sizes,
  say: (text: string) => void,
): Promise<Told> {
  const lines: Line[] = [];
  const { entrants, notRun } = await enterAll(server, node, sizes.oursAtOnce);
  try {
    say('a cohort whose messages come due');
    const ours = entrants[0] as Entrant;
    // Not by the process that stays: a database can be copied while nobody is connected.
    const seeder = ours.startWorker();
    await seeder.ask('seedCohort', { from: cohortFrom, count: sizes.due.ours });
    await seeder.end();
    const noBacklog = await copyOf(server, node, ours, sizes.oursAtOnce);
    say('loading the backlog');
    lines.push(...(await load(entrants, sizes)));
    for (const { control } of entrants)
      await control.ask('seedRecords', { from: recordsFrom, count: sizes.recordCases });
    await settle(server, [...entrants, noBacklog]);
    lines.push(...(await caseWorks(entrants, sizes, say)));
    await settle(server, [...entrants, noBacklog]);
    lines.push(...(await dispatches(entrants, noBacklog, sizes, say)));
    const versions = Object.assign({}, ...(await Promise.all(entrants.map(({ control }) => control.ask('versions')))));
    return { lines, notRun, versions };
  } finally {
    for (const { control, end } of entrants) {
      await control.end();
      await end();
    }
  }
}

/** The product with its cohort and nothing else. */
async function copyOf(server: Server, node: NodeToUse, ours: Entrant, atOnce: number): Promise<Entrant> {
  await server.admin.query(`create database ours_alone template ${ours.database}`);
  return { ...(await oursOn(server, node, 'ours_alone', atOnce, `${ours.database}_worker`)), name: 'ours, no backlog' };
}

async function load(entrants: readonly Entrant[], { backlogCases, loadParts }: Sizes): Promise<Line[]> {
  const part = Math.ceil(backlogCases / loadParts);
  return inRounds({
    work: 'load',
    workers: 4,
    rounds: loadParts - 1,
    entrants,
    unitsOf: () => part,
    run: ({ control }, round) => control.ask('load', { from: round * part, count: part, atOnce: 4 }),
  });
}

/** What lets rounds be compared: fresh statistics, nothing left to write. */
async function settle(server: Server, entrants: readonly Entrant[]): Promise<void> {
  for (const { database } of entrants) {
    const client = new pg.Client({ connectionString: urlOf(server, database) });
    await client.connect();
    await client.query('vacuum analyze');
    await client.end();
  }
  await server.admin.query('checkpoint');
}

async function caseWorks(entrants: readonly Entrant[], sizes: Sizes, say: (text: string) => void): Promise<Line[]> {
  const { rounds, casesPerRound, recordCases } = sizes;
  const lines: Line[] = [];
  for (const [index, atOnce] of sizes.connections.entries()) {
    const from = (round: number) => plansFrom + (index * (rounds + 1) + round) * casesPerRound;
    for (const work of ['plan', 'replan', 'book'] as const) {
      say(`${work}, ${atOnce} at once`);
      lines.push(
        ...(await inRounds({
          work,
          workers: atOnce,
          rounds,
          entrants,
          unitsOf: () => casesPerRound,
          run: ({ control }, round) =>
            control.ask(work, { from: from(round), count: casesPerRound, atOnce, turn: { shiftDays: 7, revision: 2 } }),
        })),
      );
    }
    say(`record, ${atOnce} at once`);
    lines.push(
      ...(await inRounds({
        work: 'record',
        workers: atOnce,
        rounds,
        entrants,
        unitsOf: () => recordCases,
        run: ({ control }, round) => {
          const number = index * (rounds + 1) + round;
          // There and back again.
          const turn = { shiftDays: number % 2 === 0 ? 4 : 0, revision: number + 2 };
          return control.ask('record', { from: recordsFrom, count: recordCases, atOnce, turn });
        },
      })),
    );
  }
  return lines;
}

async function dispatches(
  entrants: readonly Entrant[],
  noBacklog: Entrant,
  sizes: Sizes,
  say: (text: string) => void,
): Promise<Line[]> {
  const { rounds, due } = sizes;
  const graphile = entrants.find(({ name }) => name === 'graphile-worker') as Entrant;
  const plain: Entrant = {
    ...graphile,
    name: 'graphile-worker plain',
    startWorker: () => graphile.startWorker({ isBatched: false }),
  };
  const all = [...entrants, plain, noBacklog];
  const most = Math.max(...sizes.workers);
  const workers = new Map(all.map((one) => [one, Array.from({ length: most }, () => one.startWorker())]));
  const isOurs = ({ name }: Entrant) => name.startsWith('ours');
  // One at a time is a twentieth of the speed: fewer tell as much.
  const unitsOf = (one: Entrant) => (isOurs(one) ? due.ours : one === plain ? due.peers / 10 : due.peers);
  const lines: Line[] = [];
  let lot = 0;
  try {
    for (const count of sizes.workers) {
      say(`dispatch, ${count} worker processes`);
      const first = lot;
      lot += rounds + 1;
      if (lot > lots) throw new Error(`a case has ${lots} messages: too many rounds`);
      lines.push(
        ...(await inRounds({
          work: 'dispatch',
          workers: count,
          rounds,
          entrants: count === 1 ? all : all.filter((one) => one !== noBacklog),
          unitsOf,
          run: (one, round) =>
            dispatchLot(one, (workers.get(one) ?? []).slice(0, count), {
              lot: first + round,
              from: (first + round) * due.peers,
              count: unitsOf(one),
            }),
        })),
      );
    }
  } finally {
    await Promise.all([...workers.values()].flat().map((one) => one.end()));
    await noBacklog.control.end();
  }
  return lines;
}

/** A server of the bench's own, as durable as Postgres is by default. */
export async function withServer<T>(work: (server: Server) => Promise<T>): Promise<T> {
  const { url, close } = await startPostgres(serverSettings);
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    return await work({ url, admin });
  } finally {
    await admin.end();
    await close();
  }
}
