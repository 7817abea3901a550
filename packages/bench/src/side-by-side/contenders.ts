// Who takes part. In: a server. Out: for each contender a database, its process, and how to start workers beside it. Rule
// owned: one database each; the floor runs twice under two names; what cannot run is named with the reason.
import { randomBytes } from 'node:crypto';
import { migrate } from '@implant-journey/store-postgres';
import pg from 'pg';
import { createTestRedis, redisPath } from '../../../queue-bullmq/test/redis.js';
import { type Contender, startContender } from './contender.js';
import { bundled, type NodeToUse, peersEntry } from './node-and-peers.js';
import type { OursSettings } from './ours-process.js';

export interface Entrant {
  readonly name: string;
  readonly database: string;
  readonly control: Contender;
  /** Another process of the same contender, to send what is due. */
  startWorker(settings?: object): Contender;
  /** Ends what it was given beside the database. */
  end(): Promise<void>;
}

export interface Field {
  readonly entrants: readonly Entrant[];
  readonly notRun: readonly { readonly name: string; readonly reason: string }[];
}

export interface Server {
  readonly url: string;
  readonly admin: pg.Client;
}

export function urlOf({ url }: Server, database: string, role?: string): string {
  const to = new URL(url);
  to.pathname = `/${database}`;
  if (role !== undefined) to.username = role;
  return to.href;
}

/** The product, in a database whose schema belongs to an owner and is used by a worker, as docs/storage.md has it. */
export async function enterOurs(
  server: Server,
  node: NodeToUse,
  database: string,
  batchSize: number,
): Promise<Entrant> {
  const { admin } = server;
  await admin.query(`create role ${database}_owner login`);
  await admin.query(`create role ${database}_worker login`);
  await admin.query(`create database ${database} owner ${database}_owner`);
  const owner = new pg.Pool({ connectionString: urlOf(server, database, `${database}_owner`), max: 1 });
  await migrate({ database: owner });
  await owner.query(`select implant_journey.grant_access('${database}_worker', 'worker')`);
  await owner.end();
  return oursOn(server, node, database, batchSize, `${database}_worker`);
}

const key = () => randomBytes(32).toString('base64');
/** All databases of a run are under the same keys, so that one can be a copy of another. */
const keys = { keys: { first: key() }, newest: 'first', hashSecret: key() };

export async function oursOn(
  server: Server,
  node: NodeToUse,
  database: string,
  batchSize: number,
  role: string,
): Promise<Entrant> {
  const settings: OursSettings = {
    url: urlOf(server, database, role),
    adminUrl: urlOf(server, database),
    keys,
    batchSize,
  };
  const entry = await bundled('ours-process.ts');
  const start = ({ profile }: { readonly profile?: string } = {}) => {
    const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
    return startContender('ours', [node.path, ...flags, entry, JSON.stringify(settings)], process.cwd());
  };
  return { name: 'ours', database, control: start(), startWorker: start, end: async () => {} };
}

async function enterPeer(
  server: Server,
  node: NodeToUse,
  name: string,
  adapter: string,
  settings: object = {},
  end = async () => {},
): Promise<Entrant> {
  const database = name.replace(/[^a-z]/g, '_');
  await server.admin.query(`create database ${database}`);
  const start = (own: object = {}) => {
    const given = JSON.stringify({ url: urlOf(server, database), ...settings, ...own });
    return startContender(name, [node.path, peersEntry, adapter, given], process.cwd());
  };
  const control = start();
  await control.ask('prepare');
  return { name, database, control, startWorker: start, end };
}

/** @param oursAtOnce - Journeys the product's workers take at once; peers take 500 messages. */
export async function enterAll(server: Server, node: NodeToUse, oursAtOnce: number): Promise<Field> {
  const entrants = [
    await enterOurs(server, node, 'ours', oursAtOnce),
    await enterPeer(server, node, 'floor', 'floor'),
    await enterPeer(server, node, 'floor again', 'floor'),
    await enterPeer(server, node, 'pg-boss', 'pg-boss'),
    await enterPeer(server, node, 'graphile-worker', 'graphile-worker', { isBatched: true }),
  ];
  if (redisPath === undefined)
    return {
      entrants,
      notRun: ['bullmq everysec', 'bullmq always'].map((name) => ({ name, reason: 'no redis-server on the PATH' })),
    };
  for (const how of ['everysec', 'always']) {
    const redis = await createTestRedis(['--appendonly', 'yes', '--appendfsync', how]);
    await redis.start();
    const settings = { redisPort: redis.port };
    entrants.push(await enterPeer(server, node, `bullmq ${how}`, 'bullmq', settings, () => redis.kill()));
  }
  return { entrants, notRun: [] };
}
