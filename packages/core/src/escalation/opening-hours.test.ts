import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, harbor, wall } from '../../test/escalations.js';
import { weekdays } from '../practice/practice.js';
import { compareInstants } from '../shared/instant.js';
import { addMinutes, addOpeningMinutes, endOfWorkingDay, isOpenAt, nextOpeningAt } from './opening-hours.js';

const always = (open: string, close: string) => Object.fromEntries(weekdays.map((day) => [day, { open, close }]));
const neverOpen = { ...harbor, hours: {} };

describe('a location', () => {
  it.each([
    ['the minute before it opens', '2026-06-30 07:59', false],
    ['the minute it opens', '2026-06-30 08:00', true],
    ['its last minute', '2026-06-30 16:59', true],
    ['the minute it closes', '2026-06-30 17:00', false],
    ['a Saturday', '2026-06-27 10:00', false],
    ['a day it is closed on', '2026-07-03 10:00', false],
  ])('at %s', (_what, when, open) => {
    expect(isOpenAt(at(when), harbor)).toBe(open);
  });

  it.each([
    ['now while it is open', '2026-06-30 16:59', '2026-06-30 16:59'],
    ['the same day before it opens', '2026-06-30 03:00', '2026-06-30 08:00'],
    ['the next day from the minute it closes', '2026-06-30 17:00', '2026-07-01 08:00'],
    ['after a holiday and a weekend', '2026-07-02 18:00', '2026-07-06 08:00'],
  ])('opens %s', (_what, from, opens) => {
    expect(wall(nextOpeningAt(at(from), harbor))).toBe(opens);
  });

  it('without hours never opens', () => {
    const from = at('2026-06-30 10:00');
    expect([
      isOpenAt(from, neverOpen),
      nextOpeningAt(from, neverOpen),
      addOpeningMinutes(from, 1, neverOpen),
      endOfWorkingDay(from, 1, neverOpen),
    ]).toEqual([false, null, null, null]);
  });
});

describe('opening minutes', () => {
  it.each([
    ['run like any others while the location is open', '2026-06-30 10:00', 240, '2026-06-30 14:00'],
    ['may run out at the minute of closing', '2026-06-30 13:00', 240, '2026-06-30 17:00'],
    ['go on the next morning', '2026-06-30 13:01', 240, '2026-07-01 08:01'],
    ['begin at opening', '2026-06-30 03:00', 60, '2026-06-30 09:00'],
    ['begin the next morning from the minute of closing', '2026-06-30 17:00', 60, '2026-07-01 09:00'],
    ['skip a weekend', '2026-06-26 16:00', 120, '2026-06-29 09:00'],
    ['skip a holiday and the weekend after it', '2026-07-02 16:30', 60, '2026-07-06 08:30'],
    ['skip a holiday within the week', '2026-11-25 16:30', 60, '2026-11-27 08:30'],
    ['cross several days', '2026-06-30 08:00', 2 * 540 + 1, '2026-07-02 08:01'],
    ['keep the wall clock across the spring change', '2026-03-06 16:00', 120, '2026-03-09 09:00'],
    ['keep the wall clock across the autumn change', '2026-10-30 16:00', 120, '2026-11-02 09:00'],
  ])('%s', (_what, from, minutes, until) => {
    expect(wall(addOpeningMinutes(at(from), minutes, harbor))).toBe(until);
  });

  it.each([
    ['lose the hour a spring night skips', '2026-03-08 01:00', 120, '2026-03-08 04:00'],
    ['count the hour an autumn night repeats twice', '2026-11-01 00:30', 180, '2026-11-01 02:30'],
  ])('%s', (_what, from, minutes, until) => {
    const nights = { ...harbor, hours: always('00:00', '12:00') };
    expect(wall(addOpeningMinutes(at(from), minutes, nights))).toBe(until);
  });

  it('begin the same distance later when the hour of opening is skipped', () => {
    const nights = { ...harbor, hours: always('02:30', '12:00') };
    expect(wall(nextOpeningAt(at('2026-03-08 00:00'), nights))).toBe('2026-03-08 03:30');
  });

  it('find no opening within an hour that is skipped', () => {
    const nights = { ...harbor, hours: always('02:30', '03:00') };
    expect(wall(nextOpeningAt(at('2026-03-08 00:00'), nights))).toBe('2026-03-09 02:30');
  });

  it('find no opening on a day that a zone skips', () => {
    const { saturday: _closed, ...hours } = always('09:00', '17:00');
    const samoa = { zone: 'Pacific/Apia', hours, closedOn: [] };
    // Friday 30 December 2011 did not take place: after Thursday came Saturday.
    expect(addOpeningMinutes('2011-12-30T02:00:00Z', 120, samoa)).toBe('2011-12-31T20:00:00Z');
  });

  it('keep a fraction of a second', () => {
    expect(addOpeningMinutes('2026-06-30T15:00:00.250Z', 1, harbor)).toBe('2026-06-30T15:01:00.250Z');
    expect(compareInstants('2026-06-30T15:00:00Z', '2026-06-30T15:00:00.250Z')).toBeLessThan(0);
  });
});

describe('the end of the next working day', () => {
  it.each([
    ['is the next day during a day', '2026-06-30 10:00', '2026-07-01 17:00'],
    ['is the next day from the minute it opens', '2026-06-30 08:00', '2026-07-01 17:00'],
    ['is the same day before it opens', '2026-06-30 07:59', '2026-06-30 17:00'],
    ['is the next day after it closes', '2026-06-30 17:00', '2026-07-01 17:00'],
    ['comes after the weekend', '2026-06-26 10:00', '2026-06-29 17:00'],
    ['comes after a holiday', '2026-07-02 10:00', '2026-07-06 17:00'],
  ])('%s', (_what, from, until) => {
    expect(wall(endOfWorkingDay(at(from), 1, harbor))).toBe(until);
  });
});

describe('laws of opening minutes', () => {
  /** Step of the oracle in minutes; every time of these histories is a multiple of it. */
  const step = 5;
  const zones = [
    'America/Chicago',
    'America/Havana',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Pacific/Auckland',
    'UTC',
  ];
  const firstMs = Date.parse('2026-01-01T00:00:00Z');
  const hours = fc.constantFrom(
    { open: '00:00', close: '12:00' },
    { open: '04:00', close: '13:15' },
    { open: '09:00', close: '21:30' },
  );
  const calendar = fc
    .record({
      zone: fc.constantFrom(...zones),
      week: fc.array(fc.option(hours, { freq: 3 }), { minLength: 7, maxLength: 7 }),
      closed: fc.array(fc.integer({ min: 0, max: 365 }), { maxLength: 60 }),
    })
    .map(({ zone, week, closed }) => ({
      zone,
      hours: Object.fromEntries(week.flatMap((day, index) => (day === null ? [] : [[weekdays[index], day]]))),
      closedOn: closed.map((day) => new Date(firstMs + day * 86_400_000).toISOString().slice(0, 10)),
    }));
  const clocks = new Map(
    zones.map((timeZone) => [
      timeZone,
      new Intl.DateTimeFormat('en-CA', {
        timeZone,
        dateStyle: 'short',
        timeStyle: 'short',
        hourCycle: 'h23',
      }),
    ]),
  );

  /** What the clock on the wall says, told by Intl alone. */
  function opensByIntl(
    ms: number,
    { zone, hours: week, closedOn }: typeof calendar extends fc.Arbitrary<infer C> ? C : never,
  ) {
    const [date = '', time = ''] = clocks.get(zone)?.format(ms).split(', ') ?? [];
    const ofDay = week[weekdays[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7] ?? ''];
    return ofDay !== undefined && !closedOn.includes(date) && ofDay.open <= time && time < ofDay.close;
  }

  const transitions = ['2026-03-08T05:00:00Z', '2026-11-01T05:00:00Z', '2026-04-04T15:00:00Z', '2026-09-26T14:00:00Z'];
  const start = fc.oneof(
    fc.integer({ min: 0, max: (365 * 1440) / step }).map((steps) => firstMs + steps * step * 60_000),
    fc
      .tuple(fc.constantFrom(...transitions), fc.integer({ min: -200, max: 200 }))
      .map(([transition, steps]) => Date.parse(transition) + steps * step * 60_000),
  );

  it('they are counted as the clock on the wall shows them, by Intl as an independent oracle', () => {
    const law = fc.property(calendar, start, fc.integer({ min: 1, max: 200 }), (found, from, steps) => {
      const text = new Date(from).toISOString();
      expect(isOpenAt(text, found)).toBe(opensByIntl(from, found));
      const until = addOpeningMinutes(text, steps * step, found);
      const end = from + 6 * 86_400_000;
      let open = 0;
      let now = from;
      for (; now < end && open < steps; now += step * 60_000) open += opensByIntl(now, found) ? 1 : 0;
      if (open === steps) expect(until === null ? null : Date.parse(until)).toBe(now);
      else expect(until === null || Date.parse(until) > end).toBe(true);
    });
    fc.assert(law, { numRuns: 300 });
  });

  it('two spans one after the other are one span', () => {
    const law = fc.property(
      calendar,
      start,
      fc.nat(500),
      fc.integer({ min: 1, max: 500 }),
      (found, from, first, second) => {
        const text = new Date(from).toISOString();
        const between = addOpeningMinutes(text, first, found);
        if (between === null) return;
        const whole = addOpeningMinutes(text, first + second, found);
        if (whole !== null) expect(addOpeningMinutes(between, second, found)).toBe(whole);
      },
    );
    fc.assert(law, { numRuns: 2000 });
  });

  it('they end while the location is open, or just as it closes, and never before they begin', () => {
    const law = fc.property(calendar, start, fc.nat(2000), (found, from, minutes) => {
      const until = addOpeningMinutes(new Date(from).toISOString(), minutes, found);
      if (until === null) return;
      expect(Date.parse(until)).toBeGreaterThanOrEqual(from + minutes * 60_000);
      expect(isOpenAt(until, found) || isOpenAt(addMinutes(until, -1), found)).toBe(true);
    });
    fc.assert(law, { numRuns: 2000 });
  });
});
