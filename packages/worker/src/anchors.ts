// The audit's anchors, in turn. In: a store that makes them, a place that keeps them. Out: whether it was this worker's turn.
// Rules owned: an anchor counts once it is kept; of all workers one anchors a practice, and when it dies another does.
// A turn is one as at a chart: a name, and an end after which anybody may. So it needs no table of its own.
import { type Clock, instantOf, type JourneyStore } from '@implant-journey/core';
import type { Door } from './few-at-once.js';

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

/** Among the turns of a practice; a worker takes no chart whose source is called so. */
export const turnName = 'audit anchors';
/** For so long a worker may be at it until another tries. Unit: milliseconds (5 minutes). Source: practice preference. */
const turnMs = 5 * 60_000;
export const anchorsEveryMs = 24 * 3_600_000;

export interface AnchoringWorker {
  readonly clock: Clock;
  /** Leads to the store; keeping takes as long as it likes. */
  readonly door: Door;
  /** Nothing is begun after it. */
  readonly signal: AbortSignal;
}

/** @returns Whether it was our turn, and the anchor is kept. */
export async function anchorInTurn<Anchor>(
  { store, keep, everyMs = anchorsEveryMs }: Anchors<Anchor>,
  practiceId: string,
  { clock, door, signal }: AnchoringWorker,
): Promise<boolean> {
  const claim = (now: string, until: string) => store.claimFeed(practiceId, turnName, { now, until });
  const later = (from: string, ms: number) => instantOf(Date.parse(from) + ms);
  const now = await door(async () => {
    const at = clock.now();
    return !signal.aborted && (await claim(at, later(at, turnMs))) ? at : null;
  });
  if (now === null) return false;
  let isKept = false;
  try {
    await keep(await door(() => store.anchorAudit(practiceId)));
    isKept = true;
  } finally {
    // The turn is over: the next one begins when an anchor is due again, or at once.
    await door(() => claim(later(now, turnMs), isKept ? later(now, everyMs) : now));
  }
  return isKept;
}
