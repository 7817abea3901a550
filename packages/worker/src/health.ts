// How a worker is. In: what it did, and when. Out: an answer for a load balancer or a pager. Rule owned: a worker that
// cannot do its rounds says so, however often it tries.
export interface WorkerHealth {
  readonly state: 'idle' | 'working' | 'stopping' | 'stopped';
  /** No round is failing, the last one is not long ago, and no batch hangs. */
  readonly isHealthy: boolean;
  /** When a round of what is due last ended well; null before the first. */
  readonly lastRoundAt: string | null;
  /** Failures in a row, by loop; empty when all is well. */
  readonly failing: Readonly<Record<string, number>>;
}

/** A round that began or ended so long ago, the longest sleep apart, leaves doubt whether the worker lives; a batch in hand may take
 *  as long as `longestBatchMs` of core says. Unit: milliseconds (1 minute). */
export const staleAfterMs = 60_000;
