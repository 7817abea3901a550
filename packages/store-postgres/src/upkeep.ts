// What a host does now and then: put data keys under a newer key, shred a patient, remove what is old. In: a practice. Out:
// how much was done. Rule owned: what is shredded is gone for every process, and the audit says who did it and why.
import { type AuditEntry, type JourneyDocument, JourneyError, type Keys } from '@implant-journey/core';
import type { AddressHashes } from './address-hashes.js';
import { outlivingRows } from './address-histories.js';
import { type AnchorRow, type AuditAnchor, anchorOf } from './audit/anchors.js';
import { type DataKeys, type KeyRow, ownerOf } from './data-keys.js';
import type { Call } from './database.js';
import { documentOf, type JourneyRow } from './journeys.js';
import type { PracticeKey } from './practice-key.js';
import { seal } from './seal.js';

/** Who does something to stored data by hand, and why; both go into the audit. */
export interface Deed {
  /** The id of a person. */
  readonly by: string;
  readonly why: string;
}

export interface Pruned {
  readonly ledgerRows: number;
  readonly auditRows: number;
  /** To be kept: without it, a check against older anchors finds rows missing. Null when no audit row went. */
  readonly anchor: AuditAnchor | null;
}

type NoAnchor = { readonly [Column in keyof AnchorRow]: null };
type PrunedRow = { readonly ledger_rows: number; readonly audit_rows: number } & (AnchorRow | NoAnchor);
const hasAnchor = (row: AnchorRow | NoAnchor): row is AnchorRow => row.number !== null;

const keysAtOnce = 500;
/** How often a shredding is tried again when the journey changes meanwhile. */
const maxTries = 8;

export function upkeepIn(call: Call, keys: Keys, dataKeys: DataKeys, practiceKey: PracticeKey, hashes: AddressHashes) {
  async function rewrapKeys(practiceId: string): Promise<number> {
    for (let done = 0; ; ) {
      // Asked anew each time: a rotation meanwhile must not leave rows that are chosen for ever.
      const newest = await keys.newest();
      const rows = await call<KeyRow & { readonly key_id: string; readonly wrapped: Uint8Array }>(
        'keys_to_rewrap',
        practiceId,
        newest,
        keysAtOnce,
      );
      if (rows.length === 0) return done;
      const owners = rows.map(({ patient_id }) => ownerOf(practiceId, patient_id));
      const opened = await keys.unwrap(
        rows.map(({ key_id: keyId, wrapped }, index) => ({ ...own(owners, index), keyId, wrapped })),
      );
      const wrapped = await keys.wrap(opened.map((dataKey, index) => ({ ...own(owners, index), dataKey })));
      const rewrapped = rows.map(({ patient_id, generation, wrapped: was }, index) => ({
        patient_id,
        generation,
        was: Buffer.from(was).toString('base64'),
        key_id: wrapped[index]?.keyId,
        wrapped: Buffer.from(wrapped[index]?.wrapped ?? []).toString('base64'),
      }));
      const [row] = await call<{ readonly save_rewrapped: number }>(
        'save_rewrapped',
        practiceId,
        JSON.stringify(rewrapped),
      );
      done += row?.save_rewrapped ?? 0;
    }
  }

  async function shredPatient(practiceId: string, patientId: string, deed: Deed): Promise<boolean> {
    for (const field of ['by', 'why'] as const)
      if (deed[field].trim() === '')
        throw new JourneyError('store/invalid-settings', `${field}: is empty; name who shreds, and why`);
    const key = await practiceKey(practiceId);
    for (let tries = 0; tries < maxTries; tries += 1) {
      const [row] = await call<JourneyRow>('load_journeys', practiceId, [patientId]);
      if (row === undefined || row.document === null) return false;
      const document = await readable(practiceId, row);
      const hasher = await hashes.hasherOf(practiceId);
      const outliving = document === null ? [] : outlivingRows(practiceId, document, key, hasher);
      const place = { practiceId, patientId, column: 'audit', revision: row.revision + 1 } as const;
      const [done] = await call<{ readonly shred_patient: number | null }>(
        'shred_patient',
        practiceId,
        patientId,
        row.revision,
        JSON.stringify(outliving),
        seal(key.dataKey, place, JSON.stringify([shredding(patientId, deed)])).toString('base64'),
      );
      dataKeys.forget(practiceId, patientId);
      if (done?.shred_patient !== null) return true;
    }
    throw new JourneyError('store/conflict', 'the journey kept changing; try again', {
      retryable: true,
      subject: { practiceId, patientId },
    });
  }

  /** A document that cannot be read must still be shredded. */
  async function readable(practiceId: string, row: JourneyRow): Promise<JourneyDocument | null> {
    try {
      return documentOf(practiceId, row, (await dataKeys.of(practiceId, [row])).get(row.patient_id));
    } catch (error) {
      if (JourneyError.is(error) && (error.code === 'store/unreadable' || error.code === 'keys/refused')) return null;
      throw error;
    }
  }

  async function pruneBefore(
    practiceId: string,
    before: { readonly ledger?: string; readonly audit?: string },
  ): Promise<Pruned> {
    const [row] = await call<PrunedRow>('prune', practiceId, before.ledger ?? '-infinity', before.audit ?? '-infinity');
    const { ledger_rows: ledgerRows, audit_rows: auditRows, ...anchor } = row as PrunedRow;
    return { ledgerRows, auditRows, anchor: hasAnchor(anchor) ? anchorOf(practiceId, anchor) : null };
  }

  return { rewrapKeys, shredPatient, pruneBefore };
}

function shredding(patientId: string, { by, why }: Deed): AuditEntry {
  return {
    about: 'journey',
    id: patientId,
    at: null,
    by,
    what: 'shredded',
    why,
    consent: null,
    protocol: null,
    words: null,
  };
}

function own<T>(owners: readonly T[], index: number): T {
  return owners[index] as T;
}
