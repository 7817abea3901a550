// A database inside the process, in a folder: a first run needs no server. In: a folder. Out: a store, and how to close it.
// Rule owned: the keys are made once and lie beside the database, readable for their owner alone; without them nothing in
// it can be read.
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createLocalKeys, createPostgresStore, migrate, type PostgresStore } from '@implant-journey/store-postgres';

export interface EmbeddedDatabase {
  readonly store: PostgresStore;
  close(): Promise<void>;
}

/** Opens the database of a folder, made when it is not there. One process at a time. */
export async function openEmbeddedDatabase(folder: string): Promise<EmbeddedDatabase> {
  await mkdir(folder, { recursive: true });
  const keys = createLocalKeys(await keysIn(join(folder, 'keys.json')));
  const database = await PGlite.create(join(folder, 'postgres'));
  await migrate({ database });
  return { store: createPostgresStore({ database, keys }), close: () => database.close() };
}

async function keysIn(file: string): Promise<Parameters<typeof createLocalKeys>[0]> {
  const key = () => randomBytes(32).toString('base64');
  const made = { keys: { first: key() }, newest: 'first', hashSecret: key() };
  try {
    await writeFile(file, `${JSON.stringify(made, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
    return made;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return JSON.parse(await readFile(file, 'utf8'));
  }
}
