// The database as this package needs it: something that answers a query. In: a function of the schema with its
// arguments. Out: rows. Rules owned: every deed is one statement and so one round trip; an error of the database never
// carries what was stored.
import { JourneyError } from '@implant-journey/core';

/** What a `Pool` or `Client` of `pg` is, and a `PGlite`: one statement, its parameters, its rows. */
export interface Database {
  query(text: string, params?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/** Calls a function of the schema. */
export type Call = <Row>(name: string, ...args: readonly unknown[]) => Promise<readonly Row[]>;

/** What workers are woken by is called `<schema>_due`, and a name in Postgres has 63 letters. */
const schemaName = /^[a-z_][a-z0-9_]{0,58}$/;

/**
 * The name as SQL takes it, in quotes: some plain words are words of SQL.
 * @throws {JourneyError} `store/invalid-settings` for a name that is not plain, or has more than 59 letters.
 */
export function checkedSchema(schema: string): string {
  if (schemaName.test(schema)) return `"${schema}"`;
  throw new JourneyError(
    'store/invalid-settings',
    'schema: must be lower-case letters, digits and _, 59 at most; use implant_journey',
  );
}

const heard = new WeakSet<Database>();

/** A pool tells of idle connections that broke, and unheard that ends the process. The next call says what is wrong. */
export function hearErrors(database: Database): void {
  if (heard.has(database) || !('on' in database) || typeof database.on !== 'function') return;
  heard.add(database);
  database.on('error', () => undefined);
}

export function caller(database: Database, schema: string): Call {
  return async <Row>(name: string, ...args: readonly unknown[]) => {
    const places = args.map((_, index) => `$${index + 1}`).join(', ');
    const { rows } = await asked(database, `select * from ${schema}.${name}(${places})`, [...args]);
    return rows as readonly Row[];
  };
}

/** @throws {JourneyError} `store/unavailable` for whatever the database answers but rows. */
export async function asked(database: Database, text: string, params: unknown[] = []) {
  try {
    return await database.query(text, params);
  } catch (cause) {
    throw unavailable(cause);
  }
}

/** Classes of SQLSTATE after which the same call may succeed: no connection, rolled back, out of resources, stopped. */
const passing = /^(08|40|53|57)/;
const notMigrated = new Set(['3F000', '42883', '42P01', '42703']);

function unavailable(cause: unknown): JourneyError {
  const state = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  if (notMigrated.has(state))
    return new JourneyError(
      'store/unavailable',
      'the schema is missing or older than this package; run migrate first',
      {
        subject: { state },
        cause,
      },
    );
  if (state === '42501')
    return new JourneyError(
      'store/unavailable',
      'this role may not do that (SQLSTATE 42501); grant_access gives a login its duty, migrate and pruneBefore want the owner',
      { subject: { state } },
    );
  // Every SQLSTATE has a digit; `EPIPE` is what a socket says.
  const isSqlState = /^(?=.*\d)[0-9A-Z]{5}$/.test(state);
  if (isSqlState)
    // What the server says of a row quotes it: its log has that, the error has not.
    return new JourneyError('store/unavailable', `the database refused (SQLSTATE ${state})`, {
      retryable: passing.test(state),
      subject: { state },
    });
  return new JourneyError('store/unavailable', 'the database did not answer', {
    retryable: true,
    subject: { state },
    cause,
  });
}
