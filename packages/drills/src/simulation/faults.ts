// What goes wrong, and when. In: the seed's chance. Out: the fate of each call. Rules owned: how likely each fault is; that
// times without faults come back, in which all must find itself again.
import type { Chance } from './chance.js';

/** Each call of a port is of one of these. */
export type Road = 'store' | 'channel' | 'look-up' | 'notifier' | 'chart' | 'clock';

type Fault = 'throws-before' | 'throws-after' | 'crash-before' | 'crash-after' | 'stop' | 'suspend';

export interface Fate {
  readonly fault: Fault | null;
  /** Until it takes effect, and then until its answer is there. Unit: milliseconds. */
  readonly requestMs: number;
  readonly answerMs: number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Faults pause for the last day of every so many. Convergence is asked for at its end. */
export const periodMs = 30 * dayMs;
const calmMs = dayMs;

/** A provider's client gives up before this: what it sent is not under way for longer. Unit: milliseconds (3 minutes). */
const longestWayMs = 3 * minuteMs;

export class Faults {
  /** How rough this year is. */
  readonly roughness: number;
  /** How many were made. */
  made = 0;

  constructor(
    private readonly chance: Chance,
    private readonly startMs: number,
  ) {
    this.roughness = chance.oneOf([0.3, 1, 1, 3]);
  }

  areOnAt(nowMs: number): boolean {
    return (nowMs - this.startMs) % periodMs < periodMs - calmMs;
  }

  happens(probability: number, nowMs: number): boolean {
    const is = this.areOnAt(nowMs) && this.chance.happens(probability * this.roughness);
    if (is) this.made += 1;
    return is;
  }

  fateOf(road: Road, nowMs: number): Fate {
    const { chance } = this;
    const requestMs = chance.between(1, 12);
    if (!this.happens(0.04, nowMs)) return { fault: null, requestMs, answerMs: 0 };
    const kind = chance.next();
    const longMs = chance.between(1000, chance.happens(0.25) ? 20 * minuteMs : minuteMs);
    const answerMs = chance.between(0, 200);
    if (kind < 0.25) return { fault: 'throws-before', requestMs, answerMs };
    if (kind < 0.5) return { fault: 'throws-after', requestMs, answerMs };
    if (kind < 0.65)
      return { fault: null, requestMs: road === 'channel' ? Math.min(longestWayMs, longMs) : longMs, answerMs };
    if (kind < 0.8) return { fault: null, requestMs, answerMs: longMs };
    if (kind < 0.86) return { fault: 'crash-before', requestMs, answerMs };
    if (kind < 0.92) return { fault: 'crash-after', requestMs, answerMs };
    return { fault: kind < 0.96 ? 'stop' : 'suspend', requestMs, answerMs: chance.between(1000, minuteMs) };
  }

  /** How long something takes that is no call. */
  delayMs(longestMs: number): number {
    return this.chance.between(0, longestMs);
  }
}
