// The JourneyStore port on Postgres, on a server or embedded. In: a database, keys. Out: the store. Every verb is a
// function of the schema (sql/): one round trip that sets the practice first, so that row-level security holds for it.
import type { JourneyFact, JourneyStore, Keys } from '@implant-journey/core';
import { addressHashes } from './address-hashes.js';
import { addressHistoriesIn } from './address-histories.js';
import type { AuditAnchor } from './audit/anchors.js';
import { auditIn } from './audit/audit.js';
import type { AuditVerdict } from './audit/verify-audit.js';
import { claimsIn } from './claims.js';
import { DataKeys } from './data-keys.js';
import { caller, checkedSchema, type Database, hearErrors } from './database.js';
import { journeysIn } from './journeys.js';
import { lookupsIn } from './lookups.js';
import { practiceKeyIn } from './practice-key.js';
import { type Deed, type Pruned, upkeepIn } from './upkeep.js';

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
  /** Hashes the heads of all chains of the practice. Keep the anchor where nobody who writes to the database writes. */
  anchorAudit(practiceId: string): Promise<AuditAnchor>;
  /**
   * Finds every audit row that was edited, removed, added or put elsewhere.
   * @param options - `anchors`: those the host kept. Without them, whoever rewrites everything with its hashes is not found.
   */
  verifyAudit(practiceId: string, options?: { readonly anchors?: readonly AuditAnchor[] }): Promise<AuditVerdict>;
  /** The audit for an auditor, of a practice or one patient: a line of JSON (`AuditLine`) for every change. */
  exportAudit(practiceId: string, patientId?: string): AsyncIterable<string>;
  /** Puts every data key of the practice under the newest key-encryption key; gives how many. Documents stay as they are. */
  rewrapKeys(practiceId: string): Promise<number>;
  /**
   * Destroys the data key of a patient: nothing of the patient can be read again, here or in a copy of the tables. The
   * journey is then an empty one at the revision that follows. Stops of its numbers stay, under the practice's own key.
   * @returns False when nothing is stored that could be read.
   */
  shredPatient(practiceId: string, patientId: string, deed: Deed): Promise<boolean>;
  /**
   * Removes old rows of journeys that wait for nothing; the owner of the schema may. The anchor it gives is to be kept.
   * @param before - Ledger and audit rows recorded before these instants go; none where no instant is given.
   */
  pruneBefore(practiceId: string, before: { readonly ledger?: string; readonly audit?: string }): Promise<Pruned>;
}

/** The store over a schema that `migrate` has made. It opens no connection and holds none. */
export function createPostgresStore(options: PostgresStoreOptions): PostgresStore {
  const { database, keys, schema = 'implant_journey', cachedKeys = 10_000 } = options;
  hearErrors(database);
  const call = caller(database, checkedSchema(schema));
  const dataKeys = new DataKeys(keys, cachedKeys);
  const hashes = addressHashes(keys);
  const practiceKey = practiceKeyIn(call, dataKeys);
  return {
    ...journeysIn(call, dataKeys, hashes),
    ...claimsIn(call),
    addressHistory: addressHistoriesIn(call, dataKeys, hashes),
    ...lookupsIn(call, dataKeys, practiceKey, hashes),
    ...upkeepIn(call, keys, dataKeys, practiceKey, hashes),
    ...auditIn(call, dataKeys),
  };
}
