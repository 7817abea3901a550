// Dates of a plan with Temporal: plain dates and times as long as possible, one conversion to an instant at the end.
import { Temporal } from 'temporal-polyfill';
import { closedOn, openings, type Planner, steps } from './task.js';

export function temporal(zone: string): Planner {
  return (anchorOn) => {
    const anchor = Temporal.PlainDate.from(anchorOn);
    return steps.map(({ afterDays, hour, minute }) => {
      const wanted = anchor.add({ days: afterDays }).toPlainDateTime({ hour, minute });
      return whenOpen(wanted).toZonedDateTime(zone).epochMilliseconds;
    });
  };
}

function whenOpen(wanted: Temporal.PlainDateTime): Temporal.PlainDateTime {
  for (let at = wanted; ; at = at.add({ days: 1 }).with({ hour: 0, minute: 0 })) {
    const [open, close] = openings[at.dayOfWeek - 1] as readonly [number, number];
    const minute = at.hour * 60 + at.minute;
    if (minute >= close || closedOn.has(at.toPlainDate().toString())) continue;
    return minute >= open ? at : at.with({ hour: open / 60, minute: open % 60 });
  }
}
