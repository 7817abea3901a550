// Postgres inside the test process, one for a file of tests: a fresh schema is cheap, a fresh PGlite is not.
import { PGlite } from '@electric-sql/pglite';
import { createPostgresStore, migrate, type PostgresStore } from '../src/index.js';
import { madeUpKeys } from './made-up-keys.js';

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
