// Instants as text and as numbers. In: UTC ISO text, or milliseconds since 1970. Out: the other. Text has no fraction
// of a second unless it must, so that equal instants are equal text.
import { compareText } from './compare.js';
import { dateOfEpochDay, dayMs } from './epoch-day.js';

export function msOf(instant: string): number {
  return Date.parse(instant);
}

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
