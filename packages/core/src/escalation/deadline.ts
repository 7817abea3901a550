// By when somebody must have dealt with an escalation. In: its tier, when it was opened, the location's opening hours and
// the policy. Out: an instant and the clock that set it. Rule owned: where nobody is there to answer in time, the hours
// run on the wall clock, because the on-call path has been alerted.

import type { Tier } from '../questionnaires/tier.js';
import { compareInstants } from '../shared/instant.js';
import type { EscalationPolicy } from './escalation.js';
import { addMinutes, addOpeningMinutes, endOfWorkingDay, isOpenAt, type OpeningCalendar } from './opening-hours.js';

export interface Deadline {
  /** Never before the escalation was opened. */
  readonly at: string;
  /** `opening-hours`: the location is open then, or just closes. */
  readonly clock: 'wall' | 'opening-hours';
}

/**
 * The deadline of an escalation.
 * @param openedAt - Instant, UTC.
 * @returns On opening hours where the policy counts them, the location was open (or the tier waits for opening) and they
 * end within the policy's maximum; on the wall clock otherwise.
 */
export function deadlineOf(
  tier: Tier,
  openedAt: string,
  location: OpeningCalendar,
  policy: EscalationPolicy,
): Deadline {
  const { respondWithin, pageOnCall } = policy[tier];
  const byWall = (minutes: number): Deadline => ({ at: addMinutes(openedAt, minutes), clock: 'wall' });
  const byHours = (at: string | null, maximumMinutes: number, otherwiseMinutes: number): Deadline =>
    at !== null && compareInstants(at, addMinutes(openedAt, maximumMinutes)) <= 0
      ? { at, clock: 'opening-hours' }
      : byWall(otherwiseMinutes);
  switch (respondWithin.clock) {
    case 'wall':
      return byWall(respondWithin.minutes);
    case 'opening-hours': {
      const { minutes, maximumMinutes } = respondWithin;
      if (pageOnCall !== 'never' && !isOpenAt(openedAt, location)) return byWall(minutes);
      return byHours(addOpeningMinutes(openedAt, minutes, location), maximumMinutes, minutes);
    }
    case 'working-days': {
      const { days, maximumMinutes } = respondWithin;
      return byHours(endOfWorkingDay(openedAt, days, location), maximumMinutes, maximumMinutes);
    }
    default:
      return respondWithin satisfies never;
  }
}
