// What a worker tells those who measure it. Nothing here names a patient: counts, durations, practices and causes.
import type { Dispatched } from '@implant-journey/core';

export type WorkerEvent =
  /** A round of what was due, empty ones left out. */
  | ({ readonly kind: 'dispatched'; readonly tookMs: number } & Omit<Dispatched, 'failed'> & {
        readonly failed: number;
      })
  | {
      readonly kind: 'synced';
      readonly tookMs: number;
      readonly practiceId: string;
      readonly source: string;
      readonly facts: number;
    }
  /** A journey could not be worked on. It stays due and is tried again. */
  | { readonly kind: 'journey-failed'; readonly cause: unknown }
  /** A whole round could not be done; it is tried again after the pause. Listening is not: the worker looks by itself. */
  | {
      readonly kind: 'failed';
      readonly doing: 'dispatch' | 'sync' | 'listen';
      readonly cause: unknown;
      readonly retryInMs: number | null;
    };
