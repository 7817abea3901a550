// A database with the roles of a careful host, for cases that run on an embedded Postgres and on a server alike: who owns the
// schema, who may do what in it, and a superuser for what a test does behind everybody's back.
import { createPostgresStore, type Database, migrate, type PostgresStore } from '../src/index.js';
import { madeUpKeys } from './made-up-keys.js';

export interface Client extends Database {
  /** Runs statements in one session, one after the other; gives the rows of the last. */
  run(statements: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export interface Place {
  /** A name no other place has; nothing is in it yet. */
  readonly schema: string;
  /** Sees everything, whatever the policies say. */
  readonly superuser: Client;
  readonly owner: Client;
  /** A login of this name; made on first use, without any right. */
  as(role: string): Promise<Client>;
  nameOf(role: string): string;
}

/** The schema as its newest migration leaves it, with a store for a worker and one for its owner, under the same keys. */
export async function storesAt({ schema, owner, as, nameOf }: Place): Promise<{
  readonly worker: PostgresStore;
  readonly owner: PostgresStore;
}> {
  await migrate({ database: owner, schema });
  const database = await as('worker');
  await owner.query(`select ${schema}.grant_access($1, 'worker')`, [nameOf('worker')]);
  const keys = madeUpKeys();
  return {
    worker: createPostgresStore({ database, schema, keys }),
    owner: createPostgresStore({ database: owner, schema, keys }),
  };
}
