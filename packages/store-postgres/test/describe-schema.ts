// A schema as SQL that makes it again: what is in the catalogues, not what the migrations say. In: a database, a schema.
// Out: its tables, sequences, keys, indexes, functions, triggers and policies; on request its rows. Grants are left out:
// they belong to the roles of a host.
import type { Database } from '../src/index.js';

type Texts = readonly { readonly sql: string }[];

async function texts(database: Database, query: string, schema: string): Promise<readonly string[]> {
  return ((await database.query(query, [schema])).rows as Texts).map(({ sql }) => sql);
}

const ofSchema = `from pg_class c where c.relnamespace = $1::regnamespace`;

const queries = {
  tables: `
    select format(E'create table %s (\\n%s\\n)%s', c.oid::regclass,
      (select string_agg(format('  %I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
          case when a.attcollation <> t.typcollation then format(' collate %I', co.collname) else '' end,
          case when a.attgenerated = 's' then format(' generated always as (%s) stored', pg_get_expr(d.adbin, d.adrelid))
            when d.adbin is not null then format(' default %s', pg_get_expr(d.adbin, d.adrelid)) else '' end,
          case when a.attnotnull then ' not null' else '' end), E',\\n' order by a.attnum)
        from pg_attribute a join pg_type t on t.oid = a.atttypid
        left join pg_collation co on co.oid = a.attcollation
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
      case when c.reloptions is null then '' else format(' with (%s)', array_to_string(c.reloptions, ', ')) end) as sql
    ${ofSchema} and c.relkind = 'r' order by c.relname`,
  sequences: `
    select format('create sequence %s minvalue %s', c.oid::regclass, s.seqmin) as sql
    from pg_class c join pg_sequence s on s.seqrelid = c.oid
    where c.relnamespace = $1::regnamespace order by c.relname`,
  storage: `
    select format('alter table %s alter column %I set storage external', c.oid::regclass, a.attname) as sql
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = $1::regnamespace and c.relkind = 'r' and a.attnum > 0 and a.attstorage = 'e'
    order by c.relname, a.attnum`,
  constraints: `
    select format('alter table %s add constraint %I %s', n.conrelid::regclass, n.conname, pg_get_constraintdef(n.oid)) as sql
    from pg_constraint n join pg_class c on c.oid = n.conrelid
    where c.relnamespace = $1::regnamespace and n.contype <> 'n' order by c.relname, n.contype desc, n.conname`,
  indexes: `
    select pg_get_indexdef(i.indexrelid) as sql
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
    where c.relnamespace = $1::regnamespace and not exists (select from pg_constraint n where n.conindid = i.indexrelid)
    order by x.relname`,
  functions: `
    select rtrim(pg_get_functiondef(p.oid), E'\\n') as sql
    from pg_proc p where p.pronamespace = $1::regnamespace order by p.prolang, p.proname`,
  triggers: `
    select pg_get_triggerdef(t.oid) as sql from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where c.relnamespace = $1::regnamespace and not t.tgisinternal order by c.relname, t.tgname`,
  rowSecurity: `
    select format('alter table %s enable row level security%s', c.oid::regclass,
      case when c.relforcerowsecurity then format(E';\\nalter table %s force row level security', c.oid::regclass) else '' end)
      as sql
    ${ofSchema} and c.relrowsecurity order by c.relname`,
  policies: `
    select format('create policy %I on %s for %s using (%s)', o.polname, o.polrelid::regclass,
      case o.polcmd when '*' then 'all' when 'r' then 'select' else o.polcmd::text end,
      pg_get_expr(o.polqual, o.polrelid)) as sql
    from pg_policy o join pg_class c on c.oid = o.polrelid
    where c.relnamespace = $1::regnamespace order by c.relname, o.polname`,
};

/** @param withRows - The rows of every table too, before its triggers. */
export async function describeSchema(database: Database, schema: string, withRows = false): Promise<string> {
  const parts: string[] = [];
  for (const [what, query] of Object.entries(queries)) {
    if (what === 'triggers' && withRows) parts.push(...(await rowsOf(database, schema)));
    parts.push(...(await texts(database, query, schema)));
  }
  // Names without the schema, so that the text is that of any schema.
  return `${parts.map((sql) => `${sql};`).join('\n\n')}\n`
    .replaceAll(`'${schema}'`, `'implant_journey'`)
    .replaceAll(`${schema}.`, '');
}

async function rowsOf(database: Database, schema: string): Promise<readonly string[]> {
  const tables = await texts(
    database,
    `select c.relname as sql ${ofSchema} and c.relkind = 'r' order by c.relname`,
    schema,
  );
  const inserts: string[] = [];
  for (const table of tables) {
    const columns = await texts(
      database,
      `select a.attname as sql from pg_attribute a where a.attrelid = format('%I.${table}', $1::text)::regclass
        and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum`,
      schema,
    );
    const values = columns.map((column) => `quote_nullable(${column}::text)`).join(`, ', ', `);
    const rows = await texts(
      database,
      `select concat('insert into ${table} (${columns.join(', ')}) values (', ${values}, ')') as sql
        from ${schema}.${table} where $1::text is not null order by 1`,
      schema,
    );
    inserts.push(...rows);
  }
  return inserts;
}
