// The floor: dates of a plan by nothing but integers over a table of offsets, written for this zone, these years and this
// window. It checks nothing, knows one zone and no night hours, and cannot be extended: what speed would be without them.
import { Temporal } from 'temporal-polyfill';
import { closedOn, openings, type Planner, steps } from './task.js';

const dayMs = 86_400_000;
const closedDays = new Set([...closedOn].map((date) => Date.parse(date) / dayMs));
const openMs = openings.map(([open]) => open * 60_000);
const closeMs = openings.map(([, close]) => close * 60_000);
const stepDays = steps.map(({ afterDays }) => afterDays);
const stepMs = steps.map(({ hour, minute }) => (hour * 60 + minute) * 60_000);

export function bareTable(zone: string): Planner {
  const { localMs, offsetsMs } = tableOf(zone);
  return (anchorOn) => {
    const anchor = Date.parse(anchorOn) / dayMs;
    const instants = new Array<number>(stepDays.length);
    for (let index = 0; index < stepDays.length; index += 1) {
      let day = anchor + (stepDays[index] as number);
      let ofDay = stepMs[index] as number;
      let weekday = (day + 3) % 7;
      while (ofDay >= (closeMs[weekday] as number) || closedDays.has(day)) {
        day += 1;
        ofDay = 0;
        weekday = (day + 3) % 7;
      }
      if (ofDay < (openMs[weekday] as number)) ofDay = openMs[weekday] as number;
      const local = day * dayMs + ofDay;
      let entry = localMs.length - 1;
      while (local < (localMs[entry] as number)) entry -= 1;
      instants[index] = local - (offsetsMs[entry] as number);
    }
    return instants;
  };
}

/** From which time on the wall which offset holds, 2025 to 2029. */
function tableOf(zone: string): { readonly localMs: readonly number[]; readonly offsetsMs: readonly number[] } {
  const localMs: number[] = [];
  const offsetsMs: number[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.ZonedDateTime.from(`2025-01-01T00:00[${zone}]`);
  while (at !== null && at.year < 2029) {
    const offsetMs = at.offsetNanoseconds / 1e6;
    localMs.push(at.epochMilliseconds + offsetMs);
    offsetsMs.push(offsetMs);
    at = at.getTimeZoneTransition('next');
  }
  return { localMs, offsetsMs };
}
