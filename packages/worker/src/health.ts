// How a worker is. In: what it did, and when. Out: an answer for a load balancer or a pager. Rule owned: a worker that
// cannot do its rounds says so, however often it tries.
export interface WorkerHealth {
  readonly state: 'idle' | 'working' | 'stopping' | 'stopped';
  /** No round is failing, and the last one is not long ago. */
  readonly isHealthy: boolean;
  /** When a round of what is due last ended well; null before the first. */
  readonly lastRoundAt: string | null;
  /** Failures in a row, by loop; empty when all is well. */
  readonly failing: Readonly<Record<string, number>>;
}

/** A round that ended, began or last beat so long ago, the longest sleep apart, leaves doubt whether the worker lives. Unit: milliseconds (1 minute). */
export const staleAfterMs = 60_000;
