import { describe, expect, it } from 'vitest';
import { dateOfEpochDay, dayMs, epochDayOf, readEpochDay } from './epoch-day.js';

describe('calendar dates as integers', () => {
  it.each([
    ['0000-01-01', -719528],
    ['1900-02-28', -25509],
    ['1969-12-31', -1],
    ['1970-01-01', 0],
    ['2000-02-29', 11016],
    ['2028-02-29', 21243],
    ['9999-12-31', 2932896],
  ])('%s is day %i, and back', (date, day) => {
    expect(epochDayOf(date)).toBe(day);
    expect(dateOfEpochDay(day)).toBe(date);
  });

  it('counts every day of 1890 to 2110 as the calendar of the runtime does', () => {
    const days = Array.from({ length: 80_500 }, (_none, index) => index - 29_300);
    expect(days.filter((day) => readEpochDay(new Date(day * dayMs).toISOString().slice(0, 10)) !== day)).toEqual([]);
  });

  it.each([
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '',
    '+2026-01-01',
  ])('knows that "%s" is no day', (text) => {
    expect(readEpochDay(text)).toBeNull();
  });

  it('refuses what is no day, naming the mend', () => {
    expect(() => epochDayOf('2026-02-30')).toThrow(/YYYY-MM-DD/);
    for (const day of [0.5, Number.NaN, -719529, 2932897]) expect(() => dateOfEpochDay(day)).toThrow(/whole number/);
  });
});
