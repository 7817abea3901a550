// Dates of a plan the way luxon is commonly used: plus, then set; and the same to wait for open hours.
import { DateTime } from 'luxon';
import { closedOn, openings, type Planner, steps } from './task.js';

export function luxon(zone: string): Planner {
  return (anchorOn) => {
    const anchor = DateTime.fromISO(anchorOn, { zone });
    return steps.map(({ afterDays, hour, minute }) =>
      whenOpen(anchor.plus({ days: afterDays }).set({ hour, minute })).toMillis(),
    );
  };
}

function whenOpen(wanted: DateTime): DateTime {
  for (let at = wanted; ; at = at.plus({ days: 1 }).set({ hour: 0, minute: 0 })) {
    const [open, close] = openings[at.weekday - 1] as readonly [number, number];
    const minute = at.hour * 60 + at.minute;
    if (minute >= close || closedOn.has(at.toISODate() ?? '')) continue;
    return minute >= open ? at : at.set({ hour: open / 60, minute: open % 60 });
  }
}
