// Calendar dates, instants and wall clocks as text, and the only place where luxon is touched. Dates are `YYYY-MM-DD`,
// instants are UTC ISO text, wall clocks are `YYYY-MM-DD HH:mm:ss` and always travel with their zone.
// Rule owned: what may be written. The arithmetic is that of epoch-day.ts and zone-clock.ts.
import { IANAZone } from 'luxon';
import { dateOfEpochDay, dayMs, epochDayOf, readEpochDay } from './epoch-day.js';
import { JourneyError } from './error.js';
import { instantOf, textOfLocalMs } from './instant.js';
import { zoneClock } from './zone-clock.js';

/** Whether the text is a real calendar date written `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  return readEpochDay(text) !== null;
}

/** Whether the text is a real instant written as UTC ISO, such as `2026-03-01T09:00:00Z`. */
export function isInstant(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.test(text) &&
    isDate(text.slice(0, 10)) &&
    !Number.isNaN(Date.parse(text))
  );
}

const knownZones = new Set<string>();

/** Whether the text names a zone of the IANA database, such as `America/Chicago`. A bare offset is none. */
export function isZone(text: string): boolean {
  // Asking the runtime takes a tenth of a millisecond; newer ones would also take +05:00.
  if (knownZones.has(text)) return true;
  const valid = /^[A-Za-z]/.test(text) && IANAZone.isValidZone(text);
  if (valid) knownZones.add(text);
  return valid;
}

/**
 * The date a number of calendar days later (earlier when negative).
 * @throws {JourneyError} `time/invalid` when the date is not a real day written `YYYY-MM-DD`.
 */
export function addDays(date: string, days: number): string {
  return dateOfEpochDay(Math.floor(epochDayOf(date) + days));
}

/**
 * Whole calendar days from one date to another; negative when the second is earlier.
 * @throws {JourneyError} `time/invalid` when a date is not a real day written `YYYY-MM-DD`.
 */
export function daysBetween(from: string, to: string): number {
  return epochDayOf(to) - epochDayOf(from);
}

/**
 * The instant at which a clock on the wall of this zone shows the given time.
 * @param wallClock - `YYYY-MM-DD HH:mm:ss`, without zone.
 * @param zone - IANA name. A skipped hour is read as the same distance later, a repeated one as the earlier.
 * @throws {JourneyError} `time/invalid` when the text or the zone cannot be read.
 */
export function instantOfWallClock(wallClock: string, zone: string): string {
  const [, date = '', hours, minutes, seconds] = /^(\S{10}) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/.exec(wallClock) ?? [];
  const epochDay = readEpochDay(date);
  if (epochDay === null || !isZone(zone)) {
    throw new JourneyError('time/invalid', 'a wall-clock time must be written YYYY-MM-DD HH:mm:ss with an IANA zone');
  }
  const ofDayMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return instantOf(zoneClock(zone).instantOfLocalMs(epochDay * dayMs + ofDayMs));
}

/**
 * What a clock on the wall of this zone shows at an instant, as `YYYY-MM-DD HH:mm:ss`.
 * @throws {JourneyError} `time/invalid` when the instant or the zone cannot be read.
 */
export function wallClockAt(instant: string, zone: string): string {
  if (!isInstant(instant) || !isZone(zone))
    throw new JourneyError('time/invalid', 'an instant must be UTC ISO text, a zone an IANA name');
  const localMs = zoneClock(zone).localMsAt(Date.parse(instant));
  return textOfLocalMs(localMs, ' ');
}
