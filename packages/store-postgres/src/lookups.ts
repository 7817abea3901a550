// What is looked up: patients by address, who waits for staff, feeds, the directory. In: a practice. Out: ids in order
// of their text, states. Rule owned: the directory is sealed under the practice's own key.
import { comparable, type Directory, emptyDirectory, type FeedState, type JourneyStore } from '@implant-journey/core';
import type { AddressHashes } from './address-hashes.js';
import type { Claims } from './claims.js';
import { type DataKeys, practiceItself } from './data-keys.js';
import type { Call } from './database.js';
import type { PracticeKey } from './practice-key.js';
import { open, type Place, seal, unreadable } from './seal.js';

type Lookups = Omit<JourneyStore, 'load' | 'apply' | 'addressHistory' | keyof Claims>;

interface DirectoryRow {
  readonly directory: Uint8Array;
  readonly generation: number;
  readonly key_id: string | null;
  readonly wrapped: Uint8Array | null;
}

export function lookupsIn(call: Call, dataKeys: DataKeys, practiceKey: PracticeKey, hashes: AddressHashes): Lookups {
  // Bytes and characters differ in order beyond the basic plane; the order promised is that of characters.
  const ids = async (name: string, ...args: readonly unknown[]) =>
    (await call<Readonly<Record<string, string>>>(name, ...args)).map((row) => row[name] as string).sort();
  const place = (practiceId: string): Place => ({
    practiceId,
    patientId: practiceItself,
    column: 'directory',
    revision: 0,
  });

  return {
    async findByAddress(practiceId, address) {
      const hash = await hashes.hasherOf(practiceId);
      return ids('patients_at', practiceId, Buffer.from(hash.address(comparable(address)), 'base64'));
    },
    withOpenEscalations: (practiceId) => ids('patients_waiting', practiceId),
    patients: (practiceId) => ids('patients_of', practiceId),
    async feed(practiceId, source) {
      const [row] = await call<{ readonly cursor: string; readonly as_of: string }>('read_feed', practiceId, source);
      return row === undefined ? null : ({ cursor: row.cursor, asOf: row.as_of } satisfies FeedState);
    },
    async saveFeed(practiceId, source, { cursor, asOf }) {
      await call('save_feed', practiceId, source, cursor, asOf);
    },
    async directory(practiceId) {
      const [row] = await call<DirectoryRow>('read_directory', practiceId);
      if (row === undefined) return emptyDirectory;
      const key = (await dataKeys.of(practiceId, [{ ...row, patient_id: practiceItself }])).get(practiceItself);
      if (key === undefined) throw unreadable(place(practiceId));
      return JSON.parse(open(key.dataKey, place(practiceId), row.directory)) as Directory;
    },
    async saveDirectory(practiceId, directory) {
      const key = await practiceKey(practiceId);
      await call(
        'save_directory',
        practiceId,
        key.generation,
        seal(key.dataKey, place(practiceId), JSON.stringify(directory)),
      );
    },
  };
}
