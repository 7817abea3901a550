// One clock for many machines: the database's. In: a database. Out: a clock. Rule owned: between two looks at the database
// only time that passes counts, so that a machine whose own clock is wrong, jumps or stands still sends nothing early.
import type { Clock } from '@implant-journey/core';
import { asked, type Database, hearErrors } from './database.js';

export interface DatabaseClockOptions {
  /** Looks at the database so often. Unit: milliseconds. Default: a minute. */
  readonly everyMs?: number;
  /** Milliseconds that pass whatever the wall clock does. Default: `performance.now`. */
  readonly passedMs?: () => number;
}

/** An answer that took longer leaves doubt what time it is: asked again soon. Unit: milliseconds. */
const slowMs = 1_000;

/** @throws {JourneyError} `store/unavailable` when the first look fails; later ones are tried again. */
export async function createDatabaseClock(database: Database, options: DatabaseClockOptions = {}): Promise<Clock> {
  const { everyMs = 60_000, passedMs = () => performance.now() } = options;
  let seen = { databaseMs: 0, atMs: Number.NEGATIVE_INFINITY, tookMs: Number.POSITIVE_INFINITY };
  let looking = false;
  let latestMs = 0;

  async function look(): Promise<void> {
    looking = true;
    try {
      const beforeMs = passedMs();
      const { rows } = await asked(
        database,
        'select (extract(epoch from clock_timestamp()) * 1000)::double precision as ms',
      );
      const atMs = passedMs();
      const tookMs = atMs - beforeMs;
      // What was under way for long tells less than what was seen before, with the time that passed since.
      if (tookMs > slowMs && tookMs > seen.tookMs) return;
      // It was told somewhere between the question and its answer; taken for told just now it is never ahead.
      seen = { databaseMs: (rows[0] as { readonly ms: number }).ms, atMs, tookMs };
    } finally {
      looking = false;
    }
  }

  hearErrors(database);
  await look();
  return {
    now() {
      const atMs = passedMs();
      if (!looking && (atMs - seen.atMs > everyMs || seen.tookMs > slowMs)) look().catch(() => undefined);
      // A clock that was corrected stands still rather than go back.
      latestMs = Math.max(latestMs, Math.floor(seen.databaseMs + (atMs - seen.atMs)));
      return new Date(latestMs).toISOString();
    },
  };
}
