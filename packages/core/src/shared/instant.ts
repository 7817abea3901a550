// Instants as text and as numbers. In: UTC ISO text, or milliseconds since 1970. Out: the other. Text has no fraction
// of a second unless it must, so that equal instants are equal text.
import { compareText } from './compare.js';
import { dateOfEpochDay, dayMs, readEpochDay } from './epoch-day.js';

export function msOf(instant: string): number {
  // Whole seconds, as nearly all are: the days are known, and `Date.parse` would take three times as long.
  const day = instant.length === 20 && instant.endsWith('Z') ? readEpochDay(instant.slice(0, 10)) : null;
  if (day === null) return Date.parse(instant);
  return day * dayMs + ((twoDigits(instant, 11) * 60 + twoDigits(instant, 14)) * 60 + twoDigits(instant, 17)) * 1000;
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero;
}

const zero = '0'.charCodeAt(0);

export function instantOf(ms: number): string {
  if (ms % 1000 !== 0) return new Date(ms).toISOString();
  return `${textOfLocalMs(ms, 'T')}Z`;
}

const two = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** Milliseconds of a clock that runs without offset, as `YYYY-MM-DD HH:mm:ss` with the given separator. */
export function textOfLocalMs(ms: number, separator: 'T' | ' '): string {
  const day = Math.floor(ms / dayMs);
  const second = Math.floor((ms - day * dayMs) / 1000);
  const minute = Math.floor(second / 60);
  return `${dateOfEpochDay(day)}${separator}${two[Math.floor(minute / 60)]}:${two[minute % 60]}:${two[second % 60]}`;
}

/** Negative when `a` is earlier than `b`. Texts with and without a fraction of a second do not compare as text. */
export function compareInstants(a: string, b: string): number {
  if (a.length === b.length) return compareText(a, b);
  return msOf(a) - msOf(b);
}

export function addHours(instant: string, hours: number): string {
  return instantOf(msOf(instant) + hours * 3_600_000);
}
