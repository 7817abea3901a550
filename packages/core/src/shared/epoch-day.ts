// Calendar dates as integers. In: `YYYY-MM-DD`. Out: days since 1970-01-01, and back. Rule owned: what a real date is
// (Gregorian calendar, years 0000 to 9999).
import { JourneyError } from './error.js';

export const dayMs = 86_400_000;

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
const firstEpochDay = epochDay(0, 1, 1);
const lastEpochDay = epochDay(9999, 12, 31);

/** The days practices speak of are few and come again and again: each is read and written once. Bounded. */
const known = new Map<string, number>();
const texts = new Map<number, string>();
const mostKnown = 100_000;

/** Days since 1970-01-01 of a calendar date, or null when the text is not a real day written `YYYY-MM-DD`. */
export function readEpochDay(date: string): number | null {
  const day = known.get(date) ?? parseEpochDay(date);
  if (day !== null && known.size < mostKnown) known.set(date, day);
  return day;
}

function parseEpochDay(date: string): number | null {
  const parts = datePattern.exec(date);
  if (parts === null) return null;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return epochDay(year, month, day);
}

/**
 * Days since 1970-01-01 of a calendar date; negative before.
 * @throws {JourneyError} `time/invalid` when the text is not a real day written `YYYY-MM-DD`.
 */
export function epochDayOf(date: string): number {
  const day = readEpochDay(date);
  if (day === null) throw new JourneyError('time/invalid', 'a calendar date must be a real day written YYYY-MM-DD');
  return day;
}

/**
 * The calendar date a number of days after 1970-01-01, as `YYYY-MM-DD`.
 * @throws {JourneyError} `time/invalid` when that is no whole number of days, or a day outside the years 0000 to 9999.
 */
export function dateOfEpochDay(day: number): string {
  const text = texts.get(day);
  if (text !== undefined) return text;
  if (!Number.isInteger(day) || day < firstEpochDay || day > lastEpochDay)
    throw new JourneyError('time/invalid', 'a day must be a whole number of days within the years 0000 to 9999');
  const written = new Date(day * dayMs).toISOString().slice(0, 10);
  if (texts.size < mostKnown) texts.set(day, written);
  return written;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2 && isLeap(year)) return 29;
  return (daysBeforeMonth[month] ?? 0) - (daysBeforeMonth[month - 1] ?? 0);
}

function epochDay(year: number, month: number, day: number): number {
  const leapDaysBefore = Math.floor((year - 1) / 4) - Math.floor((year - 1) / 100) + Math.floor((year - 1) / 400);
  const leapDay = month > 2 && isLeap(year) ? 1 : 0;
  // 477 leap days lie before 1970.
  return (year - 1970) * 365 + leapDaysBefore - 477 + (daysBeforeMonth[month - 1] ?? 0) + leapDay + day - 1;
}
