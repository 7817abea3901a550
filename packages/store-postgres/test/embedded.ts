// Postgres inside the test process, one for a file of tests: a fresh schema is cheap, a fresh PGlite is not.
import { PGlite } from '@electric-sql/pglite';
import { createPostgresStore, migrate, type PostgresStore } from '../src/index.js';
import { madeUpKeys } from './made-up-keys.js';
import type { Client, Place } from './place.js';

let embedded: Promise<PGlite> | null = null;
/** The one PGlite of this test file. */
export const pglite = () => {
  embedded ??= PGlite.create();
  return embedded;
};

let schemas = 0;
/** The name of a schema nobody has used. */
export const freshSchema = () => {
  schemas += 1;
  return `test_${schemas}`;
};

/** A store in a schema of its own. */
export async function embeddedStore(): Promise<PostgresStore> {
  const [database, schema] = [await pglite(), freshSchema()];
  await migrate({ database, schema });
  return createPostgresStore({ database, schema, keys: madeUpKeys() });
}

const roles = new Set<string>();
async function as(role: string): Promise<Client> {
  const database = await pglite();
  if (!roles.has(role)) await database.exec(`create role ${role}`);
  roles.add(role);
  return client(database, role);
}

/** The one connection, as a role for the time of a call; as the superuser it is for null. */
function client(database: PGlite, role: string | null): Client {
  const inRole = async <T>(call: () => Promise<T>): Promise<T> => {
    if (role !== null) await database.exec(`set role ${role}`);
    try {
      return await call();
    } finally {
      await database.exec('rollback; reset role; reset implant_journey.practice_id; reset implant_journey.claiming');
    }
  };
  return {
    query: (text, params) => inRole(() => database.query(text, params)),
    run: (statements) =>
      inRole(async () => ((await database.exec(statements)).at(-1)?.rows ?? []) as Readonly<Record<string, unknown>>[]),
  };
}

/** A schema of its own with roles, which all schemas of a test file share. */
export async function embeddedPlace(): Promise<Place> {
  const [database, owner] = [await pglite(), await as('owner')];
  await database.exec('grant create on database postgres to owner');
  return { schema: freshSchema(), superuser: client(database, null), owner, as, nameOf: (role) => role };
}
