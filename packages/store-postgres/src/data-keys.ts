// The data keys of patients, unwrapped as seldom as possible. In: wrapped keys as the database holds them. Out: keys.
// Rules owned: one call of the key service for a whole batch; at most so many keys are in memory, the longest unused go
// first; a key that the database no longer holds is never used, so shredding holds for every process at once.
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Keys, WrappedKey } from '@implant-journey/core';
import { unreadable } from './seal.js';

/** A data key as a row of the database tells it; without `wrapped` once it was shredded. */
export interface KeyRow {
  readonly patient_id: string;
  readonly generation: number;
  readonly key_id: string | null;
  readonly wrapped: Uint8Array | null;
}

export interface DataKey {
  readonly generation: number;
  /** Made once: bytes as a key are taken in anew with every use, which on some Node costs ten times the sealing. */
  readonly dataKey: KeyObject;
  /** Set for a key the database does not hold yet. */
  readonly fresh?: WrappedKey;
}

/** The practice's own key stands beside those of its patients, under no patient's id. */
export const practiceItself = '';

export class DataKeys {
  private readonly unwrapped = new Map<string, DataKey>();

  constructor(
    private readonly keys: Keys,
    private readonly most: number,
  ) {}

  /** The keys of rows by patient; a row whose key was shredded has none. One call of the key service at most. */
  async of(practiceId: string, rows: readonly KeyRow[]): Promise<ReadonlyMap<string, DataKey>> {
    const found = new Map<string, DataKey>();
    const asked = new Set<string>();
    const missing: { readonly row: KeyRow; readonly wrapped: WrappedKey }[] = [];
    for (const row of rows) {
      if (row.key_id === null || row.wrapped === null) continue;
      const known = this.known(practiceId, row.patient_id);
      if (known?.generation === row.generation) found.set(row.patient_id, known);
      else if (!asked.has(row.patient_id)) {
        // A ledger has many rows under one key.
        asked.add(row.patient_id);
        missing.push({ row, wrapped: { keyId: row.key_id, wrapped: row.wrapped } });
      }
    }
    if (missing.length === 0) return found;
    const owners = missing.map(({ row, wrapped }) => ({ ...ownerOf(practiceId, row.patient_id), ...wrapped }));
    const dataKeys = await this.keys.unwrap(owners);
    missing.forEach(({ row }, index) => {
      const dataKey = dataKeys[index];
      if (dataKey === undefined) throw unreadable({ practiceId, patientId: row.patient_id, column: 'document' });
      const one = { generation: row.generation, dataKey: createSecretKey(dataKey) };
      this.remember(practiceId, row.patient_id, one);
      found.set(row.patient_id, one);
    });
    return found;
  }

  /** New keys for patients, each with the generation it will have. Remembered only once the database holds them. */
  async create(
    practiceId: string,
    patients: readonly { readonly patientId: string; readonly generation: number }[],
  ): Promise<ReadonlyMap<string, DataKey>> {
    if (patients.length === 0) return new Map();
    const dataKeys = patients.map(({ patientId }) => ({ ...ownerOf(practiceId, patientId), dataKey: randomBytes(32) }));
    const wrapped = await this.keys.wrap(dataKeys);
    return new Map(
      patients.map(({ patientId, generation }, index) => {
        const [fresh, dataKey] = [wrapped[index], dataKeys[index]?.dataKey];
        if (fresh === undefined || dataKey === undefined)
          throw unreadable({ practiceId, patientId, column: 'document' });
        return [patientId, { generation, dataKey: createSecretKey(dataKey), fresh }];
      }),
    );
  }

  known(practiceId: string, patientId: string): DataKey | undefined {
    const name = nameOf(practiceId, patientId);
    const one = this.unwrapped.get(name);
    if (one === undefined) return undefined;
    this.unwrapped.delete(name);
    this.unwrapped.set(name, one);
    return one;
  }

  remember(practiceId: string, patientId: string, { generation, dataKey }: DataKey): void {
    const name = nameOf(practiceId, patientId);
    this.unwrapped.delete(name);
    this.unwrapped.set(name, { generation, dataKey });
    for (const longestUnused of this.unwrapped.keys()) {
      if (this.unwrapped.size <= this.most) return;
      this.unwrapped.delete(longestUnused);
    }
  }

  forget(practiceId: string, patientId: string): void {
    this.unwrapped.delete(nameOf(practiceId, patientId));
  }
}

export function ownerOf(practiceId: string, patientId: string) {
  return { practiceId, patientId: patientId === practiceItself ? null : patientId };
}

function nameOf(practiceId: string, patientId: string): string {
  return JSON.stringify([practiceId, patientId]);
}
