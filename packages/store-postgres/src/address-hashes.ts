// Addresses as keyed hashes, so that they are found and never stored. In: an address made comparable. Out: its
// HMAC-SHA-256 under the host's secret, another in every practice.
import { createHmac } from 'node:crypto';
import type { Keys } from '@implant-journey/core';

export interface AddressHashes {
  /** Hashes addresses of one practice, as base64. */
  hasherOf(practiceId: string): Promise<(comparableAddress: string) => string>;
}

export function addressHashes(keys: Keys): AddressHashes {
  let secret: Promise<Uint8Array> | null = null;
  return {
    async hasherOf(practiceId) {
      secret ??= keys.hashSecret();
      // A key service that was away once is asked again.
      const known = await secret.catch((cause: unknown) => {
        secret = null;
        throw cause;
      });
      return (address) =>
        createHmac('sha256', known)
          .update(JSON.stringify([practiceId, address]))
          .digest('base64');
    },
  };
}
