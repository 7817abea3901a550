// Addresses as keyed hashes, so that they are found and never stored. In: an address made comparable, or a text. Out: its
// HMAC-SHA-256 under the host's secret as base64, another in every practice.
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Keys } from '@implant-journey/core';

export interface Hasher {
  address(comparableAddress: string): string;
  /** Tells whether a text is the one that was stored, without storing it. */
  digest(patientId: string, text: string): string;
}

export interface AddressHashes {
  hasherOf(practiceId: string): Promise<Hasher>;
}

export function addressHashes(keys: Keys): AddressHashes {
  let secret: Promise<KeyObject> | null = null;
  return {
    async hasherOf(practiceId) {
      // As a key, made once: see `DataKey`.
      secret ??= keys.hashSecret().then((bytes) => createSecretKey(bytes));
      // A key service that was away once is asked again.
      const known = await secret.catch((cause: unknown) => {
        secret = null;
        throw cause;
      });
      const hash = (...parts: readonly string[]) =>
        createHmac('sha256', known)
          .update(JSON.stringify([practiceId, ...parts]))
          .digest('base64');
      return { address: (address) => hash(address), digest: (patientId, text) => hash(patientId, text) };
    },
  };
}
