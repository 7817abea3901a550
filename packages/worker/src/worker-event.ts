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
  /** An anchor of the practice's audit was made and kept. */
  | { readonly kind: 'anchored'; readonly tookMs: number; readonly practiceId: string }
  /** A journey could not be worked on. It stays due and is tried again. */
  | { readonly kind: 'journey-failed'; readonly cause: unknown }
  /** A whole round could not be done; it is tried again after the pause. */
  | {
      readonly kind: 'failed';
      readonly doing: 'dispatch' | 'sync' | 'anchor';
      readonly cause: unknown;
      readonly retryInMs: number;
    }
  | ListenEvent;

export type ListenEvent =
  /** What becomes due elsewhere wakes the worker, from now on or again. */
  | { readonly kind: 'listening' }
  /** Nothing does: the worker looks by itself, as often as `idleMs` says. Null: it is not tried again. */
  | {
      readonly kind: 'failed';
      readonly doing: 'listen';
      readonly cause: unknown;
      readonly retryInMs: number | null;
    };
