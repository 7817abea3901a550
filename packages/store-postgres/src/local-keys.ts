// A key service for hosts that have none: keys from the host's own settings. In: named keys, which of them wraps, a
// secret. Out: the `Keys` port. Rule owned: a data key is bound to its practice and patient.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { JourneyError, type KeyOwner, type Keys } from '@implant-journey/core';

export interface LocalKeysOptions {
  /** Key-encryption keys by name: 32 random bytes as base64 (`openssl rand -base64 32`). Keep old ones until nothing is under them. */
  readonly keys: Readonly<Record<string, string>>;
  /** Name of the key that wraps from now on. */
  readonly newest: string;
  /** Secret of the hashes by which addresses are found: 32 random bytes as base64. It never changes. */
  readonly hashSecret: string;
}

const [ivBytes, tagBytes] = [12, 16];

/**
 * Keys from settings: better than none, and worse than a key service, because whoever reads the settings has them.
 * @throws {JourneyError} `store/invalid-settings` naming the setting at fault.
 */
export function createLocalKeys({ keys, newest, hashSecret }: LocalKeysOptions): Keys {
  if (typeof keys !== 'object' || keys === null)
    throw invalid('keys', 'must name at least one key; use { first: "..." }');
  const byName = new Map(Object.entries(keys).map(([name, text]) => [name, bytesOf(text, `keys.${name}`)]));
  const secret = bytesOf(hashSecret, 'hashSecret');
  const wrapping = byName.get(newest);
  if (wrapping === undefined) throw invalid('newest', 'names no key; use one of the names in keys');

  return {
    newest: async () => newest,
    hashSecret: async () => secret,
    wrap: async (dataKeys) =>
      dataKeys.map(({ dataKey, ...owner }) => {
        const iv = randomBytes(ivBytes);
        const cipher = createCipheriv('aes-256-gcm', wrapping, iv).setAAD(boundTo(newest, owner));
        const sealed = Buffer.concat([cipher.update(dataKey), cipher.final()]);
        return { keyId: newest, wrapped: Buffer.concat([iv, cipher.getAuthTag(), sealed]) };
      }),
    unwrap: async (wrappedKeys) =>
      wrappedKeys.map(({ keyId, wrapped, ...owner }) => {
        const key = byName.get(keyId);
        if (key === undefined) throw refused(keyId, owner);
        try {
          const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, ivBytes), {
            authTagLength: tagBytes,
          });
          decipher.setAAD(boundTo(keyId, owner)).setAuthTag(wrapped.subarray(ivBytes, ivBytes + tagBytes));
          return Buffer.concat([decipher.update(wrapped.subarray(ivBytes + tagBytes)), decipher.final()]);
        } catch (cause) {
          throw refused(keyId, owner, cause);
        }
      }),
  };
}

function boundTo(keyId: string, { practiceId, patientId }: KeyOwner): Buffer {
  return Buffer.from(JSON.stringify([keyId, practiceId, patientId]));
}

function bytesOf(text: string, field: string): Buffer {
  // Settings come from the environment, where they may be missing whatever the types say.
  const bytes = Buffer.from(typeof text === 'string' ? text : '', 'base64');
  if (bytes.length === 32) return bytes;
  throw invalid(field, 'must be 32 bytes as base64; make one with: openssl rand -base64 32');
}

function invalid(field: string, problem: string): JourneyError {
  return new JourneyError('store/invalid-settings', `${field}: ${problem}`);
}

function refused(keyId: string, { practiceId, patientId }: KeyOwner, cause?: unknown): JourneyError {
  return new JourneyError('keys/refused', 'a data key was not wrapped by a key held here, or for another patient', {
    subject: { keyId, practiceId, ...(patientId === null ? {} : { patientId }) },
    cause,
  });
}
