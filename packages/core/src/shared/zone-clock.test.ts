import { describe, expect, it } from 'vitest';
import { dateOfEpochDay, epochDayOf } from './epoch-day.js';
import { zoneClock } from './zone-clock.js';

/** Minutes since midnight of `HH:mm`. */
function minute(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

describe('from the wall clock to the instant', () => {
  it.each([
    ['the day before the spring change', 'America/Chicago', '2026-03-07', '02:30', '2026-03-07T08:30:00Z'],
    ['the last minute before the skipped hour', 'America/Chicago', '2026-03-08', '01:59', '2026-03-08T07:59:00Z'],
    ['a skipped minute: the same distance later', 'America/Chicago', '2026-03-08', '02:30', '2026-03-08T08:30:00Z'],
    ['the minute after the skipped hour', 'America/Chicago', '2026-03-08', '03:00', '2026-03-08T08:00:00Z'],
    ['the day after the spring change', 'America/Chicago', '2026-03-09', '02:30', '2026-03-09T07:30:00Z'],
    ['the last minute before the repeated hour', 'America/Chicago', '2026-11-01', '00:59', '2026-11-01T05:59:00Z'],
    ['a repeated minute: the earlier one', 'America/Chicago', '2026-11-01', '01:00', '2026-11-01T06:00:00Z'],
    ['the minute after the repeated hour', 'America/Chicago', '2026-11-01', '02:00', '2026-11-01T08:00:00Z'],
    ['29 February', 'America/Los_Angeles', '2028-02-29', '09:00', '2028-02-29T17:00:00Z'],
    ['a zone without summer time', 'America/Phoenix', '2026-07-01', '09:00', '2026-07-01T16:00:00Z'],
    ['a half-hour zone', 'Asia/Kolkata', '2026-07-01', '09:00', '2026-07-01T03:30:00Z'],
    ['a quarter-hour zone', 'Asia/Kathmandu', '2026-07-01', '00:00', '2026-06-30T18:15:00Z'],
    ['a change of half an hour', 'Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:45:00Z'],
    ['a change at midnight', 'America/Santiago', '2026-09-06', '00:00', '2026-09-06T04:00:00Z'],
    ['a day a zone skipped', 'Pacific/Apia', '2011-12-30', '12:00', '2011-12-30T22:00:00Z'],
    ['the southern autumn', 'Pacific/Auckland', '2026-04-05', '02:30', '2026-04-04T13:30:00Z'],
    ['an offset with seconds', 'Africa/Monrovia', '1971-06-01', '12:00', '1971-06-01T12:44:30Z'],
    ['long before any railway', 'America/New_York', '1800-01-01', '12:00', '1800-01-01T16:56:02Z'],
    ['long after any rule', 'America/New_York', '2399-07-01', '12:00', '2399-07-01T16:00:00Z'],
  ])('reads %s', (_what, zone, date, time, instant) => {
    const found = zoneClock(zone).instantOf(epochDayOf(date), minute(time));
    expect(new Date(found).toISOString()).toBe(instant.replace('Z', '.000Z'));
  });
});

describe('from the instant to the wall clock', () => {
  it.each([
    ['America/Chicago', '2026-03-08T07:59:59.999Z', '2026-03-08', '01:59', 59],
    ['America/Chicago', '2026-03-08T08:00:00Z', '2026-03-08', '03:00', 0],
    ['America/Chicago', '2026-11-01T06:59:59Z', '2026-11-01', '01:59', 59],
    ['America/Chicago', '2026-11-01T07:00:00Z', '2026-11-01', '01:00', 0],
    ['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29', '23:59', 59],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31', '00:00', 0],
    ['Africa/Monrovia', '1969-12-31T23:59:59.5Z', '1969-12-31', '23:15', 29],
    ['Asia/Kolkata', '2028-02-28T18:30:00Z', '2028-02-29', '00:00', 0],
  ])('in %s at %s', (zone, instant, date, time, secondOfMinute) => {
    const { epochDay, ...shown } = zoneClock(zone).wallClockAt(Date.parse(instant));
    expect(dateOfEpochDay(epochDay)).toBe(date);
    expect(shown).toEqual({ minuteOfDay: minute(time), secondOfMinute });
  });
});

describe('spans of constant offset', () => {
  it('follow each other without a gap, and one begins at each change', () => {
    const clock = zoneClock('Europe/Berlin');
    const starts: string[] = [];
    let span = clock.spanAt(Date.parse('2026-01-01T00:00:00Z'));
    while (span.untilMs < Date.parse('2028-01-01T00:00:00Z')) {
      const next = clock.spanAt(span.untilMs);
      expect(next.fromMs).toBe(span.untilMs);
      if (next.offsetMs !== span.offsetMs) starts.push(new Date(next.fromMs).toISOString().slice(0, 16));
      span = next;
    }
    expect(starts).toEqual(['2026-03-29T01:00', '2026-10-25T01:00', '2027-03-28T01:00', '2027-10-31T01:00']);
  });

  it('are found whatever was asked before', () => {
    const clock = zoneClock('America/Denver');
    const asked = ['2027-07-01', '1971-01-15', '2026-12-01', '2027-07-01'].map((on) => Date.parse(`${on}T12:00:00Z`));
    expect(asked.map((ms) => clock.spanAt(ms).offsetMs / 3_600_000)).toEqual([-6, -7, -7, -6]);
  });
});

describe('what cannot be read', () => {
  it('refuses an unknown zone and an instant that is none', () => {
    expect(() => zoneClock('Chicago')).toThrow(/IANA/);
    for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, 1e15, -1e15])
      expect(() => zoneClock('UTC').spanAt(ms)).toThrow(/epoch milliseconds/);
  });

  it('keeps one clock for each zone', () => {
    expect(zoneClock('America/Chicago')).toBe(zoneClock('America/Chicago'));
  });
});
