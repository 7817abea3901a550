// Where a drill plays: a database of its own on a server, a provider, a host, a clock. In: how it should be. Out: all of it
// running. Rule owned: everything a stage starts ends with it.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@implant-journey/core';
import { migrate } from '@implant-journey/store-postgres';
import { Pool } from 'pg';
import { type PostgresServer, startPostgres } from '../../../scripts/postgres-server.js';
import { createHost, type Host, type HostSettings, movedClock } from './host.js';
import { createProcesses, type Processes } from './processes.js';
import { type Provider, type ProviderBehaviour, startProvider } from './provider.js';

export interface Stage {
  readonly folder: string;
  readonly processes: Processes;
  readonly server: PostgresServer;
  readonly provider: Provider;
  readonly host: HostSettings;
  /** Of the whole server. */
  readonly superuser: Pool;
  /** Of the schema. */
  readonly owner: Pool;
  /** Under row-level security, as the workers are. */
  readonly worker: Pool;
  /** The host in this process, by the clock of the drill. */
  readonly here: Host;
  readonly clock: Clock;
  /** The host in this process, by a clock and over connections of one's own. */
  hostWith(clock: Clock, database?: Pool): Host;
  end(): Promise<void>;
}

export interface StageOptions {
  readonly seed: number;
  /** When it plays, UTC. */
  readonly startsAt: string;
  readonly provider?: Omit<ProviderBehaviour, 'seed'>;
  readonly host?: Partial<Pick<HostSettings, 'leaseMs' | 'sendTimeoutMs' | 'batchSize' | 'keys'>>;
  /** A server of its own, for faults no other drill should see. Default: one for all drills. */
  readonly server?: PostgresServer;
  /** Where the tables of its database are. Default: with all others. */
  readonly tablespace?: string;
  /** Makes the schema. Default: migrates to the newest. */
  readonly prepare?: (owner: Pool, schema: string) => Promise<void>;
}

const schema = 'implant_journey';
/** Beside them as durable as Postgres is by default. */
export const serverSettings = { shared_buffers: '256MB' };
let shared: Promise<PostgresServer> | undefined;

/** The server of all drills that leave it alone. */
export function sharedServer(): Promise<PostgresServer> {
  shared ??= startPostgres(serverSettings);
  return shared;
}

export async function endSharedServer(): Promise<void> {
  await (await shared)?.close();
  shared = undefined;
}

const randomKey = () => randomBytes(32).toString('base64');
const randomKeys = () => ({ keys: { first: randomKey() }, newest: 'first', hashSecret: randomKey() });

export async function createStage(options: StageOptions): Promise<Stage> {
  const { seed, startsAt, provider: behaviour = {}, prepare = migrated } = options;
  const server = options.server ?? (await sharedServer());
  const folder = mkdtempSync(join(tmpdir(), 'implant-journey-drill-'));
  const processes = createProcesses();
  const pools: Pool[] = [];
  const open = (url: string, max = 10): Pool => {
    const pool = new Pool({ connectionString: url, max });
    // Servers are crashed here: a broken idle connection is no event of its own.
    pool.on('error', () => undefined);
    pools.push(pool);
    return pool;
  };
  const mark = randomBytes(6).toString('hex');
  const names = { database: `drill_${mark}`, owner: `owner_${mark}`, worker: `worker_${mark}` };
  const urlOf = (role: string, database: string) => {
    const url = new URL(server.url);
    [url.username, url.pathname] = [role, `/${database}`];
    return url.href;
  };
  const superuser = open(server.url, 2);
  await superuser.query(`create role ${names.owner} login`);
  await superuser.query(`create role ${names.worker} login`);
  const place = options.tablespace === undefined ? '' : ` tablespace ${options.tablespace}`;
  await superuser.query(`create database ${names.database} owner ${names.owner}${place}`);
  const owner = open(urlOf(names.owner, names.database), 2);
  await prepare(owner, schema);
  await owner.query(`select ${schema}.grant_access($1, 'worker')`, [names.worker]);
  const worker = open(urlOf(names.worker, names.database));
  const provider = await startProvider(processes, folder, { seed, ...behaviour });
  const offsetMs = Date.parse(startsAt) - Date.now();
  const host: HostSettings = {
    databaseUrl: urlOf(names.worker, names.database),
    schema,
    keys: randomKeys(),
    providerUrl: provider.url,
    offsetMs,
    leaseMs: 5_000,
    sendTimeoutMs: 5_000,
    batchSize: 100,
    ...options.host,
  };
  const clock = movedClock(offsetMs);
  const hostWith = (own: Clock, database = worker) => createHost(host, { name: 'here', database, clock: own });
  return {
    folder,
    processes,
    server,
    provider,
    host,
    superuser,
    owner,
    worker,
    here: hostWith(clock),
    clock,
    hostWith,
    async end() {
      await processes.end();
      await superuser.query(`drop database if exists ${names.database} with (force)`).catch(() => undefined);
      await Promise.all(pools.map((pool) => pool.end()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function migrated(owner: Pool, name: string): Promise<void> {
  await migrate({ database: owner, schema: name });
}

/** Plays on a stage, and ends it whatever happens. */
export async function onStage<T>(options: StageOptions, play: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = await createStage(options);
  try {
    return await play(stage);
  } finally {
    await stage.end();
  }
}
