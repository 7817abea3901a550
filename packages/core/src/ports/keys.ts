// Who keeps the keys that protect stored journeys: a key service of the host, never the database. In: data keys to wrap
// or unwrap, each with whose it is. Out: the same, the other way round. Rule owned: a database alone reads nothing.

/** Whose data key it is. A key service binds a wrapped key to it, so that a key moved to another patient opens nothing. */
export interface KeyOwner {
  readonly practiceId: string;
  /** Null for the key of the practice itself. */
  readonly patientId: string | null;
}

/** A data key under a key-encryption key: what a database may hold. */
export interface WrappedKey {
  /** Name of the key-encryption key. */
  readonly keyId: string;
  readonly wrapped: Uint8Array;
}

export interface Keys {
  /** Name of the key-encryption key that wraps now; another after a rotation, and then the old ones still unwrap. */
  newest(): Promise<string>;
  /** Data keys of 32 bytes under the newest key-encryption key, in the order given. */
  wrap(keys: readonly (KeyOwner & { readonly dataKey: Uint8Array })[]): Promise<readonly WrappedKey[]>;
  /**
   * The data keys, in the order given.
   * @throws {JourneyError} `keys/refused` when one was not wrapped by a key held here for this owner;
   *   `keys/unavailable`, retryable, when the key service does not answer.
   */
  unwrap(keys: readonly (KeyOwner & WrappedKey)[]): Promise<readonly Uint8Array[]>;
  /** The secret of the keyed hashes by which addresses are found; at least 32 bytes, always the same. */
  hashSecret(): Promise<Uint8Array>;
}
