// The practice's own data key, for what belongs to no patient. In: a practice. Out: its key, made on first use. Rule owned:
// of several workers that make one at once, the first is kept and all use it.
import { type DataKey, type DataKeys, type KeyRow, practiceItself } from './data-keys.js';
import type { Call } from './database.js';
import { unreadable } from './seal.js';

export type PracticeKey = (practiceId: string) => Promise<DataKey>;

export function practiceKeyIn(call: Call, dataKeys: DataKeys): PracticeKey {
  return async (practiceId) => {
    const known = dataKeys.known(practiceId, practiceItself);
    if (known !== undefined) return known;
    const rows = await call<KeyRow>('keys_in_use', practiceId, [practiceItself]);
    const kept = (await dataKeys.of(practiceId, rows)).get(practiceItself);
    if (kept !== undefined) return kept;
    const own = { patientId: practiceItself, generation: 1 };
    const fresh = (await dataKeys.create(practiceId, [own])).get(practiceItself)?.fresh;
    const [row] = await call<Pick<KeyRow, 'key_id' | 'wrapped'>>(
      'keep_practice_key',
      practiceId,
      fresh?.keyId,
      fresh === undefined ? null : Buffer.from(fresh.wrapped),
    );
    const rowKept = { key_id: null, wrapped: null, ...row, patient_id: practiceItself, generation: 1 };
    const key = (await dataKeys.of(practiceId, [rowKept])).get(practiceItself);
    if (key === undefined) throw unreadable({ practiceId, patientId: practiceItself, column: 'directory' });
    return key;
  };
}
