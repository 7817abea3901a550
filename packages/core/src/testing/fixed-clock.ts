// A clock that stands until a test moves it.
import type { Clock } from '../ports/clock.js';
import { instantOf, msOf } from '../shared/instant.js';

/** A length of time; days of 24 hours. */
export interface Span {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly ms?: number;
}

export interface FixedClock extends Clock {
  /** Moves it to an instant, forwards or back. */
  set(instant: string): void;
  advance(by: Span): void;
}

/** A clock that stands at an instant, UTC ISO text. */
export function fixedClock(instant: string): FixedClock {
  let nowMs = msOf(instant);
  return {
    now: () => instantOf(nowMs),
    set(to) {
      nowMs = msOf(to);
    },
    advance({ days = 0, hours = 0, minutes = 0, ms = 0 }) {
      nowMs += ((days * 24 + hours) * 60 + minutes) * 60_000 + ms;
    },
  };
}
