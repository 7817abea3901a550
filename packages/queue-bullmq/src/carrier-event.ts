// What a carrier tells those who watch it. Nothing here names a patient: counts, durations and causes.
import type { Dispatched } from '@implant-journey/core';

export type CarrierEvent =
  /** Journeys worked on. `sweep` means that their jobs were lost, late, or beyond the horizon. */
  | ({ readonly kind: 'dispatched'; readonly by: 'queue' | 'sweep'; readonly tookMs: number } & Omit<
      Dispatched,
      'failed'
    > & { readonly failed: number })
  /** A journey could not be worked on. It stays due; the sweep tries it again. */
  | { readonly kind: 'journey-failed'; readonly cause: unknown }
  /** Redis cannot be reached. The sweep does the work; due times meant for Redis wait, or are left to the sweep. */
  | { readonly kind: 'queue-lost' }
  | { readonly kind: 'queue-back' }
  /** Something could not be done. Nothing is lost: what is due is found by the sweep. */
  | { readonly kind: 'failed'; readonly doing: 'dispatch' | 'sweep' | 'schedule' | 'queue'; readonly cause: unknown };

export interface CarrierHealth {
  /** `idle` before `start`: such a carrier only fills the queue. */
  readonly state: 'idle' | 'working' | 'stopping' | 'stopped';
  /** It works, Redis answers, the last look into the store went well, not long ago, and no batch hangs. */
  readonly isHealthy: boolean;
  readonly queue: 'unused' | 'connecting' | 'reachable' | 'lost';
  /** When a look into the store last ended well; null before the first. */
  readonly lastSweepAt: string | null;
}
