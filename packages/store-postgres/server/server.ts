// A database of its own on the real server for a file of tests, with the roles of a careful host: who owns the schema, who
// works for all practices, who may see one. In: the server's address. Out: pools by role. No role but the first is superuser.
import { randomBytes } from 'node:crypto';
import { Pool, type QueryResult } from 'pg';
import { afterAll, inject } from 'vitest';
import { createPostgresStore, migrate, type PostgresStore } from '../src/index.js';
import { madeUpKeys } from '../test/made-up-keys.js';
import type { Client, Place } from '../test/place.js';

export interface TestDatabase {
  readonly superuser: Pool;
  readonly owner: Pool;
  /** Connects as a role that is made on first use; without any rights but those granted to its name. */
  as(role: string): Promise<Pool>;
  /** The full name of a role of this database. */
  nameOf(role: string): string;
}

/** To be called once, at the top of a file: the database goes when its tests are done. */
export async function testDatabase(): Promise<TestDatabase> {
  const url = inject('postgresUrl');
  const mark = randomBytes(6).toString('hex');
  const admin = new Pool({ connectionString: url, max: 1 });
  const nameOf = (role: string) => `${role}_${mark}`;
  const pools = new Map<string, Pool>();
  const roles: string[] = [];
  const database = `implant_journey_${mark}`;

  function open(user?: string): Pool {
    const to = new URL(url);
    to.pathname = `/${database}`;
    if (user !== undefined) [to.username, to.password] = [user, mark];
    const pool = new Pool({ connectionString: to.href, max: 20 });
    // The end of the database ends connections that are still closing; no test is about that.
    return pool.on('error', () => undefined);
  }
  async function as(role: string): Promise<Pool> {
    const known = pools.get(role);
    if (known !== undefined) return known;
    await admin.query(`create role ${nameOf(role)} login password '${mark}'`);
    roles.push(nameOf(role));
    const pool = open(nameOf(role));
    pools.set(role, pool);
    return pool;
  }

  await admin.query(`create role ${nameOf('owner')} login password '${mark}'`);
  await admin.query(`create database ${database} owner ${nameOf('owner')}`);
  const [superuser, owner] = [open(), open(nameOf('owner'))];
  afterAll(async () => {
    await Promise.all([superuser, owner, ...pools.values()].map((pool) => pool.end()));
    await admin.query(`drop database ${database} with (force)`);
    for (const role of [...roles, nameOf('owner')]) await admin.query(`drop role if exists ${role}`);
    await admin.end();
  });
  return { superuser, owner, as, nameOf };
}

/** A store in a schema of its own, used by a role with the rights of a worker and no other. */
export async function workerStore(database: TestDatabase, schema: string): Promise<PostgresStore> {
  await migrate({ database: database.owner, schema });
  const worker = await database.as('worker');
  await database.owner.query(`select ${schema}.grant_access($1, 'worker')`, [database.nameOf('worker')]);
  return createPostgresStore({ database: worker, schema, keys: madeUpKeys() });
}

/** A schema of its own for cases that run on an embedded Postgres too; the roles are those of the database. */
export function serverPlace({ superuser, owner, as, nameOf }: TestDatabase, schema: string): Place {
  return {
    schema,
    superuser: clientOf(superuser),
    owner: clientOf(owner),
    as: async (role) => clientOf(await as(role)),
    nameOf,
  };
}

export function clientOf(pool: Pool): Client {
  return {
    query: (text, params) => pool.query(text, params),
    async run(statements) {
      const session = await pool.connect();
      try {
        // Without parameters the server takes several statements, and answers each.
        const answer = (await session.query(statements)) as QueryResult | readonly QueryResult[];
        return (Array.isArray(answer) ? answer.at(-1) : answer)?.rows ?? [];
      } finally {
        await session.query('rollback; reset role; reset all');
        session.release();
      }
    },
  };
}
