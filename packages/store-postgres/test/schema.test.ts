// The schema as it is, and every way to it. sql/schema.sql is what the migrations give. After a new migration:
// `UPDATE_SCHEMA=1 npm test -- store-postgres/test/schema`, which writes sql/schema.sql and the new state of upgrade/. Older
// states stay.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPostgresStore, migrate } from '../src/index.js';
import { migrations } from '../src/migrate.js';
import { describeSchema } from './describe-schema.js';
import { embeddedPlace, freshSchema, pglite } from './embedded.js';
import { dueAt, harbor, journeyDue, mesa } from './journeys.js';
import { frozen, frozenKeys, upgradeCases } from './upgrades.js';

const file = (path: string) => new URL(`../${path}`, import.meta.url);
const updates = process.env.UPDATE_SCHEMA === '1';
const head = '-- What the migrations give, written by test/schema.test.ts; see there. Nothing runs this file.\n\n';

async function migrated(to?: string): Promise<string> {
  const schema = freshSchema();
  await migrate({ database: await pglite(), schema, ...(to === undefined ? {} : { to }) });
  return schema;
}

describe('the schema', () => {
  it('is the one in sql/schema.sql', async () => {
    const text = head + (await describeSchema(await pglite(), await migrated()));
    if (updates) writeFileSync(file('sql/schema.sql'), text);
    expect(text).toBe(readFileSync(file('sql/schema.sql'), 'utf8'));
  });

  it('stays as it is when migrated twice', async () => {
    const schema = await migrated();
    const before = await describeSchema(await pglite(), schema);
    expect(await migrate({ database: await pglite(), schema })).toEqual([]);
    expect(await describeSchema(await pglite(), schema)).toBe(before);
  });

  it('is made again by its own description, so that a frozen state is the whole state', async () => {
    const database = await pglite();
    const before = await describeSchema(database, await migrated(), true);
    const again = freshSchema();
    await database.exec(
      `create schema ${again}; set search_path = ${again}, pg_temp; ${before.replaceAll(`'implant_journey'`, `'${again}'`)}`,
    );
    expect(await describeSchema(database, again, true)).toBe(before);
  });

  it('lets nobody call a function or see a table or sequence who was not granted it', async () => {
    const { rows } = await (await pglite()).query(
      `select p.proname as name from pg_proc p where p.pronamespace = $1::regnamespace and has_function_privilege('pg_monitor', p.oid, 'execute')
       union all
       select c.relname from pg_class c where c.relnamespace = $1::regnamespace and case c.relkind
         when 'r' then has_table_privilege('pg_monitor', c.oid, 'select, insert, update, delete, truncate, references, trigger')
         when 'S' then has_sequence_privilege('pg_monitor', c.oid, 'usage, select, update') end`,
      [await migrated()],
    );
    expect(rows).toEqual([]);
  });

  it('guards every table that names a practice by row-level security, forced but for the list of logins', async () => {
    const { rows } = await (await pglite()).query(
      `select c.relname as name, c.relrowsecurity as is_on, c.relforcerowsecurity as is_forced from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'practice_id'
       where c.relnamespace = $1::regnamespace and c.relkind = 'r' order by 1`,
      [await migrated()],
    );
    expect(rows.length).toBeGreaterThan(8);
    for (const { name, is_on, is_forced } of rows as { name: string; is_on: boolean; is_forced: boolean }[])
      expect([name, is_on, is_forced]).toEqual([name, true, name !== 'login']);
  });

  it('puts the practice first in every key that is about a practice', async () => {
    const { rows } = await (await pglite()).query(
      `select c.relname as name, a.attname as first from pg_index i join pg_class c on c.oid = i.indrelid
       join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
       where c.relnamespace = $1::regnamespace and i.indisprimary and c.relname not in ('login', 'migration', 'permit')`,
      [await migrated()],
    );
    expect(rows.every((row) => (row as { first: string }).first === 'practice_id')).toBe(true);
  });
});

describe('on an embedded Postgres', () => {
  beforeAll(async () => {
    for (const { name } of migrations())
      if (updates && !existsSync(frozen(name))) writeFileSync(frozen(name), await stateWithRows(name));
  });
  upgradeCases(embeddedPlace);
});

/** A state with rows as a store of that time would have written them. */
async function stateWithRows(name: string): Promise<string> {
  const database = await pglite();
  const schema = await migrated(name);
  const store = createPostgresStore({ database, schema, keys: frozenKeys });
  await store.apply(harbor, [journeyDue(harbor, 'ana', dueAt), journeyDue(harbor, 'ben', dueAt)]);
  await store.apply(harbor, [{ ...journeyDue(harbor, 'ana', dueAt), expectedRevision: 1 }]);
  await store.saveFeed(mesa, 'chart', { cursor: '7', asOf: dueAt });
  return describeSchema(database, schema, true);
}
