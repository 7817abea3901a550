// The JourneyStore port on Postgres, on a server or embedded. In: a database, keys. Out: the store. Every verb is a
// function of the schema (sql/): one round trip that sets the practice first, so that row-level security holds for it.
import type { JourneyFact, JourneyStore, Keys } from '@implant-journey/core';
import { addressHashes } from './address-hashes.js';
import { addressHistoriesIn } from './address-histories.js';
import { claimsIn } from './claims.js';
import { DataKeys } from './data-keys.js';
import { caller, checkedSchema, type Database } from './database.js';
import { journeysIn } from './journeys.js';
import { lookupsIn } from './lookups.js';
import { practiceKeyIn } from './practice-key.js';

export interface PostgresStoreOptions {
  /** A `Pool` of `pg`, a `PGlite`, or whatever answers a query. */
  readonly database: Database;
  /** The host's key service, or `createLocalKeys`. */
  readonly keys: Keys;
  /** Default: `implant_journey`. */
  readonly schema?: string;
  /** How many unwrapped data keys are in memory at once. Default: 10,000 (a batch is unwrapped in one call). */
  readonly cachedKeys?: number;
}

export interface PostgresStore extends JourneyStore {
  /** The ledger: the facts of every change applied to a journey, in the order in which they came. */
  facts(practiceId: string, patientId: string): Promise<readonly JourneyFact[]>;
}

/** The store over a schema that `migrate` has made. It opens no connection and holds none. */
export function createPostgresStore(options: PostgresStoreOptions): PostgresStore {
  const { database, keys, schema = 'implant_journey', cachedKeys = 10_000 } = options;
  const call = caller(database, checkedSchema(schema));
  const dataKeys = new DataKeys(keys, cachedKeys);
  const hashes = addressHashes(keys);
  const practiceKey = practiceKeyIn(call, dataKeys);
  return {
    ...journeysIn(call, dataKeys, hashes),
    ...claimsIn(call),
    addressHistory: addressHistoriesIn(call, dataKeys, hashes),
    ...lookupsIn(call, dataKeys, practiceKey, hashes),
  };
}
