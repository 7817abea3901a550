import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, instantOfWallClock, isDate, isInstant, isZone, wallClockAt } from './time.js';

describe('calendar dates', () => {
  it('knows 29 February only in leap years', () => {
    expect([isDate('2028-02-29'), isDate('2026-02-29'), isDate('2026-2-9'), isDate('2026-13-01')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('counts across 29 February, a year and both clock changes', () => {
    expect(addDays('2028-02-28', 2)).toBe('2028-03-01');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2026-03-08', -1)).toBe('2026-03-07');
    expect(daysBetween('2026-03-07', '2026-11-02')).toBe(240);
  });

  it('refuses a day that does not exist, naming the mend', () => {
    expect(() => addDays('2026-02-30', 1)).toThrow(/YYYY-MM-DD/);
  });
});

describe('wall clocks', () => {
  it.each([
    ['an ordinary morning', '2026-06-01 09:00:00', 'America/Chicago', '2026-06-01T14:00:00Z'],
    ['a zone without summer time', '2026-06-01 09:00:00', 'America/Phoenix', '2026-06-01T16:00:00Z'],
    [
      'an hour the spring night skips: the same distance later',
      '2026-03-08 02:30:00',
      'America/Chicago',
      '2026-03-08T08:30:00Z',
    ],
    [
      'an hour the autumn night repeats: the earlier one',
      '2026-11-01 01:30:00',
      'America/Chicago',
      '2026-11-01T06:30:00Z',
    ],
    ['the minute after the repeated hour', '2026-11-01 02:00:00', 'America/Chicago', '2026-11-01T08:00:00Z'],
  ])('reads %s', (_what, wallClock, zone, instant) => {
    expect(instantOfWallClock(wallClock, zone)).toBe(instant);
  });

  it('shows what the clock on the wall shows', () => {
    expect(wallClockAt('2026-11-01T06:30:00Z', 'America/Chicago')).toBe('2026-11-01 01:30:00');
    expect(wallClockAt('2026-11-01T07:30:00Z', 'America/Chicago')).toBe('2026-11-01 01:30:00');
  });

  it('knows the names of zones; an offset is none', () => {
    const texts = ['America/Chicago', 'UTC', 'Chicago', '+05:00', '-05:00', ''];
    expect(texts.filter(isZone)).toEqual(['America/Chicago', 'UTC']);
  });

  it('refuses a time or zone it cannot read', () => {
    expect(() => instantOfWallClock('2026-03-08 25:00:00', 'America/Chicago')).toThrow(/HH:mm:ss/);
    expect(() => instantOfWallClock('2026-03-08 09:00:00', 'Chicago')).toThrow(/IANA/);
    expect([
      isInstant('2026-03-01T09:00:00Z'),
      isInstant('2026-03-01 09:00:00'),
      isInstant('2026-02-30T09:00:00Z'),
    ]).toEqual([true, false, false]);
  });
});
