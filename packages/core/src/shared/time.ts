// Calendar dates, instants and wall clocks, and the only place where luxon is touched. Dates are `YYYY-MM-DD`,
// instants are UTC ISO text, wall clocks are `YYYY-MM-DD HH:mm:ss` and always travel with their zone.
// Rule owned: a wall-clock time that a zone skips or repeats is read as Temporal's "compatible" does
// (skipped: the same distance later; repeated: the earlier of the two).
import { DateTime, IANAZone } from 'luxon';
import { JourneyError } from './error.js';

const dayMs = 86_400_000;
const datePattern = /^\d{4}-\d{2}-\d{2}$/;

/** Days since 1970-01-01 of a calendar date, or null when the text is not a real date. */
function dayNumberOf(date: string): number | null {
  if (!datePattern.test(date)) return null;
  const ms = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date ? null : ms / dayMs;
}

/** Whether the text is a real calendar date written `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  return dayNumberOf(text) !== null;
}

/** Whether the text is a real instant written as UTC ISO, such as `2026-03-01T09:00:00Z`. */
export function isInstant(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.test(text) &&
    isDate(text.slice(0, 10)) &&
    !Number.isNaN(Date.parse(text))
  );
}

/** Whether the text names a zone of the IANA database, such as `America/Chicago`. */
export function isZone(text: string): boolean {
  return IANAZone.isValidZone(text);
}

function dayNumber(date: string): number {
  const day = dayNumberOf(date);
  if (day === null) throw new JourneyError('time/invalid', 'a calendar date must be a real day written YYYY-MM-DD');
  return day;
}

/**
 * The date a number of calendar days later (earlier when negative).
 * @throws {JourneyError} `time/invalid` when the date is not a real day written `YYYY-MM-DD`.
 */
export function addDays(date: string, days: number): string {
  return new Date((dayNumber(date) + days) * dayMs).toISOString().slice(0, 10);
}

/**
 * Whole calendar days from one date to another; negative when the second is earlier.
 * @throws {JourneyError} `time/invalid` when a date is not a real day written `YYYY-MM-DD`.
 */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/**
 * The instant at which a clock on the wall of this zone shows the given time.
 * @param wallClock - `YYYY-MM-DD HH:mm:ss`, without zone.
 * @param zone - IANA name. A skipped hour is read as the same distance later, a repeated one as the earlier.
 * @throws {JourneyError} `time/invalid` when the text or the zone cannot be read.
 */
export function instantOfWallClock(wallClock: string, zone: string): string {
  const [date = '', time = ''] = wallClock.split(' ');
  if (!isDate(date) || !/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(time) || !isZone(zone)) {
    throw new JourneyError('time/invalid', 'a wall-clock time must be written YYYY-MM-DD HH:mm:ss with an IANA zone');
  }
  // luxon reads a repeated hour with either offset, depending on the one in force now; take the earlier always.
  const local = DateTime.fromISO(`${date}T${time}`, { zone });
  const earlier = DateTime.min(...local.getPossibleOffsets()) ?? local;
  return earlier.toUTC().toISO({ suppressMilliseconds: true }) as string;
}

/**
 * What a clock on the wall of this zone shows at an instant, as `YYYY-MM-DD HH:mm:ss`.
 * @throws {JourneyError} `time/invalid` when the instant or the zone cannot be read.
 */
export function wallClockAt(instant: string, zone: string): string {
  if (!isInstant(instant) || !isZone(zone))
    throw new JourneyError('time/invalid', 'an instant must be UTC ISO text, a zone an IANA name');
  return DateTime.fromISO(instant, { zone }).toFormat('yyyy-MM-dd HH:mm:ss');
}
