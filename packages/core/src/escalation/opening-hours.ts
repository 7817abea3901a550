// When a location is open. In: an instant and the location's hours, closed days and zone. Out: instants. Rule owned:
// minutes count between opening and closing on the clock on the wall, exact across clock changes; the minute of closing
// is closed, but time may run out at it.
import { type Location, type Weekday, weekdays } from '../practice/practice.js';
import { instantOf, msOf } from '../shared/instant.js';
import { addDays, daysBetween, instantOfWallClock, wallClockAt } from '../shared/time.js';

/** What must be known of a location to tell when it is open. */
export type OpeningCalendar = Pick<Location, 'zone' | 'hours' | 'closedOn'>;

/** One day's opening in milliseconds since 1970; `until` is closed already. */
interface Opening {
  readonly from: number;
  readonly until: number;
}

const minuteMs = 60_000;
const aMonday = '1970-01-05';
/** Days looked ahead for an opening; a location closed for longer counts as never open. Why: more than a year. */
const searchDays = 400;

/** The instant so many minutes later, as UTC ISO text. */
export function addMinutes(instant: string, minutes: number): string {
  return instantOf(msOf(instant) + minutes * minuteMs);
}

/** Whether the location is open; not any more at the minute of closing. */
export function isOpenAt(instant: string, calendar: OpeningCalendar): boolean {
  const opening = openingOn(wallClockAt(instant, calendar.zone).slice(0, 10), calendar);
  const at = msOf(instant);
  return opening !== null && opening.from <= at && at < opening.until;
}

/** The instant itself while the location is open, else the next opening; null when none comes within 400 days. */
export function nextOpeningAt(instant: string, calendar: OpeningCalendar): string | null {
  return addOpeningMinutes(instant, 0, calendar);
}

/**
 * The instant at which the location will have been open for so many minutes.
 * @returns At the latest the minute of closing; null when 400 days do not hold so many minutes.
 */
export function addOpeningMinutes(from: string, minutes: number, calendar: OpeningCalendar): string | null {
  const start = msOf(from);
  let left = minutes * minuteMs;
  for (const opening of openingsAfter(from, calendar)) {
    const begin = Math.max(opening.from, start);
    if (begin + left <= opening.until) return instantOf(begin + left);
    left -= opening.until - begin;
  }
  return null;
}

/** The closing time of the so-many-th day that opens after the instant; null when none comes within 400 days. */
export function endOfWorkingDay(from: string, days: number, calendar: OpeningCalendar): string | null {
  const start = msOf(from);
  let left = days;
  for (const opening of openingsAfter(from, calendar)) {
    if (opening.from > start) left -= 1;
    if (left === 0) return instantOf(opening.until);
  }
  return null;
}

/** The openings that are not over at the instant, in order. */
function* openingsAfter(instant: string, calendar: OpeningCalendar): Generator<Opening> {
  const today = wallClockAt(instant, calendar.zone).slice(0, 10);
  for (let day = 0; day < searchDays; day += 1) {
    const opening = openingOn(addDays(today, day), calendar);
    if (opening !== null && opening.until > msOf(instant)) yield opening;
  }
}

function openingOn(date: string, { zone, hours, closedOn }: OpeningCalendar): Opening | null {
  const ofDay = hours[weekdayOf(date)];
  if (ofDay === undefined || closedOn.includes(date)) return null;
  const at = (day: string, time: string) => msOf(instantOfWallClock(`${day} ${time}:00`, zone));
  const from = at(date, ofDay.open);
  // A zone may skip the hours named here, or the whole day: what is read as later never reaches into the next day.
  const until = Math.min(at(date, ofDay.close), at(addDays(date, 1), '00:00'));
  return from < until ? { from, until } : null;
}

function weekdayOf(date: string): Weekday {
  const sinceMonday = daysBetween(aMonday, date) % 7;
  return weekdays[(sinceMonday + 7) % 7] as Weekday;
}
