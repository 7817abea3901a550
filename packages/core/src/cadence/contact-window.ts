// When a message may go out. In: an instant, the zones its reader may be in, the hours by weekday. Out: the earliest
// instant at which it is allowed, and when that opening ends. Rules owned: hours are wall-clock hours of the reader and
// must be open in every zone at once; they open on the minute and close before it; what counts is what the clock on the
// wall shows, also in the nights that skip or repeat an hour.
import { z } from 'zod';
import { Location, WeekHours, weekdays } from '../practice/practice.js';
import { dayMs, epochDayOf } from '../shared/epoch-day.js';
import { JourneyError } from '../shared/error.js';
import { type ZoneClock, zoneClock } from '../shared/zone-clock.js';

/** Hours in which messages may go out, by the reader's clock. Never change one: what it means is remembered. */
export const SendWindow = z.strictObject({
  /** A weekday left out is closed. */
  hours: WeekHours.refine((hours) => weekdays.some((weekday) => hours[weekday] !== undefined), {
    error: 'must be open on some weekday; give its open and close',
  }),
  /** Calendar dates on which nothing goes out, such as public holidays. */
  closedOn: Location.shape.closedOn,
});
export type SendWindow = z.output<typeof SendWindow>;

/** How far ahead an opening is looked for. Unit: days. Why: a hold this long is a mistake in the hours, and a message
 *  that waits longer says what is no longer true. Source: practice preference. */
export const longestHoldDays = 14;

/**
 * The earliest instant, at or after the given one, at which clocks in all zones are inside the hours.
 * @param instantMs - Epoch milliseconds, as is the result.
 * @throws {JourneyError} `protocol/invalid` when no zone is given, or none of the next 14 days has such an instant;
 *   `time/invalid` when a zone is unknown.
 */
export function earliestAllowedAt(instantMs: number, zones: readonly string[], window: SendWindow): number {
  const clocks = clocksOf(zones);
  const week = weekOf(window);
  const limitMs = instantMs + longestHoldDays * dayMs;
  let atMs = instantMs;
  // Each zone in turn moves the instant on to its own next opening, until all of them agree to stay.
  for (let turn = 0, agreed = 0; agreed < clocks.length; turn += 1) {
    const opensMs = opensAt(clocks[turn % clocks.length] as ZoneClock, week, atMs, limitMs);
    agreed = opensMs === atMs ? agreed + 1 : 1;
    atMs = opensMs;
    if (atMs > limitMs)
      throw new JourneyError(
        'protocol/invalid',
        `the send window must open within ${longestHoldDays} days in all zones at once; widen its hours or close fewer days`,
      );
  }
  return atMs;
}

/** Whether clocks in all zones are inside the hours. Throws as `earliestAllowedAt` does for zones. */
export function isAllowedAt(instantMs: number, zones: readonly string[], window: SendWindow): boolean {
  const week = weekOf(window);
  return clocksOf(zones).every((clock) => closingMs(week, clock.localMsAt(instantMs)) !== null);
}

/**
 * The first instant, at or after the given one, at which some zone is outside its hours: the end of the opening, for the
 * validity of a message; the instant itself when nothing is allowed then. Throws as `earliestAllowedAt` does for zones.
 */
export function closesAt(instantMs: number, zones: readonly string[], window: SendWindow): number {
  const week = weekOf(window);
  return Math.min(...clocksOf(zones).map((clock) => zoneClosesAt(clock, week, instantMs)));
}

function clocksOf(zones: readonly string[]): readonly ZoneClock[] {
  if (zones.length === 0)
    throw new JourneyError(
      'protocol/invalid',
      'a send window needs a zone; give the one of the patient or the location',
    );
  return zones.map(zoneClock);
}

/** The hours in milliseconds since midnight, Monday first, and the closed days. */
interface Week {
  readonly openings: readonly ({ readonly openMs: number; readonly closeMs: number } | undefined)[];
  readonly closedDays: ReadonlySet<number>;
}

const weeks = new WeakMap<SendWindow, Week>();

function weekOf(window: SendWindow): Week {
  const known = weeks.get(window);
  if (known !== undefined) return known;
  const openings = weekdays.map((weekday) => {
    const hours = window.hours[weekday];
    return hours && { openMs: ofDayMs(hours.open), closeMs: ofDayMs(hours.close) };
  });
  const week = { openings, closedDays: new Set(window.closedOn.map(epochDayOf)) };
  weeks.set(window, week);
  return week;
}

function ofDayMs(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * 60_000;
}

function openingOn(week: Week, epochDay: number): Week['openings'][number] {
  // The first day of 1970 was a Thursday.
  return week.closedDays.has(epochDay) ? undefined : week.openings[(((epochDay + 3) % 7) + 7) % 7];
}

/** First instant from here on at which the zone's clock shows an open hour; Infinity when that is after the limit. */
function opensAt(clock: ZoneClock, week: Week, fromMs: number, limitMs: number): number {
  let atMs = fromMs;
  while (!(atMs > limitMs)) {
    const { offsetMs, untilMs } = clock.spanAt(atMs);
    const opensMs = nextOpenLocalMs(week, atMs + offsetMs) - offsetMs;
    if (opensMs < untilMs) return opensMs;
    // The clock changes first: look again at what it shows then.
    atMs = untilMs;
  }
  return Number.POSITIVE_INFINITY;
}

/** First open time from here on, as if the clock ran on unchanged; Infinity when there is none in reach. */
function nextOpenLocalMs(week: Week, localMs: number): number {
  const today = Math.floor(localMs / dayMs);
  for (let day = today; day <= today + longestHoldDays; day += 1) {
    const opening = openingOn(week, day);
    if (opening !== undefined && localMs < day * dayMs + opening.closeMs)
      return Math.max(localMs, day * dayMs + opening.openMs);
  }
  return Number.POSITIVE_INFINITY;
}

/** When the hours that are open at this local time close, or null when they are closed. */
function closingMs(week: Week, localMs: number): number | null {
  const day = Math.floor(localMs / dayMs);
  const opening = openingOn(week, day);
  const ofDay = localMs - day * dayMs;
  if (opening === undefined || ofDay < opening.openMs || ofDay >= opening.closeMs) return null;
  return day * dayMs + opening.closeMs;
}

function zoneClosesAt(clock: ZoneClock, week: Week, fromMs: number): number {
  let atMs = fromMs;
  for (;;) {
    const { offsetMs, untilMs } = clock.spanAt(atMs);
    const closesLocalMs = closingMs(week, atMs + offsetMs);
    if (closesLocalMs === null) return atMs;
    const closesMs = closesLocalMs - offsetMs;
    if (closesMs < untilMs) return closesMs;
    atMs = untilMs;
  }
}
