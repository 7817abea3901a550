// The audit's anchors, in turn. In: a store that makes them, a place that keeps them. Out: whether it was this worker's turn.
// Rules owned: an anchor counts once it is kept; of all workers one anchors a practice, and when it dies another does.
// A turn is one as at a chart: a name, and an end after which anybody may. So it needs no table of its own.
import { type Clock, instantOf, type JourneyStore } from '@implant-journey/core';

export interface Anchors<Anchor> {
  /** The one the engine has: that of `createPostgresStore`. */
  readonly store: Pick<JourneyStore, 'claimFeed'> & { anchorAudit(practiceId: string): Promise<Anchor> };
  /**
   * Puts an anchor where nobody who can write to the database can change it; done when it is safe there. After a rejection
   * the newest anchor is made and tried. The same anchor comes again when nothing has changed since.
   */
  readonly keep: (anchor: Anchor) => Promise<void>;
  /** Each practice so often, over all workers. Unit: milliseconds. Default: a day. */
  readonly everyMs?: number;
}

/** Among the turns of a practice; no chart is called so. */
const turnName = 'audit anchors';
/** For so long a worker may be at it until another tries. Unit: milliseconds (5 minutes). Source: practice preference. */
const turnMs = 5 * 60_000;
export const anchorsEveryMs = 24 * 3_600_000;

/** @returns Whether it was our turn, and the anchor is kept. */
export async function anchorInTurn<Anchor>(
  { store, keep, everyMs = anchorsEveryMs }: Anchors<Anchor>,
  practiceId: string,
  clock: Clock,
): Promise<boolean> {
  const now = clock.now();
  const later = (ms: number) => instantOf(Date.parse(now) + ms);
  if (!(await store.claimFeed(practiceId, turnName, { now, until: later(turnMs) }))) return false;
  let isKept = false;
  try {
    await keep(await store.anchorAudit(practiceId));
    isKept = true;
  } finally {
    // The turn is over: the next one begins when an anchor is due again, or at once.
    await store.claimFeed(practiceId, turnName, { now: later(turnMs), until: isKept ? later(everyMs) : now });
  }
  return isKept;
}
