// What journeys record of addresses, sealed beside the hash of each. In: a document, or addresses asked. Out: rows, or the
// histories in order of address, then of patient. Rule owned: stops outlive the patient's own key, messages do not.
import { type AddressHistory, addressHistoryOf, type JourneyDocument } from '@implant-journey/core';
import type { AddressHashes, Hasher } from './address-hashes.js';
import { type DataKey, type DataKeys, type KeyRow, practiceItself } from './data-keys.js';
import type { Call } from './database.js';
import { open, type Place, seal } from './seal.js';

interface HistoryRow extends KeyRow {
  readonly outlives: boolean;
  readonly history: Uint8Array;
}

const place = (practiceId: string, patientId: string): Place => ({
  practiceId,
  patientId,
  column: 'history',
  revision: 0,
});

/** The rows of a document, as the schema takes them. */
export function historyRows(practiceId: string, document: JourneyDocument, key: DataKey, hasher: Hasher) {
  return addressHistoryOf(document).map((history) => rowOf(practiceId, history, key, hasher));
}

/** The rows that stay when the patient is shredded, under the key of the practice. */
export function outlivingRows(practiceId: string, document: JourneyDocument, practiceKey: DataKey, hasher: Hasher) {
  return addressHistoryOf(document)
    .filter(({ stops }) => stops.length > 0)
    .map((history) => rowOf(practiceId, { ...history, sentAt: [] }, practiceKey, hasher));
}

function rowOf(practiceId: string, history: AddressHistory, key: DataKey, hasher: Hasher) {
  const text = JSON.stringify(history);
  return {
    hash: hasher.address(history.address),
    digest: hasher.digest(history.patientId, text),
    history: seal(key.dataKey, place(practiceId, history.patientId), text).toString('base64'),
  };
}

export function addressHistoriesIn(call: Call, dataKeys: DataKeys, hashes: AddressHashes) {
  return async (practiceId: string, addresses: readonly string[]): Promise<readonly AddressHistory[]> => {
    if (addresses.length === 0) return [];
    const hasher = await hashes.hasherOf(practiceId);
    const wanted = [...new Set(addresses)].map((address) => hasher.address(address));
    const rows = await call<HistoryRow>('read_address_history', practiceId, JSON.stringify(wanted));
    const owned = rows.map((row) => ({ row, owner: row.outlives ? practiceItself : row.patient_id }));
    const keys = await dataKeys.of(
      practiceId,
      owned.map(({ row, owner }) => ({ ...row, patient_id: owner })),
    );
    return owned
      .flatMap(({ row, owner }) => {
        const key = keys.get(owner);
        if (key === undefined) return [];
        return [JSON.parse(open(key.dataKey, place(practiceId, row.patient_id), row.history)) as AddressHistory];
      })
      .sort((a, b) => compare(a.address, b.address) || compare(a.patientId, b.patientId));
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
