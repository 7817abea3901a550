// Brings a schema up to date. In: a database as its owner, the schema's name. Out: the migrations that ran now. Rules
// owned: every migration runs once and whole; two processes at once wait for each other; twice is harmless.
import { readdirSync, readFileSync } from 'node:fs';
import { MigrationError, Umzug } from 'umzug';
import { asked, checkedSchema, type Database } from './database.js';

export interface MigrateOptions {
  readonly database: Database;
  /** Default: `implant_journey`. */
  readonly schema?: string;
  /** Name of the last migration to run; all when absent. */
  readonly to?: string;
}

const folder = new URL('../sql/', import.meta.url);

/** The numbered SQL files of this package. */
export function migrations(): readonly { readonly name: string; readonly sql: string }[] {
  return readdirSync(folder)
    .filter((file) => /^\d{4}-.+\.sql$/.test(file))
    .sort()
    .map((file) => ({ name: file.replace(/\.sql$/, ''), sql: readFileSync(new URL(file, folder), 'utf8') }));
}

/**
 * Creates the schema, or brings it up to date. The role must own the schema, or may create it in this database.
 * @returns Names of the migrations that ran; empty when there was nothing to do.
 */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const { database, to } = options;
  const schema = checkedSchema(options.schema ?? 'implant_journey');
  await asked(database, prepared(schema));
  const umzug = new Umzug({
    migrations: migrations().map(({ name, sql }) => ({
      name,
      up: () => asked(database, once(schema, name, sql)),
    })),
    storage: {
      executed: async () =>
        (await asked(database, `select name from ${schema}.migration order by name`)).rows.map(
          (row) => (row as { readonly name: string }).name,
        ),
      // The migration itself records that it ran, in the same statement.
      logMigration: async () => undefined,
      unlogMigration: async () => undefined,
    },
    logger: undefined,
  });
  try {
    return (await umzug.up(to === undefined ? {} : { to })).map(({ name }) => name);
  } catch (error) {
    // The library wraps what we threw ourselves.
    throw error instanceof MigrationError ? error.cause : error;
  }
}

/** Whoever holds the lock is the only one to change this schema. It ends with the statement. */
const locked = (schema: string) =>
  `perform pg_advisory_xact_lock(hashtextextended('implant-journey migrates ${schema}', 0));`;

const prepared = (schema: string) => `do $prepare$ begin
  ${locked(schema)}
  if to_regnamespace('${schema}') is null then
    create schema ${schema};
  end if;
  if to_regclass('${schema}.migration') is null then
    create table ${schema}.migration (name text primary key, ran_at timestamptz not null default now());
  end if;
end $prepare$`;

/** One statement: all of it happens, or nothing, and it is on record exactly when it has happened. */
const once = (schema: string, name: string, sql: string) => `do $once$ begin
  ${locked(schema)}
  if exists (select from ${schema}.migration where name = '${name}') then
    return;
  end if;
  perform set_config('search_path', '${schema}, pg_temp', true);
  execute $migration$${sql}$migration$;
  perform ${schema}.renew_grants();
  insert into ${schema}.migration (name) values ('${name}');
end $once$`;
