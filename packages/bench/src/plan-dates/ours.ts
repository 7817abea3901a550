// Dates of a plan with the clock and the window of core.
import { earliestAllowedAt, epochDayOf, zoneClock } from '@implant-journey/core';
import { type Planner, steps, window } from './task.js';

export function ours(zone: string): Planner {
  const zones = [zone];
  return (anchorOn) => {
    const clock = zoneClock(zone);
    const anchor = epochDayOf(anchorOn);
    return steps.map(({ afterDays, hour, minute }) =>
      earliestAllowedAt(clock.instantOf(anchor + afterDays, hour * 60 + minute), zones, window),
    );
  };
}
